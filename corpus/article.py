"""`Article` and `Passage`: the nouns everything else speaks of. Frozen, and checked when made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import orjson

from .characters import has_visible_text
from .errors import CorpusError

LONGEST_PARAGRAPH = 100_000
"""Characters. No paragraph of a story is longer; what is, is a file in disguise and would hold up the encoder."""

LONGEST_FIELD = 10_000
"""Characters of any field but the text. A headline is counted with each of its paragraphs, so a book in it is one."""

LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)?")
"""A tag of BCP 47, as far as its letters go; or nothing."""

_SHORT_FIELDS = ("id", "title", "source", "url", "language")
_NAME_FIELDS = ("categories", "authors")
_LINE_END = re.compile("[\r\n]")


@dataclass(frozen=True, slots=True)
class Article:
    """One story with its metadata.

    Args:
        id: Who it is. An index holds one article for each id.
        text: The story, paragraphs separated by blank lines (or one a line where there are none).
        title: The headline; may be empty.
        published: An aware time, or None where it is not known. Its offset is kept: `day` is the day there.
        source: The outlet.
        categories: Its sections or topics.
        authors: Who wrote it.
        url: Where it was published.
        updated: When it was last changed, likewise an aware time or None.
        language: Its BCP 47 tag, such as ``en`` or ``pt-BR``; empty where it is not known.
        extra: Whatever else the record said, as JSON values.

    Raises:
        CorpusError: A field is not a string, holds NUL or half a surrogate pair, nothing in the text is visible, a
            paragraph is longer than `LONGEST_PARAGRAPH` or another field than `LONGEST_FIELD`, a time is naive or out
            of range, categories or authors are no tuple of visible strings, the language is no tag, or `extra` is not
            JSON.
    """

    id: str
    text: str
    title: str = ""
    published: datetime | None = None
    source: str = ""
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    url: str = ""
    updated: datetime | None = None
    language: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in _SHORT_FIELDS:
            _check_short(name, getattr(self, name))
        for name in _NAME_FIELDS:
            _check_names(name, getattr(self, name))
        _check_string("text", self.text)
        if not LANGUAGE.fullmatch(self.language):
            raise CorpusError(f"language is no tag such as en or pt-BR: {self.language!r}")
        if not has_visible_text(self.id):
            raise CorpusError("the id is empty")
        if not has_visible_text(self.text):
            raise CorpusError("no text")
        if len(self.text) > LONGEST_PARAGRAPH and max(map(len, _LINE_END.split(self.text))) > LONGEST_PARAGRAPH:
            raise CorpusError(f"a paragraph is longer than {LONGEST_PARAGRAPH:,} characters")
        for name in ("published", "updated"):
            if (time := getattr(self, name)) is not None:
                object.__setattr__(self, name, _at_its_offset(name, time))
        try:
            orjson.dumps([dict(self.extra)])  # as deep as it will stand in the line of an index
        except TypeError as error:
            raise CorpusError(f"extra is not JSON: {error}") from None

    @property
    def day(self) -> date | None:
        """The calendar day on which it was published, where that was."""
        return self.published.date() if self.published else None


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
    """A time as ``2023-04-18T00:00:00Z``, or ``2023-04-18T02:00:00+02:00`` where it has another offset."""
    return time.isoformat().replace("+00:00", "Z") if time else None


def _at_its_offset(name: str, time: object) -> datetime:
    """The time with its offset in place of its time zone, which may have a rule for other times."""
    if not isinstance(time, datetime):
        raise CorpusError(f"{name} is not a datetime but {type(time).__name__}")
    offset = time.utcoffset()
    if offset is None:
        raise CorpusError(f"{name} has no time zone: {time}")
    try:
        time.astimezone(UTC)
        return time.astimezone(timezone(timedelta(seconds=round(offset.total_seconds()))))  # as ISO 8601 can say it
    except OverflowError:
        raise CorpusError(f"{name} is out of range: {time}") from None


def _check_short(name: str, value: str) -> None:
    _check_string(name, value)
    if len(value) > LONGEST_FIELD:
        raise CorpusError(f"{name} is longer than {LONGEST_FIELD:,} characters")


def _check_names(name: str, values: object) -> None:
    if not isinstance(values, tuple):
        raise CorpusError(f"{name} is not a tuple of strings but {type(values).__name__}")
    for value in values:
        _check_string(f"one of {name}", value)
        if not has_visible_text(value):
            raise CorpusError(f"one of {name} is empty")
    if sum(map(len, values)) > LONGEST_FIELD:
        raise CorpusError(f"{name} are longer than {LONGEST_FIELD:,} characters")


def _check_string(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise CorpusError(f"{name} is not a string but {type(value).__name__}")
    if "\0" in value:
        raise CorpusError(f"{name} holds a NUL character")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise CorpusError(f"{name} holds half of a surrogate pair") from None
