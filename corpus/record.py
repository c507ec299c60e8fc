"""Converts a record, with the field names of its file, to an `Article`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import orjson

from .article import LONGEST_FIELD, LONGEST_TEXT, MOST_LINES, Article
from .dates import OpenOrderError, at_offset_of, parse_date
from .errors import CorpusError
from .fields.body import has_text, kicker, read_body
from .fields.markup import is_html, paragraphs
from .fields.names import FIELD_ALIASES, SUMMARY_ALIASES, at_path, by_folded, folded, is_absent
from .fields.repair import repaired, without_cut_mark
from .fields.values import (
    host,
    read_language,
    read_name,
    read_people,
    read_sections,
    read_string,
    read_time_value,
    read_title,
)
from .times.day_order import DayOrder


T = TypeVar("T")

_NO_ORDER = DayOrder(None, lambda: ())
_DATED_NAME = re.compile(r"(?:^|/)(\d{4}-\d\d-\d\d)-[^/]*\.(?:md|markdown)$", re.ASCII | re.IGNORECASE)
_TRUTHS = frozenset({"true", "false", "yes", "no"})


@dataclass(frozen=True, slots=True)
class Record:
    """One article as its format parsed it.

    Attributes:
        line: Its first line in the file, from 1.
        fields: Values by the field names of the file.
        derived: Values that the format derived, by the field names of `Article`: the text, and defaults for the others.
        is_whole_file: True where the record is a whole file, whose path is then the default id.
        state: What its format tells of its publication, see `unpublished`.
    """

    line: int
    fields: Mapping[str, object] = field(default_factory=dict)
    derived: Mapping[str, object] = field(default_factory=dict)
    is_whole_file: bool = False
    state: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a format could not read.

    Attributes:
        line: The line, from 1; None for the whole file.
        reason: The reason, for a message.
        skipped: True where content was left out.
    """

    line: int | None
    reason: str
    skipped: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a record that was kept, to be told once for each kind and file.

    Attributes:
        kind: The field, and what happened to it.
        reason: The same for a message.
    """

    kind: str
    reason: str


class StoppedError(CorpusError):
    """Reading a file stopped; the records before are kept. `line` is where it stopped, or None if unknown."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


class NoTextError(CorpusError):
    """A record has no text under any name that is known."""


def to_article(
    record: Record, origin: str, mapping: Mapping[str, str], order: DayOrder = _NO_ORDER
) -> tuple[Article, list[Notice]]:
    """Convert `record` to an article, and tell which fields were not read as they are.

    Args:
        record: A record from one of the formats.
        origin: Path of the file, the id of an article that is a whole file and has no other id.
        mapping: Keys by field, preferred to the `FIELD_ALIASES`. A key may be a path with dots.
        order: Tells which number of a date is the day.

    Raises:
        NoTextError: The record has no text.
        CorpusError: Its text is not that of an article, see `Article`.
    """
    for key in record.fields:
        if not isinstance(key, str):
            raise CorpusError(f"a key is not a string but {type(key).__name__}")
    reading = _Reading(record, mapping, order)
    text = reading.text()
    title = reading.repaired(reading.value("title", read_title) or "")
    published, updated = reading.time("published") or _in_name(record, origin), reading.time("updated")
    language = reading.value("language", read_language) or ""
    authors = reading.names("authors", lambda value, _: read_people(value))
    categories = reading.names("categories", read_sections)
    url, source = reading.value("url", read_string) or "", reading.repaired(reading.value("source", read_name) or "")
    if source_host := host(source):
        url, source = url or source, reading.value("source", _no_address, quiet=True) or source_host
    article_id = reading.value("id", read_string) or url
    article_id = article_id or (origin if record.is_whole_file else reading.digest(title, source, text))
    extra = reading.extra()
    article = Article(
        id=article_id, text=text, title=title, published=published, source=source, categories=categories,
        authors=authors, url=url, updated=updated, language=language, extra=extra,
    )  # fmt: skip
    return article, [Notice(kind, reason) for kind, reason in reading.notices.items()]


def refuse_unknown_fields(mapping: Mapping[str, str]) -> None:
    """Refuse a mapping for a field that `Article` does not have.

    Raises:
        CorpusError: `mapping` names an unknown field.
    """
    for name in mapping:
        if name not in FIELD_ALIASES:
            raise CorpusError(f"an article has no field {name!r}; use one of: {', '.join(FIELD_ALIASES)}")


def dates_of(record: Record, mapping: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    """Yield the dates of `record` with their keys, for `DayOrder`."""
    reading = _Reading(record, mapping, _NO_ORDER)
    for name in ("published", "updated"):
        for key, value in reading.candidates(name):
            yield key, value[0] if isinstance(value, list) and value else value


class _Derived(str):
    """Name of a field that the format derived: no key of the file."""

    __slots__ = ()


class _Reading:
    """The reading of one record.

    Attributes:
        notices: What was not read as it is, by kind.
    """

    def __init__(self, record: Record, mapping: Mapping[str, str], order: DayOrder) -> None:
        self.notices: dict[str, str] = {}
        self._record, self._mapping, self._order = record, mapping, order
        self._keys = by_folded(record.fields)
        self._taken: dict[str, str] = {}
        self._kicker = ""

    def candidates(self, name: str) -> Iterator[tuple[str, object]]:
        """Yield the values that a field may have, with their keys, best first; a key serves one field."""
        derived = self._record.derived.get(name)
        if name == "text" and not is_absent(derived):  # the body of the file wins over a key in its front matter
            yield _Derived(name), derived
            return
        if name in self._mapping:
            path = self._mapping[name]
            key = self._keys.get(folded(path))
            value = self._record.fields[key] if key is not None else at_path(self._record.fields, path)
            if not is_absent(value):
                yield key or path, value
        else:
            for alias in FIELD_ALIASES[name]:
                key = self._keys.get(alias)
                if key is not None and key not in self._mapped and self._taken.get(key, name) == name:
                    yield key, self._record.fields[key]
        if not is_absent(derived):
            yield _Derived(name), derived

    @property
    def _mapped(self) -> set[str]:
        return {self._keys.get(folded(path), path) for path in self._mapping.values()}

    def repaired(self, text: str) -> str:
        """Return `text` with its mojibake repaired, and tell it."""
        sound = repaired(text)
        if sound != text:
            self.notices["mojibake"] = "mojibake was repaired: text in UTF-8 had been read in another encoding"
        return sound

    def text(self) -> str:
        """Read the text: the first one there is, but rather HTML with its paragraphs than the same without.

        Raises:
            NoTextError: There is none.
            CorpusError: It is too long.
        """
        found = list(self.candidates("text"))
        key, value = next(((key, value) for key, value in found if has_text(value)), found[0] if found else ("", None))
        if not found and "text" not in self._mapping:
            key, value = self._summary()
        if value is None:
            raise NoTextError(self._no_text())
        self._take("text", key)
        _refuse_long(value)
        try:
            text = read_body(value) if "text" not in self._record.derived else str(value)
        except ValueError as error:
            raise CorpusError(f"{key} {error}") from None
        if "\n" not in text.strip() and "text" not in self._mapping:
            text = self._with_paragraphs(text, found)
        if text is not value and key in self._record.fields and isinstance(value, list):
            self._kicker = kicker(value)
        whole = without_cut_mark(text)
        if whole != text:
            self.notices["cut text"] = "the text is cut: the file holds only its beginning"
        sound = self.repaired(whole)
        _refuse_long(sound)
        return sound

    def _summary(self) -> tuple[str, object]:
        key = next((self._keys[alias] for alias in SUMMARY_ALIASES if alias in self._keys), None)
        value = self._record.fields[key] if key is not None else None
        if key is None or key in self._mapped or not isinstance(value, str):
            return "", None
        self.notices["summary"] = f"there is no text but {key}, which was taken for it"
        return key, value

    def _with_paragraphs(self, text: str, found: list[tuple[str, object]]) -> str:
        """Return the text of HTML that has the words of `text` and its paragraphs too, if there is some."""
        for key, value in found:
            if isinstance(value, str) and is_html(value) and not is_html(text) and "<html" not in value[:2000].lower():
                parts = paragraphs(value)
                if len(parts) > 1 and sum(map(len, parts)) >= 0.8 * len(text):
                    self._take("text", key)
                    return "\n\n".join(parts)
        return text

    def value(self, name: str, read: Callable[[object], T], *, quiet: bool = False) -> T | None:
        """Read a field with the first of its values that `read` takes; None where there is none."""
        problem = ""
        for key, value in self.candidates(name):
            try:
                result = read(value)
                _refuse_unstorable(result)
            except ValueError as error:
                problem = problem or f"{key} {error}; kept without one"
                continue
            self._take(name, key)
            return result
        if problem and not quiet:
            self.notices[name] = problem
        return None

    def names(self, name: str, read: Callable[[object, str], tuple[tuple[str, ...], bool]]) -> tuple[str, ...]:
        """Read several names; what is no name is dropped."""
        odd = ""
        for key, value in self.candidates(name):
            found, is_odd = read(value, key)
            found = tuple(self.repaired(item) for item in found if _is_storable(item))
            if sum(map(len, found)) > LONGEST_FIELD:
                self.notices[name] = f"{key} is longer than {LONGEST_FIELD:,} characters; kept without one"
                continue
            if is_odd:
                odd = odd or f"{key} holds what is no name: {type(value).__name__}; kept without it"
            if found:
                self._take(name, key)
                break
        else:
            found = (self._kicker,) if name == "categories" and self._kicker else ()
        if odd:
            self.notices[name] = odd
        return found

    def time(self, name: str) -> datetime | None:
        """Read a date; None where it is missing or cannot be read."""
        for key, value in self.candidates(name):
            if isinstance(value, bool) or (isinstance(value, str) and value.strip().casefold() in _TRUTHS):
                continue
            self._take(name, key)
            try:
                written = read_time_value(value)
                time = self._parsed(key, written)
            except OpenOrderError as error:
                self.notices[f"{name} order"] = f"{key} {error}; kept without one: type --day-first or --month-first"
            except ValueError as error:
                self.notices[name] = f"{key} {error}; kept without one"
            else:
                return self._with_offset(key, time)
            return None
        return None

    def _parsed(self, key: str, written: object) -> datetime:
        try:
            return parse_date(written)
        except ValueError:
            order = self._order.is_day_first(key)
            if order is None:
                raise
            return parse_date(written, day_first=order)

    def _with_offset(self, key: str, time: datetime) -> datetime:
        """Take the offset of a local time from the same time in UTC beside it, as WordPress keeps them."""
        sibling = self._keys.get(f"{folded(key)}gmt")
        if sibling is None or time.utcoffset():
            return time
        self._take("published gmt", sibling)
        return at_offset_of(time, self._record.fields[sibling]) or time

    def digest(self, title: str, source: str, text: str) -> str:
        """Make an id of 16 hex digits from the content: title, date, source and text."""
        date = next(iter(self.candidates("published")), ("", ""))[1]
        content = "\0".join((title, str(date), source, text))
        return hashlib.blake2b(content.encode(errors="surrogatepass"), digest_size=8).hexdigest()

    def extra(self) -> dict[str, object]:
        """Collect the fields that are left and can be stored."""
        aliases = {alias for names in FIELD_ALIASES.values() for alias in names}
        kept = {}
        for key, value in self._record.fields.items():
            if key in self._taken or (is_absent(value) and folded(key) in aliases):
                continue
            kept[key] = value
        try:
            orjson.dumps([kept])
        except TypeError:
            kept = {key: value for key, value in kept.items() if _is_json(key, value)}
            self.notices["extra"] = "a field that is no JSON was left out"
        return kept

    def _take(self, name: str, key: str) -> None:
        if key in self._record.fields and not isinstance(key, _Derived):
            self._taken.setdefault(key, name)

    def _no_text(self) -> str:
        wanted = (folded(self._mapping["text"]),) if "text" in self._mapping else FIELD_ALIASES["text"]
        null = next((key for key, value in self._record.fields.items() if value is None and folded(key) in wanted), None)
        if null is not None:
            return f"{null} is null"
        if "text" in self._mapping and not self._record.derived:
            return f"no text: no key {self._mapping['text']!r}"
        return "no text"


def _in_name(record: Record, origin: str) -> datetime | None:
    """Read the day in the name of a Markdown file, where Jekyll has it: ``2023-04-18-title.md``."""
    match = _DATED_NAME.search(origin) if record.is_whole_file else None
    try:
        return parse_date(match[1]) if match else None
    except ValueError:
        return None


def _no_address(value: object) -> str:
    name = read_name(value)
    if host(name):
        raise ValueError("is an address")
    return name


def _refuse_long(text: object) -> None:
    if not isinstance(text, str):
        return
    if len(text) > LONGEST_TEXT:
        raise CorpusError(f"the text is longer than {LONGEST_TEXT:,} characters")
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise CorpusError(f"the text has more than {MOST_LINES:,} lines")


def _refuse_unstorable(value: object) -> None:
    if isinstance(value, str):
        if len(value) > LONGEST_FIELD:
            raise ValueError(f"is longer than {LONGEST_FIELD:,} characters")
        if not _is_storable(value):
            raise ValueError("holds a NUL character or half of a surrogate pair")


def _is_storable(value: str) -> bool:
    return "\0" not in value and not any("\ud800" <= char <= "\udfff" for char in value)


def _is_json(key: str, value: object) -> bool:
    try:
        orjson.dumps([{key: value}])
    except TypeError:
        return False
    return True
