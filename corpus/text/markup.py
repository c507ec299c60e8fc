"""HTML in fields: its paragraphs as plain text, in time that is linear in its length."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_INLINE = "a|abbr|acronym|b|big|cite|code|del|dfn|em|font|i|img|ins|kbd|label|mark|q|s|samp|small|span|strong|strike"
_BLOCK = (
    "address|article|aside|blockquote|body|caption|center|dd|div|dl|dt|figure|footer|form|h1|h2|h3|h4|h5|h6|"
    "head|header|hr|html|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul|block|hl1|hl2|hedline|byline|dateline|tagline"
)
"""The last ones are of NITF, which agencies put into JSON."""
_UNREAD = "iframe|noscript|object|script|style|svg|template|video|audio|select|figcaption"
_ATTRIBUTES = r"""(?:[\s/](?:[^<>"']|"[^"<]{0,4000}"|'[^'<]{0,4000}'|["'])*?)?"""
_KNOWN = rf"{_INLINE}|sub|sup|time|tt|u|var|wbr|br|{_BLOCK}|{_UNREAD}"

_LIKE_HTML = re.compile(rf"</(?:{_KNOWN})\s*>|<(?:p|br|hr|div|img)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ESCAPED_HTML = re.compile(r"&lt;/?(?:p|br|div|em|strong|a|b|i|span|h[1-6]|ul|li)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_UNREAD_ELEMENT = re.compile(rf"<({_UNREAD})\b[^<>]*>(?:[^<]++|<(?!/\1\b))*+(?:</\1\s*>|\Z)", re.IGNORECASE)
_TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9:._-]*){_ATTRIBUTES}>|<[!?][^<>]*>")
_BLOCKS = frozenset(_BLOCK.split("|"))
_NAMES = frozenset(
    f"{_KNOWN}|person|org|location|chron|money|num|embed|input|button|link|meta|nobr|picture|source|title|base|col|colgroup".split(
        "|"
    )
)
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_PARAGRAPH, _LINE = "\u2029", "\u2028"


def is_html(text: str) -> bool:
    """True where `text` holds tags of HTML."""
    return "<" in text and _LIKE_HTML.search(text) is not None


def unescaped(text: str) -> str:
    """Replace the entities of `text` by characters; twice where they were escaped twice."""
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def one_line(text: str) -> str:
    """Return the text of a headline or a name: without tags and entities, with white space collapsed."""
    text = _CDATA.sub("", text) if "<![" in text else text
    if is_html(text) or _ESCAPED_HTML.search(text):
        return " ".join(" ".join(paragraphs(text)).split())
    return unescaped(text) if "&" in text else text


def plain_text(text: str) -> str:
    """Return HTML as paragraphs with blank lines between; other text only without entities."""
    if not is_html(text):
        if not _ESCAPED_HTML.search(text):
            return unescaped(text) if "&" in text else text
        text = html.unescape(text)
    return "\n\n".join(paragraphs(text)) if is_html(text) else text


def paragraphs(markup: str) -> list[str]:
    """Return the paragraphs of HTML, without tags, with white space collapsed.

    Where it has no ``<p>``, blank lines separate paragraphs too, as in WordPress. Where nothing else does, each line is
    a paragraph.
    """
    if _ESCAPED_HTML.search(markup) and not is_html(markup):
        markup = html.unescape(markup)
    markup = _UNREAD_ELEMENT.sub(
        " ", _COMMENT.sub(" ", _CDATA.sub("", markup).replace(_PARAGRAPH, " ").replace(_LINE, " "))
    )
    pieces, names = _pieces(markup)
    if "p" not in names:
        if any(_BLANK_LINES.search(piece) for piece in pieces):
            pieces = [_BLANK_LINES.sub(_PARAGRAPH, piece) for piece in pieces]
        elif not names & (_BLOCKS | {"br"}):
            pieces = [piece.replace("\n", _PARAGRAPH) for piece in pieces]
    blocks = unescaped("".join(pieces)).split(_PARAGRAPH)
    lines = ([" ".join(line.split()) for line in block.split(_LINE)] for block in blocks)
    # Two breaks in a row are how old systems wrote a paragraph.
    return [text for block in lines for part in _parted(block) if (text := "\n".join(part).strip())]


def _parted(lines: list[str]) -> Iterator[list[str]]:
    """Split the lines of a block at empty ones."""
    part: list[str] = []
    for line in lines:
        if line:
            part.append(line)
        elif part:
            yield part
            part = []
    yield part


def _pieces(markup: str) -> tuple[list[str], set[str]]:
    """Split markup into text and separators, and name the tags in it."""
    pieces, names, at = [], set(), 0
    tags = [*_TAG.finditer(markup)]
    closed = {match[2] for match in tags if match[1]}
    for match in tags:
        pieces.append(markup[at : match.start()])
        at = match.end()
        name = (match[2] or "").lower().rpartition(":")[2]
        names.add(name)
        if name and name not in _NAMES and not {":", "-"} & set(match[2]) and match[2] not in closed:
            pieces.append(match[0])  # no tag: "x<y and y>z"
        elif name in _BLOCKS:
            pieces.append(_PARAGRAPH)
        elif name == "br":
            pieces.append(_LINE)
    pieces.append(markup[at:])
    return pieces, names
