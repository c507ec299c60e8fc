"""The index reader: one generation of an index, ready for queries, with its store, model and outlets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...index.analysis.query import QueryTerm, Stems, query_terms
from ...index.embedding.protocol import Embedder, validate_vectors
from ...index.profile import RankingProfile
from ...index.retrieval.protocol import PassageStore
from ...index.types import Vectors
from ..query.options import Mode
from ..query.outlets import Outlets

_CACHED_QUERIES = 512
"""Query vectors in the cache, as questions are repeated."""


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A query in the form that the legs take.

    Attributes:
        terms: For the lexical leg, and for the verdict in every mode.
        vector: float32 ``(dim,)`` of length 1, for the dense leg; None in the mode ``bm25``.
        lexical: True where the lexical leg is used.
    """

    terms: Sequence[QueryTerm]
    vector: Vectors | None
    lexical: bool


class IndexReader:
    """A store with the parts that queries over it need, made at first use. Safe for any number of threads.

    Args:
        store: The passages of one generation.
        model: Loads the model that embedded them.
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
        """Encode a question: its terms, and its vector if `mode` needs one.

        Raises:
            ModelMismatchError: The model is not the one that built the index.
            NutgrafError: The model returned an invalid vector.
        """
        vector = None if mode == "bm25" else self.embed([question])[0]
        terms = query_terms(question, self.store.generation.languages, self._holds)
        return EncodedQuery(terms, vector, lexical=mode != "dense")

    def _holds(self, stems: Stems) -> bool:
        return self.store.statistics.passage_frequency(stems) > 0

    def embed(self, questions: Sequence[str]) -> list[Vectors]:
        """float32 ``(dim,)`` for each question, cached for `encode`. One call is faster than several.

        Raises:
            ModelMismatchError, NutgrafError: As for `encode`.
        """
        cached, added = self._vectors, {}
        if missing := list(dict.fromkeys(question for question in questions if question not in cached)):
            model = self._embedder
            vectors = validate_vectors(model.queries(missing), missing, model.fingerprint)
            added = dict(zip(missing, vectors, strict=True))
            if len(cached) > _CACHED_QUERIES:
                self._vectors = {question: cached[question] for question in questions if question in cached}
            self._vectors.update(added)
        return [added[question] if question in added else cached[question] for question in questions]

    @cached_property
    def _embedder(self) -> Embedder:
        return self._model()
