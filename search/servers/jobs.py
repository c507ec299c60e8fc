"""Jobs: the requests to a server that read the index.

The worker processes of the HTTP server answer them; the MCP server on stdio answers them itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from ...index.filter import Filter
from ..coverage.timeline import Unit
from ..library.history.past import versions_to_dict
from ..library.lookup import ArticlePassages, look_up, nearest_ids, suggested, with_passages
from ..library.searcher import Searcher
from ..output.reply import OutputStyle, reply
from ..query.json_types.listing import CitationStyle
from ..query.options import SearchKeywords
from .refusals import Refusal

Kind = Literal[
    "search", "context", "reply", "timeline", "sources", "terms",
    "like", "list", "cite", "changes", "versions", "article", "passage", "look_up", "nearest_ids", "status",
]  # fmt: skip
_WITH_QUESTION = frozenset({"search", "context", "reply", "timeline", "sources", "terms"})


@dataclass(frozen=True, slots=True)
class Job:
    """A question or a look-up, and the kind of answer wanted.

    Attributes:
        question: The question, as for `Searcher.search`; the id to look up; empty where there is none.
        options: The options of `Searcher.search`.
        to: ``search`` for a result, ``context`` for a block for a prompt, ``reply`` for the command line's output;
            ``timeline``, ``sources`` or ``terms`` for a report on the coverage; ``like`` for the articles like one,
            ``list`` for articles by filter, ``cite`` for citations; ``changes`` for what changed, ``versions`` for
            those of an article; ``article``, ``passage`` or, for either, ``look_up`` for what has an id,
            ``nearest_ids`` for those like it; ``status`` for counts.
        details: What else the answer depends on: the keyword arguments of its function below.
    """

    question: str = ""
    options: SearchKeywords = field(default_factory=lambda: SearchKeywords())
    to: Kind = "search"
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def needs_embedding(self) -> bool:
        """True where the answer needs the vector of the question."""
        return self.to in _WITH_QUESTION and self.options.get("mode") != "bm25"


def answer(searcher: Searcher, job: Job) -> object:
    """Return the answer to a job as JSON values; None for a `look_up` of an id that the index does not have.

    Raises:
        Refusal: There is no article or passage with the id, or a reply would come from another generation.
        QuestionError, IndexFormatError, IndexMissingError, ModelMismatchError: As for `Searcher`.
    """
    return _ANSWERS[job.to](searcher, job, **job.details)


def _search(searcher: Searcher, job: Job) -> object:
    return searcher.search(job.question, **job.options).to_dict()


def _context(searcher: Searcher, job: Job, *, max_tokens: int) -> object:
    return searcher.context(job.question, max_tokens=max_tokens, **job.options).to_dict()


def _reply(searcher: Searcher, job: Job, *, style: OutputStyle, stamp: tuple[int, ...]) -> object:
    """Answer as the command line prints it; `stamp` is that of the generation that must answer."""
    output = reply(searcher, job.question, job.options, style)
    if searcher.stamp != stamp:
        raise Refusal("stale", "the index has changed since the command started")
    return output.to_dict()


def _timeline(searcher: Searcher, job: Job, *, by: Unit | None) -> object:
    return searcher.coverage(job.question, **job.options).timeline(by=by).to_dict()


def _sources(searcher: Searcher, job: Job) -> object:
    return searcher.coverage(job.question, **job.options).sources().to_dict()


def _terms(searcher: Searcher, job: Job, *, limit: int) -> object:
    return searcher.coverage(job.question, **job.options).terms(limit=limit).to_dict()


def _like(searcher: Searcher, job: Job, *, k: int, filters: Filter) -> object:
    found = searcher.like(job.question, k=k, filters=filters)
    if not found:
        raise _no_article()
    return found.to_dict()


def _no_article() -> Refusal:
    return Refusal("not_found", "the index has no article with that id")


def _list(searcher: Searcher, job: Job, **details: Any) -> object:  # noqa: ANN401, ARG001  # those of `list_articles`
    return searcher.list_articles(**details).to_dict()


def _cite(searcher: Searcher, job: Job, *, ids: Sequence[str], style: CitationStyle) -> object:  # noqa: ARG001  # as all
    return searcher.cite(ids, style=style).to_dict()


def _changes(searcher: Searcher, job: Job, *, since: date | int | None, filters: Filter) -> object:
    return searcher.changes(job.question or None, since=since, filters=filters).to_dict()


def _versions(searcher: Searcher, job: Job) -> object:
    if not (found := searcher.versions(job.question)):
        raise _no_article()
    return versions_to_dict(job.question, found)


def _look_up(searcher: Searcher, job: Job, *, reach: int = 0) -> object:
    found = look_up(searcher.store, job.question, reach=reach)
    return found.to_dict() if found else None


def _nearest(searcher: Searcher, job: Job) -> object:
    return nearest_ids(searcher.store, job.question)


def _article(searcher: Searcher, job: Job, *, as_of: date | None = None) -> object:
    if as_of is not None:
        return _past_article(searcher, job.question, as_of).to_dict()
    found = look_up(searcher.store, job.question)
    return _found(searcher, found, job, found is not None and found.article.id == job.question).to_dict()


def _past_article(searcher: Searcher, article_id: str, as_of: date) -> ArticlePassages:
    if not (article := searcher.article(article_id, as_of=as_of)):
        raise Refusal("not_found", "the index had no article with that id then, or forgot it")
    return with_passages(article)


def _passage(searcher: Searcher, job: Job, *, reach: int) -> object:
    found = look_up(searcher.store, job.question, reach=reach)
    return _found(searcher, found, job, found is not None and found.article.id != job.question).to_dict()


def _found(searcher: Searcher, found: ArticlePassages | None, job: Job, is_of_its_kind: bool) -> ArticlePassages:
    if not found or not is_of_its_kind:
        near = suggested(nearest_ids(searcher.store, job.question))
        raise Refusal("not_found", f"the index has no {job.to} with that id{near}")
    return found


def _status(searcher: Searcher, job: Job) -> object:  # noqa: ARG001  # as all of them
    return searcher.status().to_dict()


_ANSWERS: Mapping[Kind, Callable[..., object]] = {
    "search": _search,
    "context": _context,
    "reply": _reply,
    "timeline": _timeline,
    "sources": _sources,
    "terms": _terms,
    "like": _like,
    "list": _list,
    "cite": _cite,
    "changes": _changes,
    "versions": _versions,
    "article": _article,
    "passage": _passage,
    "look_up": _look_up,
    "nearest_ids": _nearest,
    "status": _status,
}
