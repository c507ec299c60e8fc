"""Time the candidates by words over made postings: summed up in one array, and in blocks as the product does it.

    python benchmarks/speed/word_candidates.py [--rows 1000000,10000000]

A word stands in a share of the passages, chosen at random; a passage has a random length. The two ways must find the
same passages with the same scores.
"""

from __future__ import annotations

import argparse
from statistics import median
from time import process_time

import numpy as np
from nutgraf.index.analysis.query import QueryTerm, Stems
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.bm25 import saturated
from nutgraf.index.retrieval.lexical import LexicalRetriever, term_weights
from nutgraf.index.retrieval.term_statistics import WeightedPostings
from nutgraf.index.types import Ranking
from table import markdown

QUESTIONS = ((0.002, 0.0005, 0.0001), (0.03, 0.008, 0.002, 0.0005), (0.1, 0.05, 0.03, 0.008, 0.002, 0.0005))
"""For each question, the share of the passages that has each of its words."""
DEPTH, TRIES, AVERAGE = 300, 9, 40
PROFILE = RankingProfile()


class Made:
    """Statistics of made passages."""

    def __init__(self, passages: int) -> None:
        self._random, self.passages = np.random.default_rng(5), passages
        self._lengths = self._random.integers(10, 2 * AVERAGE, passages, np.int32)
        self._postings: dict[Stems, WeightedPostings] = {}

    def term(self, share: float) -> QueryTerm:
        """Make a word that stands in this share of the passages."""
        rows = np.sort(self._random.choice(self.passages, int(share * self.passages), replace=False)).astype(np.int32)
        weights = saturated(np.ones(len(rows), np.float32), self._lengths[rows], AVERAGE, PROFILE)
        name = f"word{len(self._postings)}"
        self._postings[(name,)] = WeightedPostings(rows, weights, rows, weights, len(rows))
        return QueryTerm((name,), frozenset({name}), is_stopword=False)

    def postings(self, stems: Stems) -> WeightedPostings:
        """The postings of a word."""
        return self._postings[stems]

    def passage_frequency(self, stems: Stems) -> int:
        """The passages that have a word."""
        return len(self._postings[stems].rows)


def summed(made: Made, terms: list[QueryTerm], mask: np.ndarray) -> Ranking:
    """Add up the weights of every posting, in an array of all rows."""
    scores = np.zeros(made.passages, np.float32)
    for term, weight in zip(terms, term_weights(terms, made, PROFILE), strict=True):  # type: ignore[arg-type]
        postings = made.postings(term.stems)
        scores[postings.rows] += weight * postings.weights
    rows = np.flatnonzero((scores > 0) & mask)
    return Ranking.best(rows, scores[rows], DEPTH)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="1000000,10000000")
    rows = []
    for passages in map(int, parser.parse_args().rows.split(",")):
        made, mask = Made(passages), np.ones(passages, bool)
        retriever = LexicalRetriever(made, lambda *_: mask, PROFILE)  # type: ignore[arg-type]  # noqa: B023
        for question in QUESTIONS:
            terms = [made.term(share) for share in question]
            ways = (lambda: summed(made, terms, mask), lambda: retriever.best(terms, DEPTH, mask))  # noqa: B023
            found, times = [], []
            for way in ways:
                taken = []
                for _ in range(TRIES):
                    started = process_time()
                    ranking = way()
                    taken.append(1000 * (process_time() - started))
                found.append((ranking.rows.tolist(), ranking.scores.tolist()))
                times.append(f"{median(taken):.1f}")
            assert found[0] == found[1]
            rows.append([f"{passages:,}", ", ".join(f"{100 * share:g} %" for share in question), *times])
    print(*markdown(rows, ("passages", "which have each word", "one array, ms of CPU", "blocks")), sep="\n")


if __name__ == "__main__":
    main()
