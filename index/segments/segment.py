"""A segment: some articles with their passages, vectors and words, in files that never change.

    articles.jsonl         the articles, one a line: the truth
    rows.safetensors       where each article, passage and window is, and what filters need
    vectors.safetensors    one unit vector a window: the truth too, as embedding is slow
    words.safetensors      where each word stands, and what stands where: derived
    scan.safetensors       which windows are about the nearest to a question: derived; not in small segments

What is derived can be made again from what is not, without the model.
"""

from __future__ import annotations

import hashlib
import re
from copy import copy
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ...corpus.article import Article
from ..columns.int8_vectors import Int8Vectors
from ..columns.inverted import InvertedIndex
from ..columns.pq_scan import PQScan
from ..storage.arrays import Array, MappedFile, offsets
from ..storage.durable import damaged
from ..storage.file_reader import FileReader, RowReader
from ..storage.sorted_keys import SortedKeys
from ..storage.strings import StringTable
from ..types import Mask
from .manifest import SegmentEntry
from .stored_article import from_line, text_digest

ARTICLES, ROWS, VECTORS = "articles.jsonl", "rows.safetensors", "vectors.safetensors"
WORDS, SCAN = "words.safetensors", "scan.safetensors"
FACETS = ("source", "language", "origin")
"""The columns that are stored as numbers into a table of distinct strings."""
LISTS = ("category", "author")
"""The columns of which an article has several such numbers, but one at least: that of the empty string."""
SEGMENT_NAME = re.compile(r"\d{8,}-[0-9a-f]{16}")
"""A segment's folder: the generation that made it, and a digest of what is in it."""
MAPPED = 131_072
"""Windows: the vectors of a larger segment are not mapped. To read those that a question looks at takes a millisecond
longer, and over many questions the map of a large index would be the most of a process' memory."""


class Segment:
    """A segment on disk, its files mapped; safe for any number of threads.

    Raises:
        FileNotFoundError: A file is gone (a writer may have swept the segment: read the manifest again).
    """

    def __init__(self, folder: Path, entry: SegmentEntry) -> None:
        self.entry = entry
        self.lines = FileReader(folder / ARTICLES, entry.files[ARTICLES])
        self.files = {name: MappedFile(folder / name, it) for name, it in entry.files.items() if name != ARTICLES}
        is_large = entry.windows > MAPPED
        self._vectors = FileReader(folder / VECTORS, entry.files[VECTORS]) if is_large else None
        self.dead = np.array(entry.dead, np.int64)
        self._keys: dict[str, SortedKeys] = {}

    def with_entry(self, entry: SegmentEntry) -> Segment:
        """The same segment with the tombstones of another generation; its files are mapped, and verified, once."""
        if entry == self.entry:
            return self
        other = copy(self)
        other.entry, other.dead = entry, np.array(entry.dead, np.int64)
        for derived in ("live_articles", "live_passages"):
            other.__dict__.pop(derived, None)
        return other

    def verify(self) -> None:
        """Read every byte of every file.

        Raises:
            IndexFormatError: One is not what was written.
        """
        self.lines.verify()
        for file in self.files.values():
            file.verified_bytes()

    def let_go(self) -> None:
        """Have what was read of its files no longer count as memory in use: over a long run that would be all."""
        for file in self.files.values():
            file.release_pages()

    @cached_property
    def rows(self) -> dict[str, Array]:
        """The arrays of ``rows.safetensors``; see `segment_files.write_segment`."""
        return self.files[ROWS].arrays()

    @cached_property
    def vectors(self) -> Int8Vectors:
        """The vectors of its windows."""
        codes = Int8Vectors.from_arrays(self.files[VECTORS].arrays())
        if self._vectors is None:
            return codes
        *_, place = self.files[VECTORS].layout()["codes"]
        rows = RowReader(self._vectors, place.start, (len(codes), codes.dim))
        return replace(codes, codes=cast("NDArray[np.int8]", rows))

    @cached_property
    def scan(self) -> PQScan | None:
        """What finds near ones among many vectors; None where they are few."""
        if SCAN not in self.files:
            return None
        scan = PQScan(self.files[SCAN].arrays(), self.entry.windows)
        self.files[SCAN].release_pages()  # it holds a copy
        return scan

    def keys(self, name: str) -> SortedKeys:
        """What finds rows by key: ``article_key``, ``passage_key`` or ``window_key``."""
        if name not in self._keys:
            self._keys[name] = SortedKeys(self.rows, name)
        return self._keys[name]

    @cached_property
    def first_passages(self) -> NDArray[np.int64]:
        """int64 ``(articles + 1,)``: where each article's passages begin, and their number."""
        return offsets(np.bincount(self.rows["passages"][:, 0], minlength=self.entry.articles))

    @cached_property
    def first_windows(self) -> NDArray[np.int64]:
        """int64 ``(passages + 1,)``: where each passage's windows begin, and their number."""
        return offsets(np.bincount(self.rows["windows"][:, 0], minlength=self.entry.passages))

    @cached_property
    def words(self) -> InvertedIndex:
        """The words of its passages."""
        return InvertedIndex.from_arrays(self.files[WORDS].arrays())

    @cached_property
    def live_articles(self) -> Mask:
        """bool ``(articles,)``: False where an article was removed or replaced."""
        live = np.ones(self.entry.articles, bool)
        live[self.dead] = False
        return live

    @cached_property
    def live_passages(self) -> Mask:
        """bool ``(passages,)``."""
        live: Mask = self.live_articles[self.rows["passages"][:, 0]]
        return live

    def facet(self, name: str) -> tuple[StringTable, NDArray[np.int32]]:
        """The distinct strings of a column, and int32 numbers into them.

        Of `FACETS` ``(articles,)``; of `LISTS` as many as there are, those of one article after another, see `owners`.
        """
        return StringTable(self.rows, name), self.rows[name]

    def owners(self, name: str) -> NDArray[np.int64]:
        """int64: the article that each number of a column is of, ascending."""
        articles = np.arange(self.entry.articles)
        return np.repeat(articles, np.diff(self.rows[f"{name}_first"])) if name in LISTS else articles

    def having(self, name: str, wanted: Mask) -> Mask:
        """bool ``(articles,)``: which have any of the `wanted` strings (bool, one of each in the table) of a column."""
        passing: Mask = wanted[self.rows[name]]
        return np.logical_or.reduceat(passing, self.rows[f"{name}_first"][:-1]) if name in LISTS else passing

    def line(self, number: int) -> bytes:
        """The line of article `number`.

        Raises:
            IndexFormatError: It is not what was written.
        """
        start, end = self.rows["article_start"][number : number + 2].tolist()
        line = self.lines.read(start, end)
        if text_digest(line) != self.rows["article_digest"][number].tobytes():
            raise damaged(self.lines.path)
        return line

    def article(self, number: int) -> Article:
        """Article `number`, dead or alive."""
        return from_line(self.line(number))[0]


def article_key(article_id: str) -> int:
    """The first 64 bits of the id's BLAKE2b, to find an article by its id among integers."""
    return int.from_bytes(hashlib.blake2b(article_id.encode(), digest_size=8).digest(), "little")
