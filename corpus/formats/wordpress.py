"""What only WordPress writes into its feeds and exports: shortcodes, and login names for authors."""

from __future__ import annotations

import re

_WITH_CONTENT = re.compile(
    r"\[(embed|audio|video|playlist|gallery|sourcecode|googlemaps)\b[^\[\]]{0,2000}\]"
    r"(?:[^\[]++|\[(?!/?\1\b))*+\[/\1\]"
)
_CAPTION = re.compile(r"\[/?(?:wp_)?caption(?:\s[^\[\]]{0,2000})?\]")
_SHORTCODE = re.compile(
    r"\[/?(?:[A-Za-z][\w-]*(?:\s+[\w-]+\s*=\s*(?:\"[^\"\[\]]*\"|'[^'\[\]]*'|[^\s\"'\[\]]+))+\s*/?"
    r"|(?:gallery|embed|more|audio|video|playlist|caption|youtube|vimeo|twitter|tweet|instagram|slideshow|contact-form)"
    r"(?:\s[^\[\]]{0,500})?|[a-z]+_[\w-]+(?:\s[^\[\]]{0,500})?)\]"
)
_CLOSING = re.compile(r"\[/([A-Za-z][\w-]*)\]")
_AUTHOR = re.compile(rb"<wp:author>(.*?)</wp:author>", re.DOTALL)
_CDATA = re.compile(rb"\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*", re.DOTALL)


def without_shortcodes(text: str) -> str:
    """Remove shortcodes such as ``[gallery ids="1"]``, and what it embeds; other brackets stay."""
    if "[" not in text:
        return text
    text = _CAPTION.sub("\n\n", _WITH_CONTENT.sub("\n\n", text))
    closed = set(_CLOSING.findall(text))
    text = _SHORTCODE.sub("", text)
    if closed:
        text = re.sub(rf"\[/?(?:{'|'.join(sorted(map(re.escape, closed)))})(?:\s[^\[\]]*)?\]", "", text)
    return text


def author_names(content: bytes) -> dict[str, str]:
    """Find the names of authors by their logins, at the head of an export."""
    names = {}
    for match in _AUTHOR.finditer(content, 0, 1 << 20):
        login, name = (_element(match[1], tag) for tag in (b"author_login", b"author_display_name"))
        if login and name:
            names[login] = name
    return names


def _element(content: bytes, tag: bytes) -> str:
    _, found, rest = content.partition(b"<wp:" + tag + b">")
    match = _CDATA.fullmatch(rest.partition(b"</wp:" + tag + b">")[0]) if found else None
    return match[1].decode(errors="replace") if match else ""
