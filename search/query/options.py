"""What may be asked, and what may come with it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Literal, TypedDict, get_args

from ...corpus.article import LONGEST_PARAGRAPH
from ...corpus.characters import has_visible_text
from ...index.filter import Filter

Mode = Literal["hybrid", "dense", "bm25"]
MODES: tuple[Mode, ...] = get_args(Mode)


class QuestionError(ValueError):
    """A question, or what comes with it, cannot be asked."""


class SearchKeywords(TypedDict, total=False):
    """What may come with a question, as keyword arguments; `SearchOptions` says what each means."""

    k: int
    filters: Filter
    mode: Mode
    neighbours: int
    literal: bool
    collapse: bool
    max_per_article: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """What came with a question, or what is meant where nothing did.

    Attributes:
        k: How many hits at most. Beyond `fusion.pool` the candidates are more, and so the scores' scale is another.
        filters: Which articles may answer.
        mode: ``hybrid`` asks both legs, ``dense`` or ``bm25`` one. ``bm25`` finds only passages that share a word with
            the question, and needs no model.
        neighbours: How many passages before and after each hit to bring along.
        literal: Do not prefer the outlets and dates that the question names, nor what it quotes.
        collapse: Fold near copies of a hit into it, and leave boilerplate out; else every passage is a hit.
        max_per_article: How many hits of one article at most; None for any number.

    Raises:
        QuestionError: One of them may not come with a question.
    """

    k: int = 10
    filters: Filter = Filter()  # noqa: RUF009  # frozen, so it may be shared
    mode: Mode = "hybrid"
    neighbours: int = 0
    literal: bool = False
    collapse: bool = True
    max_per_article: int | None = None

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise QuestionError(f"there is no mode {self.mode!r}; use one of: {', '.join(MODES)}")
        if not isinstance(self.filters, Filter):
            raise QuestionError(f"filters is a Filter, not {self.filters!r}")
        k, around, most = self.k, self.neighbours, self.max_per_article
        if not (isinstance(k, int) and isinstance(around, int)) or k < 1 or around < 0:
            raise QuestionError(f"k must be at least 1 and neighbours at least 0, not {k!r} and {around!r}")
        if most is not None and (not isinstance(most, int) or most < 1):
            raise QuestionError(f"max_per_article must be at least 1, not {most!r}")
        for text in chain(*self.filters.facets().values()):
            _refuse_broken(text)


def refuse(question: str) -> None:
    """Raises QuestionError for what is no question, with the words for it."""
    if not isinstance(question, str):
        raise QuestionError(f"a question is a string, not {question!r}")
    _refuse_broken(question)
    if not has_visible_text(question):
        raise QuestionError("the question is empty")
    if len(question) > LONGEST_PARAGRAPH:  # it would hold up the encoder, and say no more
        raise QuestionError(f"the question is longer than {LONGEST_PARAGRAPH:,} characters")


def _refuse_broken(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise QuestionError(f"{text[:80]!r} is no Unicode text (it holds half of a surrogate pair)") from None
