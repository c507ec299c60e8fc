"""One generation of an index, ready to be asked: its legs, and what else is made once and serves every question."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from ...index.embedding.protocol import Embedder
from ...index.retrieval.boilerplate import Repeats
from ...index.retrieval.dense import Dense
from ...index.retrieval.lexical import Lexical, WordScores
from ...index.segments.snapshot import Snapshot
from ...index.types import Scorer
from ..query.options import Mode
from ..query.outlets import Outlets


class IndexReader:
    """A snapshot and what is made over it, each when it is first asked.

    Args:
        snapshot: The generation, opened.
        model: Gives the model that built it.
    """

    def __init__(self, snapshot: Snapshot, model: Callable[[], Embedder]) -> None:
        self.snapshot = snapshot
        self._model = model

    @cached_property
    def bm25(self) -> Lexical:
        """The lexical leg."""
        return Lexical(self.snapshot)

    @cached_property
    def dense(self) -> Dense:
        """The dense leg; loads the model."""
        return Dense(self.snapshot, self._model())

    @cached_property
    def outlets(self) -> Outlets:
        """Who publishes the articles."""
        return Outlets(self.snapshot.counts("source"))

    @cached_property
    def repeats(self) -> Repeats:
        """Which passages stand in many articles."""
        return Repeats(self.snapshot)

    def ask(self, question: str, mode: Mode) -> tuple[WordScores, dict[str, Scorer]]:
        """`question`, asked of the words in any case, and of the legs of `mode`, by name."""
        words = self.bm25.ask(question)
        legs: dict[str, Scorer] = {}
        if mode != "bm25":
            legs["dense"] = self.dense.ask(question)
        if mode != "dense":
            legs["bm25"] = words
        return words, legs
