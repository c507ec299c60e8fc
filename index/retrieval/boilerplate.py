"""Boilerplate: the same paragraph under many stories ("Sign up here for ...").

Each segment stores a key of every passage's words, and these keys sorted. So the repetitions of a passage are found by
binary search when a query comes to it: nothing is counted over all passages, at the start or later.

A paragraph is boilerplate if it stands under several live stories of one source and says nothing of what they are
about. Under one story of each of several sources it is wire copy, whatever each put around it. Articles that share most
of their text are one story; and the background that a paper puts under each report on one matter is no boilerplate,
however often it is repeated, since it is near the rest of each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..profile import RankingProfile
from ..segments.segment import Segment
from ..segments.snapshot import Snapshot
from ..types import Rows, Vectors


@dataclass(frozen=True, slots=True)
class Story:
    """An article that holds a paragraph.

    Attributes:
        row: The row of the paragraph.
        rest: The rows of the article's other passages.
        lengths: Their characters, by key.
    """

    row: int
    rest: Rows
    lengths: Counter[int]

    def is_same(self, other: Story, profile: RankingProfile) -> bool:
        """True where the two articles share so much text that they tell one story."""
        shared = self.lengths & other.lengths
        shorter = min(self.lengths.total(), other.lengths.total())
        return shared.total() >= profile.boilerplate_same_story * shorter


def is_boilerplate(
    stories: Iterator[tuple[str, Story]], vectors: Callable[[Rows], Vectors], profile: RankingProfile
) -> bool:
    """True where a paragraph stands under enough stories of one source, and is about none of them.

    Args:
        stories: The live articles that hold it, each with its source.
        vectors: Gives the mean vectors of some rows.
        profile: For the bounds.
    """
    by_source: defaultdict[str, list[Story]] = defaultdict(list)
    for source, story in stories:
        known = by_source[source]
        if story.rest.size and not any(story.is_same(other, profile) for other in known):
            known.append(story)
        if len(known) == profile.boilerplate_stories:
            return float(np.mean([_nearness(each, vectors) for each in known])) < profile.boilerplate_cosine
    return False


def _nearness(story: Story, vectors: Callable[[Rows], Vectors]) -> float:
    """The cosine of the paragraph and the rest of its article."""
    paragraph, *rest = vectors(np.array([story.row, *story.rest]))
    mean = np.mean(rest, axis=0)
    return float(paragraph @ mean / np.linalg.norm(mean))


class BoilerplateDetector:
    """Finds boilerplate among the passages of a snapshot, and keeps what it found. Safe for any number of threads.

    Args:
        snapshot: The generation.
        vectors: Gives the mean vectors of some rows.
        profile: For the bounds.
    """

    def __init__(self, snapshot: Snapshot, vectors: Callable[[Rows], Vectors], profile: RankingProfile) -> None:
        self._snapshot = snapshot
        self._vectors = vectors
        self._profile = profile
        self._known: dict[int, bool] = {}

    def among(self, rows: Rows) -> Rows:
        """Those of some live rows that are boilerplate, in their order.

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
        repeated = np.flatnonzero(counts >= self._profile.boilerplate_stories)
        return rows[
            [place for place in repeated.tolist() if self._is_boilerplate(int(keys[place]), int(counts[place]))]
        ]

    def _is_boilerplate(self, key: int, count: int) -> bool:
        if key not in self._known:
            self._known[key] = is_boilerplate(self._stories(key, count), self._vectors, self._profile)
        return self._known[key]

    def _stories(self, key: int, count: int) -> Iterator[tuple[str, Story]]:
        """Some of the live articles that hold a paragraph `count` times, evenly spread, each with its source."""
        step = max(1, count // self._profile.boilerplate_examined)
        for segment, first_row in zip(self._snapshot.segments, self._snapshot.first_rows, strict=False):
            keys = segment.keys("passage_key")
            [first], [last] = keys.ranges(np.array([key], np.uint64))
            articles = segment.rows["passages"][keys.order[first:last:step], 0]
            table, sources = segment.facet("source")
            for article in np.unique(articles[segment.live_articles[articles]]).tolist():
                yield table[int(sources[article])], _story(segment, first_row, article, key)


def _story(segment: Segment, first_row: int, article: int, key: int) -> Story:
    """The article as one that holds the paragraph of that key."""
    first, last = segment.first_passages[article : article + 2].tolist()
    keys = segment.rows["passage_key"][first:last]
    here = keys == np.uint64(key)
    spans = segment.rows["passages"][first:last, 2:][~here].tolist()
    lengths: Counter[int] = Counter()
    for other, (start, end) in zip(keys[~here].tolist(), spans, strict=True):
        lengths[other] += end - start
    rows = np.arange(first, last) + first_row
    return Story(int(rows[here][0]), rows[~here], lengths)
