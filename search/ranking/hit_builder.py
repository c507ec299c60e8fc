"""Rows become hits: what stands there, in which article, and which sentence of it to look at first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...corpus.article import Article
from ...index.retrieval.lexical import WordScores
from ...index.segments.snapshot import Snapshot
from ...index.types import Evidence, Rows, Scores
from .answerability import AnswerabilityFeatures, expected_maximum
from .highlight import score_windows
from .near_duplicates import Group
from .results import Copy, Hit


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that were judged for one question.

    Attributes:
        rows: int64 ``(n,)``, ascending.
        fit: float32 ``(n,)``: how well they fit what is asked.
        scores: float32 ``(n,)``: what they are ranked by; more, where the question prefers them.
        said: What each leg said of them.
    """

    rows: Rows
    fit: Scores
    scores: Scores
    said: Mapping[str, Evidence]

    def place(self, row: int) -> int:
        """Where among them a row is."""
        return int(np.searchsorted(self.rows, row))

    def preferred(self, row: int) -> bool:
        """Whether the question names the row's outlet or date, or quotes it."""
        place = self.place(row)
        return bool(self.scores[place] > self.fit[place])

    def seen(self, row: int, words: WordScores, article: Article) -> AnswerabilityFeatures:
        """What there is to be seen of a row of `article`, who published it and when included, for the verdict."""
        place = self.place(row)
        day = f"{article.published.day} {article.published:%B %Y}" if article.published else ""
        standing = float(self.fit[place]) - expected_maximum(len(self.rows)) if len(self.said) > 1 else None
        return AnswerabilityFeatures(
            self.raw("dense", place), standing, *words.coverage(row, f"{article.source} {day}")
        )

    def raw(self, leg: str, place: int) -> float | None:
        """The leg's own score of the candidate at `place`; None where it was not asked."""
        return float(self.said[leg].score[place]) if leg in self.said else None


def cite(snapshot: Snapshot, candidates: Candidates, chosen: Sequence[Group], reach: int) -> Iterator[Hit]:
    """The hits of the rows `chosen`, best first, with `reach` passages before and after each."""

    def copy(row: int) -> Copy:
        place, number = snapshot.place_of(row)
        article = snapshot.article(place)
        [passage] = snapshot.passages_of(place, article, slice(number, number + 1))
        return Copy(passage, article)

    if not chosen:
        return
    windows = score_windows(candidates.said)
    _, many = snapshot.windows_of(candidates.rows)
    ends = np.cumsum(many)
    for rank, it in enumerate(chosen, start=1):
        at = candidates.place(it.row)
        place, number = snapshot.place_of(it.row)
        article, first = snapshot.article(place), max(0, number - reach)
        around = snapshot.passages_of(place, article, slice(first, number + 1 + reach))
        passage = around.pop(number - first)
        spans = snapshot.windows(it.row)
        scores = windows[ends[at] - len(spans) : ends[at]]
        best = int(scores.argmax())
        yield Hit(
            rank=rank,
            score=float(candidates.scores[at]),
            cosine=candidates.raw("dense", at),
            bm25=candidates.raw("bm25", at),
            passage=passage,
            article=article,
            # A passage of one sentence, or of none that says anything of it, has nothing to stand out.
            highlight=spans[best] if scores[best] > 0 else (0, len(passage.text)),
            neighbours=tuple(around),
            copies=tuple(map(copy, it.copies)),
        )
