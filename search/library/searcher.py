"""`Searcher`: the object that a program holds, to ask one index from any number of threads or tasks."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar, Unpack

from ...corpus.article import Article, Passage
from ...corpus.errors import IndexFormatError
from ...index.embedding.protocol import Embedder
from ...index.profile import RankingProfile, profile_for
from ...index.retrieval.local_store import LocalStore
from ...index.retrieval.protocol import PassageStore
from ...index.segments.folder import IndexFolder, Stamp
from ...index.segments.manifest import Manifest
from ...index.segments.model_choice import built_with
from ...index.segments.segment import Segment
from ...index.segments.snapshot import Snapshot
from ...index.segments.status import Status, status_of
from ..query.options import QuestionError, SearchKeywords, SearchOptions, refuse
from ..ranking.pipeline import answer
from ..ranking.reader import IndexReader
from ..ranking.results import Result

if TYPE_CHECKING:
    from .context import Context

_LOG = logging.getLogger("nutgraf")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Opened:
    """A generation, opened: its files, and what answers queries over them."""

    snapshot: Snapshot
    reader: IndexReader


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
        self._folder = IndexFolder(folder)
        self._given = embedder
        self._profile = profile
        self._follows = follow
        self._loaded: Embedder | None = None
        self._loading, self._refreshing = Lock(), Lock()
        self._seen = self._held = self._folder.stamp()
        self._now = self._newest()

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
        return answer(self._current(), question, asked)

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
        asked, now = SearchOptions(**options), self._current()
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
        self._current().embed(questions)

    async def asearch(self, question: str, **options: Unpack[SearchKeywords]) -> Result:
        """`search`, awaited: it runs in a thread, and the event loop goes on meanwhile."""
        return await _in_thread(partial(self.search, question, **options))

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
        return await _in_thread(bound)

    def verify(self, quote: str, passage_id: str) -> tuple[int, int] | None:
        """Where `quote` stands in a passage, as start and end in its text; None if it does not.

        White space, case, and the kinds of quotation marks, dashes and invisible characters do not matter. Words do,
        and none may be cut in two. In a passage that does not exist nothing stands.

        Args:
            quote: What was said to stand there.
            passage_id: As hits and citations have it.
        """
        from .lookup import look_up
        from .quote_check import find_quote

        found = look_up(self.store, passage_id)
        if not found or len(found.passages) != 1 or found.passages[0].id != passage_id:
            return None
        return find_quote(quote, found.passages[0].text)

    def article(self, article_id: str) -> Article | None:
        """The article of that id, if the index has it."""
        return self.store.article(article_id)

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of an article, in order; empty if the index does not have it."""
        return self.store.passages_of(article_id)

    def status(self) -> Status:
        """What the newest generation holds, or the one held: counts, dates, outlets, model."""
        self._current()
        return status_of(self._now.snapshot)

    def with_profile(self, profile: RankingProfile) -> Searcher:
        """A searcher over the same generation and model that ranks by another profile, and does not follow."""
        other = copy(self)
        other._profile, other._follows = profile, False
        other._now = other._opened(self._now.snapshot)
        return other

    def refresh(self) -> bool:
        """Go over to the newest generation. Questions under way end on theirs.

        Returns:
            Whether there was another one.

        Raises:
            IndexMissingError, IndexFormatError: See the class; the generation held stays.
        """
        with self._refreshing:  # or the slower of two threads could go back to what it saw first
            return self._refresh(self._folder.stamp())

    @property
    def generation(self) -> int:
        """The number of the newest generation, or of the one held."""
        return self.store.generation.number

    @property
    def profile(self) -> RankingProfile:
        """The constants of the ranking."""
        return self._current().profile

    @property
    def stamp(self) -> Stamp | None:
        """The stamp of the generation held, see `IndexFolder.stamp`."""
        return self._held

    @property
    def store(self) -> PassageStore:
        """The passages of the newest generation, or of the one held: for look-ups that must fit together."""
        return self._current().store

    def _current(self) -> IndexReader:
        """The generation to ask."""
        stamp = self._folder.stamp() if self._follows else self._seen
        if stamp != self._seen and self._refreshing.acquire(blocking=False):  # others ask the one held meanwhile
            try:
                self._refresh(stamp)
            except IndexFormatError as error:
                if stamp is None:
                    raise
                self._seen = stamp  # it is not tried again before it changes
                held = self._now.snapshot.manifest.generation
                _LOG.warning("answers still come from generation %d: %s", held, error)
            finally:
                self._refreshing.release()
        return self._now.reader

    def _refresh(self, stamp: Stamp | None) -> bool:
        """Go over to what MANIFEST names, which had this stamp before: what is committed from then on has another."""
        # Numbers are not enough: a folder may have been removed, and filled anew as often.
        newer = self._folder.manifest() != self._now.snapshot.manifest
        if newer:
            self._now = self._newest(self._now.snapshot.segments)
        self._seen = self._held = stamp
        return newer

    def _newest(self, known: Sequence[Segment] = ()) -> _Opened:
        return self._opened(self._folder.open(known))

    def _opened(self, snapshot: Snapshot) -> _Opened:
        manifest = snapshot.manifest
        profile = self._profile or profile_for(manifest.model.weights)
        return _Opened(snapshot, IndexReader(LocalStore(snapshot, profile), partial(self._model, manifest), profile))

    def _model(self, manifest: Manifest) -> Embedder:
        """The model of a generation: the one given, or the one its manifest names, kept while it fits.

        Raises:
            ModelMismatchError: The model given is not the one that built the index, or that one is not here.
        """
        if self._given is not None:
            manifest.refuse_other_model(self._given.fingerprint, self._folder.path)
            return self._given
        with self._loading:  # a second copy would cost as much memory again
            if self._loaded is None or self._loaded.fingerprint != manifest.model:
                self._loaded = built_with(manifest, self._folder)
            return self._loaded


async def _in_thread(call: Callable[[], T]) -> T:
    import asyncio  # a command has no use for it, and no time

    return await asyncio.to_thread(call)
