"""`Memory`: the methods of `Searcher` that read the history of the archive."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from ...corpus.article import Article
from ...index.filter import Filter
from ..query.options import moment
from ..query.question import QuestionError
from .follower import OpenGeneration

if TYPE_CHECKING:
    from .engine_follower import EngineGeneration
    from .history.changes import Changes
    from .history.past import Version


def refuse_id(name: object) -> None:
    """Raise QuestionError for an id that is no string, such as the None of a row without one."""
    if not isinstance(name, str):
        raise QuestionError(f"an id must be a string, not {name!r}")


class Memory:
    """The methods of `Searcher` that read the history."""

    def _now(self) -> OpenGeneration | EngineGeneration:
        """Return the newest generation, or the one held."""
        raise NotImplementedError

    def article(self, article_id: str, as_of: date | datetime | str | None = None) -> Article | None:
        """Return the article with that id; None where the index does not have it.

        Args:
            article_id: The id.
            as_of: A time, or a day (UTC), for its end: the version that the index had then, if it keeps it. Text is
                read as by ``show --as-of``.

        Raises:
            QuestionError: The time is naive or cannot be read, or a version is asked of an engine, which has none.
        """
        refuse_id(article_id)
        if as_of is None:
            return self._now().reader.store.article(article_id)
        from ..query.timing.typed import last_moment  # a search has no time for them
        from .history.past import as_of as version_of

        found = version_of(self.versions(article_id), moment("as_of", as_of, last_moment))
        return found.article if found else None

    def versions(self, article_id: str) -> list[Version]:
        """List the versions of an article that the index keeps, oldest first; empty where it has none.

        Raises:
            QuestionError: An engine is asked, which has none.
            IndexFormatError: A file of the index is damaged.
        """
        from .history.past import versions

        return versions(self._now().snapshot, article_id)

    def changes(
        self,
        question: str | None = None,
        *,
        since: date | datetime | str | int | None = None,
        min_relevance: float | None = None,
        filters: Filter = Filter(),  # noqa: B008  # frozen, so it may be shared
    ) -> Changes:
        """Tell which articles are new, edited or removed.

        Args:
            question: Only what bears on this question; None for all. An edited article is judged by both versions.
            since: After the generation with this number, from this time on, or from this day (UTC) on; text is read
                as by ``changes --since``. By default since the last run that changed an article began.
            min_relevance: The least relevance of a passage that bears on the question, 0 to 1; by default 0.3.
            filters: The outlets, sections and authors of the articles; of an edited one, of either version.

        Raises:
            QuestionError: The question is invalid, `since` is negative, a naive time or cannot be read, a filter is by
                date, or an engine is asked, which has no history.
            IndexFormatError: A file of the index is damaged.
        """
        from ..query.timing.typed import first_moment
        from .history.bearing import bearing_on
        from .history.changes import changes

        now = self._now()
        cut = now.reader.profile.coverage_cut if min_relevance is None else min_relevance
        bears = None if question is None else bearing_on(now.reader, question, cut)
        if since is not None and not isinstance(since, int):
            since = moment("since", since, first_moment)
        return changes(now.snapshot, now.reader.store.generation, since, question, bears, filters)
