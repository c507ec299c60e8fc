"""The index as a folder: how a generation is opened, committed, and swept when nobody needs it.

    MANIFEST              names everything else; to replace it is to commit
    manifests/<number>    copies of the last two manifests, from which a damaged MANIFEST is mended
    segments/<name>/      see `segment`
    journal               see `journal`
    LOCK                  held by the one writer

The folder ``rebuild/`` is there only while a rebuild runs, or after one was killed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote

from ...corpus.errors import IndexFormatError, IndexLockedError, IndexMissingError, NutgrafError
from ..storage.durable import damaged, make_folder, replace
from .manifest import Manifest
from .segment import SEGMENT_NAME, Segment
from .snapshot import Snapshot

_COPIES = 2
_PATIENCE = 100
"""Generations that may be committed and swept while we open one, before we call a missing file damage."""


Stamp = tuple[int, int, int]
"""Inode, time of change in nanoseconds, and size of MANIFEST."""


class IndexFolder:
    """The folder of an index, which may not exist yet."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    @property
    def exists(self) -> bool:
        """Whether a generation was ever committed here."""
        return (self.path / "MANIFEST").exists() or bool(self.copies())

    @property
    def segments(self) -> Path:
        """Where the segments lie."""
        return self.path / "segments"

    @property
    def journal(self) -> Path:
        """Where the journal lies, if there is one."""
        return self.path / "journal"

    def refuse_missing(self) -> None:
        """Raises IndexMissingError where there is no index, with the words for it."""
        if not self.exists:
            raise IndexMissingError(
                f"no index in {self.path}; make one with: nutgraf index PATH --index {quote(str(self.path))}"
            )

    def copies(self) -> list[Path]:
        """The copies of manifests, newest first."""
        found = [it for it in (self.path / "manifests").glob("*") if it.name.isdigit()]
        return sorted(found, key=lambda path: -int(path.name))

    def manifest(self) -> Manifest:
        """The committed manifest.

        Raises:
            IndexMissingError: There is no index.
            IndexFormatError: The manifest is damaged, or of another format.
        """
        self.refuse_missing()
        path = self.path / "MANIFEST"
        try:
            return Manifest.from_bytes(path.read_bytes(), path)
        except FileNotFoundError:
            raise damaged(path, "is missing") from None

    def stamp(self) -> Stamp | None:
        """What tells one commit from the next without reading anything; None where nothing is committed."""
        try:
            state = os.stat(self.path / "MANIFEST")  # noqa: PTH116  # a question asks it, and Path would take its time
        except OSError:
            return None
        return state.st_ino, state.st_mtime_ns, state.st_size

    def open(self, known: Sequence[Segment] = ()) -> Snapshot:
        """The newest generation, whole.

        Args:
            known: Segments that are open already: what is in the generation of them is not opened again.

        Raises:
            IndexMissingError: There is no index.
            IndexFormatError: A file is missing or damaged, or of another format. Damage inside a file is found when
                the file is first used.
        """
        manifest = self.manifest()
        for _ in range(_PATIENCE):
            try:
                return self.snapshot(manifest, known)
            except IndexFormatError:
                newer = self.manifest()  # a writer may have swept the generation under our hands
                if newer.generation == manifest.generation:
                    raise
                manifest = newer
        raise IndexFormatError(f"{self.path} is being changed too fast to be read; run the command again")

    def snapshot(self, manifest: Manifest, known: Sequence[Segment] = ()) -> Snapshot:
        """The generation of `manifest`, for the writer, under whose hands nobody sweeps it.

        Args:
            manifest: The generation.
            known: Segments that are open already.

        Raises:
            IndexFormatError: A file is missing.
        """
        try:
            return Snapshot(self.path, manifest, known)
        except FileNotFoundError as error:
            raise damaged(error.filename, "is missing") from None

    @contextmanager
    def writing(self) -> Iterator[Manifest | None]:
        """Hold the writer's lock, over the newest manifest (None where nothing was committed yet).

        Raises:
            IndexFormatError: The manifest is damaged, or of another format.
            NutgrafError: The folder holds other things.
            IndexLockedError, OSError: See `locked`.
        """
        self._refuse_strange_folder()
        with self.locked():
            yield self.committed() if self.exists else None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the writer's lock of a folder, which is made if it is not there.

        Raises:
            IndexLockedError: Another process writes.
            OSError: The folder cannot be written.
        """
        from filelock import FileLock, Timeout  # a search has no use for it, and no time

        make_folder(self.segments)
        make_folder(self.path / "manifests")
        lock = FileLock(self.path / "LOCK")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise IndexLockedError(
                f"another nutgraf is writing {self.path}; run the command again when it is done"
            ) from None
        try:
            yield
        finally:
            lock.release()

    def commit(self, manifest: Manifest) -> None:
        """Make `manifest` the newest generation, then remove what no longer belongs to it.

        Its copy is written first, so that from the commit on there are two of it. Readers keep their mapped files.

        Raises:
            OSError: The disk does not take it: the generation before stays.
        """
        data = manifest.to_bytes()
        replace(self.path / "manifests" / str(manifest.generation), data)
        replace(self.path / "MANIFEST", data)
        self.sweep(manifest)

    def sweep(self, manifest: Manifest | None) -> None:
        """Remove segments that `manifest` does not name, copies of other manifests, and temporary files."""
        newest = manifest.generation if manifest else 0
        for copy in self.copies():  # before the segments: no copy of a commit that failed names what is not there
            if not newest - _COPIES < int(copy.name) <= newest:
                copy.unlink(missing_ok=True)
        named = {entry.name for entry in manifest.segments} if manifest else set()
        for folder in self.segments.iterdir():
            if folder.name not in named and SEGMENT_NAME.fullmatch(folder.name):
                shutil.rmtree(folder, ignore_errors=True)
        for leftover in (self.path / "MANIFEST.tmp", *(self.path / "manifests").glob("*.tmp")):
            leftover.unlink(missing_ok=True)

    def committed(self) -> Manifest:
        """The manifest, for the writer, who ends a first commit that was cut off.

        A copy without MANIFEST is one that was cut off between the two: all that it names is there.

        Raises:
            IndexFormatError: The copy is damaged, or of another format.
        """
        path = self.path / "MANIFEST"
        if not path.exists() and (copies := self.copies()):
            data = copies[0].read_bytes()
            Manifest.from_bytes(data, copies[0])
            replace(path, data)
        return self.manifest()

    def _refuse_strange_folder(self) -> None:
        """An index is never made among other people's files: we sweep our folder."""
        if self.exists or not self.path.exists():
            return
        ours = {"segments", "manifests", "journal", "LOCK", "MANIFEST.tmp", "serve.sock"}
        if strange := sorted(it.name for it in self.path.iterdir() if it.name not in ours):
            raise NutgrafError(
                f"{self.path} is not an index and is not empty (it contains {strange[0]!r}); "
                "choose another folder with --index"
            )
