"""The outlet of a page that states none in its metadata: in microdata, beside its headline, or its host."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from .tree import one_line

_BETWEEN = re.compile(r" [|–—·«»:-] |\s*[|｜：]\s*|: ")
_HEADINGS, _LONGEST = 20, 40


def outlet_of(name: str | None, url: str | None) -> str | None:
    """Return the name of an outlet as a name, or its host."""
    if not name:
        return urlsplit(url or "").netloc.removeprefix("www.") or None
    name = name.lstrip("@")
    return name.title() if name[:1].islower() and "." not in name else name


def publisher(root: HtmlElement) -> str | None:
    """Return the name of the publisher in microdata; None where there is none."""
    names = root.xpath('//*[@itemprop="publisher"]//*[@itemprop="name"]')
    told = (it.get("content") or it.text_content() for it in names)
    return next(filter(None, map(str.strip, told)), None)


def in_title(root: HtmlElement) -> tuple[str, str] | None:
    """Return the headline and the outlet of a page whose title has both, and whose headings have the one; else None."""
    title = " ".join((root.findtext(".//title") or "").split())
    headings = [one_line(it) for it in islice(root.iter("h1", "h2", "h3"), _HEADINGS)]
    for sign in _BETWEEN.finditer(title):
        before, behind = title[: sign.start()], title[sign.end() :]
        for headline, outlet in ((before, behind), (behind, before)):
            if headline not in headings or not 0 < len(outlet) <= _LONGEST:
                continue
            if outlet not in headings or headings.index(outlet) < headings.index(headline):
                return headline, outlet
    return None
