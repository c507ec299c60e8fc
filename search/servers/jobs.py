"""Jobs: the requests to a server that read the index.

The worker processes of the HTTP server answer them; the MCP server on stdio answers them itself. Each function here
returns the answer to one kind of request as JSON values. All raise the errors of `Searcher`, and those of the look-ups
a `Refusal` where the index has no article or passage with the id.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, TypeAlias

from ...index.filter import ArticleOrder, Filter
from ..coverage.timeline import Unit
from ..library import lookup
from ..library.history.past import versions_to_dict
from ..library.searcher import Searcher
from ..output.reply import OutputStyle
from ..output.reply import reply as reply_to
from ..query.json_types.changes import ChangesJSON, VersionsJSON
from ..query.json_types.coverage import LikeJSON, SourcesJSON, TermsJSON, TimelineJSON
from ..query.json_types.listing import ArticleListJSON, CitationsJSON, CitationStyle
from ..query.json_types.results import ArticlePassagesJSON, ContextJSON, ResultJSON
from ..query.names.unknown_names import suggested
from ..query.options import LISTED, SearchKeywords
from .refusals import Refusal

Job: TypeAlias = "partial[Any]"
"""A function of this module with all arguments by name, but for the searcher: it can be sent to a worker process."""


def question_of(job: Job) -> str | None:
    """The question of a job, if its answer needs the vector of that; else None."""
    options: SearchKeywords | None = job.keywords.get("options")
    return None if options is None or options.get("mode") == "bm25" else job.keywords["question"]


def by_words(job: Job) -> Job | None:
    """Make the same job without a vector; None where it needs none, or nothing but the vector is asked for."""
    if question_of(job) is None or job.keywords["options"].get("mode") == "dense":
        return None
    return partial(job.func, **{**job.keywords, "options": {**job.keywords["options"], "mode": "bm25"}})


def search(searcher: Searcher, *, question: str, options: SearchKeywords) -> ResultJSON:
    """Answer a question."""
    return searcher.search(question, **options).to_dict()


def context(searcher: Searcher, *, question: str, options: SearchKeywords, max_tokens: int) -> ContextJSON:
    """Make a block for a prompt."""
    return searcher.context(question, max_tokens=max_tokens, **options).to_dict()


def reply(
    searcher: Searcher, *, question: str, options: SearchKeywords, style: OutputStyle, stamp: tuple[int, ...]
) -> dict[str, Any]:
    """Answer as the command line prints it.

    Raises:
        Refusal: The generation is not the one that has `stamp`.
    """
    output = reply_to(searcher, question, options, style)
    if searcher.stamp != stamp:
        raise Refusal("stale", "the index has changed since the command started")
    return output.to_dict()


def timeline(searcher: Searcher, *, question: str, options: SearchKeywords, by: Unit | None) -> TimelineJSON:
    """Report the coverage of a question in the order of time."""
    return searcher.coverage(question, **options).timeline(by=by).to_dict()


def sources(searcher: Searcher, *, question: str, options: SearchKeywords) -> SourcesJSON:
    """Report the outlets that covered a question."""
    return searcher.coverage(question, **options).sources().to_dict()


def terms(searcher: Searcher, *, question: str, options: SearchKeywords, limit: int) -> TermsJSON:
    """Report the words that are unusual in the coverage of a question."""
    return searcher.coverage(question, **options).terms(limit=limit).to_dict()


def like(searcher: Searcher, *, article_id: str, k: int, filters: Filter) -> LikeJSON:
    """Find the articles like one."""
    if not (found := searcher.like(article_id, k=k, filters=filters)):
        raise _no_article()
    return found.to_dict()


def list_articles(
    searcher: Searcher,
    *,
    filters: Filter = Filter(),  # noqa: B008  # frozen
    sort: ArticleOrder = "newest",
    limit: int = LISTED,
    undated: bool = False,
    after: str | None = None,
) -> ArticleListJSON:
    """List articles by filter."""
    return searcher.list_articles(filters=filters, sort=sort, limit=limit, undated=undated, after=after).to_dict()


def cite(searcher: Searcher, *, ids: Sequence[str], style: CitationStyle) -> CitationsJSON:
    """Cite articles and passages."""
    return searcher.cite(ids, style=style).to_dict()


def changes(searcher: Searcher, *, question: str | None, since: date | int | None, filters: Filter) -> ChangesJSON:
    """Tell what changed in the archive."""
    return searcher.changes(question, since=since, filters=filters).to_dict()


def versions(searcher: Searcher, *, article_id: str) -> VersionsJSON:
    """List the versions of an article."""
    if not (found := searcher.versions(article_id)):
        raise _no_article()
    return versions_to_dict(article_id, found)


def article(searcher: Searcher, *, article_id: str, as_of: date | None = None) -> ArticlePassagesJSON:
    """Return an article with its passages, as it is or as it was."""
    if as_of is not None:
        if not (then := searcher.article(article_id, as_of=as_of)):
            raise Refusal("not_found", "the index had no article with that id then, or forgot it")
        return lookup.with_passages(then).to_dict()
    found = lookup.look_up(searcher.store, article_id)
    if not found:
        raise _not_found(searcher, "article", article_id)
    if found.article.id != article_id:
        raise Refusal("not_found", f"that is a passage of the article {found.article.id!r}")
    return found.to_dict()


def passage(searcher: Searcher, *, passage_id: str, reach: int) -> ArticlePassagesJSON:
    """Return a passage with its article and `reach` passages before and after it."""
    found = lookup.look_up(searcher.store, passage_id, reach=reach)
    if not found:
        raise _not_found(searcher, "passage", passage_id)
    if found.article.id == passage_id:
        raise Refusal("not_found", f"that is an article; its first passage is {found.passages[0].id!r}")
    return found.to_dict()


def look_up(searcher: Searcher, *, name: str, reach: int = 0) -> ArticlePassagesJSON | None:
    """Return what has an id, article or passage; None where the index has neither."""
    found = lookup.look_up(searcher.store, name, reach=reach)
    return found.to_dict() if found else None


def nearest_ids(searcher: Searcher, *, name: str) -> list[str]:
    """List the ids that are spelled like one."""
    return lookup.nearest_ids(searcher.store, name)


def status(searcher: Searcher) -> dict[str, Any]:
    """Return counts, dates, outlets and the model of the index."""
    return searcher.status().to_dict()


def _no_article() -> Refusal:
    return Refusal("not_found", "the index has no article with that id")


def _not_found(searcher: Searcher, kind: str, name: str) -> Refusal:
    near = suggested(lookup.nearest_ids(searcher.store, name))
    return Refusal("not_found", f"the index has no {kind} with that id{near}")
