"""Converts a record, with the field names of its file, to an `Article`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar

from .article import LANGUAGE, LONGEST_TEXT, MOST_LINES, Article
from .characters import has_visible_text
from .dates import parse_date, quoted
from .errors import CorpusError

T = TypeVar("T")

FIELD_ALIASES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "articlebody", "articletext", "fulltext", "maintext", "story"),
    "title": ("title", "headline", "head", "heading"),
    "published": (
        *("published", "publishedat", "publishdate", "datepublished", "date", "datetime", "pubdate"),
        *("publicationdate", "publisheddate", "timestamp", "createdat", "time"),
    ),
    "source": ("source", "outlet", "publisher", "publication", "site", "sitename", "sourcename", "newspaper", "domain"),
    "categories": ("categories", "category", "section", "sections", "topic", "topics", "desk"),
    "authors": ("authors", "author", "byline", "creator", "writer", "by"),
    "updated": (
        *("updated", "updatedat", "updateddate", "dateupdated", "modified", "modifiedat", "modifieddate"),
        *("datemodified", "lastmodified", "lastupdated", "lastmod"),
    ),
    "language": ("language", "lang", "inlanguage"),
    "url": ("url", "link", "permalink", "uri", "canonicalurl", "weburl", "sourceurl"),
    "id": ("id", "_id", "guid", "articleid", "uuid", "docid"),
}
"""Names of each field in records, folded as by `_folded`; the first one present is taken."""


@dataclass(frozen=True, slots=True)
class Record:
    """One article as its format parsed it.

    Attributes:
        line: Its first line in the file, from 1.
        fields: Values by the field names of the file.
        derived: Values that the format derived, by the field names of `Article`: the text, and defaults for the others.
        is_whole_file: True where the record is a whole file, whose path is then the default id.
    """

    line: int
    fields: Mapping[str, object] = field(default_factory=dict)
    derived: Mapping[str, object] = field(default_factory=dict)
    is_whole_file: bool = False


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


class StoppedError(CorpusError):
    """Reading a file stopped; the records before are kept. `line` is where it stopped, or None if unknown."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


def to_article(record: Record, origin: str, mapping: Mapping[str, str]) -> tuple[Article, str | None]:
    """Convert `record` to an article, and describe the fields that could not be read; None for no warning.

    Args:
        record: A record from one of the formats.
        origin: Path of the file, the id of an article that is a whole file and has no other id.
        mapping: Keys by field, preferred to the `FIELD_ALIASES`.

    Raises:
        CorpusError: The record makes no valid article, see `Article`.
    """
    chosen = _chosen(record, mapping)
    values = {name: record.fields[key] for name, key in chosen.items()}
    names = {name: chosen.get(name, name) for name in FIELD_ALIASES}
    values = {**{name: value for name, value in record.derived.items() if not _is_absent(value)}, **values}
    text = values.get("text")
    if text is None:
        raise CorpusError(_no_text(record, mapping))
    if not isinstance(text, str):
        raise CorpusError(f"{names['text']} is not a string but {type(text).__name__}")
    if len(text) > LONGEST_TEXT:
        raise CorpusError(f"the text is longer than {LONGEST_TEXT:,} characters")
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise CorpusError(f"the text has more than {MOST_LINES:,} lines")
    losses = _LossCollector()
    published = losses.read_or_warn(_read_time, names["published"], values.get("published"))
    updated = losses.read_or_warn(_read_time, names["updated"], values.get("updated"))
    language = losses.read_or_warn(_read_language, names["language"], values.get("language")) or ""
    categories = losses.read_or_warn(_read_names, names["categories"], values.get("categories")) or ()
    authors = losses.read_or_warn(_read_names, names["authors"], values.get("authors")) or ()
    short = {name: _read_short(name, names[name], values.get(name)) for name in ("title", "source", "url", "id")}
    short["id"] = short["id"] or short["url"] or (origin if record.is_whole_file else _digest(short, published, text))
    taken = set(chosen.values())
    extra = {key: value for key, value in record.fields.items() if key not in taken and not _is_empty_alias(key, value)}
    article = Article(
        text=text, published=published, updated=updated, language=language, categories=categories, authors=authors,
        extra=extra, **short,
    )  # fmt: skip
    return article, "; ".join(losses.warnings) or None


def spelled(fields: Mapping[str, object], name: str) -> str | None:
    """Find the key of the field `name` in `fields`; None where it is missing."""
    keys = _by_folded(fields)
    return next((keys[alias] for alias in FIELD_ALIASES[name] if alias in keys), None)


def refuse_unknown_fields(mapping: Mapping[str, str]) -> None:
    """Refuse a mapping for a field that `Article` does not have.

    Raises:
        CorpusError: `mapping` names an unknown field.
    """
    for name in mapping:
        if name not in FIELD_ALIASES:
            raise CorpusError(f"an article has no field {name!r}; use one of: {', '.join(FIELD_ALIASES)}")


def _chosen(record: Record, mapping: Mapping[str, str]) -> dict[str, str]:
    """Choose the key of each field: a key serves one field, and a key without a value serves none."""
    keys = _by_folded(record.fields)
    mapped = {name: keys[_folded(key)] for name, key in mapping.items() if _folded(key) in keys}
    chosen, taken = dict(mapped), set(mapped.values())
    for name, aliases in FIELD_ALIASES.items():
        if name in mapping:
            continue
        key = next((keys[alias] for alias in aliases if alias in keys and keys[alias] not in taken), None)
        if key is not None:
            chosen[name] = key
    if "text" in record.derived:  # the body of the file wins over a key in its front matter
        chosen.pop("text", None)
    return chosen


def _by_folded(fields: Mapping[str, object]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for key, value in fields.items():
        if not isinstance(key, str):
            raise CorpusError(f"a key is not a string but {type(key).__name__}")
        if not _is_absent(value):
            keys.setdefault(_folded(key), key)
    return keys


def _folded(key: str) -> str:
    """Fold case, dashes, underscores and spaces of `key`; "_id" keeps its underscore, which distinguishes it."""
    bare = key.strip().casefold()
    folded = bare.replace("-", "").replace("_", "").replace(" ", "")
    return "_id" if bare == "_id" else folded


def _is_absent(value: object) -> bool:
    """True for null and for text without visible characters: then the next alias is tried."""
    return value is None or (isinstance(value, str) and not has_visible_text(value))


def _is_empty_alias(key: str, value: object) -> bool:
    """True for an alias of a field without a value, which is not kept in `extra`."""
    return _is_absent(value) and any(_folded(key) in aliases for aliases in FIELD_ALIASES.values())


def _no_text(record: Record, mapping: Mapping[str, str]) -> str:
    wanted = (_folded(mapping["text"]),) if "text" in mapping else FIELD_ALIASES["text"]
    null = next((key for key, value in record.fields.items() if value is None and _folded(key) in wanted), None)
    if null is not None:
        return f"{null} is null"
    return f"no text: no key {mapping['text']!r}" if "text" in mapping and not record.derived else "no text"


class _LossCollector:
    """Collects the fields of a record that could not be read.

    Attributes:
        warnings: One for each field, with the reason.
    """

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def read_or_warn(self, read: Callable[[object], T], key: str, value: object) -> T | None:
        """Read the value of `key` with `read`; None where it is missing or unreadable, the latter with a warning."""
        if value is None:
            return None
        try:
            return read(value)
        except ValueError as error:
            self.warnings.append(f"{key} {error}; kept without one")
            return None


def _read_time(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        raise ValueError(f"is not a date but {type(value).__name__}")
    return parse_date(value)


def _read_language(value: object) -> str:
    """Read a BCP 47 tag; underscores between its parts, a common mistake, become hyphens."""
    if isinstance(value, str) and LANGUAGE.fullmatch(tag := value.strip().replace("_", "-")):
        return tag
    raise ValueError(f"{quoted(value)} is not a language tag")


def _read_names(value: object) -> tuple[str, ...]:
    """Read a name or a list of names, each once."""
    items = value if isinstance(value, list | tuple) else [value]
    names = [item.strip() for item in items if isinstance(item, str)]
    if len(names) < len(items):
        raise ValueError(f"is not a string but {type(value).__name__}")
    return tuple(dict.fromkeys(filter(has_visible_text, names)))


def _read_short(name: str, key: str, value: object) -> str:
    """Read a short field: a string, or for the source also an object with a name, as API dumps have it."""
    if name == "source" and isinstance(value, Mapping):
        value = next((value[label] for label in ("name", "title") if isinstance(value.get(label), str)), value)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise CorpusError(f"{key} is not a string but {type(value).__name__}")
    return value.strip()


def _digest(short: Mapping[str, str], published: datetime | None, text: str) -> str:
    """Make an id of 16 hex digits from title, date and source, or from the text where all three are missing."""
    parts = (short["title"], published.astimezone(UTC).isoformat() if published else "", short["source"])
    content = "\0".join(parts) if any(parts) else text
    return hashlib.blake2b(content.encode(errors="surrogatepass"), digest_size=8).hexdigest()
