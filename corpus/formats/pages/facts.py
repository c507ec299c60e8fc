"""Metadata of a page about its article: JSON-LD, Open Graph and other ``meta`` elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from ...fields.people import split_people
from .bylines import byline, stated_byline
from .scripts import Script
from .signatures import signature

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dcterms.date",
    "dc.date", "article.published", "cxenseparse:recs:publishtime", "rnews:datepublished", "publishdate",
    "publish-date", "publish_date", "pubdate", "publication_date", "displaydate", "date",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "article:modified", "og:updated_time", "og:article:modified_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "article.updated",
)  # fmt: skip
_IS_PUBLISHED = frozenset({"datePublished", "pubdate", "published", "dt-published", "op-published"})
_IS_UPDATED = frozenset({"dateModified", "updated", "dt-updated", "op-modified"})
"""What marks a ``time``: schema.org, HTML, WordPress, microformats, Instant Articles."""
_AUTHORS = (
    *("author", "article:author", "articleauthor", "parsely-author", "sailthru.author", "dc.creator", "byl"),
    *("cxenseparse:author", "article.author"),
)
_WRITTEN_BY = frozenset(
    {"written by", "verfasst von", "geschrieben von", "écrit par", "escrito por", "scritto da", "geschreven door"}
    | {"skrevet av", "skrevet af", "skriven av", "napisane przez", "автор", "написано автором"}
)
"""Labels that Yoast writes beside the names of authors, in the language of the site."""
_DESCRIPTIONS = ("description", "og:description", "twitter:description")
_SECTIONS = ("article:section", "og:section", "parsely-section", "section", "dc.subject")
_SCRIPT = "application/ld+json"
_LONGEST_SCRIPT = 1_000_000
"""Characters of JSON-LD. The longest of news pages are lists of other stories."""
_ADDRESS = re.compile(r"https?://|www\.|@", re.IGNORECASE)
_MIDNIGHT = re.compile(r"(?<![+-])\b00:00(?::00(?:\.0+)?)?(?![\d:])")
_ADMINISTRATOR = re.compile(r"/author/admin\b")
_NEVER = "9999"
"""The year that programs write for no day."""
_HOST = re.compile(r"https?://(?:www\.|m\.)?([^/:]+)", re.IGNORECASE)
_NO_LETTER = re.compile(r"[\W_]+")
_CONTROL = re.compile(r"[\x00-\x1f]")


class Facts(NamedTuple):
    """The metadata that a page states about its article.

    Attributes:
        fields: The fields that it states, by their names in `Article`.
        text: The text in its JSON-LD.
        descriptions: What its article is about, in a sentence or two.
    """

    fields: dict[str, object]
    text: object
    descriptions: list[str]


def facts(root: HtmlElement, data: list[Any]) -> Facts:
    """Return what the page and its JSON-LD state."""
    metas = _metas(root)
    linked = _described(data)
    administrators = [*_administrators(linked.get("author"))]
    names = [*_names(linked.get("publisher")), *metas.get("og:site_name", []), *_hosts(root, metas), *administrators]
    told = [[*_names(linked.get(key))] for key in ("author", "creator")]
    found = {
        "published": _published([*_each(metas, _PUBLISHED), linked.get("datePublished"), _time(root, _IS_PUBLISHED)]),
        "updated": next(iter(_each(metas, _UPDATED)), linked.get("dateModified")) or _time(root, _IS_UPDATED),
        "authors": _authors([*told, *_written(metas), *_by_programs(metas)], {*map(_bare, names)}, root),
        "categories": _sections(metas, linked),
        "title": linked.get("headline") if "liveBlogUpdate" in linked else None,  # not that of an update
        "language": root.get("lang"),
    }
    descriptions = [it for it in [*_each(metas, _DESCRIPTIONS), linked.get("description")] if isinstance(it, str)]
    return Facts(
        {name: value for name, value in found.items() if value},
        linked.get("articleBody") or _updates(linked),
        [*dict.fromkeys(descriptions)],
    )


def _metas(root: HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if content := (element.get("content") or "").strip():
            metas.setdefault(name.strip().lower(), []).append(content)
    return metas


def _each(metas: Mapping[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return [metas[name][0] for name in names if name in metas]


def linked_data(scripts: list[Script]) -> list[Any]:
    """Parse the page's JSON-LD, each of its scripts to a value."""
    values = []
    for kind, text in scripts:
        if kind == _SCRIPT and len(text) <= _LONGEST_SCRIPT:
            with suppress(ValueError, RecursionError):
                values.append(json.loads(_CONTROL.sub(" ", text)))
    return values


def _described(data: list[Any]) -> Mapping[str, Any]:
    """Return the JSON-LD object of the article; empty where there is none."""
    best: Mapping[str, Any] = {}
    for thing in _things(data):
        if _is_article(thing) and _weight(thing) > _weight(best):
            best = thing
    return best


def _things(data: list[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of JSON-LD, from the outermost in."""
    level: list[object] = data
    for _ in range(4):
        inner: list[object] = []
        for it in level:
            if isinstance(it, list):
                inner += it
            elif isinstance(it, dict):
                yield it
                inner += [it[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in it]
        level = inner


def _is_article(thing: Mapping[str, Any]) -> bool:
    kinds = thing.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and name.endswith(("Article", "BlogPosting", "Report")) for name in names)


def _weight(thing: Mapping[str, Any]) -> tuple[bool, int]:
    """Rank descriptions: plugins for search engines write a poorer one beside the publisher's own."""
    return "NewsArticle" in str(thing.get("@type")), len(thing)


def _names(value: object) -> Iterator[str]:
    for it in value if isinstance(value, list) else [value]:
        name = it.get("name") or _whole_name(it) if isinstance(it, dict) else it
        for one in name if isinstance(name, list) else [name]:
            if isinstance(one, str) and one.strip() and not _ADDRESS.search(one):
                yield " ".join(one.split())


def _whole_name(person: Mapping[str, Any]) -> str:
    return " ".join(part for key in ("givenName", "familyName") if isinstance(part := person.get(key), str))


def _administrators(authors: object) -> Iterator[str]:
    """Yield the names of accounts of a site's administrator, who posts what others wrote."""
    for it in authors if isinstance(authors, list) else [authors]:
        if isinstance(it, dict) and any(_ADMINISTRATOR.search(str(it.get(key))) for key in ("@id", "url")):
            yield from _names(it)


def _written(metas: Mapping[str, list[str]]) -> list[list[str]]:
    return [[" ".join(it.split()) for it in metas.get(name, ()) if not _ADDRESS.search(it)] for name in _AUTHORS]


def _by_programs(metas: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Yield the names in the elements of two programs: JSON of Parse.ly, and the label and names of Yoast."""
    for text in metas.get("parsely-page", ()):
        with suppress(ValueError, RecursionError):
            page = json.loads(text)
            yield [*_names(page.get("authors") or page.get("author"))] if isinstance(page, dict) else []
    for label, names in (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")):
        if metas.get(label, [""])[0].casefold() in _WRITTEN_BY:
            yield metas.get(names, [])


def _updates(linked: Mapping[str, Any]) -> str:
    """Join the updates of a live blog, each with its headline."""
    found = linked.get("liveBlogUpdate")
    updates = [it for it in found if isinstance(it, dict)] if isinstance(found, list) else []
    parts = [part for it in updates if it.get("articleBody") for part in (it.get("headline"), it["articleBody"])]
    return "\n".join(part for part in parts if isinstance(part, str))


def _authors(told: list[list[str]], outlets: set[str], root: HtmlElement) -> list[str]:
    """Choose the first names that are not the outlet's: as stated, or else as the page shows them; or the outlet's."""
    named = [names for names in told if names and any(_is_name(name) for name in names)]
    first = next((names for names in named if not {*map(_bare, names)} <= outlets), None)
    if first:
        people = _people(first)
        fuller = [names for names in (*named, stated_byline(root)) if names != first and people < _people(names)]
        return max(fuller, key=lambda names: len(_people(names)), default=first) if people else first
    for shown in (byline, signature):  # they take longer than all that is stated
        if (names := shown(root)) and not {*map(_bare, names)} <= outlets:
            return names
    return named[0] if named else []


def _people(names: list[str]) -> set[str]:
    return {_bare(person) for name in names for person in split_people(name)}


def _bare(name: str) -> str:
    return _NO_LETTER.sub("", name.casefold())


def _hosts(root: HtmlElement, metas: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the host of the page, and its name without the ending: outlets sign with it."""
    links = (link.get("href") for link in root.iter("link") if link.get("rel") == "canonical")
    for address in [*metas.get("og:url", []), *filter(None, links)][:2]:
        if match := _HOST.match(address):
            yield match[1]
            yield match[1].partition(".")[0]


def _is_name(name: str) -> bool:
    return any(char.isalpha() for char in name)


def _published(told: list[object]) -> str | None:
    """Choose the first time of day, if one is not midnight, which often stands for none; else the first day.

    Where the page also tells the same time with the offset of the place, that one counts: its day is the article's.
    """
    texts = [it for it in told if isinstance(it, str) and it.strip()]
    exact = [it for it in texts if ":" in it]
    first = next((it for it in exact if not _MIDNIGHT.search(it)), next(iter([*exact, *texts]), None))
    return next((it for it in exact if first and _tells_offset_of(it, first)), first)


def _tells_offset_of(text: str, other: str) -> bool:
    """True for the time of `other`, which is in UTC or called so, with another offset."""
    try:
        time, in_utc = datetime.fromisoformat(text), datetime.fromisoformat(other)
    except ValueError:
        return False
    if not time.utcoffset() or in_utc.utcoffset():
        return False
    shown, called_utc = (it.replace(second=0, microsecond=0, tzinfo=None) for it in (time, in_utc))
    return shown == called_utc or (in_utc.tzinfo is not None and time == in_utc)


def _sections(metas: Mapping[str, list[str]], linked: Mapping[str, Any]) -> list[str]:
    for name in _SECTIONS:
        if name in metas:
            return metas[name]
    return [*_names(linked.get("articleSection"))]


def _time(root: HtmlElement, marks: frozenset[str]) -> str | None:
    """Return the only time that the page marks up in one of the ways."""
    marked = (it for it in root.iter("time", "abbr") if not marks.isdisjoint(_marks(it)))
    times = {time for it in marked if (time := it.get("datetime") or it.get("title"))}
    return next((time for time in times if not time.startswith(_NEVER)), None) if len(times) == 1 else None


def _marks(time: HtmlElement) -> Iterator[str]:
    yield from (time.get("class") or "").split()
    yield time.get("itemprop") or ""
    yield from ("pubdate",) if time.get("pubdate") is not None else ()
