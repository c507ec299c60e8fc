"""The order of articles in time, and with it the outlet that reported first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache

from ...corpus.article import Article
from ..ranking.results import Hit

_NEVER = datetime.max.replace(tzinfo=UTC)
_INITIALS = 3
"""Words of an outlet's name from which on its initials stand for it, as AFP does."""


def published_at(article: Article) -> datetime:
    """The instant of publication; the end of time where it is not known.

    Midnight stands for a day without hours. Of such an article nobody knows that it came before others of that day, so
    it counts as the last of them.
    """
    published = article.published or _NEVER
    return published.replace(hour=23, minute=59, second=59, microsecond=999_999) if _is_day(published) else published


def _is_day(moment: datetime) -> bool:
    return moment.time() == time.min


def in_order(articles: Iterable[Article]) -> list[Article]:
    """Order articles, each once, by the time at which they had their story.

    Of the same time, or of a day without hours, the credits tell more: who names an outlet of that day had it from
    there, as "(Reuters)" in a text that another outlet prints. An outlet that others name and that names none was the
    first of that day.
    """
    articles = list(articles)
    of_day: dict[date | None, list[Article]] = {}
    for article in articles:
        of_day.setdefault(article.day, []).append(article)
    times = {article.id: (published_at(article), 0) for article in articles}
    for peers in of_day.values():
        if len({times[peer.id] for peer in peers}) < len(peers) or any(_is_day(it.published or _NEVER) for it in peers):
            times |= _by_credits(peers)
    return sorted(articles, key=lambda article: (times[article.id], article.id))


def _by_credits(peers: Sequence[Article]) -> dict[str, tuple[datetime, int]]:
    """By the id of each article of a day: its time, as far as hours and credits tell it."""
    outlets = {peer.source for peer in peers} - {""}
    credited = {peer.id: {it for it in outlets - {peer.source} if _credits(peer, it)} for peer in peers}
    named = set[str]().union(*credited.values())
    times: dict[str, tuple[datetime, int]] = {}
    for peer in peers:
        is_first = peer.source in named and not credited[peer.id]
        known = peer.published if is_first and peer.published else published_at(peer)
        times[peer.id] = (known, len(credited[peer.id]))
    return times


def _credits(article: Article, outlet: str) -> bool:
    """True where an article names an outlet, or its initials, in its text or as its author."""
    named = _naming(outlet)
    return any(named.search(text) for text in (article.text, *article.authors))


@lru_cache(1024)
def _naming(outlet: str) -> re.Pattern[str]:
    initials = "".join(word[0] for word in outlet.split())
    names = [outlet, initials] if len(initials) >= _INITIALS and initials.isupper() else [outlet]
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def first_report(hits: Iterable[Hit]) -> Hit | None:
    """Find the best passage of the earliest article; None where no article has a date.

    Args:
        hits: Best first.
    """
    dated: dict[str, Hit] = {}
    for hit in hits:
        if hit.article.published:
            dated.setdefault(hit.article.id, hit)
    ordered = in_order(hit.article for hit in dated.values())
    return dated[ordered[0].id] if ordered else None
