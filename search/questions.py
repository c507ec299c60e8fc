"""What may be asked, and what may come with it."""

from __future__ import annotations

from itertools import chain
from typing import TypedDict

from ..corpus.article import LONGEST_PARAGRAPH, visible
from ..index.filter import Filter
from .fusion import Weights
from .hits import MODES, Mode


class QuestionError(ValueError):
    """A question, or what comes with it, cannot be asked."""


class Options(TypedDict, total=False):
    """What may come with a question; see `Searcher.search`."""

    k: int
    filters: Filter
    mode: Mode
    neighbours: int
    literal: bool
    collapse: bool
    max_per_article: int | None
    weights: Weights


def refuse(question: str) -> None:
    """Raises QuestionError for what is no question, with the words for it."""
    if not isinstance(question, str):
        raise QuestionError(f"a question is a string, not {question!r}")
    _refuse_broken(question)
    if not visible(question):
        raise QuestionError("the question is empty")
    if len(question) > LONGEST_PARAGRAPH:  # it would hold up the encoder, and say no more
        raise QuestionError(f"the question is longer than {LONGEST_PARAGRAPH:,} characters")


def refuse_options(k: int, filters: Filter, mode: Mode, neighbours: int, max_per_article: int | None) -> None:
    """Raises QuestionError for what may not come with a question."""
    if mode not in MODES:
        raise QuestionError(f"there is no mode {mode!r}; use one of: {', '.join(MODES)}")
    if not isinstance(filters, Filter):
        raise QuestionError(f"filters is a Filter, not {filters!r}")
    if not (isinstance(k, int) and isinstance(neighbours, int)) or k < 1 or neighbours < 0:
        raise QuestionError(f"k must be at least 1 and neighbours at least 0, not {k!r} and {neighbours!r}")
    if max_per_article is not None and (not isinstance(max_per_article, int) or max_per_article < 1):
        raise QuestionError(f"max_per_article must be at least 1, not {max_per_article!r}")
    for text in chain(*filters.facets().values()):
        _refuse_broken(text)


def _refuse_broken(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise QuestionError(f"{text[:80]!r} is no Unicode text (it holds half of a surrogate pair)") from None
