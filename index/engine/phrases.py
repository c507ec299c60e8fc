"""Finds the passages that hold a phrase, by the pairs of words that they have side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ..analysis.query import Stems, phrase_terms
from ..types import NO_ROWS, Rows
from .evidence_reader import EvidenceReader
from .milvus import MOST, Milvus
from .occurrences import phrase_holders
from .packing.codes import pair_codes, stem_code
from .places import Places

_KEPT = 32
"""Phrases whose rows are kept."""
_VERIFIED = 1_000
"""Passages that are read to see whether they hold the whole phrase, and not only its pairs apart."""


class PhraseFinder:
    """Finds phrases in a generation. Safe for any number of threads.

    Args:
        engine: The engine.
        places: Rows and keys.
        reader: Reads evidence.
        languages: The languages of the archive.
        where: The expression of what lives.
    """

    def __init__(
        self, engine: Milvus, places: Places, reader: EvidenceReader, languages: Sequence[str], where: str
    ) -> None:
        self._engine = engine
        self._places = places
        self._reader = reader
        self._languages = languages
        self._where = where
        self._known: dict[str, Rows] = {}

    def holding(self, rows: Rows, phrase: str) -> Rows:
        """Select the `rows` that hold `phrase`, in their order."""
        if not len(rows):
            return rows
        held = phrase_holders(self._reader.passages(np.unique(rows)), self._terms(phrase))
        return rows[np.isin(rows, held)]

    def matches(self, phrase: str) -> Rows:
        """int64, ascending: the rows that hold `phrase`; of thousands, not all are found, and none is checked."""
        known = self._known.get(phrase)
        if known is None:
            known = self._found(self._terms(phrase))
            if len(known) <= _VERIFIED:
                known = self.holding(known, phrase)
            self._known = {**dict(list(self._known.items())[1 - _KEPT :]), phrase: known}
        return known

    def _terms(self, phrase: str) -> list[Stems]:
        return phrase_terms(phrase, self._languages)

    def _found(self, terms: Sequence[Stems]) -> Rows:
        if not terms:
            return NO_ROWS
        pairs = {(first, second) for first, second in pairwise(terms)}
        asked = {
            int(pair_codes(np.array([stem_code(one)], np.uint32), np.array([stem_code(other)], np.uint32))[0]): 1.0
            for first, second in pairs
            for one in first
            for other in second
        } or {stem_code(stem): 1.0 for stem in terms[0]}
        field = "pairs" if pairs else "terms"
        hits = self._engine.search("passages", field, asked, MOST, self._where, [], self._places.partitions)
        enough = len(pairs) - 0.5 if pairs else 0.0
        keys = np.array([row["id"] for score, row in hits if score > enough], np.int64)
        return np.sort(self._places.passages.numbers(keys))
