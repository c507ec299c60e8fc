"""Rich text (RTF), as word processors and press databases save it: one article, or the articles of a download."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import ExtraMissingError
from ...files.source import Source
from ...record import Fault, Record
from ..press.databases import articles_in
from ..text.story_head import story_head


def rich_text(source: Source) -> Iterator[Record | Fault]:
    """Read the text of an RTF file, a paragraph on each line.

    Raises:
        ExtraMissingError: striprtf is not installed.
    """
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise ExtraMissingError("an RTF file", "documents") from None
    # RTF is ASCII with escapes; what else is in it is of the encoding that its head names.
    text = str(rtf_to_text(source.read_bytes(raw=True).decode("latin-1"), errors="replace"))  # type: ignore[no-untyped-call]
    if articles := articles_in(text):
        yield from articles
        return
    paragraphs = (line.strip() for line in text.split("\n"))
    fields, text = story_head("\n\n".join(filter(None, paragraphs)))
    yield Record(1, derived={**fields, "text": text}, is_whole_file=True)
