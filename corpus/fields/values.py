"""Values as databases, APIs and scrapers write them: wrapped in objects or lists, numbers for strings."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from ..text.characters import has_visible_text
from ..text.markup import one_line
from .names import folded, is_absent
from .people import split_people, split_sections
from .php_lists import php_list
from .written_lists import as_list, as_names

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
    *("#text", "_text", "$t", "__cdata", "raw", "value", "plain", "iso", "utc", "string", "long"),
)
"""Keys of an object that holds one value."""
_PARTS_HERE = "given names and surname"
_NAME_KEYS = (
    *("name", "displayname", "fullname", "by", "byline", "authorname", "main", _PARTS_HERE),
    *("title", "label", "original", "text", "value", "attributes", "data", "fields", "node", "person"),
    *("nicename", "slug", "sitename", "site", "domain", "host", "hostname", "@value", "#text", "rendered"),
    *("$t", "_text", "__cdata", "term", "tag", "v", "element", "literal", "string"),
)
"""Keys of an object that stands for a person, an outlet or a section, folded; names before titles."""
NAME_PARTS = (
    *("firstname", "givenname", "first", "given", "vorname", "prenom", "prénom", "nombre", "nome", "voornaam"),
    *("middlename", "lastname", "familyname", "last", "family", "nachname", "nom", "apellido", "apellidos", "cognome"),
    *("sobrenome", "achternaam"),
)
"""Keys of the parts of a name, folded, given names before the surname."""
_ADDRESS_KEYS = ("href", "url", "link", "canonical", "permalink")
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
    text = str(found).strip()
    whole = text.removesuffix(".0")
    return whole if whole.isdecimal() else text


def read_address(value: object) -> str:
    """Read the address of a page: a string, an object with ``href``, or one with ``base`` and ``path``.

    Raises:
        ValueError: There is none.
    """
    if isinstance(value, Mapping):
        parts = [value.get("base"), value.get("path")]
        found = next((it for key in _ADDRESS_KEYS if isinstance(it := value.get(key), str)), None)
        value = found or ("".join(map(str, parts)) if all(isinstance(it, str) for it in parts) else value)
    return read_string(value)


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
        items = as_names(value)
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
    value = {key: inner for key, inner in value.items() if not str(key).startswith("__typename")}  # of GraphQL
    by_name = {folded(key): inner for key, inner in value.items() if isinstance(key, str) and not is_absent(inner)}
    if by_name.get("visibility") == "internal":  # a tag of Ghost that no reader sees
        return
    for key in _NAME_KEYS:
        if key == _PARTS_HERE and (whole := " ".join(name_parts(by_name))):
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


def name_parts(by_name: Mapping[str, object]) -> list[str]:
    """List the given names and the surname of a person, by folded keys."""
    return [part for key in NAME_PARTS if isinstance(part := by_name.get(key), str)]
