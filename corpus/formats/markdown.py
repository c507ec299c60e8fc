"""Markdown with YAML front matter: one article in each file, its text without the markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..article import LONGEST_PARAGRAPH
from ..fields.names import spelled
from ..record import Fault, Record, StoppedError
from ..source import Source

if TYPE_CHECKING:
    from markdown_it.token import Token

_MAX_FRONT_MATTER = 100_000
"""Characters of front matter. YAML is slow to parse, and longer front matter does not describe one article."""
_BLANK_LINE = re.compile(r"\r?\n\s*\n")
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def markdown(source: Source) -> Iterator[Record | Fault]:
    """Read the fields from the front matter; headings, list items and paragraphs become the paragraphs of the text."""
    fields, body = _split(source.read_text())
    title, blocks = _blocks(body)
    key = spelled(fields, "title")
    if title and key is not None and fields[key] != title:
        blocks.insert(0, title)  # a heading that differs from the title belongs to the text
    yield Record(1, fields, derived={"title": title, "text": "\n\n".join(blocks)}, is_whole_file=True)


def _split(text: str) -> tuple[dict[str, object], str]:
    """Split off the front matter, and return it with the rest.

    Raises:
        StoppedError: The front matter is not plain YAML.
    """
    import frontmatter
    import yaml  # type: ignore[import-untyped]
    from frontmatter.default_handlers import YAMLHandler

    class Strings(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no type hints
        """Load every value as a string or null, so that a title of digits or a broken date stays as written."""

        yaml_implicit_resolvers = {  # noqa: RUF012
            char: [(tag, pattern) for tag, pattern in pairs if tag == "tag:yaml.org,2002:null"]
            for char, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

        def compose_node(self, parent: object, index: object) -> object:
            if self.check_event(yaml.events.AliasEvent):  # a few nested aliases expand to gigabytes
                raise StoppedError("the front matter uses YAML aliases, which are not allowed", 1)
            return super().compose_node(parent, index)

    class Handler(YAMLHandler):
        def load(self, fm: str, **_: object) -> dict[str, object]:
            if len(fm) > _MAX_FRONT_MATTER:
                raise StoppedError(f"the front matter is longer than {_MAX_FRONT_MATTER:,} characters", 1)
            fields = yaml.load(fm, Loader=Strings)  # noqa: S506  # a subclass of SafeLoader
            return fields if isinstance(fields, dict) else {}

    try:
        fields, body = frontmatter.parse(text, handler=Handler()) if text.startswith("---") else ({}, text)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "nested too deeply"
        raise StoppedError(f"broken front matter: {reason}", mark.line + 1 if mark else 1) from None
    return fields, body


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
