"""The job of embedding an archive: what each machine must know to read a group, and to build the index of a block."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from ...corpus.errors import NutgrafError
from ...corpus.settings.places import settings_of
from ...corpus.settings.read_settings import ReadSettings
from ...corpus.sourced import ReadWarning
from ..embedding.protocol import Embedder
from ..segments.folder import IndexFolder
from ..storage.durable import sync_folder
from ..writing import build
from ..writing.compact import compact
from ..writing.intake import KEEP_BOTH, OWN_ID
from .block import Block, Built, ReadEnd
from .reading import BlockPolicy, Group, read_group

NOTE = ".embed.json"
"""The file of the folder that says which job fills it."""
_SCRATCH = ".building-"


@dataclass(frozen=True, slots=True)
class Job:
    """One run of `embed`, as it is sent to other processes and machines.

    Attributes:
        to: The folder of the blocks, which all machines share; absolute.
        note: What the file `NOTE` holds there, so that another folder of that name is told.
        places: Origins of the paths.
        settings: What was told about them, remembered in each index.
        load: Loads the model, for a device of torch, or compiled where that is None.
        policy: Sizes.
    """

    to: Path
    note: bytes
    places: tuple[str, ...]
    settings: Mapping[str, ReadSettings]
    load: Callable[[str | None], Embedder]
    policy: BlockPolicy = field(default_factory=BlockPolicy)

    def read(self, group: Group) -> Iterator[Block | ReadEnd]:
        """Read a group; see `read_group`."""
        return read_group(group, lambda origin: settings_of(self.settings, origin), self.policy)

    def build(self, block: Block, embedder: Embedder) -> Built:
        """Build the index of a block, unless it is there: beside its place, and renamed when it is whole.

        Raises:
            NutgrafError: The folder is not the one that the job began with.
            OSError: The disk is full or read-only.
        """
        self._refuse_other_folder()
        target, told = self.to / block.name, list[ReadWarning]()
        if self._holds(target, embedder):
            return self._built(target, 0, told, is_new=False)
        scratch = IndexFolder(self.to / f"{_SCRATCH}{block.name}-{uuid4().hex}")  # two attempts may overlap
        try:
            report = build.add(
                scratch, block.articles, embedder, learn=lambda known: {**known, **self.settings},
                places=self.places, on_warning=lambda it: told.append(_without_option(it)),
            )  # fmt: skip
            compact(scratch)
            with suppress(FileExistsError):  # another attempt was first, with the same articles
                _rename(scratch.path, target)
                sync_folder(self.to)
        finally:
            shutil.rmtree(scratch.path, ignore_errors=True)
        return self._built(target, report.embedded, told, is_new=True)

    def _refuse_other_folder(self) -> None:
        try:
            is_shared = (self.to / NOTE).read_bytes() == self.note
        except OSError:
            is_shared = False
        if not is_shared:
            raise NutgrafError(
                f"{self.to} on the machine {socket.gethostname()} is not the folder of this job; "
                "mount one folder there and here, under the same name"
            )

    def _holds(self, target: Path, embedder: Embedder) -> bool:
        """True where the index of a block is there; one of another model, version or settings is removed."""
        if not target.exists():
            return False
        try:
            manifest = IndexFolder(target).manifest()
            manifest.refuse_other_model(embedder.fingerprint, target)
            manifest.refuse_other_rules(target)
            if manifest.settings == self.settings:
                return True
        except NutgrafError:
            pass
        shutil.rmtree(target)
        return False

    @staticmethod
    def _built(target: Path, embedded: int, told: list[ReadWarning], *, is_new: bool) -> Built:
        manifest = IndexFolder(target).manifest()
        skipped = manifest.last_run.counts["skipped"] if manifest.last_run else 0
        return Built(target.name, manifest.live, embedded, skipped, tuple(told), is_new)


def sweep_scratch(to: Path) -> None:
    """Remove what killed runs left half built."""
    for left in to.glob(f"{_SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)


def _without_option(warning: ReadWarning) -> ReadWarning:
    """A warning without the hint at an option that `index` has."""
    return replace(warning, reason=warning.reason.replace(KEEP_BOTH, OWN_ID))


def _rename(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError:  # which one depends on the system
        if target.exists():
            raise FileExistsError(target) from None
        raise
