"""`Article` and `Passage`: the nouns everything else speaks of. Frozen, and checked when made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from .characters import has_visible_text
from .errors import CorpusError

LONGEST_PARAGRAPH = 100_000
"""Characters. No paragraph of a story is longer; what is, is a file in disguise and would hold up the encoder."""

LONGEST_FIELD = 10_000
"""Characters of any field but the text. A headline is counted with each of its paragraphs, so a book in it is one."""

_TEXT_FIELDS = ("id", "title", "text", "source", "category", "author", "url")
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
            paragraph is longer than `LONGEST_PARAGRAPH` or another field than `LONGEST_FIELD`, the time is naive or out
            of range, or `extra` is not JSON.
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
            if name != "text" and len(getattr(self, name)) > LONGEST_FIELD:
                raise CorpusError(f"{name} is longer than {LONGEST_FIELD:,} characters")
        if not has_visible_text(self.id):
            raise CorpusError("the id is empty")
        if not has_visible_text(self.text):
            raise CorpusError("no text")
        if len(self.text) > LONGEST_PARAGRAPH and max(map(len, _LINE_END.split(self.text))) > LONGEST_PARAGRAPH:
            raise CorpusError(f"a paragraph is longer than {LONGEST_PARAGRAPH:,} characters")
        if self.published is not None:
            object.__setattr__(self, "published", _in_utc(self.published))
        try:
            orjson.dumps([dict(self.extra)])  # as deep as it will stand in the line of an index
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


def iso(time: datetime | None) -> str | None:
    """A UTC time as ``2023-04-18T00:00:00Z``."""
    return time.isoformat().replace("+00:00", "Z") if time else None


def _in_utc(time: object) -> datetime:
    if not isinstance(time, datetime):
        raise CorpusError(f"published is not a datetime but {type(time).__name__}")
    if time.tzinfo is None:
        raise CorpusError(f"published has no time zone: {time}")
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise CorpusError(f"published is out of range: {time}") from None


def _check_string(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise CorpusError(f"{name} is not a string but {type(value).__name__}")
    if "\0" in value:
        raise CorpusError(f"{name} holds a NUL character")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise CorpusError(f"{name} holds half of a surrogate pair") from None
