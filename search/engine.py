"""A question's whole way: mask, ask each leg, blend, take the best rows, look up what stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from threading import Lock

import numpy as np

from ..corpus.article import LONGEST_PARAGRAPH, Article, Passage, visible
from ..index.embedder import built_with
from ..index.filter import Filter
from ..index.folder import IndexFolder
from ..index.lexical import Lexical
from ..index.manifest import Manifest
from ..index.protocols import Embedder, Ranking, Retriever
from ..index.snapshot import Place, Snapshot
from ..index.vectors import Dense
from .fusion import POOL, blend
from .highlight import telling_sentence
from .hits import MODES, Hit, Mode, Result


class QuestionError(ValueError):
    """A question, or what comes with it, cannot be asked."""


class Searcher:
    """Questions to one index, from any number of threads.

    It holds the generation that was newest when it was opened or refreshed, whole, whatever a writer does meanwhile.
    Nothing is read that a question does not need: the model is loaded by the first question that wants it.

    Args:
        folder: The index.
        embedder: The model that built it; by default the one that the index names.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: It is damaged, or of a newer format.
    """

    def __init__(self, folder: Path | str, *, embedder: Embedder | None = None) -> None:
        self._folder = IndexFolder(folder)
        self._given = embedder
        self._loaded: Embedder | None = None
        self._loading, self._refreshing = Lock(), Lock()
        self._now = self._newest()

    def search(
        self,
        question: str,
        *,
        k: int = 10,
        filters: Filter = Filter(),  # noqa: B008  # frozen, so it may be shared
        mode: Mode = "hybrid",
        neighbours: int = 0,
    ) -> Result:
        """The `k` passages that answer `question` best; fewer if fewer pass `filters`.

        Args:
            question: In plain words.
            k: How many hits at most. Beyond `POOL` the candidates are more, and so the scores' scale is another.
            filters: Which articles may answer.
            mode: ``hybrid`` asks both legs, ``dense`` or ``bm25`` one. ``bm25`` finds only passages that share a word
                with the question, and needs no model.
            neighbours: How many passages before and after each hit to bring along.

        Raises:
            QuestionError: The question is blank or longer than a paragraph may be, it or a filter is no Unicode text, a
                number is out of range, or there is no such mode.
            ModelMismatchError: The model at hand is not the one that built the index.
            IndexFormatError: A file of the index is damaged.
        """
        _refuse(question, k, filters, mode, neighbours)
        now = self._now  # held to the end: a refresh in another thread cannot mix two generations
        mask = now.snapshot.mask(filters)
        legs = {name: leg.ask(question) for name, leg in now.legs(mode).items()}
        candidates = np.unique(np.concatenate([leg.best(max(k, POOL), mask).rows for leg in legs.values()]))
        best = Ranking.best(candidates, blend({name: leg.scores(candidates) for name, leg in legs.items()}), k)

        raw = {name: leg.scores(best.rows).tolist() for name, leg in legs.items()}
        weights = now.bm25.weights(question)
        hits = tuple(_hits(now.snapshot, best, raw, weights, neighbours))
        manifest, counts = now.snapshot.manifest, (now.snapshot.articles, now.snapshot.passages)
        return Result(question, filters, mode, manifest.generation, *counts, manifest.model.name, hits)

    def article(self, article_id: str) -> Article | None:
        """The article of that id, if the index has it."""
        snapshot = self._now.snapshot
        place = snapshot.find(article_id)
        return snapshot.article(place) if place else None

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of an article, in order; empty if the index does not have it."""
        snapshot = self._now.snapshot
        place = snapshot.find(article_id)
        return snapshot.passages_of(place, snapshot.article(place)) if place else []

    def refresh(self) -> bool:
        """Go over to the newest generation. Questions under way end on theirs.

        Returns:
            Whether there was another one.

        Raises:
            IndexMissingError, IndexFormatError: See the class; the generation held stays.
        """
        with self._refreshing:  # or the slower of two threads could go back to what it saw first
            # Numbers are not enough: a folder may have been removed, and filled anew as often.
            if self._folder.manifest() == self.snapshot.manifest:
                return False
            self._now = self._newest()
            return True

    @property
    def generation(self) -> int:
        """The generation held."""
        return self._now.snapshot.manifest.generation

    @property
    def snapshot(self) -> Snapshot:
        """The generation held, for counts and dates."""
        return self._now.snapshot

    def _newest(self) -> _Generation:
        snapshot = self._folder.open()
        return _Generation(snapshot, partial(self._model, snapshot.manifest))

    def _model(self, manifest: Manifest) -> Embedder:
        """The model of a generation: the one given, or the one its manifest names, kept while it fits."""
        if self._given is not None:
            return self._given
        with self._loading:  # a second copy would cost as much memory again
            if self._loaded is None or self._loaded.fingerprint != manifest.model:
                self._loaded = built_with(manifest, self._folder)
            return self._loaded


class _Generation:
    """A snapshot and its legs, each made when it is first asked."""

    def __init__(self, snapshot: Snapshot, model: Callable[[], Embedder]) -> None:
        self.snapshot = snapshot
        self._model = model

    @cached_property
    def bm25(self) -> Lexical:
        return Lexical(self.snapshot)

    @cached_property
    def dense(self) -> Dense:
        return Dense(self.snapshot, self._model())

    def legs(self, mode: Mode) -> dict[str, Retriever]:
        """The legs that `mode` asks, by name."""
        asked: dict[str, Retriever] = {}
        if mode != "bm25":
            asked["dense"] = self.dense
        if mode != "dense":
            asked["bm25"] = self.bm25
        return asked


def _hits(
    snapshot: Snapshot, best: Ranking, raw: Mapping[str, Sequence[float]], weights: Mapping[str, float], reach: int
) -> Iterator[Hit]:
    """What stands at the `best` rows, with the `raw` scores that each leg gave them."""
    opened: dict[Place, tuple[Article, list[Passage]]] = {}  # several hits may be in one article
    unknown = [None] * len(best.rows)
    scores = zip(best.scores.tolist(), raw.get("dense", unknown), raw.get("bm25", unknown), strict=True)
    for rank, (row, (score, cosine, bm25)) in enumerate(zip(best.rows.tolist(), scores, strict=True), start=1):
        place, number = snapshot.place_of(row)
        if place not in opened:
            article = snapshot.article(place)
            opened[place] = article, snapshot.passages_of(place, article)
        article, passages = opened[place]
        passage = passages[number]
        around = (*passages[max(0, number - reach) : number], *passages[number + 1 : number + 1 + reach])
        highlight = telling_sentence(passage.text, weights)
        yield Hit(rank, score, cosine, bm25, passage, article, highlight, around)


def _refuse(question: str, k: int, filters: Filter, mode: Mode, neighbours: int) -> None:
    if mode not in MODES:
        raise QuestionError(f"there is no mode {mode!r}; use one of: {', '.join(MODES)}")
    if not (isinstance(question, str) and isinstance(filters, Filter)):
        raise QuestionError(f"a question is a string and filters a Filter, not {question!r} and {filters!r}")
    if not (isinstance(k, int) and isinstance(neighbours, int)) or k < 1 or neighbours < 0:
        raise QuestionError(f"k must be at least 1 and neighbours at least 0, not {k!r} and {neighbours!r}")
    for text in (question, *chain(*filters.facets().values())):
        try:
            text.encode()
        except UnicodeEncodeError:
            raise QuestionError(f"{text[:80]!r} is no Unicode text (it holds half of a surrogate pair)") from None
    if not visible(question):
        raise QuestionError("the question is empty")
    if len(question) > LONGEST_PARAGRAPH:  # it would hold up the encoder, and say no more
        raise QuestionError(f"the question is longer than {LONGEST_PARAGRAPH:,} characters")
