"""Erases articles: when it is done, no file of the index holds a byte of them, of an earlier version, or of a vector.

All that was removed or replaced before goes with them: an earlier version may stand under another id.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ...corpus.errors import IndexFormatError
from ..segments.folder import IndexFolder
from ..segments.manifest import Manifest, SegmentEntry
from ..segments.segment import Segment, article_key
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
    folder.refuse_missing()
    with folder.locked():
        manifest = folder.committed()
        manifest.refuse_other_analyzer(folder.path)
        folder.sweep(manifest)
        snapshot = folder.snapshot(manifest)
        keys = {article_key(name): name for name in article_ids}
        found = _texts(snapshot, keys)
        known = {name for name in article_ids if name in found or name in manifest.taken_down}
        entries = (_rewritten(segment, keys, folder.segments, manifest, policy) for segment in snapshot.segments)
        following = replace(
            manifest.next(tuple(entry for entry in entries if entry)),
            taken_down={**manifest.taken_down, **found},
            erased=tuple(sorted({*manifest.erased, *known})),
        )
        folder.commit(following)
        folder.journal.unlink(missing_ok=True)
        shutil.rmtree(folder.path / "rebuild", ignore_errors=True)
        for place in (folder.path, folder.segments):
            sync_folder(place)
        _refuse_remains(folder, following)
    return [name for name in article_ids if name not in known]


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
    segment: Segment, keys: dict[int, str], parent: Path, manifest: Manifest, policy: WritePolicy
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
    left += [path for path in (folder.path / "rebuild", folder.path / "lost", folder.journal) if path.exists()]
    if left:
        raise IndexFormatError(
            f"{left[0]} may still hold what was erased from the segments; look at it, remove it, "
            "then run the command again"
        )
