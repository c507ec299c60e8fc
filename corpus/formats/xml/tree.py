"""XML of others, parsed without entities, DTDs and network, and its text by paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...errors import ExtraMissingError
from ...record import StoppedError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BLOCKS = frozenset(
    {"ab", "abstract", "address", "article", "aside", "block", "blockquote", "body", "body.content", "bq", "caption",
     "content", "datacontent", "dd", "div", "dl", "dt", "figcaption", "figure", "fn", "h1", "h2", "h3", "h4", "h5",
     "h6", "head", "header", "hl1", "hl2", "hr", "lg", "li", "note", "ol", "p", "para", "paragraph", "pre", "section",
     "simpara", "subhead", "table", "td", "th", "title", "tr", "ul"}
)  # fmt: skip
_KEPT_LINES = frozenset({"pre", "datacontent", "inlinedata"})
UNSEEN = frozenset({"script", "style", "head", "media", "figure", "img", "video", "audio"})
"""Elements whose text is no part of the story."""
_MARKUP = re.compile(r"</?(?:p|br|div)\b[^>]*>", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^<>]*\?>")
_SPACE = re.compile(r"\s+")
_LINE = "\u2028"


def parse(content: bytes) -> Element:
    """Parse an XML file, and return its root.

    Raises:
        ExtraMissingError: lxml is not installed.
        StoppedError: The file is not well-formed.
    """
    try:
        from lxml import etree
    except ImportError:
        raise ExtraMissingError("an XML file", "feeds") from None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(content.strip(), parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY or "unknown error" in (error.msg or ""):
            raise MemoryError from None
        raise StoppedError(f"broken XML: {error.msg}", error.lineno) from None
    if root is None:
        raise StoppedError("broken XML: no element found")
    return root


def local(element: Element) -> str:
    """Return the name of an element without its namespace, in lower case; "" for what is no element."""
    tag = element.tag
    return without_namespace(tag).lower() if isinstance(tag, str) else ""


def without_namespace(name: object) -> str:
    """Return the name of an element or an attribute without its namespace."""
    return str(name).rpartition("}")[2]


def within(element: Element | None, *names: str) -> Iterator[Element]:
    """Yield the elements below `element` whose names are among `names`, in the order of the document; none for None."""
    wanted = {name.lower() for name in names}
    below = element.iter() if element is not None else ()
    return (it for it in below if local(it) in wanted and it is not element)


def first(element: Element | None, *names: str) -> Element | None:
    """Return the first element below `element` with the first name of `names` that there is."""
    return next((found for name in names for found in within(element, name)), None)


def words(element: Element | None) -> str:
    """Return the text of an element on one line; "" for None."""
    return _SPACE.sub(" ", "".join(map(str, element.itertext()))).strip() if element is not None else ""


def first_words(element: Element | None, *names: str) -> str:
    """Return the text of the first element below `element`, by the order of `names`, that has any."""
    return next((text for name in names for it in within(element, name) if (text := words(it))), "")


def attribute(element: Element | None, name: str) -> str:
    """Return an attribute by its name without namespace; "" where there is none."""
    if element is None:
        return ""
    return next((str(value).strip() for key, value in element.attrib.items() if without_namespace(key) == name), "")


def unescaped(text: str) -> list[str]:
    """Return the paragraphs of HTML that stands in XML as text; the text itself where it is none."""
    return html_paragraphs(text) if _MARKUP.search(text) else [text]


def html_paragraphs(markup: str | bytes) -> list[str]:
    """Return the paragraphs of HTML, all of them: menus and advertisements too.

    Raises:
        ExtraMissingError: lxml is not installed.
    """
    try:
        from lxml import etree, html
    except ImportError:
        raise ExtraMissingError("HTML", "feeds") from None
    if isinstance(markup, str):
        markup = _DECLARATION.sub("", markup)  # lxml refuses a string that tells its encoding
    try:
        root = html.document_fromstring(markup)
    except (etree.LxmlError, ValueError, AssertionError):  # nothing in it, or characters that XML forbids
        return []
    return paragraphs(root)


def paragraphs(root: Element, *, leave_out: frozenset[str] = UNSEEN) -> list[str]:
    """Return the paragraphs of the text below `root`, in order."""
    from lxml import etree

    found: list[str] = []
    pieces: list[str] = []
    kept_lines, left_out = 0, 0

    def end_paragraph() -> None:
        lines = [_SPACE.sub(" ", line).strip() for line in "".join(pieces).split(_LINE)]
        pieces.clear()
        if paragraph := "\n".join(filter(None, lines) if not kept_lines else lines).strip():
            found.append(paragraph)

    def add(text: str | None) -> None:
        if text and not left_out:
            pieces.append(text.replace("\n", _LINE) if kept_lines else text)

    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        if name in _BLOCKS or element is root:
            end_paragraph()
        if event == "start":
            kept_lines += name in _KEPT_LINES
            left_out += name in leave_out and element is not root
            if name == "br":
                pieces.append(_LINE)
            add(element.text)
        else:
            kept_lines -= name in _KEPT_LINES
            left_out -= name in leave_out and element is not root
            if element is not root:
                add(element.tail)
    end_paragraph()
    return found
