"""The tools of the desk: coverage in the order of time and by outlet, and what the archive holds.

The tools in `tools` answer questions.
"""

from __future__ import annotations

from functools import partial

from pydantic import Field

from ....index.filter import ArticleOrder
from ...coverage.timeline import Unit
from ...query.filters import FACETS, to_filter
from ...query.options import LISTED
from ...query.pydantic_fields import with_fields
from .. import jobs
from .arguments import FILTER_ARGUMENTS, QUESTION, Arguments, Filtered, Moment, Question
from .desk_answers import (
    MOST_ARTICLES,
    ArchiveDescription,
    ArticlesAnswer,
    ChangesAnswer,
    SourcesAnswer,
    TimelineAnswer,
    articles_answer,
    changes_answer,
    description,
    sources_answer,
    timeline_answer,
)
from .job_runner import JobRunner
from .tool import QUOTED, Tool


class DescribeArchive(Arguments):
    """The arguments of `describe_archive`: none."""


@with_fields(FILTER_ARGUMENTS)
class TimelineArguments(Filtered):
    """The arguments of `timeline`."""

    question: Question = QUESTION
    by: Unit | None = Field(
        default=None, description="The length of a stretch of time; null to choose it by the span of the coverage."
    )


@with_fields(FILTER_ARGUMENTS)
class SourcesArguments(Filtered):
    """The arguments of `sources`."""

    question: Question = QUESTION


@with_fields(FILTER_ARGUMENTS)
class ListArticles(Filtered):
    """The arguments of `list_articles`."""

    sort: ArticleOrder = Field(default="newest", description="The order.")
    limit: int = Field(default=LISTED, ge=1, le=MOST_ARTICLES, description="The most articles to return.")
    undated: bool = Field(default=False, description="True for articles without a date only.")


@with_fields({name: FILTER_ARGUMENTS[name] for name in FACETS})
class ChangesArguments(Arguments):
    """The arguments of `changes`."""

    since: Moment = Field(
        default=None, description="What changed since then: 2024-10-15, or a time; null for the last run of indexing."
    )
    question: Question | None = Field(default=None, description="Only articles that bear on this question.")


async def _describe(runner: JobRunner, arguments: DescribeArchive) -> ArchiveDescription:  # noqa: ARG001  # there are none
    return description(await runner.run(partial(jobs.status)))


async def _timeline(runner: JobRunner, arguments: TimelineArguments) -> TimelineAnswer:
    job = partial(jobs.timeline, question=arguments.question, options={"filters": arguments.filters()}, by=arguments.by)
    return timeline_answer(await runner.run(job))


async def _sources(runner: JobRunner, arguments: SourcesArguments) -> SourcesAnswer:
    job = partial(jobs.sources, question=arguments.question, options={"filters": arguments.filters()})
    return sources_answer(await runner.run(job))


async def _list(runner: JobRunner, arguments: ListArticles) -> ArticlesAnswer:
    job = partial(
        jobs.list_articles,
        filters=arguments.filters(),
        sort=arguments.sort,
        limit=arguments.limit,
        undated=arguments.undated,
    )
    return articles_answer(await runner.run(job))


async def _changes(runner: JobRunner, arguments: ChangesArguments) -> ChangesAnswer:
    filters = to_filter({name: getattr(arguments, name) for name in FACETS})
    job = partial(jobs.changes, question=arguments.question, since=arguments.since, filters=filters)
    return changes_answer(await runner.run(job))


DESK_TOOLS = (
    Tool(
        "timeline",
        "How it went on",
        "Get the coverage of a question in the order of time: how many articles and which outlets in each day, week, "
        "month or year, the best passage of each, and the first report. Use it for how an affair began and went on. "
        f"{QUOTED}",
        TimelineArguments,
        TimelineAnswer,
        _timeline,
    ),
    Tool(
        "sources",
        "Who reported it",
        "Get the outlets that reported on a question: who was first, how many articles are their own and how many "
        "copies of wire text, and which outlets published in that time and have nothing. Reported is not confirmed. "
        f"{QUOTED}",
        SourcesArguments,
        SourcesAnswer,
        _sources,
    ),
    Tool(
        "list_articles",
        "List articles",
        "List articles by outlet, section, author and date, without a question, for example all by one author in a "
        f"month. search_passages answers questions; describe_archive tells the names. {QUOTED}",
        ListArticles,
        ArticlesAnswer,
        _list,
    ),
    Tool(
        "changes",
        "What changed",
        "Get the articles that are new, edited or removed since a day, an edit with the words taken out and put in, "
        "and whether the article owns up to it (correction) or not (stealth). With a question, only what bears on it. "
        f"{QUOTED}",
        ChangesArguments,
        ChangesAnswer,
        _changes,
    ),
    Tool(
        "describe_archive",
        "What the archive holds",
        "Get the outlets, sections and languages of the archive with the number of articles of each, and the first and "
        f"last day. Use it to learn which names the filters take. {QUOTED}",
        DescribeArchive,
        ArchiveDescription,
        _describe,
    ),
)
"""The tools of the desk."""
