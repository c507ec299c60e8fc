"""A record, as its file spells it, becomes an `Article`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar

from .article import LANGUAGE, Article
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
"""How records name the fields of an article, folded as by `_folded`; the first that is there wins."""


@dataclass(frozen=True, slots=True)
class Record:
    """One article as a format found it.

    Attributes:
        line: Its first line in the file, from 1.
        fields: What the file says, by the names that the file gives.
        ours: What the format itself made out, by our names: the text, and what holds where `fields` is silent.
        alone: Whether it is the whole file, which then gives it its id.
    """

    line: int
    fields: Mapping[str, object] = field(default_factory=dict)
    ours: Mapping[str, object] = field(default_factory=dict)
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What a format could not read: a line or a whole file (None), why, and whether anything was left out."""

    line: int | None
    reason: str
    skipped: bool = True


def to_article(record: Record, origin: str, mapping: Mapping[str, str]) -> tuple[Article, str | None]:
    """The article that `record` holds, and what is to be said about it.

    Args:
        record: From one of the formats.
        origin: Where it came from: the id of an article that has none and is a whole file.
        mapping: Field -> key, before any of the `FIELD_ALIASES`.

    Raises:
        CorpusError: It cannot be taken: see `Article`.
    """
    chosen = _chosen(record, mapping)
    values = {name: record.fields[key] for name, key in chosen.items()}
    names = {name: chosen.get(name, name) for name in FIELD_ALIASES}
    values = {**{name: value for name, value in record.ours.items() if not _absent(value)}, **values}
    text = values.get("text")
    if text is None:
        raise CorpusError(_no_text(record, mapping))
    if not isinstance(text, str):
        raise CorpusError(f"{names['text']} is not a string but {type(text).__name__}")
    lost = _Lost()
    published = lost.unless(_time, names["published"], values.get("published"))
    updated = lost.unless(_time, names["updated"], values.get("updated"))
    language = lost.unless(_language, names["language"], values.get("language")) or ""
    categories = lost.unless(_names, names["categories"], values.get("categories")) or ()
    authors = lost.unless(_names, names["authors"], values.get("authors")) or ()
    short = {name: _short(name, names[name], values.get(name)) for name in ("title", "source", "url", "id")}
    short["id"] = short["id"] or short["url"] or (origin if record.alone else _digest(short, published, text))
    taken = set(chosen.values())
    extra = {key: value for key, value in record.fields.items() if key not in taken and not _spare(key, value)}
    article = Article(
        text=text, published=published, updated=updated, language=language, categories=categories, authors=authors,
        extra=extra, **short,
    )  # fmt: skip
    return article, "; ".join(lost.warnings) or None


def spelled(fields: Mapping[str, object], name: str) -> str | None:
    """The key under which `fields` hold the field `name`, if they do."""
    keys = _by_folded(fields)
    return next((keys[spelling] for spelling in FIELD_ALIASES[name] if spelling in keys), None)


def refuse_unknown_fields(mapping: Mapping[str, str]) -> None:
    """An article has only the fields that it has.

    Raises:
        CorpusError: `mapping` sets another one.
    """
    for name in mapping:
        if name not in FIELD_ALIASES:
            raise CorpusError(f"an article has no field {name!r}; use one of: {', '.join(FIELD_ALIASES)}")


def _chosen(record: Record, mapping: Mapping[str, str]) -> dict[str, str]:
    """Field -> the key that holds it; a key serves one field, and what is absent serves none."""
    keys = _by_folded(record.fields)
    mapped = {name: keys[_folded(key)] for name, key in mapping.items() if _folded(key) in keys}
    chosen, taken = dict(mapped), set(mapped.values())
    for name, spellings in FIELD_ALIASES.items():
        if name in mapping:
            continue
        key = next((keys[spelling] for spelling in spellings if spelling in keys and keys[spelling] not in taken), None)
        if key is not None:
            chosen[name] = key
    if "text" in record.ours:  # the file's body is its text, whatever its front matter says
        chosen.pop("text", None)
    return chosen


def _by_folded(fields: Mapping[str, object]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for key, value in fields.items():
        if not isinstance(key, str):
            raise CorpusError(f"a key is not a string but {type(key).__name__}")
        if not _absent(value):
            keys.setdefault(_folded(key), key)
    return keys


def _folded(key: str) -> str:
    """`key` without regard to case, dashes, underscores and spaces; the underscore of "_id" is part of the name."""
    bare = key.strip().casefold()
    folded = bare.replace("-", "").replace("_", "").replace(" ", "")
    return "_id" if bare == "_id" else folded


def _absent(value: object) -> bool:
    """An empty cell and null say nothing, so that the next spelling may speak."""
    return value is None or (isinstance(value, str) and not has_visible_text(value))


def _spare(key: str, value: object) -> bool:
    """Whether the key names a field of ours and says nothing: not worth keeping."""
    return _absent(value) and any(_folded(key) in spellings for spellings in FIELD_ALIASES.values())


def _no_text(record: Record, mapping: Mapping[str, str]) -> str:
    wanted = (_folded(mapping["text"]),) if "text" in mapping else FIELD_ALIASES["text"]
    null = next((key for key, value in record.fields.items() if value is None and _folded(key) in wanted), None)
    if null is not None:
        return f"{null} is null"
    return f"no text: no key {mapping['text']!r}" if "text" in mapping and not record.ours else "no text"


class _Lost:
    """The fields that an article goes without.

    Attributes:
        warnings: One for each, with the reason.
    """

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def unless(self, read: Callable[[object], T], key: str, value: object) -> T | None:
        """What `read` makes of the value of `key`; None where there is none, or it cannot be read."""
        if value is None:
            return None
        try:
            return read(value)
        except ValueError as error:
            self.warnings.append(f"{key} {error}; kept without one")
            return None


def _time(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        raise ValueError(f"is not a date but {type(value).__name__}")
    return parse_date(value)


def _language(value: object) -> str:
    """A tag of BCP 47; many write its parts with an underscore between."""
    if isinstance(value, str) and LANGUAGE.fullmatch(tag := value.strip().replace("_", "-")):
        return tag
    raise ValueError(f"{quoted(value)} is not a language tag")


def _names(value: object) -> tuple[str, ...]:
    """Names, each once: a string is one, a list has one in each."""
    listed = value if isinstance(value, list | tuple) else [value]
    names = [one.strip() for one in listed if isinstance(one, str)]
    if len(names) < len(listed):
        raise ValueError(f"is not a string but {type(value).__name__}")
    return tuple(dict.fromkeys(filter(has_visible_text, names)))


def _short(name: str, key: str, value: object) -> str:
    """A field of one line: a string, or what API dumps write for one (an object with a name)."""
    if name == "source" and isinstance(value, Mapping):
        value = next((value[label] for label in ("name", "title") if isinstance(value.get(label), str)), value)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise CorpusError(f"{key} is not a string but {type(value).__name__}")
    return value.strip()


def _digest(short: Mapping[str, str], published: datetime | None, text: str) -> str:
    """16 hex digits from title, date and source, or from the text where there is none of them."""
    parts = (short["title"], published.astimezone(UTC).isoformat() if published else "", short["source"])
    named = "\0".join(parts) if any(parts) else text
    return hashlib.blake2b(named.encode(errors="surrogatepass"), digest_size=8).hexdigest()
