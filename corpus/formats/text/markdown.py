"""Markdown with front matter: one article in each file, its text without the markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...article import LONGEST_PARAGRAPH
from ...fields.names import spelled
from ...files.encoding import decoded
from ...files.source import Source
from ...record import Fault, Record, StoppedError
from .front_matter import split_front_matter
from .head_lines import are_enough, lines_at_head
from .story_head import story_head

if TYPE_CHECKING:
    from markdown_it.token import Token

_BLANK_LINE = re.compile(r"\r?\n\s*\n")
_TAG = re.compile(r"<[^<>]*>")
_SHORTCODE = re.compile(r"\{\{[<%][^{}]{0,4000}[>%]\}\}|\{%[^{}%]{0,1000}%\}")
"""What Hugo and Jekyll put in the place of it: a picture, a form."""
_IMPORT = re.compile(
    r"^(?:(?:import\s[^\n;]{1,300}\sfrom\s+|import\s+)['\"][^'\"\n]{1,300}['\"];?[ \t]*"
    r"|export\s(?:const|let|default|function)\s[^\n]{0,1000})$",
    re.MULTILINE,
)
"""What MDX needs to draw a page."""
_NOTE = re.compile(r"(!?)\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]")
"""What Obsidian writes for a link to a note, or for one that is shown in its place (``!``)."""
_CALLOUT = re.compile(r"^([ \t]*(?:>[ \t]*)+)\[![\w-]{1,30}\][+-]?[ \t]*", re.MULTILINE)
"""The kind of a box in Obsidian and on GitHub: ``> [!note] Title``."""
_HEADING = re.compile(r"\s*# [^\n]{1,300}\n\s*")
"""The first heading. Notion writes the fields of a page below it."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def markdown(source: Source) -> Iterator[Record | Fault]:
    """Read the fields from the front matter; headings, list items and paragraphs become the paragraphs of the text."""
    source, encoding = decoded(source)
    if encoding:
        yield Fault(None, f"the file is not UTF-8; it was read as {encoding}", skipped=False)
    fields, body, fault = split_front_matter(source.read_text())
    if not fields and (heading := _HEADING.match(body)):
        told, rest = lines_at_head(body[heading.end() :])
        if are_enough(told):
            fields, body = {**told}, heading[0] + rest
    if fault:
        yield Fault(1, f"{fault}; it was read line by line", skipped=False)
    body = _NOTE.sub(lambda it: "" if it[1] else it[3] or it[2], _SHORTCODE.sub("", _IMPORT.sub("", body)))
    body = _CALLOUT.sub(r"\1", body)
    title, blocks = _blocks(body)
    key = spelled(fields, "title")
    if title and key is not None and fields[key] != title:
        blocks.insert(0, title)  # a heading that differs from the title belongs to the text
    text = "\n\n".join(blocks)
    above, text = ({}, text) if fields else story_head(text, has_title=bool(title))
    yield Record(1, fields, derived={"title": title, **above, "text": text}, is_whole_file=True)


def _blocks(body: str) -> tuple[str, list[str]]:
    """Return the first heading, if it is of level 1 and stands first, and the paragraphs after it."""
    from markdown_it import MarkdownIt

    if max(map(len, _BLANK_LINE.split(body))) > LONGEST_PARAGRAPH:  # parsing links takes quadratic time
        raise StoppedError(f"a paragraph is longer than {LONGEST_PARAGRAPH:,} characters")
    title, paragraphs, heading = "", [], ""
    for token in MarkdownIt("commonmark").parse(body):
        if token.type == "heading_open":
            heading = token.tag
        elif token.type == "heading_close":
            heading = ""
        elif text := _plain(token):
            if heading == "h1" and not title:
                title = text
            else:
                paragraphs.append(text)
    return title, paragraphs


def _plain(token: Token) -> str:
    """Return the text of a block; "" where it has none."""
    if token.type == "inline":
        return "".join(_inline(child) for child in token.children or []).strip()
    if token.type in ("fence", "code_block"):
        return str(token.content).strip("\n")
    return _without_tags(token.content) if token.type == "html_block" else ""


def _inline(token: Token) -> str:
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak" or (token.type == "html_inline" and _BREAK.fullmatch(token.content)):
        return "\n"
    return "" if token.type == "html_inline" else str(token.content)


def _without_tags(block: str) -> str:
    first, *rest = block.split("<!--")
    kept = first + "".join(piece.partition("-->")[2] for piece in rest)
    return html.unescape(_TAG.sub("", kept)).strip()
