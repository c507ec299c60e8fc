"""The byline that a page shows: names in elements that are marked as those of its authors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CLASS = re.compile(
    r"(?:^|[\s_-])(?:\w{0,8}authors?|byline|autor\w{0,2})(?:[_-]+(?:name|names|list|item|link|text))*(?:\s|$)"
)
"""Classes of a byline, in lower case; not those of a biography, a picture or a comment beside it."""
_PROFILE = re.compile(r"/(?:author|autor(?:en)?|auteur|profile|people|staff)s?/", re.IGNORECASE)
_ELSEWHERE = frozenset({"aside", "footer", "nav", "form", "figure", "figcaption"})
_NOT_THIS = re.compile(r"related|comment|recommend|teaser|sidebar|card|promo|most-?read", re.IGNORECASE)
_NAMES = ("a", "span", "p", "div", "li", "address", "strong", "b")
_PERSON = re.compile(r"[^\W\d_a-zß-ÿ][\w.'’-]*(?: (?:[^\W\d_]{1,3} ){0,2}[^\W\d_a-zß-ÿ][\w.'’-]*)+")
"""Two words that begin with a capital letter."""
_LONGEST = 80
"""Characters of a byline."""
_MOST = 6


def byline(root: HtmlElement) -> list[str]:
    """List the names in the first element that is marked as a byline, and in those beside it that are marked alike."""
    found: list[str] = []
    kind: tuple[object, ...] = ()
    for element in root.iter(*_NAMES):
        if not _is_marked(element) or (found and _kind(element) != kind):
            continue
        text = " ".join("".join(_words(element)).split())
        if not (2 <= len(text) <= _LONGEST) or any(map(str.isdigit, text)) or _stands_elsewhere(element):
            continue
        if not _is_stated(element) and not _PERSON.search(text):
            continue
        kind = _kind(element)
        if text not in found:
            found.append(text)
        if len(found) == _MOST:
            break
    return found


def _is_marked(element: HtmlElement) -> bool:
    if _is_stated(element):
        return True
    return bool(_CLASS.search((element.get("class") or "").lower())) or bool(
        element.tag == "a" and _PROFILE.search(element.get("href") or "")
    )


def _is_stated(element: HtmlElement) -> bool:
    return "author" in (element.get("itemprop"), element.get("rel"))


def _kind(element: HtmlElement) -> tuple[object, ...]:
    return element.tag, element.get("class"), element.get("itemprop"), element.get("rel")


def _words(element: HtmlElement) -> Iterator[str]:
    for text in element.itertext():
        yield text if isinstance(text, str) else ""


def _stands_elsewhere(element: HtmlElement) -> bool:
    """True in a list of other stories, a comment and the like."""
    return any(
        above.tag in _ELSEWHERE or _NOT_THIS.search(above.get("class") or "")
        for above in (element, *element.iterancestors())
    )
