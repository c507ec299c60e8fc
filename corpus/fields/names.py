"""Names of fields, as programs that collect or publish news write them, and values that stand for no value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ..text.characters import has_visible_text, without_accents
from .english_names import ENGLISH_ALIASES, SUMMARY_ALIASES
from .foreign_names import FOREIGN_ALIASES
from .name_words import NameWords

FIELD_ALIASES: Mapping[str, tuple[str, ...]] = {
    name: (*names, *(other for other in FOREIGN_ALIASES[name] if other not in names))
    for name, names in ENGLISH_ALIASES.items()
}
"""Names of each field in records, folded as by `folded`; the first one with a value is taken.

When a program fetched an article is no date of it: none of these names is here.
"""

_PLACES = {alias: (name, place) for name, aliases in FIELD_ALIASES.items() for place, alias in enumerate(aliases)}
_WORDS = NameWords({**FIELD_ALIASES, "summary": SUMMARY_ALIASES})
FIELD_NAMES = frozenset(alias for aliases in FIELD_ALIASES.values() for alias in aliases)
"""All names of fields."""
KNOWN_NAMES = FIELD_NAMES | frozenset(SUMMARY_ALIASES)
"""All names of fields, and of summaries."""
_BETWEEN = dict.fromkeys(map(ord, "-_ :."))
"""Signs between the words of a name."""
_OF_DATABASES = frozenset({"_id", "_source"})
_AFFIXED = re.compile(
    r"(?:(?:field|dcterms|dc|og)[\W_])?(.+?)"
    r"(?:(?:[_.-](?:ts?|txts?|ss?|dts?|tdt|(?!id|by|at|no|of|is)[a-z]{2}"
    r"|list|utc|iso|str|keyword|rendered|value|raw|main|original)|utc){1,2}|\s*\([^()]{1,20}\))?",
    re.IGNORECASE,
)
"""What databases put around a name: ``content_txt_en``, ``dc:title``, ``Author(s)``."""

_PLACEHOLDERS = frozenset((
    *("none", "null", "(null)", "nan", "n/a", "#n/a", "na", "<na>", "nat", "nil", "undefined", "\\n", "-", "--", "—"),
    *("?", "0000-00-00", "0000-00-00 00:00:00", "[]", "{}", "only available in paid plans", "[removed]"),
))  # fmt: skip
"""Values that stand for none."""
_TITLES_ALONE = ("rubrik", "subject")
"""Names of a section, which are those of a title where there is no other: in Swedish, and of mails."""
_PEOPLE = frozenset({"Nan", "Nat", "Na", "Nil"})
"""Names that are written as some placeholders, but for their case."""


def folded(key: str) -> str:
    """Fold case, dashes, underscores, colons and spaces of `key`, but not in the names that databases give to things.

    They differ from the same words by their underscore: "_id" is another id, and "_source" the whole article.
    """
    bare = key.strip().casefold()
    return bare if bare in _OF_DATABASES else bare.translate(_BETWEEN)


@lru_cache(4096)
def known_name(key: str) -> str:
    """Fold `key`, without accents, what databases put around a name, and other words, if the rest is a field's name."""
    bare = without_accents(key).strip()
    match = _AFFIXED.fullmatch(bare)
    inner = match[1] if match else bare
    known = (name for name in map(folded, (key, bare, inner)) if name in KNOWN_NAMES)
    return next(known, "") or _WORDS.name(bare) or _WORDS.name(inner) or folded(key)


def place_of(key: str) -> tuple[str, int] | None:
    """Return the field of an article that `key` is a name of, and how many of its names are better; None for none."""
    return _PLACES.get(known_name(key))


def is_text(key: str) -> bool:
    """True for a name of the text of an article."""
    return known_name(key) in FIELD_ALIASES["text"]


def is_field(key: str) -> bool:
    """True for a name of a field of an article."""
    return known_name(key) in KNOWN_NAMES


def is_absent(value: object) -> bool:
    """True for null, an empty list or object, text without visible characters, ``N/A`` and the like."""
    if value is None or value != value:  # NaN
        return True
    if isinstance(value, str):
        return _is_placeholder(value.strip()) or not has_visible_text(value)
    if isinstance(value, list | tuple):
        return all(item is None or (isinstance(item, str) and is_absent(item)) for item in value)
    return isinstance(value, Mapping) and not value


def _is_placeholder(text: str) -> bool:
    return len(text) < 40 and text.casefold() in _PLACEHOLDERS and text not in _PEOPLE


def by_folded(fields: Mapping[str, object]) -> dict[str, str]:
    """Find the key of each name among the keys that have a value."""
    keys: dict[str, str] = {}
    for key, value in fields.items():
        if not is_absent(value):
            keys.setdefault(folded(key), key)
    for key in [*keys.values()]:
        keys.setdefault(known_name(key), key)
    return keys


def keys_of_fields(fields: Mapping[str, object]) -> dict[str, list[str]]:
    """List the keys of each field that have a value: the best name first, and itself before it with other words."""
    found: dict[str, list[tuple[int, bool, str]]] = {name: [] for name in FIELD_ALIASES}
    for key, value in fields.items():
        if not is_absent(value):
            name, place = place_of(key) or ("", 0)
            if folded(key) == "data" and isinstance(value, str):  # a date in Italian, Polish and Portuguese
                name, place = _PLACES["date"]
            if name:
                found[name].append((place, folded(key) not in _PLACES, key))
    keys = {name: [key for *_, key in sorted(it, key=lambda each: each[:2])] for name, it in found.items()}
    if not keys["title"]:
        keys["title"] = [key for key in keys["categories"] if known_name(key) in _TITLES_ALONE]
    return keys


def spelled(fields: Mapping[str, object], name: str) -> str | None:
    """Find the key of the field `name` in `fields`; None where it is missing."""
    return next(iter(keys_of_fields(fields)[name]), None)


def at_path(fields: Mapping[str, object], path: str) -> object:
    """Find the value at a key, or at keys with dots between that lead into objects and lists; None where it is missing.

    ``tags[type=contributor].name`` takes those objects of a list whose ``type`` is that.
    A path that begins above the record, as ``articles.content`` does, is followed from where it enters it.
    """
    parts = path.split(".")
    for start in range(len(parts)):
        value = _walk(fields, parts[start:])
        if not is_absent(value):
            return value
    return None


def _walk(value: object, parts: list[str]) -> object:
    for number, part in enumerate(parts):
        if isinstance(value, list):
            if part.isdecimal():
                value = value[int(part)] if int(part) < len(value) else None
                continue
            found = [_walk(item, parts[number:]) for item in value if isinstance(item, Mapping | list)]
            return [item for item in found if item is not None] or None
        if not isinstance(value, Mapping):
            return None
        rest = ".".join(parts[number:])
        if number == 0 and rest in value:  # a key that has dots itself
            return value[rest]
        name, _, choice = part.partition("[")
        value = next((inner for key, inner in value.items() if isinstance(key, str) and _same(key, name)), None)
        if choice:
            value = _chosen(value, *choice.rstrip("]").split("="))
    return value


def _chosen(value: object, key: str, wanted: str = "") -> object:
    items = value if isinstance(value, list) else []
    return [it for it in items if isinstance(it, Mapping) and it.get(key) == wanted] or None


def _same(key: str, part: str) -> bool:
    return key == part or folded(key) == folded(part)
