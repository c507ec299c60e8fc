"""Reads the fields of one record: by their names, with what cannot be read dropped and told."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import orjson

from ..article import LONGEST_FIELD
from ..fields.languages import by_language
from ..fields.names import FIELD_NAMES, at_path, by_folded, folded, is_absent, keys_of_fields, known_name
from ..fields.time_values import read_time_value
from ..fields.values import of_bytes
from ..record import Record
from ..text.repair import repaired
from ..times.dates import OTHER_CALENDARS, at_offset_of, day_of_parts, parse_date, quoted
from ..times.day_order import DayOrder
from ..times.words import OpenOrderError
from ..times.zones import zone

T = TypeVar("T")

_TIME_OF_DAY = re.compile(
    r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|[A-Z]{3,4}|[+-]\d\d:?\d\d))?"
)
_WITHOUT_ZONE = re.compile(r".*\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?", re.DOTALL)
_OFFSET = re.compile(r"(?:UTC|GMT)?[+-]\d\d?:?\d\d", re.ASCII)
_PARTS_OF_A_DAY = (
    ("day", "tag", "jour", "dia", "día", "giorno", "dag"),
    ("month", "monat", "mois", "mes", "mês", "mese", "maand", "maned", "måned", "månad"),
    ("year", "jahr", "annee", "année", "ano", "año", "anno", "jaar", "ar", "år"),
)
_AHEAD = timedelta(days=31)
"""Magazines may be dated so far ahead; a later day is mostly a year that was mistyped."""
_TRUTHS = frozenset({"true", "false", "yes", "no"})


class Derived(str):
    """Name of a field that the format derived: no key of the file."""

    __slots__ = ()


class FieldReader:
    """The reading of one record.

    Attributes:
        record: The record.
        mapping: Keys that the user gave for fields.
        keys: The keys that have a value, by their folded names.
        fields: The keys of each field, the best first.
        notices: What was not read as it is, by kind.
    """

    def __init__(self, record: Record, mapping: Mapping[str, str], order: DayOrder) -> None:
        self.notices: dict[str, str] = {}
        self.record, self.mapping, self._order = record, mapping, order
        self.keys, self.fields = by_folded(record.fields), keys_of_fields(record.fields)
        self._taken: dict[str, str] = {}

    def candidates(self, name: str) -> Iterator[tuple[str, object]]:
        """Yield the values that a field may have, with their keys, best first; a key serves one field."""
        derived = self.record.derived.get(name)
        if name == "text" and not is_absent(derived):  # the body of the file wins over a key in its front matter
            yield Derived(name), derived
            return
        if name in self.mapping:
            path = self.mapping[name]
            key = self.keys.get(folded(path))
            value = self.record.fields[key] if key is not None else at_path(self.record.fields, path)
            if not is_absent(value):
                yield key or path, of_bytes(value)
        else:
            for key in self.fields[name]:
                if key not in self.mapped and self._taken.get(key, name) == name:
                    yield key, of_bytes(self._in_one_language(key, self.record.fields[key]))
        if name == "published" and (day := self._day_of_columns()):
            yield Derived("year, month and day"), day
        if not is_absent(derived):
            yield Derived(name), derived

    def _day_of_columns(self) -> str:
        """Join the day from columns for year, month and day; "" where one is missing."""
        keys = [next((self.keys[name] for name in names if name in self.keys), None) for names in _PARTS_OF_A_DAY]
        parts = [self.record.fields[key] for key in keys if key is not None]
        if len(parts) < 3 or not all(isinstance(part, str | int) and not isinstance(part, bool) for part in parts):
            return ""
        day, month, year = (str(part).strip() for part in parts)
        time = self.record.fields.get(self.keys.get("time", ""))
        return f"{day_of_parts(year, month, day)} {time if _is_time_of_day(time) else ''}".strip()

    def _in_one_language(self, key: str, value: object) -> object:
        """Choose the record's own language where a value is given in several, or else the first; and tell it."""
        values = by_language(value)
        if not values:
            return value
        own = self.record.fields.get(self.keys.get("language", ""))
        chosen = own if isinstance(own, str) and own in values else next(iter(values))
        self.notices["languages"] = f"{key} is given in {', '.join(values)}: only {chosen} was read"
        return values[chosen]

    @property
    def mapped(self) -> set[str]:
        """The keys that the user gave for fields."""
        return {self.keys.get(folded(path), path) for path in self.mapping.values()}

    def repaired(self, text: str) -> str:
        """Return `text` with its mojibake repaired, and tell it."""
        sound = repaired(text)
        if sound != text:
            self.notices["mojibake"] = "mojibake was repaired: text had been read in another encoding than its own"
        return sound

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
            self.take(name, key)
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
                self.take(name, key)
                break
        else:
            found = ()
        if odd:
            self.notices[name] = odd
        return found

    def time(self, name: str) -> datetime | None:
        """Read a date; None where it is missing or cannot be read."""
        for key, value in self.candidates(name):
            if isinstance(value, bool) or (isinstance(value, str) and value.strip().casefold() in _TRUTHS):
                continue
            if _is_time_of_day(value):
                continue
            self.take(name, key)
            try:
                written = read_time_value(value)
                time = self._parsed(key, written)
                if time.year in OTHER_CALENDARS:
                    raise ValueError(f"{quoted(written)} is of another calendar")
            except OpenOrderError as error:
                self.notices[f"{name} order"] = f"{key} {error}; kept without one: type --day-first or --month-first"
            except ValueError as error:
                self.notices[name] = f"{key} {error}; kept without one"
            else:
                if name == "published" and time.date() > datetime.now(UTC).date() + _AHEAD:
                    self.notices["future"] = f"{key} {time.date()} lies in the future; kept as it is"
                return self._with_offset(key, time)
            return None
        return None

    def _parsed(self, key: str, written: object) -> datetime:
        written = self._with_zone(key, self._with_time_of_day(key, written))
        try:
            return parse_date(written)
        except ValueError:
            order = self._order.is_day_first(key)
            if order is None:
                raise
            return parse_date(written, day_first=order)

    def _with_time_of_day(self, key: str, day: object) -> object:
        """Add the time of day from a column of its own: ``pub_time`` beside ``pub_date``, ``time`` beside ``date``."""
        sibling = self.keys.get(folded(key).replace("date", "time"))
        if sibling in (None, key) or not isinstance(day, str) or ":" in day:
            return day
        assert sibling
        time = self.record.fields[sibling]
        if not isinstance(time, str) or not _is_time_of_day(time):
            return day
        self.take("time of day", sibling)
        return f"{day.strip()} {time.strip()}"

    def _with_zone(self, key: str, time: object) -> object:
        """Add the zone from a column of its own to a time of day that has none: ``timezone``, ``pubDateTZ``."""
        sibling = self.keys.get(f"{folded(key)}tz") or self.keys.get("timezone") or self.keys.get("tz")
        name = self.record.fields[sibling] if sibling else None
        if not isinstance(time, str) or not isinstance(name, str) or not _WITHOUT_ZONE.fullmatch(time.strip()):
            return time
        if not sibling or not (zone(name.strip()) or _OFFSET.fullmatch(name.strip())):
            return time
        self.take("zone", sibling)
        return f"{time.strip()} {name.strip()}"

    def _with_offset(self, key: str, time: datetime) -> datetime:
        """Take the offset of a local time from the same time in UTC beside it, as WordPress keeps them."""
        sibling = self.keys.get(f"{folded(key)}gmt")
        if sibling is None or time.utcoffset():
            return time
        self.take("published gmt", sibling)
        return at_offset_of(time, self.record.fields[sibling]) or time

    def digest(self, title: str, source: str, text: str) -> str:
        """Make an id of 16 hex digits from the content: title, date, source and text."""
        date = next(iter(self.candidates("published")), ("", ""))[1]
        content = "\0".join((title, str(date), source, text))
        return hashlib.blake2b(content.encode(errors="surrogatepass"), digest_size=8).hexdigest()

    def extra(self) -> dict[str, object]:
        """Collect the fields that are left and can be stored."""
        kept = {}
        for key, value in self.record.fields.items():
            if key in self._taken or (is_absent(value) and known_name(key) in FIELD_NAMES):
                continue
            kept[key] = value
        try:
            orjson.dumps([kept])
        except TypeError:
            kept = {key: value for key, value in kept.items() if _is_json(key, value)}
            self.notices["extra"] = "a field that is no JSON was left out"
        return kept

    def take(self, name: str, key: str) -> None:
        """Note that the value of `key` became a field, so that it is not kept in `extra` too."""
        if key in self.record.fields and not isinstance(key, Derived):
            self._taken.setdefault(key, name)


def _is_time_of_day(value: object) -> bool:
    """True for ``10:00``, which is a part of a date."""
    return isinstance(value, str) and _TIME_OF_DAY.fullmatch(value.strip()) is not None


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
