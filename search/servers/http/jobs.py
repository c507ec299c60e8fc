"""Jobs for the worker processes: questions, look-ups and counts. Whatever reads the files of the index is one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import orjson

from ...library.lookup import ArticlePassages, look_up
from ...library.searcher import Searcher
from ...output.reply import OutputStyle, reply
from ...query.options import SearchKeywords
from ..refusals import Refusal


@dataclass(frozen=True, slots=True)
class Job:
    """A question or a look-up, and the kind of answer wanted.

    Attributes:
        question: The question, as for `Searcher.search`; the id to look up; empty for counts.
        options: The options of `Searcher.search`.
        to: ``search`` for a result, ``context`` for a block for a prompt, ``reply`` for the command line's output;
            ``article``, ``passage`` or, for either, ``look_up`` for what has an id; ``status`` for counts.
        max_tokens: The largest size of a context.
        style: The output style of a reply.
        stamp: The generation that a reply must come from, as `IndexFolder.stamp` gives it.
        reach: The number of neighbours to look up before and after a passage.
    """

    question: str = ""
    options: SearchKeywords = field(default_factory=lambda: SearchKeywords())
    to: Literal["search", "context", "reply", "article", "passage", "look_up", "status"] = "search"
    max_tokens: int = 0
    style: OutputStyle | None = None
    stamp: tuple[int, ...] = ()
    reach: int = 0

    @property
    def needs_embedding(self) -> bool:
        """True where the answer needs the vector of the question."""
        return self.to in ("search", "context", "reply") and self.options.get("mode") != "bm25"


def answer(searcher: Searcher, job: Job) -> bytes:
    """Return the answer to a job as JSON; null for a `look_up` of an id that the index does not have.

    Raises:
        Refusal: There is no article or passage with the id, or a reply would come from another generation.
        QuestionError, IndexFormatError, IndexMissingError, ModelMismatchError: As for `Searcher`.
    """
    return orjson.dumps(_answer(searcher, job))


def _answer(searcher: Searcher, job: Job) -> object:
    if job.to == "status":
        return searcher.status().to_dict()
    if job.to in ("article", "passage", "look_up"):
        found = _found(searcher, job)
        return found.to_dict() if found else None
    if job.to == "context":
        return searcher.context(job.question, max_tokens=job.max_tokens, **job.options).to_dict()
    if job.to == "reply":
        assert job.style
        output = reply(searcher, job.question, job.options, job.style)
        if searcher.stamp != job.stamp:
            raise Refusal("stale", "the index has changed since the command started")
        return output.to_dict()
    return searcher.search(job.question, **job.options).to_dict()


def _found(searcher: Searcher, job: Job) -> ArticlePassages | None:
    found = look_up(searcher.store, job.question, reach=job.reach)
    if job.to != "look_up" and (not found or (found.article.id == job.question) != (job.to == "article")):
        raise Refusal("not_found", f"the index has no {job.to} with that id")
    return found
