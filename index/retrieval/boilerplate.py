"""Repeats: which passages are boilerplate, the same paragraph under many stories ("Sign up here for ...").

Each segment stores a key of every passage's words, and these keys sorted. So the repetitions of a passage are found
when a question comes to it, by binary search: nothing is counted over all passages, at the start or later.

A paragraph is boilerplate if it stands under several live stories of one source and says nothing of what they are
about. Under one story of each of several sources it is wire copy, whatever each put around it. Articles that share most
of their text are one story; and the background that a paper puts under each report on one matter is no boilerplate,
however often it is repeated, since it is near the rest of each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..segments.segment import Segment
from ..segments.snapshot import Snapshot
from ..types import Mask, Rows

STORIES = 4
"""Under so many a paragraph is boilerplate. Fewer may be chance, or one report that was followed up."""
SAME_STORY = 0.5
"""Of the shorter article's text, the paragraph itself left out: articles that share as much are one story."""
ABOUT = 0.35
"""The cosine of a paragraph and the rest of its story, on average, from which on it is about them (docs/quality.md)."""
LOOKED_AT = 128
"""About so many of the articles that hold a paragraph are compared: a byline may stand in a hundred thousand."""


@dataclass(frozen=True, slots=True)
class _Story:
    """An article that holds a paragraph.

    Attributes:
        row: The paragraph's.
        rest: The rows of its other passages.
        lengths: Their characters, by key.
    """

    row: int
    rest: Rows
    lengths: Counter[int]

    def same(self, other: _Story) -> bool:
        """Whether the two tell one story."""
        shared = self.lengths & other.lengths
        return shared.total() >= SAME_STORY * min(self.lengths.total(), other.lengths.total())


class Repeats:
    """The repetitions in a snapshot; what was found out is kept. Safe for any number of threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[int, bool] = {}

    def boilerplate(self, rows: Rows) -> Mask:
        """bool ``(len(rows),)``: which of any live rows are boilerplate.

        Raises:
            IndexFormatError: A file of the index is damaged.
        """
        keys, counts = np.zeros(len(rows), np.uint64), np.zeros(len(rows), np.int64)
        for segment, places, local in self._snapshot.by_segment(rows):
            keys[places] = segment.rows["passage_key"][local]
        order = np.argsort(keys)
        ascending = keys[order]  # these are found in half the time
        for segment in self._snapshot.segments:
            first, last = segment.keys("passage_key").ranges(ascending)
            counts[order] += last - first
        found = counts >= STORIES
        for place in np.flatnonzero(found).tolist():
            key = int(keys[place])
            if key not in self._known:
                self._known[key] = self._is_boilerplate(key, int(counts[place]))
            found[place] = self._known[key]
        return found

    def _is_boilerplate(self, key: int, count: int) -> bool:
        by_source: defaultdict[str, list[_Story]] = defaultdict(list)
        for source, story in self._stories(key, count):
            stories = by_source[source]
            if story.rest.size and not any(story.same(other) for other in stories):
                stories.append(story)
            if len(stories) == STORIES:
                return float(np.mean([self._nearness(it) for it in stories])) < ABOUT
        return False

    def _nearness(self, story: _Story) -> float:
        """The cosine of the paragraph and the rest of its article."""
        paragraph, *rest = self._snapshot.vectors(np.array([story.row, *story.rest]))
        mean = np.mean(rest, axis=0)
        return float(paragraph @ mean / np.linalg.norm(mean))

    def _stories(self, key: int, count: int) -> Iterator[tuple[str, _Story]]:
        """About `LOOKED_AT` of the live articles that hold a paragraph `count` times, each with its source."""
        step = max(1, count // LOOKED_AT)
        for segment, first_row in zip(self._snapshot.segments, self._snapshot.first_rows, strict=False):
            keys = segment.keys("passage_key")
            [first], [last] = keys.ranges(np.array([key], np.uint64))
            articles = segment.rows["passages"][keys.order[first:last:step], 0]
            table, sources = segment.facet("source")
            for article in np.unique(articles[segment.live_articles[articles]]).tolist():
                yield table[int(sources[article])], _story(segment, first_row, article, key)


def _story(segment: Segment, first_row: int, article: int, key: int) -> _Story:
    """The article as one that holds the paragraph of that key."""
    first, last = segment.first_passages[article : article + 2].tolist()
    keys = segment.rows["passage_key"][first:last]
    here = keys == np.uint64(key)
    spans = segment.rows["passages"][first:last, 2:][~here].tolist()
    lengths: Counter[int] = Counter()
    for other, (start, end) in zip(keys[~here].tolist(), spans, strict=True):
        lengths[other] += end - start
    rows = np.arange(first, last) + first_row
    return _Story(int(rows[here][0]), rows[~here], lengths)
