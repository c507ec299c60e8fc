"""`Searcher`: searches one index, from any number of threads or tasks."""

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
    """An open generation: its files, and the reader that answers queries over them."""

    snapshot: Snapshot
    reader: IndexReader


class Searcher:
    """Searches one index, from any number of threads or tasks.

    It answers each question from a single generation, and moves to a newer one when that is committed: a question after
    a commit sees it, and unfinished questions end on their own. It reads only what questions need: the first question
    that needs the model loads it.

    Args:
        folder: The folder of the index.
        embedder: The model that built the index; by default the one that the index names.
        follow: True to move to newer generations automatically, False to move only when `refresh` is called.
        profile: The constants of the ranking, for experiments; by default those fitted to the model.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: The index is damaged, or of another format.
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
        """Return the `k` passages that answer `question` best; fewer where fewer pass the filters.

        Args:
            question: A question in plain words; words in quotation marks are searched for as a phrase.
            options: Options of the search: `k` (10), `filters`, `mode` (``hybrid``), `neighbours` (0), `literal`,
                `collapse`, `max_per_article`; see `SearchOptions`.

        Raises:
            QuestionError: The question is blank or longer than the longest paragraph, the question or a filter is not
                Unicode text, a number is out of range, or the mode is unknown.
            ModelMismatchError: The model at hand is not the one that built the index.
            IndexMissingError: The index is gone.
            IndexFormatError: A file of the index is damaged.
        """
        refuse(question)
        asked = SearchOptions(**options)
        return answer(self._current(), question, asked)

    def search_many(self, questions: Sequence[str], **options: Unpack[SearchKeywords]) -> list[Result]:
        """Search for each of `questions` on the same generation, faster than one by one.

        Embeds them together, and answers them on all cores.

        Args:
            questions: The questions, in any order and number.
            options: Options of `search`, for all questions.

        Raises:
            QuestionError and the other errors of `search`: One question fails, so none is answered.
        """
        if isinstance(questions, str):  # a string would be split into letters
            raise QuestionError(f"search_many takes a list of questions, not {questions!r}")
        for question in questions:
            refuse(question)
        asked, now = SearchOptions(**options), self._current()
        if asked.mode != "bm25":
            now.embed(questions)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(lambda question: answer(now, question, asked), questions))

    def embed(self, questions: Sequence[str]) -> None:
        """Embed questions in advance, together, which is faster; a following `search` reuses the vectors.

        Raises:
            QuestionError: A question is not valid.
            IndexMissingError, IndexFormatError, ModelMismatchError: As for `search`.
        """
        for question in questions:
            refuse(question)
        self._current().embed(questions)

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

    def verify(self, quote: str, passage_id: str) -> tuple[int, int] | None:
        """Find `quote` in a passage: return its start and end in the text, or None where it does not occur.

        White space, case, the kinds of quotation marks and dashes, and invisible characters do not matter. The words
        must be the same, and whole. In a passage that does not exist, nothing is found.

        Args:
            quote: The alleged quotation.
            passage_id: The id from a hit or a citation.
        """
        from .lookup import look_up
        from .quote_check import find_quote

        entry = look_up(self.store, passage_id)
        if not entry or len(entry.passages) != 1 or entry.passages[0].id != passage_id:
            return None
        return find_quote(quote, entry.passages[0].text)

    def article(self, article_id: str) -> Article | None:
        """Return the article with that id; None where the index does not have it."""
        return self.store.article(article_id)

    def passages(self, article_id: str) -> list[Passage]:
        """Return the passages of an article, in order; empty where the index does not have it."""
        return self.store.passages_of(article_id)

    def status(self) -> Status:
        """Return counts, dates, outlets and model of the newest generation, or of the one held."""
        self._current()
        return status_of(self._now.snapshot)

    def with_profile(self, profile: RankingProfile) -> Searcher:
        """Return a searcher over the same generation and model with another profile, which does not follow."""
        other = copy(self)
        other._profile, other._follows = profile, False
        other._now = other._opened(self._now.snapshot)
        return other

    def refresh(self) -> bool:
        """Move to the newest generation. Unfinished questions end on their own.

        Returns:
            True where there was a newer one.

        Raises:
            IndexMissingError, IndexFormatError: As for the class; the searcher keeps its generation.
        """
        with self._refreshing:  # else the slower of two threads could go back to an older generation
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
        """The stamp of the generation held; see `IndexFolder.stamp`."""
        return self._held

    @property
    def store(self) -> PassageStore:
        """The passages of the newest generation, or of the one held, for look-ups that must agree."""
        return self._current().store

    def _current(self) -> IndexReader:
        """Return the reader to ask, of the newest generation or of the one held."""
        stamp = self._folder.stamp() if self._follows else self._seen
        if stamp != self._seen and self._refreshing.acquire(blocking=False):  # meanwhile other threads ask the one held
            try:
                self._refresh(stamp)
            except IndexFormatError as error:
                if stamp is None:
                    raise
                self._seen = stamp  # do not try again until it changes
                held = self._now.snapshot.manifest.generation
                _LOG.warning("answers still come from generation %d: %s", held, error)
            finally:
                self._refreshing.release()
        return self._now.reader

    def _refresh(self, stamp: Stamp | None) -> bool:
        """Move to the generation in MANIFEST. `stamp` was read before it, so later commits have another stamp."""
        # Numbers are not enough: a folder may have been removed and filled again with as many commits.
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
        """Return the model of a generation: the one given, or the one its manifest names, kept while it fits.

        Raises:
            ModelMismatchError: The model given did not build the index, or the named one is not on this machine.
        """
        if self._given is not None:
            manifest.refuse_other_model(self._given.fingerprint, self._folder.path)
            return self._given
        with self._loading:  # a second copy would double the memory
            if self._loaded is None or self._loaded.fingerprint != manifest.model:
                self._loaded = built_with(manifest, self._folder)
            return self._loaded


async def _in_thread(call: Callable[[], T]) -> T:
    import asyncio  # imported late: commands do not need it

    return await asyncio.to_thread(call)
