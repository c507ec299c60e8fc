"""A segment: a set of articles with their passages, vectors and words, in files that never change.

    articles.jsonl         the articles, one a line: primary data
    rows.safetensors       positions of articles, passages and windows, and the columns of filters
    vectors.safetensors    one unit vector a window: primary data too, as embedding is slow
    words.safetensors      the inverted index and the forward index: derived
    scan.safetensors       codes for an approximate vector search: derived; not in small segments
    checksums.safetensors  a checksum of each block of the other files of arrays, see `checked_file`: derived

Derived files can be rebuilt from the primary ones without the model. A segment of an older nutgraf has no checksums:
its files are read whole before their first use.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from copy import copy
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import cast

import numpy as np
import orjson
from numpy.typing import NDArray

from ...corpus.article import Article
from ..analysis.words import JOINT
from ..columns.int8_vectors import Int8Vectors
from ..columns.inverted import SPARSELY_READ, InvertedIndex
from ..columns.pq_scan import PQScan
from ..filter import folded_name, sorting_name
from ..ragged import offsets
from ..storage.arrays import Array, ArraysOnDemand, MappedFile
from ..storage.checked_array import CheckedArray, UnmappedArray
from ..storage.checked_file import CheckedFile
from ..storage.durable import damaged
from ..storage.sorted_keys import SortedKeys
from ..storage.strings import StringTable
from ..types import Mask
from .segment_entry import SegmentEntry
from .stored_article import from_line, id_at_start, text_digest

_LONGEST_HEAD = 400
"""Bytes of a line that are read for the article's id; a longer id is left out."""
ARTICLES, ROWS, VECTORS = "articles.jsonl", "rows.safetensors", "vectors.safetensors"
WORDS, SCAN, CHECKSUMS = "words.safetensors", "scan.safetensors", "checksums.safetensors"
STRING_COLUMNS = ("source", "language", "analyzer", "origin")
"""The columns that are stored as numbers into a table of distinct strings."""
STRING_LIST_COLUMNS = ("category", "author")
"""The columns with several of these numbers for each article: at least one, that of the empty string for no value."""
SEGMENT_NAME = re.compile(r"\d{8,}-[0-9a-f]{16}")
"""Name of a segment's folder: the generation that wrote it, and a digest of its content."""
LARGEST_MAPPED = 131_072
"""Windows: a larger segment's vectors are read from the file, not mapped, and so are its words in a large index. That
costs a query two milliseconds more, but what was mapped would come to be most of a process' memory."""
LARGE_INDEX = 4_194_304
"""Windows of an index from which on its words are read: 2.7 GB instead of 7.0 at ten million passages."""


class Segment:
    """A segment on disk, with its files mapped. Safe for any number of threads.

    Args:
        folder: Its folder.
        entry: What the manifest says of it.
        index_windows: The windows of the whole index.

    Raises:
        FileNotFoundError: A file is gone. A writer may have swept the segment; read the manifest again.
    """

    def __init__(self, folder: Path, entry: SegmentEntry, index_windows: int = 0) -> None:
        self.entry, self._is_in_large_index = entry, index_windows > LARGE_INDEX
        self.lines = CheckedFile(folder / ARTICLES, entry.files[ARTICLES])
        checksums: dict[str, Array] = {}
        if CHECKSUMS in entry.files:
            checksums = MappedFile(folder / CHECKSUMS, entry.files[CHECKSUMS]).arrays()
        self.files = {
            name: MappedFile(folder / name, digest, checksums.get(name))
            for name, digest in entry.files.items()
            if name not in (ARTICLES, CHECKSUMS)
        }
        self._keys: dict[str, SortedKeys] = {}
        self._scan: PQScan | None = None

    def with_entry(self, entry: SegmentEntry) -> Segment:
        """Copy the segment with the tombstones of another generation; both share the mapped and verified files."""
        if entry == self.entry:
            return self
        other = copy(self)
        other.entry = entry
        for derived in ("live_articles", "live_passages"):
            other.__dict__.pop(derived, None)
        return other

    def check_whole(self) -> None:
        """Read every file whole and compare it with its digest, whatever was checked before.

        Raises:
            IndexFormatError: A file differs from what was written, or cannot be read.
        """
        for file in (self.lines, *self.files.values()):
            file.check_whole()

    @property
    def is_changed(self) -> bool:
        """True where a file was written to since it was opened, or was found damaged by `scrub`: open it anew."""
        return any(file.is_changed for file in (self.lines, *self.files.values()))

    def scrub(self) -> Iterator[int]:
        """Check every block again, and yield its size; where one fails, `is_changed` is true from then on."""
        for file in self.files.values():
            yield from file.scrub()

    def release_pages(self) -> None:
        """Release the pages read so far, which would otherwise add up to the whole index over a long run."""
        for file in self.files.values():
            file.release_pages()

    @cached_property
    def rows(self) -> dict[str, Array]:
        """The arrays of ``rows.safetensors``; see `segment_writer.write_segment`."""
        return ArraysOnDemand(self.files[ROWS])

    @cached_property
    def vectors(self) -> Int8Vectors:
        """The vectors of the windows."""
        codes = self._sparse(VECTORS, "codes", is_read=True)
        return Int8Vectors(cast("NDArray[np.int8]", codes), self.files[VECTORS].array("scales"))

    @property
    def scan(self) -> PQScan | None:
        """The approximate vector search; None in a small segment."""
        # Not a `cached_property`: in Python 3.11 its lock is one for all segments, and they are opened side by side.
        if self._scan is None and SCAN in self.files:
            self._scan = PQScan(self.files[SCAN].arrays(), self.entry.windows)
            self.files[SCAN].release_pages()  # `PQScan` holds a copy
        return self._scan

    def keys(self, name: str) -> SortedKeys:
        """Look up the sorted keys that find rows: ``article_key``, ``passage_key`` or ``window_key``."""
        if name not in self._keys:
            self._keys[name] = SortedKeys(self.rows, name)
        return self._keys[name]

    @cached_property
    def first_passages(self) -> NDArray[np.int64]:
        """int64 ``(articles + 1,)``: the first passage of each article, then the number of passages."""
        return offsets(np.bincount(self.rows["passages"][:, 0], minlength=self.entry.articles))

    @cached_property
    def first_windows(self) -> NDArray[np.int64]:
        """int64 ``(passages + 1,)``: the first window of each passage, then the number of windows."""
        return offsets(np.bincount(self.rows["windows"][:, 0], minlength=self.entry.passages))

    @cached_property
    def words(self) -> InvertedIndex:
        """The inverted index of the passages."""
        arrays = ArraysOnDemand(self.files[WORDS])
        arrays.update(
            {name: cast("Array", self._sparse(WORDS, name, is_read=self._is_in_large_index)) for name in SPARSELY_READ}
        )
        return InvertedIndex.from_arrays(arrays)

    def _sparse(self, file: str, name: str, *, is_read: bool) -> CheckedArray:
        """Open an array of which a query reads small parts: mapped, or read, with `is_read` in a large segment."""
        reader = UnmappedArray if is_read and self.entry.windows > LARGEST_MAPPED else CheckedArray
        return reader(self.files[file], name)

    @cached_property
    def joined_forms(self) -> NDArray[np.int64]:
        """int64: the numbers of the forms that are joined words, see `analysis.words`."""
        return self.words.forms.containing(JOINT.encode())

    @cached_property
    def live_articles(self) -> Mask:
        """bool ``(articles,)``: False where an article was removed or replaced."""
        live = np.ones(self.entry.articles, bool)
        live[np.array(self.entry.dead, np.int64)] = False
        return live

    @cached_property
    def live_passages(self) -> Mask:
        """bool ``(passages,)``: False where the article was removed or replaced."""
        return np.repeat(self.live_articles, np.diff(self.first_passages))

    def facet(self, name: str) -> tuple[StringTable, NDArray[np.int32]]:
        """The distinct strings of a column, and int32 numbers into them.

        One number an article for `STRING_COLUMNS`. For `STRING_LIST_COLUMNS` the numbers of one article follow those
        of another, see `owners`.
        """
        return StringTable(self.rows, name), self.rows[name]

    def names(self, column: str, articles: NDArray[np.int32]) -> list[str]:
        """List the string that each of `articles` has in one of `STRING_COLUMNS`; each string is read once."""
        table, numbers = self.facet(column)
        wanted = numbers[articles].tolist()
        names = {number: table[number] for number in set(wanted)}
        return [names[number] for number in wanted]

    def owners(self, name: str) -> NDArray[np.int64]:
        """int64: the article of each number of a column, ascending."""
        articles = np.arange(self.entry.articles)
        return np.repeat(articles, np.diff(self.rows[f"{name}_first"])) if name in STRING_LIST_COLUMNS else articles

    def articles_with(self, name: str, wanted: Mask) -> Mask:
        """bool ``(articles,)``: True for articles with any of the wanted strings of a column.

        Args:
            name: The column.
            wanted: bool, one for each string of the column's table.
        """
        passing: Mask = wanted[self.rows[name]]
        return (
            np.logical_or.reduceat(passing, self.rows[f"{name}_first"][:-1]) if name in STRING_LIST_COLUMNS else passing
        )

    @cached_property
    def title_keys(self) -> NDArray[np.uint64]:
        """uint64 ``(articles,)``: the key of each folded headline: no column, so the first use reads all lines."""
        return np.array([article_key(folded_name(title)) for title in self._titles()], np.uint64)

    @cached_property
    def sorting_titles(self) -> list[str]:
        """The headline of each article, dead or alive, to sort by: no column, so the first use reads all lines."""
        return [*map(sorting_name, self._titles())]

    def _titles(self) -> Iterator[str]:
        return (orjson.loads(self.line(number))["title"] for number in range(self.entry.articles))

    @cached_property
    def ids(self) -> list[str]:
        """The id of each article, dead or alive, to suggest from; the first use reads each line's head."""
        bounds = pairwise(self.rows["article_start"].tolist())
        return [id_at_start(self.lines.read(start, min(end, start + _LONGEST_HEAD))) for start, end in bounds]

    def line(self, number: int) -> bytes:
        """Read the line of article `number`.

        Raises:
            IndexFormatError: The line differs from what was written.
        """
        start, end = self.rows["article_start"][number : number + 2].tolist()
        line = self.lines.read(start, end)
        if text_digest(line) != self.rows["article_digest"][number].tobytes():
            raise damaged(self.lines.path)
        return line

    def article(self, number: int) -> Article:
        """Read article `number`, dead or alive."""
        return from_line(self.line(number), verified=True)[0]


def article_key(article_id: str) -> int:
    """Hash an id to the first 64 bits of its BLAKE2b, by which an article is found among sorted integers."""
    return int.from_bytes(hashlib.blake2b(article_id.encode(), digest_size=8).digest(), "little")
