"""People, sections and tags that stand beside the articles and are named by their ids: JSON:API and Contentful."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..fields.values import scalar

Fields = Mapping[str, object]

_NAMES = ("display_name", "displayName", "fullName", "name", "title", "label")
_LOCALE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,8})*")
_RENAMED: Mapping[str, str] = {"uid": "authors", "revision_uid": ""}
"""Relations of Drupal -> the field that they are; "" for none."""


def joined(value: Fields) -> Fields:
    """Return an answer or an export with the names of what its articles link to; `value` itself if it has none."""
    if isinstance(value.get("included"), list) and "data" in value:
        return _json_api(value)
    if isinstance(value.get("includes"), Mapping) or _is_contentful(value.get("entries")):
        return _contentful(value)
    return value


def _objects(value: object) -> list[Fields]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _name(fields: object) -> str:
    found = (scalar(fields.get(key)) for key in _NAMES) if isinstance(fields, Mapping) else ()
    return next((name for name in found if isinstance(name, str)), "")


def _json_api(value: Fields) -> Fields:
    names = {
        (str(it.get("type")), str(it.get("id"))): name
        for it in _objects(value["included"])
        if (name := _name(it.get("attributes")))
    }
    data = value["data"]
    items = [_with_relations(item, names) for item in _objects(data if isinstance(data, list) else [data])]
    return {key: inner for key, inner in value.items() if key not in ("data", "included")} | {"data": items}


def _with_relations(item: Fields, names: Mapping[tuple[str, str], str]) -> Fields:
    relations, attributes = item.get("relationships"), item.get("attributes")
    if not isinstance(relations, Mapping) or not isinstance(attributes, Mapping):
        return item
    found: dict[str, object] = {}
    for relation, inner in relations.items():
        links = inner.get("data") if isinstance(inner, Mapping) else None
        linked = [
            (str(it.get("type")), str(it.get("id"))) for it in _objects(links if isinstance(links, list) else [links])
        ]
        key = _RENAMED.get(relation, relation)
        if key and (known := [names[link] for link in linked if link in names]):
            found[key] = known
    return {**item, "attributes": {**found, **attributes}}


def _is_contentful(entries: object) -> bool:
    found = _objects(entries)
    return bool(found) and all("sys" in item and "fields" in item for item in found[:5])


def _contentful(value: Fields) -> Fields:
    table = "entries" if "entries" in value else "items"
    included = value.get("includes")
    others = [it for inner in included.values() for it in _objects(inner)] if isinstance(included, Mapping) else []
    entries = _objects(value.get(table))
    names = {_id_of(it): name for it in [*entries, *others] if (name := _name(it.get("fields")))}
    wanted = {link for it in entries for inner in _values(it.get("fields")) for link in _linked(inner)}
    kept = [
        {**it, "fields": _named(it["fields"], names)}
        for it in entries
        if isinstance(it.get("fields"), Mapping) and not (_id_of(it) in wanted and _id_of(it) in names)
    ]
    return {key: inner for key, inner in value.items() if key != "includes"} | {table: kept or entries}


def _id_of(item: Fields) -> str:
    facts = item.get("sys")
    return str(facts.get("id")) if isinstance(facts, Mapping) else ""


def _values(fields: object) -> Iterator[object]:
    yield from fields.values() if isinstance(fields, Mapping) else ()


def _linked(value: object) -> list[str]:
    """List the ids that the value of a field links to, in its first language where it has several."""
    if isinstance(value, Mapping) and "sys" not in value and value:
        value = next(iter(value.values()))
    found = _objects(value if isinstance(value, list) else [value])
    facts = [item["sys"] for item in found if isinstance(item.get("sys"), Mapping)]
    return [str(fact.get("id")) for fact in facts if isinstance(fact, Mapping) and "linkType" in fact]


def _of_one_language(value: object) -> object:
    """Return the value in ``{"en-US": ...}``."""
    if isinstance(value, Mapping) and len(value) == 1 and _LOCALE.fullmatch(next(iter(value))):
        return next(iter(value.values()))
    return value


def _named(fields: object, names: Mapping[str, str]) -> dict[str, object]:
    assert isinstance(fields, Mapping)
    found: dict[str, object] = {}
    for key, value in fields.items():
        known = [names[link] for link in _linked(value) if link in names]
        found[key] = known or _of_one_language(value)
    return found
