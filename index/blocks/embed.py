"""Embeds an archive into indexes, one for each block, in a folder from which `adopt` makes one index of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from uuid import uuid4

import orjson

from ...corpus.errors import IndexLockedError, NutgrafError
from ...corpus.reader import EndNotes
from ...corpus.settings.read_settings import ReadSettings
from ...corpus.sourced import ReadWarning
from ..embedding.protocol import Embedder
from ..segments.folder import IndexFolder
from ..storage.durable import make_folder, replace
from ..storage.file_lock import HeldError, file_lock
from . import local, on_ray
from .block import BLOCK_NAME, Built, ReadEnd
from .job import NOTE, Job, sweep_scratch
from .reading import BlockPolicy, Group, groups
from .repeats import drop_repeats

Engine = Literal["local", "ray"]
_RUNS: Mapping[Engine, Callable[[Job, Iterable[Group], int | None], Iterator[Built | ReadEnd]]] = {
    "local": local.run,
    "ray": on_ray.run,
}
_LOCK = ".embed.lock"
_BEGUN = frozenset({_LOCK, f"{NOTE}.tmp"})
"""What a job that was killed at once leaves of its own, before its note."""


@dataclass(slots=True)
class EmbedReport:
    """The outcome of a run.

    Attributes:
        blocks: Names of the blocks that the folder holds now, in the order of reading.
        there: How many of them were there before.
        articles: Articles in them.
        embedded: Windows that were embedded.
        skipped: Records that were skipped.
    """

    blocks: list[str] = field(default_factory=list)
    there: int = 0
    articles: int = 0
    embedded: int = 0
    skipped: int = 0


def embed(
    paths: Sequence[str],
    to: Path,
    load: Callable[[str | None], Embedder],
    *,
    engine: Engine = "local",
    workers: int | None = None,
    places: Sequence[str] = (),
    settings: Mapping[str, ReadSettings],
    on_warning: Callable[[ReadWarning], None] = lambda _: None,
    on_articles: Callable[[int], None] = lambda _: None,
    policy: BlockPolicy | None = None,
) -> EmbedReport:
    """Embed the articles of files and folders, an index a block.

    A run that was killed goes on where it is run again: a block that is whole stays. Blocks of earlier runs over the
    same paths that are not of this one are removed at the end.

    Args:
        paths: Files and folders.
        to: The folder of the blocks.
        load: Loads the model for a device of torch, or compiled where that is None. It is sent to other processes.
        engine: What runs it: processes of this machine, or a Ray cluster.
        workers: How many embed at a time; see `local.run` and `on_ray.run`.
        places: Origins of `paths`.
        settings: What is told about them, by origin.
        on_warning: Called with each warning.
        on_articles: Called with the number of articles that are embedded, as it grows.
        policy: Sizes.

    Raises:
        CorpusError: A path does not exist.
        NutgrafError: `to` holds something else, or an error on one of the machines.
        IndexLockedError: Another run fills `to`.
        ExtraMissingError: The engine is not installed.
        OSError: The disk is full or read-only; whole blocks stay.
    """
    load(None)  # refuses a model that is not there before anything is read
    policy = policy or BlockPolicy()
    parts = groups(paths, base=to, skip=to, policy=policy)
    report, notes = EmbedReport(), EndNotes()

    def tell(warnings: Iterable[ReadWarning]) -> None:
        for warning in warnings:
            report.skipped += warning.skipped
            on_warning(warning)

    with _filling(to, places) as note:
        job = Job(to, note, tuple(places), settings, load, policy)
        for item in _RUNS[engine](job, parts, workers):
            if isinstance(item, ReadEnd):
                tell(item.warnings)
                notes.join(item.notes)
                continue
            _count(item, report)
            for warning in item.warnings:
                on_warning(warning)
            on_articles(report.articles)
        tell(notes.warnings())
        report.blocks.sort()
        _refuse_missing(to, report.blocks)
        for old in to.iterdir():
            if BLOCK_NAME.fullmatch(old.name) and old.name not in report.blocks:
                shutil.rmtree(old)
        tell(drop_repeats(to, report.blocks))
        report.articles = sum(IndexFolder(to / name).manifest().live for name in report.blocks)
    return report


def _count(built: Built, report: EmbedReport) -> None:
    if built.name not in report.blocks:
        report.blocks.append(built.name)
        report.there += not built.is_new
        report.articles += built.articles
        report.embedded += built.embedded
        report.skipped += built.skipped


@contextmanager
def _filling(to: Path, places: Sequence[str]) -> Iterator[bytes]:
    """Hold the folder for one job; yields what its note says."""
    make_folder(to)
    known = _places_of(to)
    if known is None and (strange := sorted(path.name for path in to.iterdir() if path.name not in _BEGUN)):
        raise NutgrafError(f"{to} is not empty (it contains {strange[0]!r}); give a new folder with --to")
    if known not in (None, list(places)):
        raise NutgrafError(f"{to} holds the blocks of other paths ({', '.join(known)}); give a new folder with --to")
    try:
        with file_lock(to / _LOCK, wait=False):
            sweep_scratch(to)
            note = orjson.dumps({"places": list(places), "job": uuid4().hex})
            replace(to / NOTE, note)
            yield note
            sweep_scratch(to)
    except HeldError:
        raise IndexLockedError(f"another nutgraf fills {to}; run the command again when it is done") from None


def _places_of(to: Path) -> list[str] | None:
    try:
        places: list[str] = orjson.loads((to / NOTE).read_bytes())["places"]
    except FileNotFoundError:
        return None
    return places


def _refuse_missing(to: Path, names: Sequence[str]) -> None:
    """Refuse to end where the index of a block is not in `to`: another machine wrote it to a folder of its own."""
    for name in names:
        if not (to / name / "MANIFEST").exists():
            raise NutgrafError(f"{to / name} was built and is not here; all machines must share {to}")
