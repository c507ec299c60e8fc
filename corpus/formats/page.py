"""Web pages: one article in each file, separated by trafilatura from menus and advertisements."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from ..errors import ExtraMissingError
from ..record import Fault, Record
from ..source import Source
from ..times.page_times import times_of_page


def page(source: Source) -> Iterator[Record | Fault]:
    """Read the page's article, with its paragraphs in order.

    Raises:
        ExtraMissingError: trafilatura is not installed.
    """
    try:
        import trafilatura
    except ImportError:
        raise ExtraMissingError("an HTML page", "html") from None
    for name in ("trafilatura", "htmldate"):  # they log what we report ourselves; this handler keeps it off stderr
        if not logging.getLogger(name).handlers:
            logging.getLogger(name).addHandler(logging.NullHandler())
    content = source.read_bytes()
    extracted = trafilatura.bare_extraction(
        content,
        include_comments=False,
        with_metadata=True,
        # An extensive search would guess a date from anywhere on the page.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if extracted is None or isinstance(extracted, dict):
        yield Fault(1, "the page contains no article")
        return
    title = (extracted.title or "").strip()
    paragraphs = [line.strip() for line in (extracted.text or "").split("\n")]
    if paragraphs[0] == title:
        del paragraphs[0]
    published, updated = times_of_page(content.decode(errors="replace"), extracted.date)
    ours = {
        "title": title,
        "text": "\n\n".join(filter(None, paragraphs)),
        "published": published or extracted.date,
        "updated": updated,
        "source": extracted.sitename,
        "categories": extracted.categories,
        "authors": extracted.author.split("; ") if extracted.author else None,
        "url": extracted.url,
    }
    yield Record(1, derived=ours, is_whole_file=True)
