"""The folder of an index: opens and commits generations, and sweeps the files of old ones.

    MANIFEST              names all other files of the index; replacing it is a commit
    manifests/<number>    copies of the last two manifests, from which a damaged MANIFEST is repaired
    segments/<name>/      see `segment`
    history/<name>        earlier versions of articles, see `history`
    journal               see `journal`
    LOCK                  held by the one writer

The folder ``rebuild/`` exists only while a rebuild runs, or after one was killed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote

from ...corpus.errors import IndexFormatError, IndexLockedError, IndexMissingError, NutgrafError
from ..history.files import HISTORY_NAME
from ..storage.durable import damaged, make_folder, replace
from ..storage.file_lock import HeldError, file_lock
from ..storage.whole_file import read_whole
from .manifest import Manifest
from .segment import SEGMENT_NAME, Segment
from .snapshot import Snapshot
from .stamp import ManifestStamp, manifest_stamp

_COPIES = 2
_MAX_RETRIES = 100
"""Attempts to open an index whose writer sweeps each generation while it is being opened."""

_STAYS = (IsADirectoryError, PermissionError)
"""Errors of removing a folder of a file's name, which is not ours, or on Windows a file that a reader has open: the
next commit sweeps it."""


class IndexFolder:
    """The folder of an index, which may not exist yet."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    @property
    def exists(self) -> bool:
        """True where a generation was ever committed here."""
        return (self.path / "MANIFEST").exists() or bool(self.copies())

    @property
    def rebuilt(self) -> IndexFolder:
        """The folder in which a rebuild builds the new index."""
        return IndexFolder(self.path / "rebuild")

    @property
    def segments(self) -> Path:
        """The folder of the segments."""
        return self.path / "segments"

    @property
    def history(self) -> Path:
        """The folder of the history, which may not exist."""
        return self.path / "history"

    @property
    def journal(self) -> Path:
        """The path of the journal, which may not exist."""
        return self.path / "journal"

    def refuse_missing(self) -> None:
        """Raise IndexMissingError where there is no index."""
        if not self.exists:
            raise IndexMissingError(
                f"no index in {self.path}; make one with: nutgraf index PATH --index {quote(str(self.path))}"
            )

    def copies(self) -> list[Path]:
        """List the copies of manifests, newest first."""
        paths = [path for path in (self.path / "manifests").glob("*") if path.name.isdigit()]
        return sorted(paths, key=lambda path: -int(path.name))

    def manifest(self) -> Manifest:
        """Read the committed manifest.

        Raises:
            IndexMissingError: There is no index.
            IndexFormatError: The manifest is damaged, cannot be read, or has another format.
        """
        self.refuse_missing()
        path = self.path / "MANIFEST"
        try:
            return Manifest.from_bytes(read_whole(path), path)
        except FileNotFoundError:
            raise damaged(path, "is missing") from None

    def upcoming(self) -> Manifest:
        """Read the manifest that the next writer starts from, see `committed`; nothing is written.

        Raises:
            IndexMissingError, IndexFormatError: As for `manifest`.
        """
        if not (self.path / "MANIFEST").exists() and (copies := self.copies()):
            return Manifest.from_bytes(read_whole(copies[0]), copies[0])
        return self.manifest()

    def stamp(self) -> ManifestStamp | None:
        """Identify the current commit without reading a file; None where nothing is committed."""
        return manifest_stamp(self.path)

    def open(self, known: Sequence[Segment] = ()) -> Snapshot:
        """Open the newest generation.

        Args:
            known: Segments that are already open. Those of them that are in the generation are reused.

        Raises:
            IndexMissingError: There is no index.
            IndexFormatError: A file is missing, damaged or of another format. Damage inside a file is found when the
                file is first used.
        """
        manifest = self.manifest()
        for _ in range(_MAX_RETRIES):
            try:
                return self.snapshot(manifest, known)
            except IndexFormatError:
                newer = self.manifest()  # a writer may have swept the generation meanwhile
                if newer.generation == manifest.generation:
                    raise
                manifest = newer
        raise IndexFormatError(f"{self.path} is being changed too fast to be read; run the command again")

    def snapshot(self, manifest: Manifest, known: Sequence[Segment] = ()) -> Snapshot:
        """Open the generation of `manifest`, for the writer: while it holds the lock, nobody sweeps its files.

        Args:
            manifest: The generation.
            known: Segments that are already open.

        Raises:
            IndexFormatError: A file is missing.
        """
        try:
            return Snapshot(self.path, manifest, known)
        except FileNotFoundError as error:
            raise damaged(error.filename, "is missing") from None

    @contextmanager
    def writing(self) -> Iterator[Manifest | None]:
        """Hold the writer's lock; yields the newest manifest, or None where nothing was committed yet.

        Raises:
            IndexFormatError: The manifest is damaged, or has another format.
            NutgrafError: The folder holds files that belong to no index.
            IndexLockedError, OSError: See `locked`.
        """
        self._refuse_strange_folder()
        with self.locked():
            yield self.committed() if self.exists else None

    @contextmanager
    def changing(self) -> Iterator[Manifest]:
        """Hold the writer's lock of an index that exists; yields the newest manifest.

        Raises:
            IndexMissingError: There is no index.
            IndexFormatError, IndexLockedError, OSError: See `writing`.
        """
        self.refuse_missing()  # before `locked` makes the folder
        with self.locked():
            yield self.committed()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the writer's lock, and make the folder if it does not exist.

        Raises:
            IndexLockedError: Another process is writing.
            OSError: The folder cannot be written, or its file system has no locks.
        """
        make_folder(self.segments)
        make_folder(self.path / "manifests")
        try:
            with file_lock(self.path / "LOCK", wait=False):
                yield
        except HeldError:
            raise IndexLockedError(
                f"another nutgraf is writing {self.path}; run the command again when it is done"
            ) from None

    def commit(self, manifest: Manifest) -> None:
        """Make `manifest` the newest generation, then sweep the files that it does not name.

        The copy of the manifest is written first, so that two exist from the commit on. Readers keep the files that
        they have mapped.

        Raises:
            OSError: The disk is full or read-only; the previous generation stays.
        """
        data = manifest.to_bytes()
        replace(self.path / "manifests" / str(manifest.generation), data)
        replace(self.path / "MANIFEST", data)
        self.sweep(manifest)

    def replace_with(self, manifest: Manifest) -> None:
        """Commit `manifest`, and remove the journal and the folder of a rebuild, which are of the index before."""
        self.commit(manifest)
        self.journal.unlink(missing_ok=True)
        shutil.rmtree(self.rebuilt.path, ignore_errors=True)

    def sweep(self, manifest: Manifest | None) -> None:
        """Remove what `manifest` does not name of segments and history, copies of other manifests, temporary files."""
        newest = manifest.generation if manifest else 0
        for copy in self.copies():  # before the segments, so that no copy names a segment that is gone
            if not newest - _COPIES < int(copy.name) <= newest:
                with suppress(*_STAYS):
                    copy.unlink(missing_ok=True)
        named = {entry.name for entry in manifest.segments} if manifest else set()
        for folder in self.segments.iterdir():
            if folder.name not in named and SEGMENT_NAME.fullmatch(folder.name):
                shutil.rmtree(folder, ignore_errors=True)
        kept = {entry.name for entry in manifest.history} if manifest else set()
        for path in self.history.glob("*"):
            if path.name not in kept and HISTORY_NAME.fullmatch(path.name):
                with suppress(*_STAYS):
                    path.unlink(missing_ok=True)
        for leftover in (self.path / "MANIFEST.tmp", *(self.path / "manifests").glob("*.tmp")):
            with suppress(*_STAYS):
                leftover.unlink(missing_ok=True)

    def sweep_rebuilt(self, manifest: Manifest) -> None:
        """Remove what a rebuild left that has become `manifest`, and could not be removed then, or in part only."""
        left = self.rebuilt
        with suppress(NutgrafError, OSError):
            if left.exists:
                is_over = [it.name for it in left.committed().segments] == [it.name for it in manifest.segments]
            else:
                is_over = not left.journal.exists()  # else it was killed before its first commit, and can go on
            if is_over:
                shutil.rmtree(left.path)

    def committed(self) -> Manifest:
        """Read the manifest for the writer, after completing a first commit that was interrupted.

        A copy without MANIFEST means that the commit stopped between writing the two. All files that the copy names
        are there.

        Raises:
            IndexFormatError: The copy is damaged, or has another format.
        """
        path = self.path / "MANIFEST"
        if not path.exists() and (copies := self.copies()):
            data = read_whole(copies[0])
            Manifest.from_bytes(data, copies[0])
            replace(path, data)
        return self.manifest()

    def _refuse_strange_folder(self) -> None:
        """Refuse a folder with files of others: an index sweeps its folder, and could remove them."""
        if self.exists or not self.path.exists():
            return
        known = {"segments", "history", "manifests", "journal", "LOCK", "MANIFEST.tmp", "serve.sock"}
        if strange := sorted(path.name for path in self.path.iterdir() if path.name not in known):
            raise NutgrafError(
                f"{self.path} is not an index and is not empty (it contains {strange[0]!r}); "
                "choose another folder with --index"
            )
