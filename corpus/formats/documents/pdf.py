"""PDF files: one article in each, its lines as the file has them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import BytesIO

from ...errors import ExtraMissingError
from ...files.source import Source
from ...record import Fault, Record, StoppedError
from ...text.wrapped import unwrapped
from ..text.line_fields import line_fields
from ..text.running_lines import MOST_PAGES, joined_pages, left_out
from ..text.story_head import story_head

_BY_A_PROGRAM = re.compile(r"untitled|microsoft word|.*\.\w{2,5}$|\W*$", re.IGNORECASE)


def pdf(source: Source) -> Iterator[Record | Fault]:
    """Read the text of a PDF file; a scan without recognized text has none.

    Raises:
        ExtraMissingError: pypdf is not installed.
        StoppedError: The file is damaged or encrypted.
    """
    try:
        import pypdf
    except ImportError:
        raise ExtraMissingError("a PDF file", "documents") from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(BytesIO(source.read_bytes(raw=True, limit=source.limits.feed_bytes)))
        if reader.is_encrypted and not reader.decrypt(""):
            raise StoppedError("not read: it is encrypted")
        pages = [page.extract_text() for _, page in zip(range(MOST_PAGES), reader.pages, strict=False)]
        told = reader.metadata
        title, author = (told.title, told.author) if told else (None, None)
    except (pypdf.errors.PyPdfError, pypdf.errors.DependencyError) as error:
        raise StoppedError(f"not read: {error}") from None
    if not any(page.strip() for page in pages):
        yield Fault(None, "the PDF holds no text, perhaps only pictures of its pages; recognize the text first (OCR)")
        return
    text, left = joined_pages(pages)
    yield from left_out(left)
    above, text = story_head(unwrapped(text))
    title = "" if not title or _BY_A_PROGRAM.match(title) else title
    beside = next(filter(None, map(line_fields, left)), {})
    fields = {**beside, "title": title, "authors": author, **above, "text": text}
    yield Record(1, derived=fields, is_whole_file=True)
