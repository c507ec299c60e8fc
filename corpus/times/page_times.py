"""The times at which a web page says that it was published and changed, with their time of day and zone."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from ..dates import parse_date

_META = re.compile(r"<meta\s[^<>]{1,2000}>", re.IGNORECASE)
_TIME = re.compile(r"<time\s[^<>]{1,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-]{1,40})\s*=\s*(?:"([^"<>]{0,500})"|'([^'<>]{0,500})'|([^\s"'<>]{1,500}))""")
_PUBLISHED_NAMES = (
    *("article:published_time", "article:published", "og:published_time", "datepublished", "parsely-pub-date"),
    *("sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "pubdate", "publish-date"),
    *("publish_date", "publication_date", "article.published", "cxenseparse:recs:publishtime", "rnews:datepublished"),
    *("displaydate", "date"),
)
_UPDATED_NAMES = (
    *(
        "article:modified_time",
        "article:modified",
        "og:updated_time",
        "datemodified",
        "dcterms.modified",
        "dc.date.modified",
    ),
    *("last-modified", "lastmod", "article.updated"),
)
_IN_JSON = r'"{}"\s*:\s*"([^"\\<>]{{8,60}})"'
_PUBLISHED_JSON, _UPDATED_JSON = (re.compile(_IN_JSON.format(name)) for name in ("datePublished", "dateModified"))
_MOST = 4 << 20
"""Characters of a page that are looked at."""


def times_of_page(page: str, day: str | None) -> tuple[datetime | None, datetime | None]:
    """Find when a page was published and when it was changed.

    Args:
        page: The page, as HTML.
        day: The day of publication that is known, ISO 8601: a time counts only if it is within a day of it.

    Returns:
        Both times, each None where the page tells none.
    """
    page = page[:_MOST]
    names = dict(_named(page))
    published = [names[name] for name in _PUBLISHED_NAMES if name in names] + _PUBLISHED_JSON.findall(page)
    updated = [names[name] for name in _UPDATED_NAMES if name in names] + _UPDATED_JSON.findall(page)
    times = [time for time in map(_time, published) if time and _is_near(time, day)]
    # A time of day says more than the day alone.
    exact = next((time for time in times if (time.hour, time.minute, time.second) != (0, 0, 0)), None)
    return exact or (times[0] if times else None), next(filter(None, map(_time, updated)), None)


def _named(page: str) -> Iterator[tuple[str, str]]:
    """Yield the content of each ``meta`` and ``time`` element by its name, the first of a name last."""
    found: list[tuple[str, str]] = []
    for match in (*_META.finditer(page), *_TIME.finditer(page)):
        values = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(match[0])}
        name = values.get("property") or values.get("name") or values.get("itemprop") or ""
        content = values.get("content") or values.get("datetime")
        if content and (name or "pubdate" in match[0].lower()):
            found.append((name.lower() or "pubdate", html.unescape(content)))
    yield from reversed(found)


def _time(text: str) -> datetime | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _is_near(time: datetime, day: str | None) -> bool:
    if not day:
        return True
    try:
        return abs(time.date() - parse_date(day).date()) <= timedelta(days=1)
    except ValueError:
        return True
