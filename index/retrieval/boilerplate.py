"""Boilerplate: a paragraph repeated in many unrelated stories ("Sign up here for ...").

Each segment stores a key of every passage's words, and the sorted keys. A query finds the repetitions of a candidate by
binary search, so nothing is counted over all passages.

A paragraph is boilerplate if several live stories of one source contain it, and it is far in meaning from the rest of
each. A paragraph in one story of each of several sources is wire copy instead. Articles that share most of their text
count as one story. Background that a paper repeats under every report on one topic is no boilerplate, as it is near the
rest of each report.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..embedding.cosine_scale import CosineScale
from ..profile import RankingProfile
from ..segments.segment import Segment
from ..segments.snapshot import Snapshot
from ..types import Rows, Vectors


@dataclass(frozen=True, slots=True)
class Story:
    """An article that contains a given paragraph.

    Attributes:
        row: The row of the paragraph.
        rest: The rows of the article's other passages.
        lengths: The number of characters of the other passages, by key.
    """

    row: int
    rest: Rows
    lengths: Counter[int]

    def is_same(self, other: Story, profile: RankingProfile) -> bool:
        """True where the two articles share most of their text, and count as one story."""
        shared = self.lengths & other.lengths
        shorter = min(self.lengths.total(), other.lengths.total())
        return shared.total() >= profile.boilerplate_same_story * shorter


def is_boilerplate(
    stories: Iterator[tuple[str, Story]],
    vectors: Callable[[Rows], Vectors],
    profile: RankingProfile,
    scale: CosineScale,
) -> bool:
    """True where enough stories of one source contain a paragraph, and it is far from the rest of each.

    Args:
        stories: The live articles that contain it, each with its source.
        vectors: Returns the mean vectors of the given rows.
        profile: Thresholds.
        scale: The model's cosines of passages.
    """
    by_source: defaultdict[str, list[Story]] = defaultdict(list)
    for source, story in stories:
        distinct = by_source[source]
        if story.rest.size and not any(story.is_same(other, profile) for other in distinct):
            distinct.append(story)
        if len(distinct) == profile.boilerplate_stories:
            closeness = [_closeness_to_rest(each, vectors, scale) for each in distinct]
            return float(np.mean(closeness)) < profile.boilerplate_closeness
    return False


def _closeness_to_rest(story: Story, vectors: Callable[[Rows], Vectors], scale: CosineScale) -> float:
    """Compute how close the paragraph is to the rest of its article, in which each passage weighs the same."""
    means = vectors(np.array([story.row, *story.rest]))
    closeness = scale.between_means(means, means)
    length = np.sqrt(max(float(closeness[1:, 1:].sum()), 1.0))  # at least that of one passage
    return float(closeness[0, 1:].sum() / length)


class BoilerplateDetector:
    """Finds boilerplate among the passages of a snapshot, and caches the results. Safe for any number of threads.

    Args:
        snapshot: The generation.
        vectors: Returns the mean vectors of the given rows.
        profile: Thresholds.
        scale: The model's cosines of passages.
    """

    def __init__(
        self, snapshot: Snapshot, vectors: Callable[[Rows], Vectors], profile: RankingProfile, scale: CosineScale
    ) -> None:
        self._snapshot = snapshot
        self._vectors = vectors
        self._profile = profile
        self._scale = scale
        self._cache: dict[int, bool] = {}

    def among(self, rows: Rows) -> Rows:
        """Select the live `rows` that are boilerplate, in their order.

        Raises:
            IndexFormatError: A file of the index is damaged.
        """
        keys, counts = np.zeros(len(rows), np.uint64), np.zeros(len(rows), np.int64)
        for segment, positions, local in self._snapshot.by_segment(rows):
            keys[positions] = segment.rows["passage_key"][local]
        order = np.argsort(keys)
        ascending = keys[order]  # a search for sorted keys takes half the time
        for segment in self._snapshot.segments:
            counts[order] += segment.keys("passage_key").counts(ascending)
        repeated = np.flatnonzero(counts >= self._profile.boilerplate_stories)
        return rows[
            [number for number in repeated.tolist() if self._is_boilerplate(int(keys[number]), int(counts[number]))]
        ]

    def _is_boilerplate(self, key: int, count: int) -> bool:
        if key not in self._cache:
            self._cache[key] = is_boilerplate(self._stories(key, count), self._vectors, self._profile, self._scale)
        return self._cache[key]

    def _stories(self, key: int, count: int) -> Iterator[tuple[str, Story]]:
        """Yield a sample of the live articles that contain the paragraph, evenly spread, each with its source.

        Args:
            key: The key of the paragraph.
            count: Number of its repetitions.
        """
        step = max(1, count // self._profile.boilerplate_examined)
        for segment, first_row in zip(self._snapshot.segments, self._snapshot.first_rows, strict=False):
            keys = segment.keys("passage_key")
            [first], [last] = keys.ranges(np.array([key], np.uint64))
            articles = segment.rows["passages"][keys.order[first:last:step], 0]
            table, sources = segment.facet("source")
            # A question on the command line has no 10 ms for what numpy.unique imports.
            for article in sorted({*articles[segment.live_articles[articles]].tolist()}):
                yield table[int(sources[article])], _story(segment, first_row, article, key)


def _story(segment: Segment, first_row: int, article: int, key: int) -> Story:
    """Make a `Story` of an article that contains the paragraph of that key."""
    first, last = segment.first_passages[article : article + 2].tolist()
    keys = segment.rows["passage_key"][first:last]
    is_paragraph = keys == np.uint64(key)
    spans = segment.rows["passages"][first:last, 2:][~is_paragraph].tolist()
    lengths: Counter[int] = Counter()
    for other, (start, end) in zip(keys[~is_paragraph].tolist(), spans, strict=True):
        lengths[other] += end - start
    rows = np.arange(first, last) + first_row
    return Story(int(rows[is_paragraph][0]), rows[~is_paragraph], lengths)
