"""`Article` and `Passage`: the nouns everything else speaks of. Frozen, and checked when made."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from .errors import CorpusError

LONGEST_PARAGRAPH = 100_000
"""Characters. No paragraph of a story is longer; what is, is a file in disguise and would hold up the encoder."""

_TEXT_FIELDS = ("id", "title", "text", "source", "category", "author", "url")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("[\r\n]")


@dataclass(frozen=True, slots=True)
class Article:
    """One story with its metadata.

    Args:
        id: Who it is. An index holds one article for each id.
        text: The story, paragraphs separated by blank lines (or one a line where there are none).
        title: The headline; may be empty.
        published: An aware time, kept in UTC, or None where it is not known.
        source: The outlet.
        category: The section or topic.
        author: The byline.
        url: Where it was published.
        extra: Whatever else the record said, as JSON values.

    Raises:
        CorpusError: A field is not a string, holds NUL or half a surrogate pair, nothing in the text is visible, a
            paragraph is longer than `LONGEST_PARAGRAPH`, the time is naive, or `extra` is not JSON.
    """

    id: str
    text: str
    title: str = ""
    published: datetime | None = None
    source: str = ""
    category: str = ""
    author: str = ""
    url: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in _TEXT_FIELDS:
            _check_string(name, getattr(self, name))
        if not visible(self.id):
            raise CorpusError("the id is empty")
        if not visible(self.text):
            raise CorpusError("no text")
        if any(len(line) > LONGEST_PARAGRAPH for line in _LINE_END.split(self.text)):
            raise CorpusError(f"a paragraph is longer than {LONGEST_PARAGRAPH:,} characters")
        if self.published is not None:
            if self.published.tzinfo is None:
                raise CorpusError(f"published has no time zone: {self.published}")
            object.__setattr__(self, "published", self.published.astimezone(UTC))
        try:
            orjson.dumps(dict(self.extra))
        except TypeError as error:
            raise CorpusError(f"extra is not JSON: {error}") from None


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of an article: always ``article.text[start:end] == passage.text``.

    Attributes:
        article_id: Whose paragraph it is.
        number: Its place in the article, from 0.
        start: First character in the article's text.
        end: One past its last character.
        text: The paragraph, without the white space around it.
    """

    article_id: str
    number: int
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        """``<article id>#p<number>``, the name that `show` and judgements use."""
        return f"{self.article_id}#p{self.number}"


def visible(text: str) -> bool:
    """Whether a reader would see anything: white space, controls and zero-width characters alone are nothing."""
    return any(not (char.isspace() or unicodedata.category(char) in ("Cc", "Cf")) for char in text)


def _check_string(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise CorpusError(f"{name} is not a string but {type(value).__name__}")
    if "\0" in value:
        raise CorpusError(f"{name} holds a NUL character")
    if _SURROGATE.search(value):
        raise CorpusError(f"{name} holds half of a surrogate pair")
