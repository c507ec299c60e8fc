"""`Desk`: what a `Searcher` does beyond single answers: an affair whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...index.filter import Filter
from ...index.retrieval.protocol import ArticleOrder
from ..ranking.reader import IndexReader

if TYPE_CHECKING:  # a search has no time for these
    from ..citation.styles import CitationStyle
    from .citing import Citations
    from .listing import ArticleList


class Desk:
    """The methods of `Searcher` for the desk of a newsroom."""

    def _reader(self) -> IndexReader:
        """Return the reader of the newest generation, or of the one held."""
        raise NotImplementedError

    def list_articles(
        self,
        *,
        filters: Filter = Filter(),  # noqa: B008  # frozen, so it may be shared
        sort: ArticleOrder = "newest",
        limit: int = 20,
        undated: bool = False,
    ) -> ArticleList:
        """List the articles that pass `filters`, without a question.

        Args:
            filters: The conditions that an article must meet.
            sort: ``newest`` or ``oldest`` first, or by ``source`` or ``title``, then the newest first. Articles without
                a date, an outlet or a title come last.
            limit: The most articles to list; 0 for all.
            undated: True to list only articles without a date.

        Raises:
            QuestionError: The order is unknown, the limit negative, or undated articles are asked for by date.
            IndexMissingError, IndexFormatError: As for `search`.
        """
        from .listing import list_articles  # a search has no time for it

        return list_articles(self._reader().store, filters=filters, sort=sort, limit=limit, undated=undated)

    def cite(self, ids: Iterable[str], *, style: CitationStyle = "md") -> Citations:
        """Cite articles and passages: who wrote what, where and when, in which paragraph.

        Args:
            ids: Ids of articles or passages; each is cited once.
            style: ``md`` for Markdown, ``bibtex``, ``ris`` and ``csl-json`` for reference managers, ``apa`` or
                ``chicago`` for manuscripts.

        Returns:
            The citations; their `text` raises ExtraMissingError where the style needs libraries that are not installed.

        Raises:
            QuestionError: There is no such style.
            IndexMissingError, IndexFormatError: As for `search`.
        """
        from .citing import cite

        return cite(self._reader().store, ids, style=style)
