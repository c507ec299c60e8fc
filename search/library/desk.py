"""`Desk`: the methods of `Searcher` for research: coverage, similar articles, lists and citations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Unpack

from ...index.filter import ArticleOrder, Filter
from ..query.given_options import search_options
from ..query.options import LISTED, SIMILAR, SearchKeywords, refuse_without_effect
from ..query.question import refuse
from ..ranking.reader import IndexReader

if TYPE_CHECKING:  # a search has no time for these
    from ..coverage.coverage import Coverage
    from ..coverage.like import LikeReport
    from ..query.json_types.listing import CitationStyle
    from .citing import Citations
    from .listing import ArticleList


class Desk:
    """The methods of `Searcher` for the desk of a newsroom."""

    def _reader(self) -> IndexReader:
        """Return the reader of the newest generation, or of the one held."""
        raise NotImplementedError

    def coverage(self, question: str, **options: Unpack[SearchKeywords]) -> Coverage:
        """Find all passages that bear on `question`, near copies folded: for timelines, outlets and unusual terms.

        Args:
            question: As for `search`.
            options: Options of `search`, less those of an order and a number of hits. With `min_relevance`, all
                passages of at least that relevance, else of a default one (see `coverage.cover`).

        Raises:
            QuestionError: As for `search`; or an option would make no difference.
            The other errors of `search`.
        """
        from ..coverage.cover import cover

        refuse(question)
        refuse_without_effect(options)
        return cover(self._reader(), question, search_options(**options))

    def like(self, article_id: str, *, k: int = SIMILAR, filters: Filter = Filter()) -> LikeReport | None:  # noqa: B008
        """Find the articles of the same story as one article, the most similar first; reprints are told.

        Args:
            article_id: The id of an article.
            k: Number of articles at most.
            filters: The conditions that they must meet.

        Returns:
            The articles; None where the index does not have that one.

        Raises:
            IndexMissingError, IndexFormatError: As for `search`.
        """
        from ..coverage.like import find_like

        reader = self._reader()
        article = reader.store.article(article_id)
        return find_like(reader.store, article, k, filters, reader.profile) if article else None

    def list_articles(
        self,
        *,
        filters: Filter = Filter(),  # noqa: B008  # frozen, so it may be shared
        sort: ArticleOrder = "newest",
        limit: int = LISTED,
        undated: bool = False,
        after: str | None = None,
    ) -> ArticleList:
        """List the articles that pass `filters`, without a question.

        Args:
            filters: The conditions that an article must meet.
            sort: ``newest`` or ``oldest`` first, or by ``source`` or ``title``, then the newest first. Articles without
                a date, an outlet or a title come last.
            limit: The most articles to list; 0 for all.
            undated: True to list only articles without a date.
            after: The id of an article that passes, behind which the list begins: for the next page.

        Raises:
            QuestionError: The order is unknown, the limit negative, `after` not in the list, or undated articles are
                asked for by date.
            IndexMissingError, IndexFormatError: As for `search`.
        """
        from .listing import list_articles  # a search has no time for it

        store = self._reader().store
        return list_articles(store, filters=filters, sort=sort, limit=limit, undated=undated, after=after)

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
