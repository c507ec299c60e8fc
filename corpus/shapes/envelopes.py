"""Finds the articles in an object: itself, an object in it, or the lists that an API or a database puts around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from ..fields.body import has_prose, has_text, objects_beside
from ..fields.english_names import SUMMARY_ALIASES
from ..fields.names import FIELD_ALIASES, is_absent, known_name, place_of
from ..fields.php_lists import with_lists
from ..fields.values import scalar
from .links import joined
from .site_export import is_site_export, posts_of
from .table import shaped
from .typed_values import untyped

Fields = Mapping[str, object]

WRAPPERS = (
    *(
        "_source",
        "doc",
        "document",
        "article",
        "node",
        "attributes",
        "properties",
        "fields",
        "elements",
        "item",
        "post",
        "story",
    ),
    *("record", "resource", "entity", "entry", "news", "data", "json", "result", "content"),
)
"""Keys of an object that holds the article, beside facts about it."""
ENVELOPES = (
    *("articles", "items", "results", "hits", "docs", "documents", "posts", "stories", "entries", "news", "records"),
    *("value", "rows", "edges", "nodes", "item", "entry", "@graph", "data", "content", "messages", "Items"),
)
"""Keys of lists of articles: where an object has several lists, these are taken before any other."""
_OF_AN_OUTLET = frozenset({"item", "items", "entries", "entry", "messages"})
"""Lists in feeds and channels: the title beside them is that of the outlet."""
_NOT_OURS = frozenset({"_index", "_type", "_score", "_version", "_seq_no", "_primary_term", "sort", "highlight"})
"""What search engines say about a document."""
_BLOCKS = frozenset({"block", "span", "image", "reference"})
"""Types of the parts of a text in Portable Text."""
_BULK_KEYS = frozenset({"_index", "_type", "_id", "routing", "_routing", "version", "pipeline"})
_DEEPEST = 5
_LOOKED_AT = 5
"""Elements of a list that show what it holds."""
_METADATA = ("metadata", "meta", "extra_info", "expand", "_embedded")
"""Objects of which each fact is the article's."""
_TOLD_APART = frozenset({"title", "published", "authors", "source", "url", "categories", "language"})
_OF_ARTICLES = frozenset({"published", "url", "id", "source", "authors"})
_OF_TEXTS = frozenset({"text", "published", "authors"})
"""Fields two of which an article has, and a section of it has not."""
_TELLING = frozenset({"title", "published", "authors"})
"""Fields two of which, in an object beside the text of an article without them, are those of that article."""
_TEXT, _SUMMARY, _TITLE = (
    frozenset(names) for names in (FIELD_ALIASES["text"], SUMMARY_ALIASES, FIELD_ALIASES["title"])
)


def records_in(value: Fields) -> list[Fields]:
    """List the fields of each article in `value`, under names that are known; `value` itself if none is found in it."""
    return list(_records(value, 0)) or [shaped(value)]


def is_article(value: object) -> bool:
    """True for an object that has a text of its own, or holds one that has."""
    return isinstance(value, Mapping) and next(_records(value, 1), None) is not None


def bulk_action(fields: Fields) -> dict[str, object] | None:
    """Read a line such as ``{"index": {"_id": "1"}}``, which stands before a document in bulk files of search engines.

    Returns:
        The id that it gives to the document; None for any other line.
    """
    for name in ("index", "create", "update"):
        action = fields.get(name)
        if len(fields) == 1 and isinstance(action, Mapping) and action.keys() <= _BULK_KEYS:
            return {key: action[key] for key in ("_id",) if key in action}
    return None


def _records(value: Fields, depth: int) -> Iterator[Fields]:
    if depth > _DEEPEST or (depth and value.get("_type") in _BLOCKS):  # a text, such as what is told about a person
        return
    value = joined(with_lists(untyped(value)))
    if rows := _rows_of_lists(value):
        yield from rows
        return
    if is_site_export(value):
        yield from posts_of(value)
        return
    known = shaped(value)
    if _has_own_text(value) or (known is not value and "text" in known):
        has_summary = "text" not in _fields_of(known)
        inside = _unfolded(value, depth) if has_summary else []
        yield from inside if inside and _has_more_than_summary(inside[0], value) else [_with_facts(known)]
        return
    for key in WRAPPERS:
        if found := _inside(value, key, depth):
            yield from found
            return
    found = list(_in_lists(value, depth))
    yield from found or ([known] if _is_told_apart(value) and has_prose(value) else [])


def _inside(value: Fields, key: str, depth: int) -> list[Fields]:
    """List the articles in the object under `key`; one that is alone there has the facts beside that object too."""
    held = value.get(key)
    inner = held[0] if isinstance(held, list) and len(held) == 1 else held
    if not isinstance(inner, Mapping) or not (found := list(_records(inner, depth + 1))):
        return []
    if len(found) > 1 or inner is not held:
        return found
    outer = {name: it for name, it in value.items() if name != key and name not in _NOT_OURS}
    return [_with_facts(shaped(_beside(found[0], outer)))]


def _beside(article: Fields, outer: Fields) -> Fields:
    """Return the fields of an article with those around it; none around it is taken before one of its own."""
    first: dict[str, int] = {}
    for key, it in article.items():
        if isinstance(key, str) and not is_absent(it) and (known := place_of(key)):
            field, place = known
            first[field] = min(place, first.get(field, place))
    kept = {
        key: it for key, it in outer.items() if not (known := place_of(str(key))) or known[1] >= first.get(known[0], 0)
    }
    own = {key: it for key, it in article.items() if key not in kept or not is_absent(it)}
    both = {
        key: _beside(inner, around)
        for key, inner in own.items()
        if isinstance(inner, Mapping) and isinstance(around := kept.get(key), Mapping)
    }
    return {**kept, **own, **both}


def _with_facts(value: Fields) -> Fields:
    """Return the fields of an article with those that stand in an object beside its text."""
    for path, inner in objects_beside(value):
        told = {key: it for key, it in inner.items() if (place := place_of(str(key))) and place[0] in _TOLD_APART}
        new = (_TELLING - _fields_of(value)) & _fields_of(told)
        if path in _METADATA or (new and place_of(path)) or (len(new) > 1 and not _has_own_text(inner)):
            value = _beside(value, told)
    return value


def _fields_of(value: Fields) -> set[str]:
    """Return the fields of an article that have a value in an object."""
    return {place[0] for key, it in value.items() if not is_absent(it) and (place := place_of(str(key)))}


def _has_own_text(value: Fields) -> bool:
    names = {known_name(key): inner for key, inner in value.items() if isinstance(key, str) and not is_absent(inner)}
    for alias in _TEXT & names.keys():
        inner = names[alias]
        if isinstance(inner, str) or (has_text(inner) and not _holds_articles(inner)):
            return True
    has_summary = any(has_text(names[alias]) for alias in _SUMMARY & names.keys())
    return has_summary and bool(_TITLE & names.keys()) and not any(map(_holds_articles, value.values()))


def _holds_articles(value: object, depth: int = 0) -> bool:
    """True for an article, or a list of them, inside another object: with facts of their own, unlike sections."""
    items = [it for it in (value if isinstance(value, list) else [value])[:_LOOKED_AT] if isinstance(it, Mapping)]
    inner = [it for item in items for it in item.values()]
    if any("type" not in it and _is_told_apart(it) for it in [*items, *inner] if isinstance(it, Mapping)):
        return True
    return depth < _DEEPEST and any(_holds_articles(it, depth + 1) for it in inner if isinstance(it, list | Mapping))


def _is_told_apart(item: Fields) -> bool:
    """True for a headline with an address, a date or the like, and for two of text, day and author."""
    told = _fields_of(item)
    return bool("title" in told and told & _OF_ARTICLES) or len(told & _OF_TEXTS) > 1


def _in_lists(value: Fields, depth: int) -> Iterator[Fields]:
    """Yield the articles of the lists in an object, and in the objects in it."""
    if _is_keyed(value):
        yield from _articles_of(value, depth)
        return
    lists = {key: found for key, inner in value.items() if (found := _articles_of(inner, depth))}
    if not lists:
        if rows := _rows_of_columns(value):
            yield from rows
            return
        yield from _unfolded(value, depth)
        return
    chosen = [key for key in ENVELOPES if key in lists][:1]
    if not chosen and not _is_told_apart(value):  # an article without text may have others beside it
        chosen = list(lists)
    feed = value.get("feed")  # of feedparser and the like, which put what is told of the feed beside its entries
    title = scalar((feed if isinstance(feed, Mapping) else value).get("name" if chosen == ["messages"] else "title"))
    about = {"source": title} if isinstance(title, str) and _OF_AN_OUTLET & set(chosen) else {}
    for key in chosen:
        for fields in lists[key]:
            yield {**about, **fields}


def _unfolded(value: Fields, depth: int) -> list[Fields]:
    """List the articles in an object in `value`: of several objects, in one with a text."""
    inside = filter(None, (_inside(value, key, depth) for key in value))
    return max(inside, key=lambda found: _has_more_than_summary(found[0], value), default=[])


def _has_more_than_summary(article: Fields, outer: Fields) -> bool:
    """True where the text of an article in an object of `outer` is its own: what is told to search engines has none."""
    return "text" in _fields_of({key: it for key, it in article.items() if key not in outer})


def _articles_of(inner: object, depth: int) -> list[Fields]:
    """List the articles of a list, or of an object that holds them by their ids; empty if it holds none."""
    if _is_list(inner):
        assert isinstance(inner, list)
        objects = [item for item in inner if isinstance(item, Mapping)]
    elif _is_keyed(inner):
        assert isinstance(inner, Mapping)
        objects = [{"_id": key, **item} for key, item in inner.items() if isinstance(item, Mapping)]
    else:
        return []
    if not any(next(_records(item, depth + 1), None) is not None for item in objects[:_LOOKED_AT]):
        return []
    found = []
    for item in objects:
        inside = list(_records(item, depth + 1))
        if inside or "@type" not in item:  # a graph of schema.org holds the site and its people too
            found += inside or [item]
    return found


def _is_keyed(value: object) -> bool:
    """True for an object that holds articles by their ids."""
    if not isinstance(value, Mapping) or len(value) < 2:
        return False
    first = list(islice(value.values(), _LOOKED_AT))
    if not all(isinstance(item, Mapping) for item in first):
        return False
    objects = [item for item in first if isinstance(item, Mapping)]
    if all(map(_has_own_text, objects)):
        return len({"text" in _fields_of(item) for item in objects}) == 1  # else some are summaries beside an article
    return all(is_article(item) and (_is_told_apart(item) or item.keys() == objects[0].keys()) for item in objects)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, Mapping) for item in value[:_LOOKED_AT])


def _rows_of_lists(value: Fields) -> list[Fields]:
    """Read a table that was written by columns, ``{"title": ["Quay", "Pier"], "text": ["Shut.", "Open."]}``."""
    columns = {key: column for key, column in value.items() if isinstance(column, list)}
    lengths = {len(column) for column in columns.values()}
    names = set(map(known_name, columns))
    if len(columns) < len(value) or len(lengths) > 1 or not names & _TEXT or not names & _TITLE or lengths <= {0, 1}:
        return []
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _rows_of_columns(value: Fields) -> list[Fields]:
    """Read a table that was written by columns, as pandas does, ``{"title": {"0": ...}, "text": {"0": ...}}``."""
    names, rows = value.get("columns"), value.get("data")
    if isinstance(sheet := value.get("values"), list) and sheet:  # of Google Sheets
        names, rows = sheet[0], sheet[1:]
    if isinstance(names, list) and isinstance(rows, list) and all(isinstance(row, list) for row in rows):
        return [dict(zip(map(str, names), row, strict=False)) for row in rows]
    columns = {key: column for key, column in value.items() if isinstance(column, Mapping)}
    if not 1 < len(columns) == len(value) or not _TEXT & set(map(known_name, columns)):
        return []
    places = next(iter(columns.values()), {})
    if any(column.keys() != places.keys() for column in columns.values()):  # values in objects of their own
        return []
    return [{key: column.get(place) for key, column in columns.items()} for place in places]
