"""Shortcodes: what WordPress puts into a text in place of a gallery, a caption or a form."""

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
