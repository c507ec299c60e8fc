"""Rich text (RTF), as word processors and press databases save it: one article, or the articles of a download."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import ExtraMissingError
from ...files.source import Source
from ...record import Fault, Record
from ..press.databases import articles_in
from ..text.story_head import story_head

_HEAD, _MOST_TOLD = 100_000, 2
_ABOUT = re.compile(r"\{\\(title|author) ([^{}]{1,300})\}")
_MADE = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
"""What the head of an RTF file tells about it."""


def rich_text(source: Source) -> Iterator[Record | Fault]:
    """Read the text of an RTF file, a paragraph on each line.

    Raises:
        ExtraMissingError: striprtf is not installed.
    """
    try:
        import striprtf  # noqa: F401
    except ImportError:
        raise ExtraMissingError("an RTF file", "documents") from None
    # RTF is ASCII with escapes; what else is in it is of the encoding that its head names.
    content = source.read_bytes(raw=True).decode("latin-1")
    text = _plain(content)
    if articles := articles_in(text):
        yield from articles
        return
    paragraphs = (line.strip() for line in text.split("\n"))
    about = {name: _plain(f"{{\\rtf1 {told}}}").strip() for name, told in _ABOUT.findall(content[:_HEAD])[:_MOST_TOLD]}
    made = _MADE.search(content, 0, _HEAD)
    fields = {
        "title": about.get("title", ""),
        "authors": about.get("author", ""),
        "made": "-".join(made.groups()) if made else "",
    }
    above, text = story_head("\n\n".join(filter(None, paragraphs)))
    yield Record(1, derived={**fields, **above, "text": text}, is_whole_file=True)


def _plain(content: str) -> str:
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(content, errors="replace"))  # type: ignore[no-untyped-call]
