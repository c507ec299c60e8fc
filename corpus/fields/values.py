"""Values as databases, APIs and scrapers write them: wrapped in objects or lists, numbers for strings."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from ..characters import has_visible_text
from .markup import one_line
from .names import folded, is_absent
from .people import as_list, split_people, split_sections
from .php_lists import php_list

_WRAPPERS = (
    *(
        "$oid",
        "$date",
        "$numberLong",
        "$numberInt",
        "$numberDouble",
        "$uuid",
        "$binary",
        "base64",
        "rendered",
        "@value",
    ),
    *("#text", "_text", "$t", "__cdata", "raw", "value", "plain", "iso", "utc"),
)
"""Keys of an object that holds one value."""
_PARTS_HERE = "given names and surname"
_NAME_KEYS = (
    *("name", "displayname", "fullname", "by", "byline", "authorname", "main", _PARTS_HERE),
    *("title", "label", "original", "text", "value", "attributes", "data", "fields", "node", "person"),
    *("nicename", "slug", "sitename", "site", "domain", "host", "hostname", "@value", "#text", "rendered"),
    *("$t", "_text", "__cdata", "term", "tag", "v"),
)
"""Keys of an object that stands for a person, an outlet or a section, folded; names before titles."""
_PARTS = ("firstname", "givenname", "first", "given", "middlename", "lastname", "familyname", "last", "family")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DEEPEST = 8
"""Objects and lists inside one another in a value of a field."""


def scalar(value: object) -> object:
    """Take a value out of the objects and lists around it; of several the first; None where there is none."""
    for _ in range(_DEEPEST):
        if isinstance(value, list | tuple):
            value = next((item for item in value if not is_absent(item)), None)
        elif isinstance(value, Mapping):
            only = next(iter(value.values())) if len(value) == 1 else None  # {"S": "..."}, {"en-US": "..."}
            only = only if isinstance(only, str | list | Mapping) else None
            value = next((value[key] for key in _WRAPPERS if not is_absent(value.get(key))), only)
        elif isinstance(value, str) and (items := as_list(value)) is not None:
            value = items
        else:
            return None if is_absent(value) else value
    return None


def of_bytes(value: object) -> object:
    """Return the text in ``b'...'``, as Python prints bytes that nobody decoded; any other value as it is."""
    if not isinstance(value, str) or value[:2] not in ("b'", 'b"') or value[-1] != value[1] or len(value) < 3:
        return value
    try:
        return ast.literal_eval(value).decode()
    except (ValueError, SyntaxError, MemoryError, AttributeError):
        return value


def read_string(value: object) -> str:
    """Read an id, an address or the like.

    Raises:
        ValueError: `value` is or holds no string and no number.
    """
    found = scalar(value)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise ValueError(f"is not a string but {type(value).__name__}")
    if isinstance(found, float) and found.is_integer() and abs(found) < 1e15:
        found = int(found)  # pandas writes 4101.0 where another row lacks an id
    return str(found).strip()


def read_title(value: object) -> str:
    """Read a headline: without tags and entities, on one line."""
    if isinstance(value, list | Mapping):
        value = next((name for name in _names(value, 0) if isinstance(name, str)), value)
    return one_line(read_string(value)).strip()


def read_name(value: object) -> str:
    """Read the name of an outlet: a string, or an object with a name.

    Raises:
        ValueError: There is no name.
    """
    name = next(_names(value, 0), None)
    if not isinstance(name, str):
        raise ValueError(f"is not a name but {type(value).__name__}")
    return one_line(str(name)).strip()


def read_time_value(value: object) -> object:
    """Read what a date is parsed from.

    Raises:
        ValueError: It is neither a string nor a number.
    """
    found = _of_numbers(value) or _of_program(value) or scalar(value)
    if isinstance(found, bool) or not isinstance(found, str | int | float | date | datetime):
        raise ValueError(f"is not a date but {type(value).__name__}")
    return found


def _of_program(value: object) -> datetime | str | None:
    """Read a time as MongoDB, Firestore and PHP write it; None for anything else.

    Raises:
        ValueError: It is beyond the calendar.
    """
    if not isinstance(value, Mapping):
        return None
    by_name = {folded(key): inner for key, inner in value.items() if isinstance(key, str)}
    if "$date" in by_name:
        count, unit = scalar(by_name["$date"]), timedelta(milliseconds=1)
    elif "seconds" in by_name and by_name.keys() <= {"seconds", "nanoseconds", "nanos"}:
        count, unit = scalar(by_name["seconds"]), timedelta(seconds=1)
    elif by_name.get("datatype", by_name.get("__datatype__")) == "timestamp":  # a copy of Firestore
        return _of_program(by_name.get("value"))
    elif "timezone" in by_name and isinstance(by_name.get("date"), str):
        return f"{str(by_name['date'])[:19]} {by_name['timezone']}"
    else:
        return None
    if isinstance(count, bool) or not str(count).lstrip("-").isdecimal():
        return None
    try:
        return _EPOCH + int(str(count)) * unit
    except OverflowError:
        raise ValueError(f"{count} is out of range") from None


def _of_numbers(value: object) -> str:
    """Read a day that is an object with year, month and day, or a list of them; "" for anything else."""
    if isinstance(value, Mapping):
        by_name = {folded(key): inner for key, inner in value.items() if isinstance(key, str)}
        parts = [by_name.get(name) for name in ("year", "month", "day")]
        if isinstance(days := by_name.get("dateparts"), list) and days and isinstance(days[0], list):  # CSL
            parts = days[0][:3]
    else:
        parts = list(value[:3]) if isinstance(value, list | tuple) else []
    numbers = [
        int(part) for part in parts if isinstance(part, int | str) and str(part).isascii() and str(part).isdecimal()
    ]
    if len(numbers) < 3 or not 1000 <= numbers[0] <= 9999:
        return ""
    return "{:04}-{:02}-{:02}".format(*numbers)


def read_people(value: object) -> tuple[tuple[str, ...], bool]:
    """Read authors, each once, and tell whether anything there was no name."""
    names, odd = _all_names(value)
    people = (person for name in names for person in split_people(name))
    return _distinct(people), odd


def read_sections(value: object, key: str) -> tuple[tuple[str, ...], bool]:
    """Read categories, each once whatever its case, and tell whether anything there was no name."""
    names, odd = _all_names(value)
    is_list = folded(key) in ("categories", "sections", "topics", "tags", "subjects", "keywords")
    return _distinct(section for name in names for section in split_sections(name, is_list=is_list)), odd


def host(address: str) -> str:
    """Return the host of a web address; "" where it is none."""
    if not address.startswith(("http://", "https://")):
        return ""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _all_names(value: object) -> tuple[list[str], bool]:
    found = list(_names(value, 0))
    names = [name for name in found if isinstance(name, str)]
    return names, len(names) < len(found) or (not found and not is_absent(value))


def _distinct(names: Iterator[str]) -> tuple[str, ...]:
    by_case: dict[str, str] = {}
    for name in names:
        if has_visible_text(name):
            by_case.setdefault(name.casefold(), name)
    return tuple(by_case.values())


def _names(value: object, depth: int) -> Iterator[object]:
    """Yield the names in a value, and numbers and the like as they are, which are no names."""
    if depth > _DEEPEST or is_absent(value):
        return
    if isinstance(value, str):
        items = as_list(value)
        if items is None:
            yield value
        else:
            yield from _names(items, depth + 1)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _names(item, depth + 1)
    elif isinstance(value, Mapping):
        yield from _names_of_object(value, depth)
    else:
        yield value


def _names_of_object(value: Mapping[str, object], depth: int) -> Iterator[object]:
    by_name = {folded(key): inner for key, inner in value.items() if isinstance(key, str) and not is_absent(inner)}
    if by_name.get("visibility") == "internal":  # a tag of Ghost that no reader sees
        return
    for key in _NAME_KEYS:
        if key == _PARTS_HERE and (whole := " ".join(_parts(by_name))):
            yield whole
            return
        if isinstance(by_name.get(key), str | list | Mapping):
            yield from _names(by_name[key], depth + 1)
            return
    if not by_name:
        return
    if items := php_list(value):
        yield from _names(items, depth + 1)
        return
    inner = [item for item in value.values() if isinstance(item, list | Mapping)]
    if inner and len(inner) == len(value):  # {"person": [{...}]}, or people by their ids
        for item in inner:
            yield from _names(item, depth + 1)
        return
    yield value if not inner else None if is_absent(inner) else value


def _parts(by_name: Mapping[str, object]) -> list[str]:
    """List the given names and the surname of a person."""
    return [part for key in _PARTS if isinstance(part := by_name.get(key), str)]
