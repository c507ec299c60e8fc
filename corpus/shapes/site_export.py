"""The export of a Ghost site: posts, people and tags in tables of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def is_site_export(fields: Mapping[str, object]) -> bool:
    """True for the tables of a Ghost export."""
    return isinstance(fields.get("posts"), list) and any(
        isinstance(fields.get(table), list) for table in ("posts_authors", "posts_tags", "users")
    )


def posts_of(tables: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """Yield the posts with the names of their authors and tags; the title of the site is their source."""
    people, tags = _names(tables, "users"), _names(tables, "tags")
    authors = _joined(tables, "posts_authors", "author_id", people)
    sections = _joined(tables, "posts_tags", "tag_id", tags)
    settings = {row.get("key"): row.get("value") for row in _rows(tables, "settings")}
    for post in _rows(tables, "posts"):
        number = str(post.get("id"))
        found = {
            **post,
            "authors": authors.get(number) or people.get(str(post.get("author_id"))),
            "text": post.get("html"),
        }
        found |= {"categories": sections.get(number), "source": settings.get("title")}
        yield {key: value for key, value in found.items() if value is not None}


def _rows(tables: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    rows = tables.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _names(tables: Mapping[str, object], name: str) -> dict[str, object]:
    return {str(row.get("id")): row.get("name") for row in _rows(tables, name)}


def _joined(tables: Mapping[str, object], name: str, key: str, names: Mapping[str, object]) -> dict[str, list[object]]:
    """List the names of each post, in the order of the table."""
    joined: dict[str, list[object]] = {}
    for row in sorted(_rows(tables, name), key=_place):
        found = names.get(str(row.get(key)))
        if found:
            joined.setdefault(str(row.get("post_id")), []).append(found)
    return joined


def _place(row: Mapping[str, object]) -> float:
    place = row.get("sort_order")
    return place if isinstance(place, int | float) else 0
