"""Adopts the segments of other indexes: their articles come in without being read, cut or embedded again.

First all their segments are brought into the folder, beside those that are there; no manifest names them yet. Then it
is decided which of two articles with one id stays, as `Intake` decides it, and which were taken down. One commit makes
what is left the next generation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from ....corpus.errors import IndexFormatError, NutgrafError
from ....corpus.passages import CUT
from ....corpus.settings.read_settings import ReadSettings
from ....corpus.sourced import ReadWarning
from ...history.files import append
from ...segments.folder import IndexFolder
from ...segments.manifest import Manifest
from ...segments.segment import Segment, article_key
from ...segments.segment_entry import SegmentEntry
from ...segments.snapshot import Snapshot
from ..erase import erase
from ..familiarity import familiarity_of
from ..merge import merge
from ..report import Report
from ..write_policy import DEFAULT_POLICY, WritePolicy
from .adopted_segment import Rebase, adopt_segment, adopted_name
from .twins import Twins


def adopt(
    folder: IndexFolder,
    sources: Sequence[IndexFolder],
    *,
    on_warning: Callable[[ReadWarning], None] = lambda _: None,
    policy: WritePolicy = DEFAULT_POLICY,
) -> Report:
    """Adopt all live articles of other indexes, in one commit; no model is needed.

    An article replaces the one with its id that is here, or that came from an earlier one of `sources`, if it is the
    same article, see `Identity`; else it is a conflict, and the first is kept. What was taken down here does not come
    in, and what was taken down there is taken down here; what was erased there is erased here, in a commit after. The
    other indexes stay as they are, and their earlier versions with them, which is told; the history is of this index.

    Args:
        folder: The index; it is made if it does not exist.
        sources: The other indexes, in order.
        on_warning: Called with each conflict, and with each index whose earlier versions stay there.
        policy: Batch sizes and limits.

    Raises:
        ValueError: `sources` is empty.
        NutgrafError: One of them is the index itself.
        ModelMismatchError: One was built with another model.
        IndexFormatError: One is damaged, was cut or analyzed by other rules, or changed meanwhile.
        IndexMissingError, IndexLockedError: See `IndexFolder`.
        OSError: The disk is full or read-only; the index stays as it was.
    """
    if not sources:
        raise ValueError("there is no index to import")
    opened = [_opened(folder, source) for source in sources]
    for snapshot in opened:
        snapshot.manifest.refuse_other_model(opened[0].manifest.model, snapshot.path)
    with folder.writing() as committed:
        first = opened[0].manifest
        start = committed or Manifest(0, first.model, CUT, scales=first.scales)
        start.refuse_other_rules(folder.path)
        first.refuse_other_model(start.model, opened[0].path)
        folder.sweep(committed)
        try:
            report = _adopt(folder, start, opened, on_warning, policy)
        except BaseException:
            with suppress(OSError):
                folder.sweep(committed)
            raise
    erased = {name for snapshot in opened for name in snapshot.manifest.erased} - {*start.erased}
    if erased:  # after a kill before this, the next import does it
        erase(folder, sorted(erased), policy=policy)
        report.generation = folder.manifest().generation
    return report


def _opened(folder: IndexFolder, source: IndexFolder) -> Snapshot:
    """Open an index to adopt from, unless it cannot be."""
    source.refuse_missing()
    if folder.path.exists() and source.path.samefile(folder.path):
        raise NutgrafError(f"{source.path} is the index itself; name another one")
    snapshot = source.open()
    snapshot.manifest.refuse_other_rules(source.path)
    return snapshot


def _adopt(
    folder: IndexFolder,
    start: Manifest,
    sources: Sequence[Snapshot],
    on_warning: Callable[[ReadWarning], None],
    policy: WritePolicy,
) -> Report:
    brought = [pair for source in sources for pair in _brought(folder, start.generation + 1, source)]
    takedowns = {name: text for source in sources for name, text in source.manifest.taken_down.items()}
    entries = (*start.segments, *(entry for entry, _ in brought))
    snapshot = folder.snapshot(replace(start, segments=entries))
    places = [folder.path] * len(start.segments) + [place for _, place in brought]
    for source in sources:
        if versions := sum(entry.versions for entry in source.manifest.history):
            on_warning(_past_stays(source.path, versions))
    taken_down = dict(sorted({**takedowns, **start.taken_down}.items()))
    twins = Twins(snapshot, len(start.segments), places, taken_down)
    for warning in twins.settle():
        on_warning(warning)
    settled = [entry.with_dead(dead) if dead else entry for entry, dead in zip(entries, twins.dead, strict=True)]
    unerased = partial(_unerased, folder, start, policy=policy)
    kept = tuple(
        unerased(segment.with_entry(entry))
        for segment, entry in zip(snapshot.segments, settled, strict=True)
        if entry.live
    )
    settings = {**_settings(folder, sources), **start.settings}
    if start.committed and (kept, taken_down, settings) == (start.segments, start.taken_down, start.settings):
        folder.sweep(start)
        twins.report.generation = start.generation
    else:
        languages = {analyzer.language for source in sources for analyzer in source.manifest.analyzers}
        following = replace(start.next(kept, languages), taken_down=taken_down, settings=settings)
        twins.report.generation = _commit(folder, start, following, twins)
    return twins.report


def _commit(folder: IndexFolder, start: Manifest, following: Manifest, twins: Twins) -> int:
    """Commit the generation after `start`, with what it does to each article; return its number."""
    assert following.committed
    events = twins.events(following.generation, following.committed, start.generation)
    following = replace(following, history=append(folder.history, start.history, following.generation, events))
    folder.commit(replace(following, familiarity=familiarity_of(folder.snapshot(following))))
    return following.generation


def _past_stays(source: Path, versions: int) -> ReadWarning:
    reason = (
        f"it remembers {versions:,} earlier version{'s' * (versions > 1)}; they stay there: keep it to ask for them"
    )
    return ReadWarning(str(source), None, reason, skipped=False, origin="")


def _brought(folder: IndexFolder, generation: int, source: Snapshot) -> Iterator[tuple[SegmentEntry, Path]]:
    """Bring the segments of an index that have a live article; yields the entry of each, and that index."""
    rebase = Rebase(source.path, folder.path)
    for number, segment in enumerate(source.segments):
        if segment.entry.live:
            segment.check_whole()
            there = source.path / "segments" / segment.entry.name
            name = adopted_name(generation, number, segment.entry, source.path)
            try:
                yield adopt_segment(segment, there, folder.segments, name, rebase), source.path
            except FileNotFoundError:
                raise IndexFormatError(f"{source.path} was changed meanwhile; run the command again") from None


def _settings(folder: IndexFolder, sources: Sequence[Snapshot]) -> dict[str, ReadSettings]:
    """The settings that later runs read files with, by the places of those files as seen from here."""
    return {
        Rebase(source.path, folder.path).origin(place): told
        for source in sources
        for place, told in source.manifest.settings.items()
    }


def _unerased(folder: IndexFolder, start: Manifest, segment: Segment, *, policy: WritePolicy) -> SegmentEntry:
    """The entry of a segment; an adopted one that holds an article which was erased here is written without it."""
    if not any(segment.keys("article_key").rows(article_key(name)) for name in start.erased):
        return segment.entry
    return merge([segment], folder.segments, start.generation + 1, policy=policy)
