"""Erases articles, and forgets earlier versions: when it is done, no file of the index holds a byte of them.

All that was removed or replaced before leaves the segments: an earlier version may stand under another id there. The
history is read to the end, and keeps the versions of other articles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from pathlib import Path

from ...corpus.errors import IndexFormatError
from ..history.event import Event
from ..history.files import read, rewrite
from ..segments.folder import IndexFolder
from ..segments.manifest import Manifest
from ..segments.segment import Segment, article_key
from ..segments.segment_entry import SegmentEntry
from ..segments.snapshot import Snapshot
from ..segments.stored_article import from_line, text_digest
from ..storage.durable import sync_folder
from .merge import merge
from .write_policy import DEFAULT_POLICY, WritePolicy


def erase(folder: IndexFolder, article_ids: Sequence[str], *, policy: WritePolicy = DEFAULT_POLICY) -> list[str]:
    """Erase articles, and take them down, in one commit; no model is needed.

    Every segment that holds one of them, or anything removed or replaced, is written again without it, and the old one
    is gone on return. So are the journal, whose vectors may be of their text, and what a killed rebuild left. A process
    that still reads the old generation, as a server does for a moment, keeps its files open until it follows.

    Returns:
        The ids of which there was nothing to erase.

    Raises:
        IndexMissingError: There is no index.
        IndexLockedError, IndexFormatError: See `IndexFolder.writing`, and `merge`.
        IndexFormatError: A file of the old generation could not be removed, or ``lost/`` holds what a repair set aside.
        OSError: The disk is full or read-only; the index is as it was.
    """
    with folder.changing() as manifest:
        manifest.refuse_other_analyzer(folder.path)
        folder.sweep(manifest)
        snapshot = folder.snapshot(manifest)
        past = _Past(folder, manifest, article_ids)
        found = past.texts | _texts(snapshot, {article_key(name): name for name in article_ids})
        known = {name for name in article_ids if name in found or name in manifest.taken_down}
        following = _without(snapshot, folder, {article_key(name) for name in article_ids}, policy)
        following = replace(
            following,
            history=rewrite(folder.history, manifest.history, following.generation, past.kept(found)),
            taken_down={**manifest.taken_down, **found},
            erased=tuple(sorted({*manifest.erased, *known})),
        )
        _replace_all(folder, following)
    return [name for name in article_ids if name not in known]


def forget(folder: IndexFolder, before: date, *, policy: WritePolicy = DEFAULT_POLICY) -> Manifest:
    """Forget the versions that were replaced or removed before a day (UTC), in one commit; returns its manifest.

    That they were, and when, stays known. Every segment that holds anything removed or replaced is written again
    without it, and the journal goes.

    Raises:
        IndexFormatError, OSError: As for `erase`, whose lock the caller holds.
    """
    manifest = folder.committed()
    before = max(before, manifest.forgotten or before)

    def kept(event: Event) -> Event:
        return replace(event, line=None) if event.commit.committed.date() < before else event

    following = _without(folder.snapshot(manifest), folder, set(), policy)
    history = rewrite(folder.history, manifest.history, following.generation, kept)
    following = replace(following, history=history, forgotten=before)
    _replace_all(folder, following)
    return following


class _Past:
    """Earlier versions of some articles in the history, also under the ids that they had before their files moved.

    Attributes:
        texts: The digest of the newest text of each article that it holds, by id.
    """

    def __init__(self, folder: IndexFolder, manifest: Manifest, article_ids: Sequence[str]) -> None:
        self.texts: dict[str, str] = {}
        self._names = {*article_ids}
        self._texts: set[str] = set()
        known = -1
        while known < len(self._names):
            known = len(self._names)
            for entry in manifest.history:
                for event in read(folder.history, entry, names=self._names):
                    if event.id in self._names or event.before in self._names:
                        self._meet(event)

    def _meet(self, event: Event) -> None:
        self._names |= {event.id, event.before}
        if event.line:
            self.texts[event.before] = _digest(event.line)
            self._texts.add(self.texts[event.before])

    def kept(self, found: Mapping[str, str]) -> Callable[[Event], Event | None]:
        """Return what keeps an event of another article: one with other text than these, and than `found`."""
        texts = self._texts | {*found.values()}

        def keep(event: Event) -> Event | None:
            is_erased = event.id in self._names or event.before in self._names
            return None if is_erased or (event.line and _digest(event.line) in texts) else event

        return keep


def _digest(line: bytes) -> str:
    return text_digest(from_line(line)[0].text.encode()).hex()


def _without(snapshot: Snapshot, folder: IndexFolder, keys: Set[int], policy: WritePolicy) -> Manifest:
    """Write the segments again without the articles of `keys` and dead ones; returns the manifest to commit."""
    manifest = snapshot.manifest
    entries = (_rewritten(segment, keys, folder.segments, manifest, policy) for segment in snapshot.segments)
    return manifest.next(tuple(entry for entry in entries if entry))


def _replace_all(folder: IndexFolder, following: Manifest) -> None:
    """Commit, and remove what may still hold a byte of what the generation does not."""
    folder.replace_with(following)
    for place in (folder.path, folder.segments):
        sync_folder(place)
    _refuse_remains(folder, following)


def _texts(snapshot: Snapshot, keys: dict[int, str]) -> dict[str, str]:
    """The digest of the newest text of each article that a segment holds, dead or alive, by its id."""
    found: dict[str, str] = {}
    for segment in snapshot.segments:
        for key, name in keys.items():
            for row in segment.keys("article_key").rows(key):
                article, _ = from_line(segment.line(row))
                if article.id == name:
                    found[name] = text_digest(article.text.encode()).hex()
    return found


def _rewritten(
    segment: Segment, keys: Set[int], parent: Path, manifest: Manifest, policy: WritePolicy
) -> SegmentEntry | None:
    """Write a segment again without the articles of `keys` and without dead ones; None where nothing is left of it."""
    doomed = [row for key in keys for row in segment.keys("article_key").rows(key)]
    entry = segment.entry.with_dead(doomed)
    if not entry.dead:
        return entry
    return merge([segment.with_entry(entry)], parent, manifest.generation + 1, policy=policy) if entry.live else None


def _refuse_remains(folder: IndexFolder, manifest: Manifest) -> None:
    """Refuse to say that all is erased where an old file is still there."""
    named = {entry.name for entry in manifest.segments}
    left = [path for path in folder.segments.iterdir() if path.name not in named]
    files = {entry.name for entry in manifest.history}
    left += [path for path in folder.history.glob("*") if path.name not in files]
    left += [path for path in (folder.rebuilt.path, folder.path / "lost", folder.journal) if path.exists()]
    if left:
        raise IndexFormatError(
            f"{left[0]} may still hold what was erased from the index; look at it, remove it, "
            "then run the command again"
        )
