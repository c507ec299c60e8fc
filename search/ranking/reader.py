"""One generation of an index, ready for queries: its store, the model, and what is made once for every query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...index.columns.analyzer import QueryTerm, query_terms
from ...index.embedding.protocol import Embedder, validate_vectors
from ...index.profile import RankingProfile
from ...index.retrieval.protocol import PassageStore
from ...index.types import Vectors
from ..query.options import Mode
from ..query.outlets import Outlets

_CACHED_QUERIES = 512
"""Vectors of queries that are kept: the same questions are asked again."""


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A query as the legs take it.

    Attributes:
        terms: For the lexical leg, and for the verdict in every mode.
        vector: float32 ``(dim,)`` of length 1, for the dense leg; None in the mode ``bm25``.
        lexical: True where the lexical leg is asked.
    """

    terms: Sequence[QueryTerm]
    vector: Vectors | None
    lexical: bool


class IndexReader:
    """A store with all that answers queries over it, each made when it is first needed. Safe for many threads.

    Args:
        store: The passages of one generation.
        model: Gives the model that embedded them.
        profile: The constants of the ranking.
    """

    def __init__(self, store: PassageStore, model: Callable[[], Embedder], profile: RankingProfile) -> None:
        self.store = store
        self.profile = profile
        self._model = model
        self._vectors: dict[str, Vectors] = {}

    @cached_property
    def outlets(self) -> Outlets:
        """The outlets of the archive."""
        return Outlets(self.store.counts("source"))

    def encode(self, question: str, mode: Mode) -> EncodedQuery:
        """The terms and the vector of a question, as far as `mode` needs them.

        Raises:
            ModelMismatchError: The model at hand is not the one that built the index.
            NutgrafError: The model gave what is no vector.
        """
        vector = None if mode == "bm25" else self.embed([question])[0]
        return EncodedQuery(query_terms(question), vector, lexical=mode != "dense")

    def embed(self, questions: Sequence[str]) -> list[Vectors]:
        """float32 ``(dim,)`` for each: together takes less time than one by one, and they are kept for `encode`.

        Raises:
            ModelMismatchError, NutgrafError: As for `encode`.
        """
        known, fresh = self._vectors, {}
        if missing := list(dict.fromkeys(question for question in questions if question not in known)):
            model = self._embedder
            vectors = validate_vectors(model.queries(missing), missing, model.fingerprint)
            fresh = dict(zip(missing, vectors, strict=True))
            if len(known) > _CACHED_QUERIES:
                self._vectors = {}
            self._vectors.update(fresh)
        return [fresh[question] if question in fresh else known[question] for question in questions]

    @cached_property
    def _embedder(self) -> Embedder:
        return self._model()
