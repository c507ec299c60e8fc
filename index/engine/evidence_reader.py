"""Reads evidence out of an engine: of passages, and of the words of whole articles."""

from __future__ import annotations

from binascii import a2b_base64
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...corpus.errors import EngineError
from ..ragged import Ragged, concatenated_ranges, offsets
from ..types import Rows
from .block_cache import BlockCache
from .milvus import Milvus, Row
from .packing.evidence_block import EvidenceBlock, unpack
from .places import Places
from .segment_rows import more_of

EVIDENCE = ("evidence", "more_evidence", "source_name", "language", "article")
"""The fields of a passage that are its evidence."""


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """The words of `n` articles, the title of each counted once.

    Attributes:
        rows: int64 ``(n,)``, ascending: the numbers of the articles.
        stems: uint32: the codes of the distinct stems of each, ascending.
        tf: uint32: the occurrences of each stem.
    """

    rows: Rows
    stems: Ragged
    tf: Ragged

    def take(self, positions: Rows) -> ArticleWords:
        """Select articles by their positions, ascending."""
        return ArticleWords(self.rows[positions], self.stems.take(positions), self.tf.take(positions))

    @classmethod
    def joined(cls, blocks: Sequence[ArticleWords]) -> ArticleWords:
        """Merge blocks without an article in common, at least one, in the order of numbers."""
        rows = np.concatenate([block.rows for block in blocks])
        merged = cls(rows, Ragged.joined([it.stems for it in blocks]), Ragged.joined([it.tf for it in blocks]))
        return merged.take(np.argsort(rows))


class EvidenceReader:
    """Reads the evidence of passages, each once for all parts of a question. Safe for any number of threads.

    Args:
        engine: The engine.
        places: Rows and keys.
        dim: Numbers in a vector.
    """

    def __init__(self, engine: Milvus, places: Places, dim: int) -> None:
        self._engine = engine
        self._places = places
        self._dim = dim
        self._passages = BlockCache(self._fetch_passages, EvidenceBlock.take, EvidenceBlock.joined)
        self._articles = BlockCache(self._fetch_articles, ArticleWords.take, ArticleWords.joined)

    def passages(self, rows: Rows) -> EvidenceBlock:
        """Read the evidence of `rows`, which ascend.

        Raises:
            EngineError: The engine does not answer, or has deleted one of them meanwhile.
        """
        found = self._passages.get(rows)
        self._refuse_missing(len(rows) - len(found.rows))
        return found

    def located(self, rows: Rows) -> tuple[EvidenceBlock, Rows]:
        """Read the evidence of `rows`, in any order: a block that holds them all, and the place of each in it.

        Raises:
            EngineError: As for `passages`.
        """
        block, places = self._passages.located(rows)
        self._refuse_missing(int(np.count_nonzero(block.rows.take(places, mode="clip") != rows)) if len(rows) else 0)
        return block, places

    def article_words(self, numbers: Rows) -> ArticleWords:
        """Read the words of articles by number; these ascend.

        Raises:
            EngineError: As for `passages`.
        """
        found = self._articles.get(numbers)
        self._refuse_missing(len(numbers) - len(found.rows))
        return found

    def keep(self, found: Sequence[Row]) -> Rows:
        """Keep rows of passages that a search brought with their `EVIDENCE`; returns int64: their rows, in order."""
        block, rows = self._unpacked(found)
        self._passages.add(block)
        return rows

    def rest(self, rows: Sequence[Row], field: str) -> list[str]:
        """Read a field of rows, with what did not fit there."""
        names = {row["id"]: [f"{more_of(row['id'], field)}/{n}" for n in range(row[f"more_{field}"])] for row in rows}
        wanted = [name for of_row in names.values() for name in of_row]
        more = {row["id"]: row["data"] for row in self._engine.get("blobs", wanted, ["data"])} if wanted else {}
        self._refuse_missing(len(wanted) - len(more))
        return ["".join([row[field], *(more[name] for name in names[row["id"]])]) for row in rows]

    def _fetch_passages(self, rows: Rows) -> EvidenceBlock:
        keys = self._places.passages.keys(rows).tolist()
        return self._unpacked(self._engine.get("passages", keys, EVIDENCE))[0]

    def _unpacked(self, found: Sequence[Row]) -> tuple[EvidenceBlock, Rows]:
        rows = self._places.passages.numbers(np.array([row["id"] for row in found], np.int64))
        block = unpack(
            rows,
            self.rest(found, "evidence"),
            [row["source_name"] for row in found],
            [row["language"] for row in found],
            self._dim,
        )
        return block, rows

    def _fetch_articles(self, numbers: Rows) -> ArticleWords:
        keys = self._places.articles.keys(numbers).tolist()
        found = self._engine.get("articles", keys, ("words", "more_words"))
        parts = [np.frombuffer(a2b_base64(text), np.uint32) for text in self.rest(found, "words")]
        counts = np.array([part[0] for part in parts], np.int64)
        values = np.concatenate([np.zeros(0, np.uint32), *parts])
        starts = offsets(2 * counts + 1)[:-1]
        stems = values.take(concatenated_ranges(starts + 1, counts))
        tf = values.take(concatenated_ranges(starts + 1 + counts, counts))
        rows = self._places.articles.numbers(np.array([row["id"] for row in found], np.int64))
        return ArticleWords(rows, Ragged(stems, counts), Ragged(tf, counts)).take(np.argsort(rows))

    def _refuse_missing(self, missing: int) -> None:
        if missing:
            raise EngineError(f"the engine at {self._engine.address} was published to meanwhile; ask again")
