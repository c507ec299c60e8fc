"""The answers of the tools of MCP: our JSON, with text made safe for a language model, in bounded length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import orjson
from pydantic import BaseModel

from ....corpus.article import day_in_words
from ....corpus.text.characters import strip_invisible
from ...library.lookalikes import sanitized
from ...query.json_types.results import ArticleJSON, ArticlePassagesJSON, HitJSON, ResultJSON
from .schemas import Answer, Document, SearchHit, SearchHits

SCHEME = "nutgraf:"
"""Begins a percent-encoded id: the address of an article without one, or an id that is not safe to show."""
REST_SUFFIX = "-"
"""Ends the id of a passage to make `fetch` return its article from that passage on."""

_LARGEST_TEXT, _LARGEST_ANSWER = 20_000, 60_000
"""Bytes of a fetched text, and of hits as JSON; the answer says what is left out."""
_LONGEST_TEXT, _LONGEST_SENTENCE, _LONGEST_NAME = 4_000, 1_000, 300
"""Characters of a passage, of a neighbour or a sentence, of a title or a name."""
_WEB = re.compile(r'https?://[^\s<>"]{1,2000}')
_MOST_COPIES = 5
_CUT = "[…]"


def search_hits(result: ResultJSON) -> SearchHits:
    """Make the answer of `search`."""
    return SearchHits(results=[search_hit(hit) for hit in result["hits"]])


def document(name: str, content: ArticlePassagesJSON) -> Document:
    """Make the answer of `fetch`.

    Args:
        name: The id of an article or a passage.
        content: The article and passages of that id.
    """
    article, passages = content["article"], content["passages"]
    fields = {key: short_name(article[key]) for key in ("source", "published")}
    fields |= {key: ", ".join(map(short_name, article[key])) for key in ("categories", "authors")}
    metadata = {key: value for key, value in fields.items() if value} | {"article_id": safe_id(article["id"])}
    passage = next((each for each in passages if each["id"] == name), None)
    if passage:
        metadata["paragraph"] = str(passage["paragraph"])
        if sum(_size(each["text"]) for each in passages) > _LARGEST_TEXT:  # its neighbours must not crowd it out
            passages = [passage]
    text, rest = _text(passages)
    if rest is not None:
        metadata["next"] = safe_id(rest) + REST_SUFFIX
        metadata["note"] = "The text goes on; fetch the id in `next` for the rest."
    return Document(id=safe_id(name), title=title_of(article), text=text, url=_url(article, name), metadata=metadata)


def answer(result: ResultJSON) -> BaseModel:
    """Make the answer of `search_passages`."""
    hits: list[dict[str, Any]] = []
    size = 0
    for hit in map(_hit, result["hits"]):
        size += len(orjson.dumps(hit))
        if hits and size > _LARGEST_ANSWER:
            break
        hits.append(hit)
    left_out = len(result["hits"]) - len(hits)
    return Answer.model_validate(
        {
            **result,
            **{key: _sanitized_values(result[key]) for key in ("understood", "verdict")},
            "hits": hits,
            "left_out": left_out,
        }
    )


def safe_id(name: str) -> str:
    """Return an id safe to show to a model: percent-encoded where it holds markers or invisible characters."""
    return name if name.isprintable() and sanitized(name) == name else SCHEME + quote(name, safe="")


def search_hit(hit: HitJSON) -> SearchHit:
    """Make a result of `search`, with the sentence that answers best."""
    start, end = hit["highlight"]
    sentence = short_text(hit["text"][start:end], _LONGEST_SENTENCE)
    return SearchHit(
        id=safe_id(hit["id"]), title=title_of(hit["article"]), url=_url(hit["article"], hit["id"]), text=sentence
    )


def _hit(hit: HitJSON) -> dict[str, Any]:
    text, highlight = _around_highlight(hit["text"], *hit["highlight"])
    plain = {
        **{key: value for key, value in hit.items() if key != "signals"},
        "id": safe_id(hit["id"]),
        "text": text,
        "highlight": highlight,
        "article": _header(hit["article"]),
    }
    if neighbours := hit.get("neighbours"):
        plain["neighbours"] = [
            {**passage, "id": safe_id(passage["id"]), "text": short_text(passage["text"], _LONGEST_SENTENCE)}
            for passage in neighbours
        ]
    if copies := hit.get("copies"):  # without their text, which is nearly the hit's
        plain["copies"] = [
            {"id": safe_id(copy["id"]), "article": _header(copy["article"]), "paragraph": copy["paragraph"]}
            for copy in copies[:_MOST_COPIES]
        ]
    return plain


def _header(article: Mapping[str, Any]) -> dict[str, Any]:
    names = ("title", "published", "updated", "source", "language")
    return {
        "id": safe_id(article["id"]),
        **{name: short_name(article[name]) or None for name in names},
        **{name: [short_name(value) for value in article[name]] for name in ("categories", "authors")},
        "url": link(article["url"]) or None,
    }


def title_of(article: ArticleJSON) -> str:
    """Return ``Title (Source, 18 April 2023)``, as far as known."""
    published = article["published"]
    day = day_in_words(datetime.fromisoformat(published) if published else None)
    origin = [part for part in (short_name(article["source"]), day) if part]
    return (short_name(article["title"]) or "Untitled") + (f" ({', '.join(origin)})" if origin else "")


def _url(article: ArticleJSON, name: str) -> str:
    return link(article["url"]) or SCHEME + quote(name, safe="")


def link(url: str | None) -> str:
    """Return `url` if it is safe to show and to open unchanged, else an empty string."""
    return url if url and _WEB.fullmatch(url) and strip_invisible(url) == url else ""


def short_name(text: str | None) -> str:
    """Return a title or a name in one line, safe to show to a model; empty for None."""
    return short_text(text or "", _LONGEST_NAME).replace("\n", " ").strip()


def _sanitized_values(value: Any) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, str):
        return sanitized(value)
    if isinstance(value, Mapping):
        return {key: _sanitized_values(inner) for key, inner in value.items()}
    return [_sanitized_values(inner) for inner in value] if isinstance(value, list | tuple) else value


def _text(passages: Iterable[Mapping[str, Any]]) -> tuple[str, str | None]:
    """Return the text of the passages that fit, and the id of the first that does not."""
    parts: list[str] = []
    room = _LARGEST_TEXT
    for passage in passages:
        text = sanitized(passage["text"])
        if parts and _size(text) > room:
            return "\n\n".join(parts), passage["id"]
        if _size(text) > room:  # no id names a part of a passage, so the rest of it cannot be fetched
            text = f"{text.encode()[:room].decode(errors='ignore')} {_CUT}"
        parts.append(text)
        room -= _size(text)
    return "\n\n".join(parts), None


def _around_highlight(text: str, start: int, end: int) -> tuple[str, tuple[int, int]]:
    """Return a sanitized passage, cut around its highlight, and the new start and end of the highlight."""
    low, high = max(0, start - _LONGEST_TEXT), start + 2 * _LONGEST_TEXT
    plain, sentence = sanitized(text[low:high]), sanitized(text[start : min(end, high)])
    at = plain.find(sentence)
    start, end = (at, at + len(sentence)) if at >= 0 else (0, len(plain))
    first = max(0, min(start - _LONGEST_TEXT // 4, len(plain) - _LONGEST_TEXT))
    last = first + _LONGEST_TEXT
    before = f"{_CUT} " if low or first else ""
    after = f" {_CUT}" if high < len(text) or last < len(plain) else ""
    shift = len(before) - first
    return before + plain[first:last] + after, (start + shift, min(end, last) + shift)


def short_text(text: str, longest: int) -> str:
    """Return the beginning of a text, safe to show to a model."""
    plain = sanitized(text[: 4 * longest])  # sanitizing a long text takes time
    return plain if len(plain) <= longest and len(text) <= 4 * longest else f"{plain[:longest]} {_CUT}"


def _size(text: str) -> int:
    return len(text.encode())
