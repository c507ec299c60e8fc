"""Downloads of press databases as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...errors import ExtraMissingError
from ...record import Record
from ..xml.tree import html_paragraphs, paragraphs
from .databases import articles_in
from .europresse import section_of
from .factiva import factiva_articles
from .lines import date_in, names_in

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NEXIS = re.compile(rb"\d{1,6} (?:of|von|de) \d{1,6} (?:DOCUMENTS|DOKUMENTEN?)|>End of Document<")
_FACTIVA = re.compile(rb"class=[\"'][^\"']*\b\w{0,3}[aA]rticleParagraph\b|>Document [A-Z]{2,10}\d{10,}[a-z0-9]+<")
# A search for words is much faster than one for a pattern, and every page is looked at.
_WORDS_OF_NEXIS = (b" DOCUMENTS", b" DOKUMENT", b">End of Document<")
_WORDS_OF_FACTIVA = (b"rticleParagraph", b">Document ")
_WORDS_OF_EUROPRESSE = (b"titreArticleVisu", b"DocPublicationName", b"publiC-lblNodoc")


def articles_of(content: bytes) -> list[Record]:
    """Return the articles of a press database's download; none for any other page."""
    if any(word in content for word in _WORDS_OF_EUROPRESSE):
        return [*_europresse(_tree(content))]
    if any(word in content for word in _WORDS_OF_FACTIVA) and _FACTIVA.search(content):
        return _factiva(_tree(content))
    is_nexis = any(word in content for word in _WORDS_OF_NEXIS) and _NEXIS.search(content)
    return articles_in("\n\n".join(html_paragraphs(content))) if is_nexis else []


def _tree(content: bytes) -> HtmlElement:
    try:
        from lxml import html
    except ImportError:
        raise ExtraMissingError("an HTML page", "html") from None
    charset = re.search(rb"charset=[\"']?([\w-]+)", content[:4_096])
    parser = html.HTMLParser(encoding=charset[1].decode() if charset else "utf-8")
    return html.document_fromstring(content, parser=parser)


def _europresse(root: HtmlElement) -> Iterator[Record]:
    for number, article in enumerate(root.iter("article"), start=1):
        header = _text(article, "DocHeader")
        body = next(iter(_classed(article, "docOcurrContainer", "DocText", "clearfix")), None)
        byline = _text(article, "rdp__byline", "docAuthors", "sm-margin-bottomNews")
        fields = {
            "id": _text(article, "publiC-lblNodoc"),
            "title": _text(article, "titreArticleVisu", "titreArticle"),
            "text": "\n\n".join(paragraphs(body)) if body is not None else "",
            "published": date_in(header),
            "source": _text(article, "DocPublicationName").split(",")[0].strip(),
            "authors": names_in(byline),
            "categories": section_of(header),
        }
        if fields["text"]:
            yield Record(article.sourceline or number, derived=fields)


def _factiva(root: HtmlElement) -> list[Record]:
    rows = [
        f"{cells[0].text_content().strip()} {cells[1].text_content().strip()}"
        for row in root.iter("tr")
        if len(cells := row.findall("td")) == 2
    ]
    if found := factiva_articles("\n".join(rows)):
        return found
    found = []
    for article in _classed(root, "article", "enArticle", "frArticle", "deArticle"):
        found += factiva_articles("\n\n".join(paragraphs(article)))
    return found or factiva_articles("\n\n".join(paragraphs(root)))


def _classed(root: HtmlElement, *names: str) -> list[HtmlElement]:
    """Return the elements with the first of the classes that any has; none inside another."""
    for name in names:
        found = [it for it in root.iter() if isinstance(it.tag, str) and name in (it.get("class") or "").split()]
        if found:
            inside = set(found)
            return [it for it in found if not any(above in inside for above in it.iterancestors())]
    return []


def _text(root: HtmlElement, *names: str) -> str:
    return next((text for it in _classed(root, *names) if (text := " ".join(it.text_content().split()))), "")
