"""Unfinished passages: headings, captions, links to other stories and lone questions, which seldom answer.

"Read more about the coronation:", "When is the coronation?" and a quiz have every word of a question, and rank above
the sentence that answers it. News pages are full of them. So among the best candidates they lose a part of their score.
docs/dated_archive.md, "Headings, captions and lone questions".
"""

from __future__ import annotations

import re

import numpy as np

from ...index.profile import RankingProfile
from ...index.retrieval.protocol import PassageStore
from ...index.types import Ranking, Rows, Scores

_QUESTION_MARKS = ("?", "？", "؟", ";")
CLOSING_MARKS = "\"'”’»)] "
"""Marks that may stand behind the end of a sentence."""
_STOPS = ("!", *".…。．！｡।॥۔")
_CLOSING = CLOSING_MARKS + "]」』*_\t\r\n\u00a0"
_INNER_END = re.compile(r"(?:[.!…।][\"'”’»)\]]*\s+|[。！][\"”」』]*)\S")
"""The end of a sentence that says something, with more behind it; a quiz has none."""
_ITEM = re.compile(r"(?:^\W*|(?<=[?？])\s+)\d{1,3}[.)](?=\s)")
"""The number of an item, as of a quiz, which ends no sentence."""
_QUESTION_END = re.compile(r"[?？؟]")
_QUIZ = 3
"""Questions from which a passage is a quiz, and how many of them there are for each sentence that says something."""
_NOTES = re.compile(r"(?:\[[\w ]{1,20}\])+$")
"""Footnotes behind a sentence: "[2]", "[citation needed]"."""
_UNMARKED = (("\u0e00", "\u0fff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"))
"""Scripts whose sentences end without a mark, or with one of their own: Thai, Lao, Tibetan, Burmese, Khmer."""


def with_unfinished_lower(
    store: PassageStore, rows: Rows, scores: Scores, fused: Scores, profile: RankingProfile
) -> Scores:
    """float32 ``(n,)``: the scores, with unfinished passages among the best lower, but not below the others.

    Args:
        store: The store of the passages.
        rows: int64 ``(n,)``: the candidates, ascending.
        scores: float32 ``(n,)``: what they are ranked by.
        fused: float32 ``(n,)``: their fused scores, without boosts.
        profile: Holds `unfinished_share`, `asking_share` and `unfinished_depth`.
    """
    best = Ranking.best(rows, scores, profile.copies_depth).rows
    store.prefetch(best)  # all that `near_duplicates` will read, as a store may be far away
    first = best[: profile.unfinished_depth]
    texts = {row: store.passage(row).text for row in first.tolist()}
    unfinished = [row for row, text in texts.items() if is_unfinished(text)]
    places = np.searchsorted(rows, unfinished)
    asking = np.array([asks(texts[row]) for row in unfinished], bool) & (scores[places] <= fused[places])
    share = np.where(asking, np.float32(profile.asking_share), np.float32(profile.unfinished_share))
    others = best[profile.unfinished_depth :]
    floor = scores[np.searchsorted(rows, others[0])] if len(others) else -np.inf
    lowered = scores.copy()
    less = scores[places] - share * fused[places]
    lowered[places] = np.maximum(less, np.minimum(scores[places], floor))
    return lowered


def asks(text: str) -> bool:
    """True where a text ends with a question, or is a quiz."""
    return text.rstrip(CLOSING_MARKS).endswith(_QUESTION_MARKS) or _is_quiz(text)


def only_asks(text: str) -> bool:
    """True where a text asks and says nothing: each of its sentences is a question, or nearly all of many are."""
    return asks(text) and is_unfinished(text)


def is_unfinished(text: str) -> bool:
    """True where a passage has no finished sentence: it ends like none and holds none, or it only asks."""
    if _is_ended(text):  # most are, and need none of the patterns
        return _is_quiz(text)
    end = _NOTES.sub("", _ITEM.sub("", text).rstrip()).rstrip(_CLOSING)
    return not (_is_ended(end) or _INNER_END.search(end)) or _is_quiz(text)


def _is_quiz(text: str) -> bool:
    """True where nearly all sentences of a text are questions, as in "Who won? Who lost? Who paid? Tell us!"."""
    questions = len(_QUESTION_END.findall(text)) if "?" in text or "？" in text or "؟" in text else 0
    if questions < _QUIZ:
        return False
    plain = _ITEM.sub(" ", text)
    return len(_INNER_END.findall(plain)) + plain.rstrip(_CLOSING).endswith(_STOPS) <= questions // _QUIZ


def _is_ended(text: str) -> bool:
    """True where a text ends as a sentence does, or is empty."""
    end = text.rstrip(_CLOSING)
    return not end or end.endswith(_STOPS) or any(first <= end[-1] <= last for first, last in _UNMARKED)
