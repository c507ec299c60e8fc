"""A question that can be asked: one that is empty, too long or no text is refused."""

from __future__ import annotations

from ...corpus.article import LONGEST_PARAGRAPH
from ...corpus.text.characters import has_visible_text


class QuestionError(ValueError):
    """A question, or one of its options, is not valid."""


def refuse(question: str) -> None:
    """Raise QuestionError for a question that is empty, too long, or not Unicode text."""
    if not isinstance(question, str):
        raise QuestionError(f"a question must be a string, not {question!r}")
    refuse_broken(question)
    if not has_visible_text(question):
        raise QuestionError("the question is empty")
    if len(question) > LONGEST_PARAGRAPH:  # a longer one would slow the encoder down, and find no more
        raise QuestionError(f"the question is longer than {LONGEST_PARAGRAPH:,} characters; shorten it")


def refuse_broken(text: str) -> None:
    """Raise QuestionError for a text that is not Unicode."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise QuestionError(f"{text[:80]!r} is not Unicode text (it holds half of a surrogate pair)") from None
