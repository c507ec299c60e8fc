"""A web page: one article a file, as trafilatura tells it from menus and advertisements."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from ..errors import ExtraMissingError
from ..record import Fault, Record
from ..source import Source


def page(source: Source) -> Iterator[Record | Fault]:
    """The page's article, its paragraphs in order.

    Raises:
        ExtraMissingError: trafilatura is not installed.
    """
    try:
        import trafilatura
    except ImportError:
        raise ExtraMissingError("an HTML page", "html") from None
    for name in ("trafilatura", "htmldate"):  # they log what we report; a handler of its own keeps that off stderr
        if not logging.getLogger(name).handlers:
            logging.getLogger(name).addHandler(logging.NullHandler())
    found = trafilatura.bare_extraction(
        source.whole(),
        include_comments=False,
        with_metadata=True,
        # Searching the whole page for something like a date would be a guess.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict):
        yield Fault(1, "no article on this page")
        return
    title = (found.title or "").strip()
    paragraphs = [line.strip() for line in (found.text or "").split("\n")]
    if paragraphs[0] == title:
        del paragraphs[0]
    ours = {
        "title": title,
        "text": "\n\n".join(filter(None, paragraphs)),
        "published": found.date,
        "source": found.sitename,
        "categories": found.categories,
        "authors": found.author.split("; ") if found.author else None,
        "url": found.url,
    }
    yield Record(1, ours=ours, alone=True)
