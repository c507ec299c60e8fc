"""A result as a notebook shows it: a few lines of HTML, readable on light and on dark pages."""

from __future__ import annotations

from datetime import datetime
from html import escape

from ...corpus.article import day_in_words
from ..query.json_types.results import ArticleJSON, HitJSON, ResultJSON

_FAINT = "opacity:.7"
_MARK = "background:rgba(255,200,0,.35);color:inherit"


def as_html(result: ResultJSON) -> str:
    """Render `result` as HTML without a script, with all that comes from articles escaped."""
    verdict = result["verdict"]
    told = f"{verdict['answer']}: {verdict['reason']}" if verdict["reason"] else verdict["answer"]
    head = f"<strong>{escape(result['query'])}</strong> <span style='{_FAINT}'>{escape(told)}</span>"
    hits = "".join(map(_hit, result["hits"])) or f"<p style='{_FAINT}'>no passage was found</p>"
    return f"<div style='max-width:48em;color:inherit'><p>{head}</p>{hits}</div>"


def _hit(hit: HitJSON) -> str:
    text, (start, end) = hit["text"], hit["highlight"]
    best = f"<mark style='{_MARK}'>{escape(text[start:end])}</mark>"
    return (
        "<div style='margin:.8em 0;padding-left:.8em;border-left:3px solid rgba(128,128,128,.5)'>"
        f"<div>{hit['rank']}. {_title(hit['article'])} <span style='{_FAINT}'>{_byline(hit)}</span></div>"
        f"<div style='white-space:pre-line'>{escape(text[:start])}{best}{escape(text[end:])}</div></div>"
    )


def _title(article: ArticleJSON) -> str:
    title, url = f"<strong>{escape(article['title'] or article['id'])}</strong>", article["url"] or ""
    if not url.startswith(("https://", "http://")):  # a link may hold a script
        return title
    return f"<a href='{escape(url)}' rel='noopener noreferrer' target='_blank'>{title}</a>"


def _byline(hit: HitJSON) -> str:
    source, published = hit["article"]["source"], hit["article"]["published"]
    day = day_in_words(datetime.fromisoformat(published)) if published else ""
    return " · ".join(escape(each) for each in (source, day, hit["id"], f"relevance {hit['relevance']:.2f}") if each)
