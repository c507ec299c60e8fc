"""A question's whole way: mask, ask each leg, judge the candidates, blend, fold copies, look up what stands there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Unpack

import numpy as np

from ..corpus.article import Article, Passage
from ..index.embedder import built_with
from ..index.filter import Filter
from ..index.folder import IndexFolder
from ..index.manifest import Manifest
from ..index.phrases import holding
from ..index.protocols import Embedder, Mask, Ranking, Rows
from ..index.snapshot import Snapshot
from .citing import Candidates, cite
from .copies import NONE, collapsed
from .fusion import POOL, WEIGHTS, Weights, fused
from .generation import Generation
from .hits import Mode, Result
from .preference import preference
from .questions import Options, QuestionError, refuse, refuse_options
from .understanding import Understood, understand
from .verdict import ASKED_FOR, NOTHING, judge


class Searcher:
    """Questions to one index, from any number of threads.

    It holds the generation that was newest when it was opened or refreshed, whole, whatever a writer does meanwhile.
    Nothing is read that a question does not need: the model is loaded by the first question that wants it.

    Args:
        folder: The index.
        embedder: The model that built it; by default the one that the index names.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: It is damaged, or of another format.
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
        literal: bool = False,
        collapse: bool = True,
        max_per_article: int | None = None,
        weights: Weights = WEIGHTS,
    ) -> Result:
        """The `k` passages that answer `question` best; fewer if fewer pass `filters`.

        Args:
            question: In plain words. What stands in quotation marks is looked for as it stands.
            k: How many hits at most. Beyond `POOL` the candidates are more, and so the scores' scale is another.
            filters: Which articles may answer.
            mode: ``hybrid`` asks both legs, ``dense`` or ``bm25`` one. ``bm25`` finds only passages that share a word
                with the question, and needs no model.
            neighbours: How many passages before and after each hit to bring along.
            literal: Do not prefer the outlets and dates that the question names, nor what it quotes.
            collapse: Fold near copies of a hit into it, and leave boilerplate out; else every passage is a hit.
            max_per_article: How many hits of one article at most; None for any number.
            weights: Of the signals in a blend; for experiments. A signal without one has no say.

        Raises:
            QuestionError: The question is blank or longer than a paragraph may be, it or a filter is no Unicode text, a
                number is out of range, or there is no such mode.
            ModelMismatchError: The model at hand is not the one that built the index.
            IndexFormatError: A file of the index is damaged.
        """
        refuse(question)
        refuse_options(k, filters, mode, neighbours, max_per_article)
        now = self._now  # held to the end: a refresh in another thread cannot mix two generations
        understood = Understood() if literal else understand(question, now.outlets)
        quoted = [holding(phrase, now.snapshot) for phrase in understood.phrases]
        spared = np.concatenate([NONE, *quoted])
        words, legs = now.ask(question, mode)

        masks = _masks(now.snapshot.mask(filters), spared)
        rows = np.unique(np.concatenate([leg.best(max(k, POOL), mask).rows for leg in legs.values() for mask in masks]))
        said = {name: leg.judge(rows) for name, leg in legs.items()}
        fit = fused(said, weights)
        scores = fit + preference(understood, now.snapshot, rows, quoted, fit)
        candidates = Candidates(rows, fit, scores, said)

        ranking = Ranking.best(rows, scores, len(rows))
        repeats = now.repeats if collapse else None
        chosen = collapsed(
            now.snapshot, ranking.rows, k, repeats=repeats, spared=spared, max_per_article=max_per_article
        )
        hits = tuple(cite(now.snapshot, candidates, chosen, neighbours))
        verdict = NOTHING
        if chosen:
            best, article = chosen[0].row, hits[0].article
            asked_for = understood.alone and candidates.preferred(best)
            verdict = ASKED_FOR if asked_for else judge(candidates.seen(best, words, article))
        manifest, counts = now.snapshot.manifest, (now.snapshot.articles, now.snapshot.passages)
        return Result(
            question, filters, mode, understood, verdict, manifest.generation, *counts, manifest.model.name, hits
        )

    def search_many(self, questions: Sequence[str], **options: Unpack[Options]) -> list[Result]:
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
        here = copy(self)  # stays on this generation, wherever `self` goes meanwhile
        for question in questions:
            refuse(question)
        if options.get("mode") != "bm25":
            here._now.dense.embed(questions)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(lambda question: here.search(question, **options), questions))

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

    def _newest(self) -> Generation:
        snapshot = self._folder.open()
        return Generation(snapshot, partial(self._model, snapshot.manifest))

    def _model(self, manifest: Manifest) -> Embedder:
        """The model of a generation: the one given, or the one its manifest names, kept while it fits."""
        if self._given is not None:
            return self._given
        with self._loading:  # a second copy would cost as much memory again
            if self._loaded is None or self._loaded.fingerprint != manifest.model:
                self._loaded = built_with(manifest, self._folder)
            return self._loaded


def _masks(mask: Mask, quoted: Rows) -> list[Mask]:
    """Where to look for candidates: everywhere, and by itself where a phrase stands, or it might be out of reach."""
    if not len(quoted):
        return [mask]
    holds = np.zeros(len(mask), bool)
    holds[quoted] = True
    return [mask, mask & holds]
