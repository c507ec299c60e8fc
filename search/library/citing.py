"""Citations of articles and passages by id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from ...index.retrieval.protocol import PassageStore
from ..citation.csl import CSLItem, csl_item
from ..citation.styles import formatted
from ..query.json_types.listing import STYLES, CitationsJSON, CitationStyle
from ..query.question import QuestionError
from .lookup import look_up


@dataclass(frozen=True, slots=True)
class Citations:
    """Citations in one style.

    Attributes:
        style: The style.
        items: The items of CSL-JSON, in the order of the ids.
        unknown: The ids of which the index has neither an article nor a passage.
    """

    style: CitationStyle
    items: tuple[CSLItem, ...]
    unknown: tuple[str, ...]

    @property
    def text(self) -> str:
        """All citations as one text.

        Raises:
            ExtraMissingError: The style needs libraries that are not installed.
        """
        return formatted(self.items, self.style)

    def to_dict(self) -> CitationsJSON:
        """Convert to JSON values.

        Raises:
            ExtraMissingError: As for `text`.
        """
        items = [cast("dict[str, Any]", item) for item in self.items]
        return {"style": self.style, "text": self.text, "items": items, "unknown": list(self.unknown)}


def cite(store: PassageStore, names: Iterable[str], *, style: CitationStyle = "md") -> Citations:
    """Cite articles and passages; see `Searcher.cite`."""
    if style not in STYLES:
        raise QuestionError(f"style must be one of {', '.join(STYLES)}, not {style!r}")
    if isinstance(names, str):  # a string would be split into letters
        raise QuestionError(f"cite takes a list of ids, not {names!r}")
    items: list[CSLItem] = []
    unknown: list[str] = []
    for name in dict.fromkeys(names):
        found = look_up(store, name)
        if not found:
            unknown.append(name)
        else:
            items.append(csl_item(found.article, None if found.article.id == name else found.passages[0]))
    return Citations(style, tuple(items), tuple(unknown))
