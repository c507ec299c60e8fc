"""`Searcher`: searches one index, from any number of threads or tasks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, Unpack

from ...corpus.article import Passage
from ...index.embedding.protocol import Embedder
from ...index.profile import RankingProfile
from ..query.given_options import search_options
from ..query.options import SearchKeywords, SearchOptions
from ..query.parsed import ParsedQuery
from ..query.question import QuestionError, refuse
from ..ranking.pipeline import answer, parse
from ..ranking.reader import IndexReader
from ..ranking.results import Result
from .desk import Desk
from .memory import Memory, refuse_id
from .session import Session

if TYPE_CHECKING:
    from ...index.reranking.protocol import Reranker
    from ...index.retrieval.protocol import Generation
    from .context import Context
    from .quote_check import Quotation
    from .rerankers import Rerankers

T = TypeVar("T")


class Searcher(Session, Desk, Memory):
    """Searches one index, from any number of threads or tasks.

    It answers each question from a single generation, and moves to a newer one when that is committed: a question after
    a commit sees it, and unfinished questions end on their own. It reads only what questions need: the first question
    that needs the model loads it. `close`, or the end of a ``with`` block, lets go of all of it. Copies of it are the
    searcher itself, and an unpickled one opens the index again.

    Args:
        folder: The folder of the index; or give `engine`.
        engine: The address of an engine to which an index was published, ``http://HOST:PORT[/NAME]``; docs/scale.md.
        embedder: The model that built the index; by default the one that the index names.
        follow: True to move to newer generations automatically, False to move only when `refresh` is called.
        profile: The constants of the ranking, for experiments; by default `RankingProfile()`.
        rerankers: The rerankers that questions may ask for beside ``late``, the default first: ``off``, ``late``, or
            cross-encoders by name or folder. By default any, and none unless it is asked for. A server must set it.

    Raises:
        IndexMissingError, IndexFormatError: There is no index, or it is damaged or of another format.
        EngineError: The engine does not answer, or nothing was published to it.
        ValueError: Not exactly one of the two was given.
        NutgrafError: One of `rerankers` is no cross-encoder on this machine.
    """

    def __init__(
        self,
        folder: Path | str | None = None,
        *,
        engine: str | None = None,
        embedder: Embedder | None = None,
        follow: bool = True,
        profile: RankingProfile | None = None,
        rerankers: Sequence[str] | None = None,
    ) -> None:
        self._rerankers = None if rerankers is None else _rerankers(rerankers)
        super().__init__(
            folder, engine, rerankers, self._load_reranker, embedder=embedder, follow=follow, profile=profile
        )

    def search(self, question: str, **options: Unpack[SearchKeywords]) -> Result:
        """Return the `k` passages that answer `question` best; fewer where fewer pass the filters.

        Args:
            question: A question in plain words; words in quotation marks are searched for as a phrase.
            options: Options of the search: `k` (10), `filters`, `mode` (``hybrid``), `neighbours` (0), `literal`,
                `collapse`, `max_per_article`, `rerank`, `rerank_depth` (25); see `SearchOptions`.

        Raises:
            QuestionError: The question is blank or longer than the longest paragraph, the question or a filter is not
                Unicode text, a number is out of range, the mode is unknown, or there is no such reranker.
            ModelMismatchError: The model at hand is not the one that built the index.
            IndexMissingError: The index is gone.
            IndexFormatError: A file of the index is damaged.
        """
        refuse(question)
        return _answer(self._reader(), question, search_options(**options))

    def search_many(self, questions: Iterable[str], **options: Unpack[SearchKeywords]) -> list[Result]:
        """Search for each of `questions` on the same generation, faster than one by one.

        Embeds them together, and answers them on all cores.

        Args:
            questions: The questions, in any order and number.
            options: Options of `search`, for all questions.

        Raises:
            QuestionError and the other errors of `search`: One question fails, so none is answered.
        """
        questions = _questions(questions)
        validated, now = search_options(**options), self._reader()
        understood = self._embedded(now, questions, validated)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(
                pool.map(lambda question, parsed: _answer(now, question, validated, parsed), questions, understood)
            )

    def embed(self, questions: Iterable[str], **options: Unpack[SearchKeywords]) -> None:
        """Embed questions in advance, together, which is faster; a following `search` reuses the vectors.

        Args:
            questions: The questions.
            options: Options of the search to follow, of which some say what text is embedded.

        Raises:
            QuestionError: A question is not valid.
            IndexMissingError, IndexFormatError, ModelMismatchError: As for `search`.
        """
        self._embedded(self._reader(), _questions(questions), search_options(**options))

    async def asearch(self, question: str, **options: Unpack[SearchKeywords]) -> Result:
        """Search in a thread, and await the result; the event loop stays free."""
        return await _in_thread(partial(self.search, question, **options))

    def context(
        self,
        question: str,
        *,
        max_tokens: int = 2_000,
        count_tokens: Callable[[str], int] | None = None,
        **options: Unpack[SearchKeywords],
    ) -> Context:
        """Make a block of numbered passages and their citations, for a language model to answer `question` from.

        Args:
            question: As for `search`.
            max_tokens: The most tokens of the block.
            count_tokens: Counts the tokens of a text for the model; by default a cautious estimate (`context.tokens`).
            options: Options of `search`; by default `k` is 20 and `max_per_article` 2.

        Raises:
            ValueError: `max_tokens` leaves no room for a passage.
            QuestionError and the other errors of `search`.
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
        """Make a `context` in a thread, and await it; the event loop stays free."""
        bound = partial(self.context, question, max_tokens=max_tokens, count_tokens=count_tokens, **options)
        return await _in_thread(bound)

    def verify(self, quote: str, name: str) -> Quotation | None:
        """Find where `quote` stands in a passage or an article; None where it does not occur.

        White space, case, the kinds of quotation marks, brackets and dashes, and invisible characters do not matter.
        The words must be the same, whole, and in one paragraph. What does not exist holds no words.

        Args:
            quote: The alleged quotation.
            name: The id of a passage, from a hit or a citation; or of an article, whose first passage counts that has
                the words.
        """
        from .lookup import look_up
        from .quote_check import Quotation, find_quote

        entry = look_up(self.store, name)
        for passage in entry.passages if entry else ():
            if place := find_quote(quote, passage.text):
                return Quotation(passage, *place)
        return None

    def passages(self, article_id: str) -> list[Passage]:
        """Return the passages of an article, in order; empty where the index does not have it."""
        refuse_id(article_id)
        return self.store.passages_of(article_id)

    def load_rerankers(self) -> None:
        """Load the rerankers that are offered, so that no question waits; tell in the log which one cannot be."""
        if self._rerankers is not None:
            self._rerankers.load(self.store.generation.model)

    @staticmethod
    def _embedded(reader: IndexReader, questions: Sequence[str], options: SearchOptions) -> list[ParsedQuery]:
        """Parse questions, and embed together what is searched for."""
        understood = [parse(reader, question, options) for question in questions]
        if options.mode != "bm25":
            asked = zip(questions, understood, strict=True)
            reader.embed([parsed.searched or question for question, parsed in asked if not parsed.is_empty])
        return understood

    def _load_reranker(self, name: str | None, generation: Generation) -> Reranker | None:
        """Load a reranker; see `Rerankers.named`."""
        if self._rerankers is None:
            if name in (None, "off"):
                return None
            self._rerankers = _rerankers(None)
        return self._rerankers.named(name, generation.model)


def open(  # noqa: A001  # as in gzip.open
    index: Path | str | None = None,
    *,
    engine: str | None = None,
    embedder: Embedder | None = None,
    follow: bool = True,
    profile: RankingProfile | None = None,
    rerankers: Sequence[str] | None = None,
) -> Searcher:
    """Open an index, or an engine to which one was published, for searching; see `Searcher`."""
    return Searcher(index, engine=engine, embedder=embedder, follow=follow, profile=profile, rerankers=rerankers)


def _answer(reader: IndexReader, question: str, options: SearchOptions, parsed: ParsedQuery | None = None) -> Result:
    if not options.covers:
        return answer(reader, question, options, parsed)
    from ..coverage.narrowed import answer_narrowed

    return answer_narrowed(reader, question, options)


def _questions(given: Iterable[str]) -> list[str]:
    """List questions, which a generator yields only once; refuse one that is not valid."""
    if isinstance(given, str):  # a string would be split into letters
        raise QuestionError(f"give a list of questions, not {given!r}")
    questions = [*given]
    for question in questions:
        refuse(question)
    return questions


def _rerankers(offered: Sequence[str] | None) -> Rerankers:
    from .rerankers import Rerankers  # a search that does not rerank has no time for it

    return Rerankers(offered)


async def _in_thread(call: Callable[[], T]) -> T:
    import asyncio  # imported late: commands do not need it

    return await asyncio.to_thread(call)
