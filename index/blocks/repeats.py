"""Drops articles whose id came by before in another block, as `index` drops them within a run: the first is kept."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...corpus.sourced import ReadWarning
from ..segments.folder import IndexFolder
from ..segments.snapshot import DocAddress
from ..segments.stored_article import from_line
from ..storage.sorted_keys import shared_keys
from ..writing.identity import Identity
from ..writing.intake import OTHER_DETAILS, OTHER_TEXT, OWN_ID

Place = tuple[int, DocAddress]
"""Number of a block, and the article in it."""


def drop_repeats(to: Path, names: Sequence[str]) -> Iterator[ReadWarning]:
    """Bury all articles but the first with each id, in the order of `names`; yields what `index` would tell of them.

    Each block is committed once more where that changes it. To do it again changes nothing.

    Args:
        to: The folder of the blocks.
        names: The blocks, in the order of reading.
    """
    dead: list[set[DocAddress]] = [set() for _ in names]
    for first, *others in _repeated(to, names):
        kept = _line(to, names, first)
        for place in others:
            dead[place[0]].add(place[1])
            if warning := _told(to, kept, _line(to, names, place)):
                yield warning
    for name, buried in zip(names, dead, strict=True):
        _bury(IndexFolder(to / name), buried)


def _repeated(to: Path, names: Sequence[str]) -> Iterator[list[Place]]:
    """Yield the places of the articles that share a key, in order, where there are several."""
    keys, segments = list[NDArray[np.uint64]](), list[tuple[int, int]]()
    for block, name in enumerate(names):
        for number, segment in enumerate(IndexFolder(to / name).open().segments):
            keys.append(np.array(segment.rows["article_key"]))
            segments.append((block, number))
    for places in shared_keys(keys):
        yield [(segments[of][0], DocAddress(segments[of][1], row)) for of, row in places]


def _line(to: Path, names: Sequence[str], place: Place) -> bytes:
    block, address = place
    return IndexFolder(to / names[block]).open().segments[address.segment].line(address.article)


def _told(to: Path, kept: bytes, line: bytes) -> ReadWarning | None:
    """Word the warning about an article that is dropped; none where the one that stays says the same."""
    first, mine = Identity.stored(kept), Identity.stored(line)
    if mine.content == first.content:
        return None
    article, origin = from_line(line)
    is_same = mine.text == first.text
    reason = f"the id {article.id!r} {OTHER_DETAILS if is_same else f'{OTHER_TEXT}; {OWN_ID}'}"
    return ReadWarning(os.path.normpath(to / origin), None, reason, skipped=not is_same, origin=origin)


def _bury(folder: IndexFolder, dead: set[DocAddress]) -> None:
    with folder.changing() as manifest:
        segments = tuple(
            replace(entry, dead=tuple(sorted(it.article for it in dead if it.segment == number)))
            for number, entry in enumerate(manifest.segments)
        )
        if segments != manifest.segments:
            folder.commit(manifest.next(segments))
