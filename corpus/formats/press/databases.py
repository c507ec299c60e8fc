"""Downloads of press databases as text: which database wrote one, and its articles."""

from __future__ import annotations

from ...record import Record
from .europresse import europresse_articles
from .factiva import factiva_articles
from .libraries import library_articles
from .nexis import nexis_articles
from .parted import parted_articles
from .proquest import proquest_articles


def articles_in(text: str) -> list[Record]:
    """Return the articles of a press database's download; none for any other text."""
    readers = (
        *(proquest_articles, nexis_articles, factiva_articles, europresse_articles, library_articles),
        parted_articles,
    )
    return next(filter(None, (read(text) for read in readers)), [])
