"""Statistics and vocabulary of the store in memory, counted anew each time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nutgraf.corpus.article import Article, Passage
from nutgraf.index.analysis.query import Stems
from nutgraf.index.analysis.words import JOINT
from small_indexes.english import stem


@dataclass(frozen=True)
class Entry:
    """A passage with its article, and their words."""

    passage: Passage
    article: int
    title: list[str]
    windows: list[list[str]]

    @property
    def words(self) -> list[str]:
        return [word for window in self.windows for word in window]


class MemoryStatistics:
    """Counts over all passages, one by one."""

    def __init__(self, entries: Sequence[Entry], articles: Sequence[Article]) -> None:
        self._entries, self.articles, self.passages = entries, len(articles), len(entries)
        self.article_words = {entry.article: list(entry.title) for entry in entries}
        for entry in entries:
            self.article_words[entry.article] += entry.words

    @property
    def average_passage(self) -> float:
        return self._mean([len(entry.title) + len(entry.words) for entry in self._entries])

    @property
    def average_window(self) -> float:
        return self._mean([len(window) for entry in self._entries for window in entry.windows])

    @property
    def average_article(self) -> float:
        return self._mean([len(text) for text in self.article_words.values()])

    def prefetch(self, _stems: Iterable[str]) -> None:
        pass

    def passage_frequency(self, sought: Stems) -> int:
        return sum(not {*sought}.isdisjoint(map(stem, entry.words)) for entry in self._entries)

    def article_frequency(self, sought: Stems) -> int:
        return sum(not {*sought}.isdisjoint(map(stem, text)) for text in self.article_words.values())

    def _mean(self, lengths: Sequence[int]) -> float:
        return sum(lengths) / max(1, len(lengths))


class MemoryVocabulary:
    """The words of all texts and titles, one by one."""

    def __init__(self, statistics: MemoryStatistics) -> None:
        self._statistics = statistics
        self._words = sorted({word for text in statistics.article_words.values() for word in text if JOINT not in word})

    def beginning_with(self, beginning: str, limit: int) -> list[str]:
        found = [word for word in self._words if word.startswith(beginning)]
        return sorted(found, key=lambda word: (-self._statistics.passage_frequency((stem(word),)), word))[:limit]

    def near(self, word: str, edits: int) -> list[str]:
        return [other for other in self._words if edit_distance(word, other) <= edits]


def edit_distance(one: str, other: str) -> int:
    """Optimal string alignment, by its definition."""
    table = [[row + column for column in range(len(other) + 1)] for row in range(len(one) + 1)]
    for row in range(1, len(one) + 1):
        for column in range(1, len(other) + 1):
            is_same = one[row - 1] == other[column - 1]
            table[row][column] = min(
                table[row - 1][column] + 1, table[row][column - 1] + 1, table[row - 1][column - 1] + (not is_same)
            )
            if row > 1 and column > 1 and one[row - 1] == other[column - 2] and one[row - 2] == other[column - 1]:
                table[row][column] = min(table[row][column], table[row - 2][column - 2] + 1)
    return table[-1][-1]
