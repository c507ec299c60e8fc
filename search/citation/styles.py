"""Formats citations in a style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import orjson

from ...corpus.errors import ExtraMissingError
from ...corpus.text.characters import json_safe, one_line
from ..query.json_types.listing import CitationStyle

if TYPE_CHECKING:  # the help of the command line imports this module
    from .csl import CSLItem


def formatted(items: Sequence[CSLItem], style: CitationStyle) -> str:
    """Format citations as one text that ends with a line end; empty for none, but a list in ``csl-json``.

    Raises:
        ExtraMissingError: The style needs libraries that are not installed.
    """
    if style == "csl-json":
        return json_safe(orjson.dumps(list(items), option=orjson.OPT_INDENT_2)).decode() + "\n"
    if not items:
        return ""
    if style == "md":
        from .markdown import as_markdown

        return "".join(f"- {as_markdown(item)}\n" for item in items)
    try:
        return _with_libraries(items, style)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("nutgraf"):
            raise
        raise ExtraMissingError(f"a citation as {style}", "cite") from None


def _with_libraries(items: Sequence[CSLItem], style: CitationStyle) -> str:
    if style == "bibtex":
        from .bibtex import as_bibtex

        return as_bibtex(items)
    if style == "ris":
        from .ris import as_ris

        return as_ris(items)
    from .styled import as_apa, as_chicago

    blocks = as_apa(items) if style == "apa" else as_chicago(items)
    return "\n".join("".join(f"{one_line(line)}\n" for line in block.split("\n")) for block in blocks)
