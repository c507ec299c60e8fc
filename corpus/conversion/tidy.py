"""Text as a reader sees it: without characters that hide inside words, and with wrapped lines joined to paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace

from ..article import Article
from ..text.wrapped import unwrapped

_MEANINGLESS = re.compile("[\u00ad\u2060\ufeff]+")
"""Soft hyphens, word joiners and byte order marks: they mean nothing in any script."""
_LETTER = "[0-9A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff]"
_ZERO_WIDTH = re.compile(
    f"(?<={_LETTER})[\u200b-\u200d]+(?={_LETTER})|(?<=\\s)[\u200b\u200c]+|[\u200b\u200c]+(?=\\s|$)"
)
"""Zero widths beside a space, or between letters of scripts that do not use them; in others they shape words."""
_LINE_END = re.compile("[\x0b\u2028]")
_LINE_BREAK = re.compile("\u00ad(?=[ \\t]*(?:\r\n?|\n))")


def tidied(article: Article) -> Article:
    """Return the article with a tidy title and text; the article itself where they are tidy."""
    title, text = _visible(article.title), unwrapped(_visible(article.text))
    return article if (title, text) == (article.title, article.text) else replace(article, title=title, text=text)


def _visible(text: str) -> str:
    """Remove what hides inside words; a soft hyphen at the end of a line breaks a word there, and becomes a hyphen.

    What some programs write for the end of a line or a paragraph becomes one.
    """
    text = _LINE_END.sub("\n", text)
    if text.isascii():
        return text
    text = text.replace("\u2029", "\n\n")
    return _ZERO_WIDTH.sub("", _MEANINGLESS.sub("", _LINE_BREAK.sub("-", text)))
