"""Downloads of press databases as text: which database wrote one, and its articles."""

from __future__ import annotations

from ...record import Record
from .europresse import europresse_articles
from .factiva import factiva_articles
from .nexis import nexis_articles
from .proquest import proquest_articles


def articles_in(text: str) -> list[Record]:
    """Return the articles of a press database's download; none for any other text."""
    return nexis_articles(text) or factiva_articles(text) or europresse_articles(text) or proquest_articles(text)
