"""Who reported first: the order of articles in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time

from ...corpus.article import Article
from ..ranking.results import Hit

_NEVER = datetime.max.replace(tzinfo=UTC)


def published_at(article: Article) -> datetime:
    """The instant of publication; the end of time where it is not known.

    Midnight stands for a day without hours. Of such an article nobody knows that it came before others of that day, so
    it counts as the last of them.
    """
    published = article.published or _NEVER
    return published.replace(hour=23, minute=59, second=59, microsecond=999_999) if _is_day(published) else published


def _is_day(moment: datetime) -> bool:
    return moment.time() == time.min


def first_report(hits: Iterable[Hit]) -> Hit | None:
    """Find the best passage of the earliest article; None where no article has a date.

    Args:
        hits: Best first.
    """
    dated = [hit for hit in hits if hit.article.published]
    return min(dated, key=lambda hit: published_at(hit.article), default=None)
