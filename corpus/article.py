"""`Article` and `Passage`, the basic types: frozen, and validated when made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import orjson

from .errors import CorpusError
from .text.characters import has_visible_text

LONGEST_PARAGRAPH = 100_000
"""Characters of a paragraph. A longer one is no prose but data, and would hold up the encoder."""

LONGEST_TEXT = 4_000_000
"""Characters of the text of an article from a file. "War and Peace" has 3.2 million."""

MOST_LINES = 200_000
"""Lines of the text of an article from a file: each may be a passage."""

LONGEST_FIELD = 10_000
"""Characters of any field but the text. A title is scored with each paragraph, so a long one would cost its length each
time."""

LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)?")
"""The syntax of a BCP 47 tag, or the empty string; its subtags are not looked up."""

_SHORT_FIELDS = ("id", "title", "source", "url", "language")
_NAME_FIELDS = ("categories", "authors")
_LINE_END = re.compile("[\r\n]")


@dataclass(frozen=True, slots=True)
class Article:
    """One story with its metadata.

    Args:
        id: The identity of the article. An index holds one article for each id.
        text: The story. Blank lines separate paragraphs; in a text without blank lines each line is a paragraph.
        title: The headline; may be empty.
        published: The time of publication, or None where it is unknown; a date in any form that files may have, such as
            ``2023-04-01``. The offset is kept and decides `day`. Without one it is in UTC; a day is its midnight.
        source: The outlet.
        categories: Its sections or topics; one name stands for a list of one.
        authors: Names of its authors, likewise.
        url: The address at which it was published.
        updated: The time of its last change, in the same forms, or None.
        language: A BCP 47 tag, for example ``en`` or ``pt-BR``; empty where it is unknown.
        extra: All other fields of its record, as JSON values.

    Raises:
        CorpusError: A field is not a string, or holds NUL or half a surrogate pair; the id or the text has no visible
            character; a paragraph is longer than `LONGEST_PARAGRAPH`, or another field than `LONGEST_FIELD`; a time is
            no date, uncertain or out of range; categories or authors are no visible strings; the language is no tag; or
            `extra` is not JSON.
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

    def __init__(  # that of a dataclass would take only what is stored
        self,
        id: str,  # noqa: A002
        text: str,
        title: str = "",
        published: date | str | None = None,
        source: str = "",
        categories: Iterable[str] = (),
        authors: Iterable[str] = (),
        url: str = "",
        updated: date | str | None = None,
        language: str = "",
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        values = (
            *(id, text, title, _time("published", published), source, _names(categories), _names(authors), url),
            *(_time("updated", updated), language, {} if extra is None else extra),
        )
        for name, value in zip(Article.__slots__, values, strict=True):
            object.__setattr__(self, name, value)
        self._check()

    @classmethod
    def checked_before(cls, values: Mapping[str, Any]) -> Article:
        """Make an article again of its values, by name: all of them, as it held them.

        A question reads some thirty articles, and to check each anew takes as long as to read it.
        """
        article = object.__new__(cls)
        for name in Article.__slots__:
            object.__setattr__(article, name, values[name])
        return article

    def _check(self) -> None:
        for name in _SHORT_FIELDS:
            _check_short(name, getattr(self, name))
        for name in _NAME_FIELDS:
            _check_names(name, getattr(self, name))
        _check_string("text", self.text)
        if not LANGUAGE.fullmatch(self.language):
            raise CorpusError(f"language is not a BCP 47 tag like en or pt-BR: {self.language!r}")
        if not has_visible_text(self.id):
            raise CorpusError("the id is empty")
        if not has_visible_text(self.text):
            raise CorpusError("no text")
        if len(self.text) > LONGEST_PARAGRAPH and max(map(len, _LINE_END.split(self.text))) > LONGEST_PARAGRAPH:
            raise CorpusError(f"a paragraph is longer than {LONGEST_PARAGRAPH:,} characters")
        try:
            orjson.dumps([dict(self.extra)])  # nested as deeply as in the stored line
        except TypeError as error:
            raise CorpusError(f"extra is not JSON: {error}") from None

    def __repr__(self) -> str:
        """Name the article in one line."""
        told = (self.source, iso(self.day))
        return f"<Article {self.id}: {', '.join(filter(None, (repr(in_short(self.title or self.text)), *told)))}>"

    @property
    def day(self) -> date | None:
        """The calendar day of publication, at the offset of `published`."""
        return self.published.date() if self.published else None


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of an article: always ``article.text[start:end] == passage.text``.

    Attributes:
        article_id: The id of its article.
        number: Its number in the article, from 0.
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
        """The id ``<article id>#p<number>``, which `show` and test collections use."""
        return f"{self.article_id}#p{self.number}"


def iso(time: date | None) -> str | None:
    """Format a time as ``2023-04-18T00:00:00Z``, or ``2023-04-18T02:00:00+02:00``; a day as ``2023-04-18``."""
    return time.isoformat().replace("+00:00", "Z") if time else None


def utc_day(time: date) -> date:
    """The day of a time, in UTC; a day is itself."""
    return time.astimezone(UTC).date() if isinstance(time, datetime) else time


def day_in_words(time: date | None) -> str:
    """Format a day, or the day of a time, as ``18 April 2023``; empty for None."""
    return f"{time.day} {time:%B} {time.year}" if time else ""


def in_short(text: str, width: int = 60) -> str:
    """Shorten `text` to one line of at most `width` characters."""
    line = " ".join(text[: 4 * width].split())
    return line if len(line) <= width else f"{line[: width - 1].rstrip()}…"


def _time(name: str, time: date | str | None) -> datetime | None:
    """Read a time, and give it its fixed offset for a zone, whose offset may change over the year."""
    if time is None:
        return None
    if not isinstance(time, datetime):
        from .times.dates import parse_date  # an index has times only

        try:
            return parse_date(time)
        except ValueError as error:
            raise CorpusError(f"{name}: {error}") from None
    offset = time.utcoffset()
    if offset is None:
        return time.replace(tzinfo=UTC)
    try:
        time.astimezone(UTC)
        return time.astimezone(
            timezone(timedelta(seconds=round(offset.total_seconds())))
        )  # ISO 8601 has no fractions in offsets
    except OverflowError:
        raise CorpusError(f"{name} is out of range: {time}") from None


def _names(names: Iterable[str]) -> tuple[str, ...]:
    if isinstance(names, str):
        return (names,)
    return tuple(names) if isinstance(names, Iterable) else names


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
