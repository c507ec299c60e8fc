"""`Searcher`: the object that a program holds, to ask one index from any number of threads or tasks."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, Unpack

from ...corpus.article import Article, Passage
from ...index.embedding.protocol import Embedder
from ...index.profile import RankingProfile
from ...index.retrieval.protocol import PassageStore
from ...index.segments.folder import ManifestStamp
from ...index.segments.status import Status, status_of
from ..query.options import QuestionError, SearchKeywords, SearchOptions, refuse
from ..ranking.pipeline import answer
from ..ranking.reader import IndexReader
from ..ranking.results import Result
from .follower import GenerationFollower

if TYPE_CHECKING:
    from .context import Context

T = TypeVar("T")


class Searcher:
    """Questions to one index, from any number of threads or tasks.

    It answers each question out of one generation, whole, and goes over to a newer one when it is committed: a question
    that comes after a commit sees it, those under way end on theirs. Nothing is read that a question does not need: the
    model is loaded by the first question that wants it.

    Args:
        folder: The index.
        embedder: The model that built it; by default the one that the index names.
        follow: True to go over to newer generations by itself; else it stays on its own until `refresh` is called.
        profile: The constants of the ranking, for experiments; by default those fitted to the model.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: It is damaged, or of another format.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        embedder: Embedder | None = None,
        follow: bool = True,
        profile: RankingProfile | None = None,
    ) -> None:
        self._follower = GenerationFollower(folder, embedder=embedder, follows=follow, profile=profile)

    def search(self, question: str, **options: Unpack[SearchKeywords]) -> Result:
        """The `k` passages that answer `question` best; fewer if fewer pass the filters.

        Args:
            question: In plain words. What stands in quotation marks is looked for as it stands.
            options: What else is asked: `k` (10), `filters`, `mode` (``hybrid``), `neighbours` (0), `literal`,
                `collapse`, `max_per_article`; see `SearchOptions`.

        Raises:
            QuestionError: The question is blank or longer than a paragraph may be, it or a filter is no Unicode text, a
                number is out of range, or there is no such mode.
            ModelMismatchError: The model at hand is not the one that built the index.
            IndexMissingError: The index is gone.
            IndexFormatError: A file of the index is damaged.
        """
        refuse(question)
        asked = SearchOptions(**options)
        return answer(self._reader(), question, asked)

    def search_many(self, questions: Sequence[str], **options: Unpack[SearchKeywords]) -> list[Result]:
        """What `search` says of each of `questions`, all on one generation; sooner than one by one.

        They are embedded together, and answered on all cores.

        Args:
            questions: In any order and number.
            options: Those of `search`, for all of them.

        Raises:
            QuestionError and what else `search` raises: Of any of them, for all.
        """
        if isinstance(questions, str):  # a string would be taken apart into letters
            raise QuestionError(f"search_many takes a list of questions, not {questions!r}")
        for question in questions:
            refuse(question)
        asked, now = SearchOptions(**options), self._reader()
        if asked.mode != "bm25":
            now.embed(questions)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(lambda question: answer(now, question, asked), questions))

    def embed(self, questions: Sequence[str]) -> None:
        """Embed questions that are about to be asked: together it takes less time, and `search` finds them done.

        Raises:
            QuestionError: One is no question.
            IndexMissingError, IndexFormatError, ModelMismatchError: As for `search`.
        """
        for question in questions:
            refuse(question)
        self._reader().embed(questions)

    async def asearch(self, question: str, **options: Unpack[SearchKeywords]) -> Result:
        """`search`, awaited: it runs in a thread, and the event loop goes on meanwhile."""
        return await _elsewhere(partial(self.search, question, **options))

    def context(
        self,
        question: str,
        *,
        max_tokens: int = 2_000,
        count_tokens: Callable[[str], int] | None = None,
        **options: Unpack[SearchKeywords],
    ) -> Context:
        """What a language model is to be given to answer `question` from: numbered passages and their citations.

        Args:
            question: As for `search`.
            max_tokens: How long the block of text may be.
            count_tokens: How long a text is for the model at hand; by default a cautious guess (`context.tokens`).
            options: Those of `search`; `k` is 20 and `max_per_article` 2 unless they are given.

        Raises:
            ValueError: `max_tokens` does not leave room for a passage.
            QuestionError and what else `search` raises.
        """
        from .context import DEFAULTS, context, tokens

        result = self.search(question, **DEFAULTS | options)
        return context(result, max_tokens=max_tokens, count_tokens=count_tokens or tokens)

    async def acontext(
        self,
        question: str,
        *,
        max_tokens: int = 2_000,
        count_tokens: Callable[[str], int] | None = None,
        **options: Unpack[SearchKeywords],
    ) -> Context:
        """`context`, awaited: it runs in a thread, and the event loop goes on meanwhile."""
        bound = partial(self.context, question, max_tokens=max_tokens, count_tokens=count_tokens, **options)
        return await _elsewhere(bound)

    def verify(self, quote: str, passage_id: str) -> tuple[int, int] | None:
        """Where `quote` stands in a passage, as start and end in its text; None if it does not.

        White space, case, and the kinds of quotation marks, dashes and invisible characters do not matter. Words do,
        and none may be cut in two. In a passage that does not exist nothing stands.

        Args:
            quote: What was said to stand there.
            passage_id: As hits and citations have it.
        """
        from .lookup import find
        from .quote_check import place_of

        found = find(self.store, passage_id)
        if not found or len(found.passages) != 1 or found.passages[0].id != passage_id:
            return None
        return place_of(quote, found.passages[0].text)

    def article(self, article_id: str) -> Article | None:
        """The article of that id, if the index has it."""
        return self.store.article(article_id)

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of an article, in order; empty if the index does not have it."""
        return self.store.passages_of(article_id)

    def status(self) -> Status:
        """Counts, dates, outlets and model of the newest generation, or of the one held."""
        return status_of(self._follower.current().snapshot)

    def with_profile(self, profile: RankingProfile) -> Searcher:
        """A searcher over the same generation and model that ranks by another profile, and does not follow."""
        other = copy(self)
        other._follower = self._follower.with_profile(profile)
        return other

    def refresh(self) -> bool:
        """Go over to the newest generation. Questions under way end on theirs.

        Returns:
            True if there was another one.

        Raises:
            IndexMissingError, IndexFormatError: See the class; the generation held stays.
        """
        return self._follower.refresh()

    @property
    def generation(self) -> int:
        """The number of the newest generation, or of the one held."""
        return self.store.generation.number

    @property
    def profile(self) -> RankingProfile:
        """The constants of the ranking."""
        return self._reader().profile

    @property
    def stamp(self) -> ManifestStamp | None:
        """The stamp of the generation held, see `IndexFolder.stamp`."""
        return self._follower.stamp

    @property
    def store(self) -> PassageStore:
        """The passages of the newest generation, or of the one held: for look-ups that must fit together."""
        return self._reader().store

    def _reader(self) -> IndexReader:
        return self._follower.current().reader


async def _elsewhere(call: Callable[[], T]) -> T:
    import asyncio  # a command has no use for it, and no time

    return await asyncio.to_thread(call)
