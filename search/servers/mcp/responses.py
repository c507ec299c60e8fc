"""What the tools of MCP answer: our JSON, with text that is fit for a language model, in bounded length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import orjson
from pydantic import BaseModel

from ....corpus.characters import strip_invisible
from ...library.context import seen
from ...query.json_types import ArticleJSON, ArticlePassagesJSON, HitJSON, ResultJSON
from .schemas import Answer, Document, Lead, Leads

SCHEME = "nutgraf:"
"""Of an id in percent-encoding: an address for what has none, and how an id is told that may not be shown as it is."""
ONWARD = "-"
"""Ends a name that `fetch` takes for an article from that passage on."""

_LARGEST_TEXT, _LARGEST_ANSWER = 20_000, 60_000
"""Bytes of what is fetched, and of hits as JSON; what goes beyond is left out and said to be."""
_LONGEST_TEXT, _LONGEST_AROUND, _LONGEST_NAME = 4_000, 1_000, 300
"""Characters of a passage, of a neighbour or a sentence, of a title or a name."""
_WEB = re.compile(r'https?://[^\s<>"]{1,2000}')
_MOST_COPIES = 5
_CUT = "[…]"


def leads(found: ResultJSON) -> Leads:
    """What `search` answers, of a result as JSON values."""
    return Leads(results=[_lead(hit) for hit in found["hits"]])


def document(asked: str, shown: ArticlePassagesJSON) -> Document:
    """What `fetch` answers.

    Args:
        asked: The id of an article or a passage.
        shown: What that stands for, see `ArticlePassages.to_dict`.
    """
    article, passages = shown["article"], shown["passages"]
    known = {name: _name(article[name]) for name in ("source", "published")}
    known |= {name: ", ".join(map(_name, article[name])) for name in ("categories", "authors")}
    metadata = {name: value for name, value in known.items() if value} | {"article_id": told(article["id"])}
    one = next((it for it in passages if it["id"] == asked), None)
    if one:
        metadata["paragraph"] = str(one["paragraph"])
        if sum(_size(it["text"]) for it in passages) > _LARGEST_TEXT:  # it must not be crowded out by its neighbours
            passages = [one]
    text, rest = _text(passages)
    if rest is not None:
        metadata["next"] = told(rest) + ONWARD
        metadata["note"] = "The text goes on; fetch the id in `next` for the rest."
    return Document(id=told(asked), title=_title(article), text=text, url=_url(article, asked), metadata=metadata)


def answer(found: ResultJSON) -> BaseModel:
    """What `search_passages` answers, of a result as JSON values."""
    hits: list[dict[str, Any]] = []
    size = 0
    for hit in map(_hit, found["hits"]):
        size += len(orjson.dumps(hit))
        if hits and size > _LARGEST_ANSWER:
            break
        hits.append(hit)
    left_out = len(found["hits"]) - len(hits)
    return Answer.model_validate(
        {**found, "understood": _seen_within(found["understood"]), "hits": hits, "left_out": left_out}
    )


def told(name: str) -> str:
    """An id as a model may have it: as it is, or in percent-encoding if it could be mistaken or hides something."""
    return name if name.isprintable() and seen(name) == name else SCHEME + quote(name, safe="")


def _lead(hit: HitJSON) -> Lead:
    start, end = hit["highlight"]
    sentence = _short(hit["text"][start:end], _LONGEST_AROUND)
    return Lead(id=told(hit["id"]), title=_title(hit["article"]), url=_url(hit["article"], hit["id"]), text=sentence)


def _hit(hit: HitJSON) -> dict[str, Any]:
    text, highlight = _around_highlight(hit["text"], *hit["highlight"])
    plain = {
        **hit,
        "id": told(hit["id"]),
        "text": text,
        "highlight": highlight,
        "article": _header(hit["article"]),
    }
    if around := hit.get("neighbours"):
        plain["neighbours"] = [
            {**it, "id": told(it["id"]), "text": _short(it["text"], _LONGEST_AROUND)} for it in around
        ]
    if copies := hit.get("copies"):  # of their text nothing is told: it is the hit's
        plain["copies"] = [
            {"id": told(it["id"]), "article": _header(it["article"]), "paragraph": it["paragraph"]}
            for it in copies[:_MOST_COPIES]
        ]
    return plain


def _header(article: Mapping[str, Any]) -> dict[str, Any]:
    names = ("title", "published", "updated", "source", "language")
    return {
        "id": told(article["id"]),
        **{name: _name(article[name]) or None for name in names},
        **{name: [_name(it) for it in article[name]] for name in ("categories", "authors")},
        "url": _link(article["url"]) or None,
    }


def _title(article: ArticleJSON) -> str:
    """``Title (Source, 18 April 2023)``, as far as known."""
    published = article["published"]
    time = datetime.fromisoformat(published) if published else None
    about = [it for it in (_name(article["source"]), f"{time.day} {time:%B} {time.year}" if time else "") if it]
    return (_name(article["title"]) or "Untitled") + (f" ({', '.join(about)})" if about else "")


def _url(article: ArticleJSON, asked: str) -> str:
    return _link(article["url"]) or SCHEME + quote(asked, safe="")


def _link(url: str | None) -> str:
    """`url` if it may be told and opened as it stands, else nothing."""
    return url if url and _WEB.fullmatch(url) and strip_invisible(url) == url else ""


def _name(text: str | None) -> str:
    return _short(text or "", _LONGEST_NAME).replace("\n", " ").strip()


def _seen_within(value: Any) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, str):
        return seen(value)
    if isinstance(value, Mapping):
        return {name: _seen_within(it) for name, it in value.items()}
    return [_seen_within(it) for it in value] if isinstance(value, list | tuple) else value


def _text(passages: Iterable[Mapping[str, Any]]) -> tuple[str, str | None]:
    """The passages' text as far as there is room, and the id of the first that there is none for."""
    parts: list[str] = []
    room = _LARGEST_TEXT
    for passage in passages:
        text = seen(passage["text"])
        if parts and _size(text) > room:
            return "\n\n".join(parts), passage["id"]
        if _size(text) > room:  # a passage is not divided, so the rest of it cannot be asked for
            text = f"{text.encode()[:room].decode(errors='ignore')} {_CUT}"
        parts.append(text)
        room -= _size(text)
    return "\n\n".join(parts), None


def _around_highlight(text: str, start: int, end: int) -> tuple[str, tuple[int, int]]:
    """A passage as a model may have it, cut to what stands around its highlight, and where that is now."""
    low, high = max(0, start - _LONGEST_TEXT), start + 2 * _LONGEST_TEXT
    plain, sentence = seen(text[low:high]), seen(text[start : min(end, high)])
    at = plain.find(sentence)
    start, end = (at, at + len(sentence)) if at >= 0 else (0, len(plain))
    first = max(0, min(start - _LONGEST_TEXT // 4, len(plain) - _LONGEST_TEXT))
    last = first + _LONGEST_TEXT
    before = f"{_CUT} " if low or first else ""
    after = f" {_CUT}" if high < len(text) or last < len(plain) else ""
    shift = len(before) - first
    return before + plain[first:last] + after, (start + shift, min(end, last) + shift)


def _short(text: str, longest: int) -> str:
    """The beginning of a text, as a model may have it."""
    plain = seen(text[: 4 * longest])  # it takes a while
    return plain if len(plain) <= longest and len(text) <= 4 * longest else f"{plain[:longest]} {_CUT}"


def _size(text: str) -> int:
    return len(text.encode())
