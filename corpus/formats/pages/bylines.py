"""The byline that a page shows: names in elements that are marked as those of its authors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .tree import PROSE, one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CLASS = re.compile(
    r"(?:^|[\s_-])(?:\w{0,8}authors?|byline|autor\w{0,2})(?:[_-]+(?:name|names|list|item|link|text|\d{1,2}))*(?:\s|$)"
)
"""Classes of a byline, in lower case; not those of a biography, a picture or a comment beside it."""
_PROFILE = re.compile(r"/(?:author|autor(?:en)?|auteur|profile|people|staff)s?/", re.IGNORECASE)
_ELSEWHERE = frozenset({"aside", "footer", "nav", "form", "figure", "figcaption"})
_NOT_THIS = re.compile(r"related|comment|recommend|teaser|sidebar|card|promo(?!ted)|most-?read", re.IGNORECASE)
_WHOLE = frozenset({"html", "body", "main"})
"""Elements whose classes tell of the whole page: ``no-sidebar``."""
_NAMES = ("a", "span", "p", "div", "li", "address", "strong", "b")
_PERSON = re.compile(r"[^\W\d_a-zß-ÿ][\w.'’-]*(?: (?:[^\W\d_]{1,3} ){0,2}[^\W\d_a-zß-ÿ][\w.'’-]*)+")
"""Two words that begin with a capital letter."""
_LABEL = re.compile(
    r"(?:(?:von|by|par|por|di|door|av|text|texte?|testo|words)\s*:"
    r"|(?:written by|auth?or(?:in)?(?:/autor(?:in)?)?|auteure?|autore|autrice|autora)\s*:?)\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
"""What a line begins with that tells who wrote, and nothing else."""
_BETWEEN = re.compile(r"\s*[,/]\s*|\s+(?:and|und|et|y|e|en|och|og|&)\s+")
_LABELLED = ("li", "p", "div", "span")
_LONGEST = 80
"""Characters of a byline."""
LONGEST_MARKUP = 1_000
"""Characters of a line, with the white space of its markup."""
_MOST = 6


def byline(root: HtmlElement) -> list[str]:
    """List the names in the first element that is marked as a byline, and in those beside it that are marked alike."""
    found: list[str] = []
    kind: tuple[object, ...] = ()
    for element in root.iter(*_NAMES):
        if not _is_marked(element) or (found and _kind(element) != kind):
            continue
        text = one_line(element)
        if not (2 <= len(text) <= _LONGEST) or any(map(str.isdigit, text)) or _stands_elsewhere(element):
            continue
        if not _is_stated(element) and not _PERSON.search(text):
            continue
        kind = _kind(element)
        if text not in found:
            found.append(text)
        if len(found) == _MOST:
            break
    return found or _labelled(root)


def _labelled(root: HtmlElement) -> list[str]:
    """List the names of the first line that consists of a label and of names, such as ``Author: Mira Quell``."""
    for element in root.iter(*_LABELLED):
        start = " ".join(element.text_content()[:LONGEST_MARKUP].split()) if len(element) <= _MOST else ""
        if len(start) > _LONGEST or not _LABEL.match(start):
            continue
        if (names := names_in(_LABEL.sub("", start, count=1))) and not _stands_elsewhere(element):
            return names
    return []


def names_in(text: str) -> list[str]:
    """List the names of a text that consists of names; none for any other text."""
    names = _BETWEEN.split(text.strip(" ,"))
    return names if all(map(_PERSON.fullmatch, names)) else []


def stated_byline(root: HtmlElement) -> list[str]:
    """List the names in the elements that are stated to be the page's authors, if there are several above its text.

    Those below it are of other stories.
    """
    names: list[str] = []
    for element in root.iter(*_NAMES):
        if element.tag == "p" and len(element.text_content()) >= PROSE:
            break
        if _is_stated(element) and not _stands_elsewhere(element):
            names.append(one_line(element))
    return list(dict.fromkeys(names)) if 1 < len(names) <= _MOST and all(map(_PERSON.fullmatch, names)) else []


def _is_marked(element: HtmlElement) -> bool:
    if _is_stated(element):
        return True
    if element.tag == "a" and (_PROFILE.search(element.get("href") or "") or _is_in_address(element)):
        return True
    return bool(_CLASS.search((element.get("class") or "").lower()))


def _is_in_address(link: HtmlElement) -> bool:
    """True in the ``address`` of an article, which HTML means for whom to ask about it."""
    parent = link.getparent()
    return parent is not None and parent.tag == "address" and next(parent.iterancestors("article"), None) is not None


def _is_stated(element: HtmlElement) -> bool:
    return "author" in (element.get("itemprop"), element.get("rel"))


def _kind(element: HtmlElement) -> tuple[object, ...]:
    if _is_in_address(element):
        return ("address",)
    return element.tag, element.get("class"), element.get("itemprop"), element.get("rel")


def _stands_elsewhere(element: HtmlElement) -> bool:
    """True in a list of other stories, a comment and the like."""
    return any(
        above.tag in _ELSEWHERE or (above.tag not in _WHOLE and _NOT_THIS.search(above.get("class") or ""))
        for above in (element, *element.iterancestors())
    )
