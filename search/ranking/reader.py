"""The index reader: one generation of an index, ready for queries, with its store, model and outlets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from ...index.analysis.language import ENGLISH_STOP_WORDS as STOP_WORDS
from ...index.analysis.query import QueryTerm, Stems, query_terms, stems_of
from ...index.analysis.words import words
from ...index.embedding.cosine_scale import PLAIN, CosineScale, ModelScales, measure_scales
from ...index.embedding.protocol import Embedder, validate_vectors
from ...index.profile import RankingProfile
from ...index.retrieval.protocol import Generation, PassageStore
from ...index.types import Vectors
from ..query.ignored import NOTHING, Ignored
from ..query.names.outlets import Outlets
from ..query.options import Mode
from ..query.parse import ArchiveWords
from ..query.parsed import ParsedQuery
from ..query.spelling.variants import british_or_american, variants
from .vector_cache import VectorCache

if TYPE_CHECKING:
    from ...index.reranking.protocol import Reranker
    from ..query.names.bylines import Bylines
    from ..query.names.sections import Sections

_READ_CLOSELY = frozenset("*$£€¥")
"""Marks of a beginning and of an amount, whose words an archive may have in another form although it has them."""
LoadReranker: TypeAlias = "Callable[[str | None, Generation], Reranker | None]"
"""Loads a reranker by its name, or the default one for None, for the model of a generation; returns None for none."""


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A query in the form that the legs take.

    Attributes:
        question: The question as it was typed.
        terms: For the lexical leg, and for relevance in every mode.
        vector: float32 ``(dim,)`` of length 1, for the dense leg; None in the mode ``bm25``.
        lexical: True where the lexical leg is used.
        scale: The scale of its cosines.
    """

    question: str
    terms: Sequence[QueryTerm]
    vector: Vectors | None
    lexical: bool
    scale: CosineScale


class IndexReader:
    """A store with the parts that queries over it need, made at first use. Safe for any number of threads.

    Args:
        store: The passages of one generation.
        model: Loads the model that embedded them.
        profile: The constants of the ranking.
        load_reranker: Loads a reranker; by default there is none.
    """

    def __init__(
        self,
        store: PassageStore,
        model: Callable[[], Embedder],
        profile: RankingProfile,
        load_reranker: LoadReranker = lambda _name, _generation: None,
    ) -> None:
        self.store = store
        self.profile = profile
        self._model = model
        self._load_reranker = load_reranker
        self._questions = VectorCache(lambda texts: self._validated(texts, self._embedder.queries(texts)))
        self._titles = VectorCache(self.embed_texts)

    @cached_property
    def outlets(self) -> Outlets:
        """The outlets of the archive."""
        return Outlets(self.store.counts("source"))

    @cached_property
    def archive(self) -> ArchiveWords:
        """The archive that a question is read against, beside its outlets."""
        return ArchiveWords(self._knows, self._stands, lambda: self._bylines, lambda: self._sections)

    @cached_property
    def _bylines(self) -> Bylines:
        from ..query.names.bylines import Bylines  # few questions speak of writing

        return Bylines(self.store.counts("author"), self.store.counts("source"), self.store.phrase_frequency)

    @cached_property
    def _sections(self) -> Sections:
        from ..query.names.sections import Sections  # nor of sections

        return Sections(self.store.counts("category"))

    def _knows(self, word: str) -> bool:
        return word in STOP_WORDS or self._frequency(word) > 0

    def announce(self, question: str) -> None:
        """Say that the frequencies of the words of a question are asked next."""
        languages = self.store.generation.languages
        self.store.statistics.prefetch(stem for word in words(question) for stem in stems_of(word, languages))

    def _frequency(self, word: str) -> int:
        """Count the passages that have a word in any form; the articles, if only titles have it."""
        stems, statistics = stems_of(word, self.store.generation.languages), self.store.statistics
        return statistics.passage_frequency(stems) or statistics.article_frequency(stems)

    def _stands(self, words: str) -> bool:
        return self.store.phrase_frequency(words) > 0

    def reranker(self, name: str | None) -> Reranker | None:
        """Load the reranker of that name, or the default one for None; None for none.

        Raises:
            QuestionError: There is no such reranker, or it may not be asked for.
        """
        return self._load_reranker(name, self.store.generation)

    def spelled(self, parsed: ParsedQuery, question: str, ignored: Ignored = NOTHING) -> ParsedQuery:
        """Spell the words that are searched for as the archive does, less those to be ignored; see `query.spelling`."""
        text, kept = parsed.searched or question, parsed.outlet_words | parsed.time_words | STOP_WORDS | ignored.names
        odd = (
            word
            for word in words(text)
            if word in variants() or (word not in kept and (british_or_american(word) or not self._frequency(word)))
        )
        if _READ_CLOSELY.isdisjoint(text) and not any(odd):
            return parsed
        from ..query.spelling.spell import spell  # most questions have only words that the archive has, in one spelling

        languages = self.store.generation.languages
        found = spell(text, self._frequency, self.store.vocabulary, languages, kept, self._stands)
        return replace(parsed, searched=found.text, also=found.also, variants=found.variants)

    def encode(self, question: str, mode: Mode, spellings: Mapping[str, Sequence[str]] | None = None) -> EncodedQuery:
        """Encode a question: its terms, and its vector if `mode` needs one.

        Args:
            question: The text that is searched for.
            mode: The legs.
            spellings: Words that count as a folded word of it.

        Raises:
            ModelMismatchError: The model is not the one that built the index.
            NutgrafError: The model returned an invalid vector.
        """
        vector = None if mode == "bm25" else self.embed([question])[0]
        terms = query_terms(question, self.store.generation.languages, self._holds, spellings or {})
        scale = PLAIN.questions if vector is None else self.scales.questions
        return EncodedQuery(question, terms, vector, lexical=mode != "dense", scale=scale)

    def _holds(self, stems: Stems) -> bool:
        return self.store.statistics.passage_frequency(stems) > 0

    def embed(self, questions: Sequence[str]) -> list[Vectors]:
        """float32 ``(dim,)`` for each question, cached for `encode`. One call is faster than several.

        Raises:
            ModelMismatchError, NutgrafError: As for `encode`.
        """
        return self._questions.vectors(questions)

    def embed_titles(self, titles: Sequence[str]) -> list[Vectors]:
        """float32 ``(dim,)`` for each title, as of a passage, cached.

        Raises:
            ModelMismatchError, NutgrafError: As for `encode`.
        """
        return self._titles.vectors(titles)

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(texts, dim)``: the vectors of texts as of passages, not cached.

        Raises:
            ModelMismatchError, NutgrafError: As for `encode`.
        """
        return self._validated(texts, self._embedder.passages(texts))

    @cached_property
    def scales(self) -> ModelScales:
        """The scales of the model's cosines, measured now where the index has none.

        Raises:
            ModelMismatchError, NutgrafError: As for `encode`; only where the index has none.
        """
        return self.store.generation.scales or measure_scales(self._embedder)

    @cached_property
    def _embedder(self) -> Embedder:
        return self._model()

    def _validated(self, texts: Sequence[str], vectors: Vectors) -> Vectors:
        return validate_vectors(vectors, texts, self._embedder.fingerprint)
