"""PAGE, hOCR, DjVu and ABBYY: recognized text by regions and lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...errors import ExtraMissingError
from ...record import Record
from ..xml.tree import attribute, first, local, within, words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BROKEN = re.compile(r"[^\W\d_][¬\u00ad⸗-]$")
"""A word that goes on in the next line."""
_NO_STORY = frozenset({"page-number", "header", "footer", "catch-word", "signature-mark"})
"""Types of regions of PAGE that are no part of a story."""
_LINES = frozenset({"ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat"})


def page_xml(root: Element) -> Iterator[Record]:
    """Read a page in PAGE XML: its regions are paragraphs, in their reading order."""
    order = {
        attribute(it, "regionRef"): place for place, it in enumerate(within(root, "RegionRefIndexed", "RegionRef"))
    }
    regions = [it for it in within(root, "TextRegion") if attribute(it, "type") not in _NO_STORY]
    regions.sort(key=lambda it: order.get(attribute(it, "id"), len(order)))
    lines = ([_equivalent(it) for it in within(region, "TextLine")] or [_equivalent(region)] for region in regions)
    language = next((tag for it in within(root, "Page") if (tag := attribute(it, "primaryLanguage"))), "")
    text = "\n\n".join(filter(None, map(_paragraph, lines)))
    yield Record(1, derived={"text": text, "language": language}, is_whole_file=True)


def djvu(root: Element) -> Iterator[Record]:
    """Read the recognized text of a DjVu file, as the Internet Archive keeps it: its paragraphs."""
    blocks = ([*within(it, "LINE")] for it in within(root, "PARAGRAPH"))
    yield _whole([" ".join(map(words, within(line, "WORD"))) for line in lines] for lines in blocks)


def finereader(root: Element) -> Iterator[Record]:
    """Read the XML of ABBYY FineReader: its paragraphs; characters may stand in elements of their own."""
    yield _whole(["".join(map(str, line.itertext())) for line in within(it, "line")] for it in within(root, "par"))


def _whole(paragraphs: Iterable[Iterable[str]]) -> Record:
    text = "\n\n".join(filter(None, map(_paragraph, paragraphs)))
    return Record(1, derived={"text": text}, is_whole_file=True)


def hocr(content: bytes) -> Iterator[Record]:
    """Read recognized text in hOCR: its paragraphs, or areas where there are none.

    Raises:
        ExtraMissingError: lxml is not installed.
    """
    try:
        from lxml import html
    except ImportError:
        raise ExtraMissingError("an HTML page", "html") from None
    root = html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8"))
    kinds = {kind: [*root.iterfind(f".//*[@class='{kind}']")] for kind in ("ocr_par", "ocr_carea", "ocr_page")}
    blocks = next(filter(None, kinds.values()), [])
    found = (_paragraph(map(words, _lines(block))) or words(block) for block in blocks)
    language = root.get("lang") or next((tag for block in blocks if (tag := block.get("lang"))), "")
    yield Record(1, derived={"text": "\n\n".join(filter(None, found)), "language": language}, is_whole_file=True)


def _lines(block: Element) -> Iterator[Element]:
    return (it for it in block.iter() if attribute(it, "class") in _LINES)


def _equivalent(element: Element) -> str:
    """Return the text that a region or line is given itself, or else that of the words in it."""
    given = [it for it in element if local(it) == "textequiv"]
    own = min(given, key=lambda it: int(attribute(it, "index") or 0), default=None)  # 0 is the best reading
    text = first(own, "Unicode", "PlainText")
    if text is not None:
        return "".join(map(str, text.itertext())).strip()
    return " ".join(filter(None, map(_equivalent, within(element, "Word"))))


def _paragraph(lines: Iterable[str]) -> str:
    """Join lines, and the words that are broken at their ends."""
    text = ""
    for line in (part.strip() for it in lines for part in it.split("\n")):
        goes_on = _BROKEN.search(text) and line[:1].islower()
        text = text[:-1] + line if goes_on else f"{text} {line}".strip()
    return text
