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
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

import numpy as np
import xxhash
from numpy.typing import NDArray

from ..corpus.article import Article
from . import wording
from .arrays import Array, MappedFile, begins, write_arrays
from .codes import Codes
from .entry import Entry, from_line, text_digest
from .files import damaged, stamp, sync_folder, written_through
from .keys import SortedKeys, sort_keys
from .manifest import SegmentEntry
from .protocols import Mask, Vectors
from .scan import Scan, scan_arrays
from .strings import Strings, pack
from .tokens import words
from .words import Words

ARTICLES, ROWS, VECTORS = "articles.jsonl", "rows.safetensors", "vectors.safetensors"
WORDS, SCAN = "words.safetensors", "scan.safetensors"
FACETS = ("source", "category", "author", "origin")
"""The columns that are stored as numbers into a table of distinct strings."""
SEGMENT_NAME = re.compile(r"\d{8,}-[0-9a-f]{16}")
"""A segment's folder: the generation that made it, and a digest of what is in it."""
UNDATED = np.iinfo(np.int64).min


class Segment:
    """A segment on disk, its files mapped; safe for any number of threads.

    Raises:
        FileNotFoundError: A file is gone (a writer may have swept the segment: read the manifest again).
    """

    def __init__(self, folder: Path, entry: SegmentEntry) -> None:
        self.entry = entry
        self.files = {name: MappedFile(folder / name, expected) for name, expected in entry.files.items()}
        self.dead = np.array(entry.dead, np.int64)

    def verify(self) -> None:
        """Read every byte of every file.

        Raises:
            IndexFormatError: One is not what was written.
        """
        for file in self.files.values():
            file.verified()

    @cached_property
    def rows(self) -> dict[str, Array]:
        """The arrays of ``rows.safetensors``; see `write_segment`."""
        return self.files[ROWS].arrays()

    @cached_property
    def vectors(self) -> Codes:
        """The vectors of its windows."""
        return Codes.over(self.files[VECTORS].arrays())

    @cached_property
    def scan(self) -> Scan | None:
        """What finds near ones among many vectors; None where they are few."""
        return Scan(self.files[SCAN].arrays(), self.entry.windows) if SCAN in self.files else None

    def keys(self, name: str) -> SortedKeys:
        """What finds rows by key: ``article_key``, ``passage_key`` or ``window_key``."""
        return SortedKeys(self.rows, name)

    @cached_property
    def first_passages(self) -> NDArray[np.int64]:
        """int64 ``(articles + 1,)``: where each article's passages begin, and their number."""
        return begins(np.bincount(self.rows["passages"][:, 0], minlength=self.entry.articles))

    @cached_property
    def first_windows(self) -> NDArray[np.int64]:
        """int64 ``(passages + 1,)``: where each passage's windows begin, and their number."""
        return begins(np.bincount(self.rows["windows"][:, 0], minlength=self.entry.passages))

    def windows_of(self, passages: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """int64 ``(n,)`` twice: the first window of each of these passages, and how many it has (at least one)."""
        first = self.first_windows[passages]
        return first, self.first_windows[passages + 1] - first

    @cached_property
    def words(self) -> Words:
        """The words of its passages."""
        return Words.over(self.files[WORDS].arrays())

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

    def facet(self, name: str) -> tuple[Strings, NDArray[np.int32]]:
        """The distinct strings of a column of `FACETS`, and int32 ``(articles,)`` numbers into them."""
        return Strings(self.rows, name), self.rows[name]

    def line(self, number: int) -> bytes:
        """The line of article `number`.

        Raises:
            IndexFormatError: It is not what was written.
        """
        start, end = self.rows["article_start"][number : number + 2].tolist()
        line = self.files[ARTICLES].piece(start, end)
        if text_digest(line) != self.rows["article_digest"][number].tobytes():
            raise damaged(self.files[ARTICLES].path)
        return line

    def article(self, number: int) -> Article:
        """Article `number`, dead or alive."""
        return from_line(self.line(number))[0]


def write_segment(parent: Path, generation: int, entries: Sequence[Entry], vectors: Vectors) -> SegmentEntry:
    """Write `entries` with the `vectors` of their windows as a new segment under `parent`, through to the disk.

    The arrays of ``rows.safetensors``, each with one row for each article unless said otherwise:
    ``article_start`` uint64, one longer: where its line begins; ``article_key`` uint64: see `article_key`;
    ``article_digest`` uint64 ``(articles, 2)``: BLAKE2b-128 of its line; ``published`` int64: microseconds since 1970,
    UTC, or `UNDATED`; for each of `FACETS` int32 numbers into its table of strings;
    ``passages`` int32 ``(passages, 4)``: article, number, start, end in characters of its text;
    ``passage_key`` uint64 ``(passages,)``: see `entry.passage_key`;
    ``windows`` int32 ``(windows, 3)``: passage row, start, end in characters of the passage;
    ``window_digest`` uint64 ``(windows, 2)``: BLAKE2b-128 of its text, the key of the embedding cache;
    and the sorted keys of articles, passages and windows: see `with_sorted_keys`.

    Raises:
        OSError: The disk is full, or does not take it.
    """
    lines = [entry.line for entry in entries]
    passages = [
        (number, passage.number, passage.start, passage.end)
        for number, entry in enumerate(entries)
        for passage in entry.passages
    ]
    first = np.cumsum([0] + [len(entry.passages) for entry in entries])
    spans = [(first[number] + span[0], *span[1:]) for number, entry in enumerate(entries) for span in entry.windows]
    rows: dict[str, Array] = {
        "article_start": np.cumsum([0, *map(len, lines)], dtype=np.uint64),
        "article_key": np.array([article_key(entry.article.id) for entry in entries], np.uint64),
        "article_digest": digests(entry.digest for entry in entries),
        "published": np.array([microseconds(entry.article.published) for entry in entries], np.int64),
        "passages": np.array(passages, np.int32).reshape(-1, 4),
        "windows": np.array(spans, np.int32).reshape(-1, 3),
        "window_digest": digests(text_digest(text.encode()) for entry in entries for text in entry.window_texts()),
    }
    rows["passage_key"] = np.array([key for entry in entries for key in entry.passage_keys()], np.uint64)
    for name in FACETS:
        column = [entry.origin if name == "origin" else getattr(entry.article, name) for entry in entries]
        rows |= facet_arrays(name, column)
    owners = wording.Owners(passages=rows["windows"][:, 0], articles=rows["passages"][:, 0])
    titles = (words(entry.article.title) for entry in entries)
    texts = (words(text) for entry in entries for text in entry.window_texts())
    return write_files(parent, generation, lines, rows, Codes.of(vectors), wording.build(titles, texts, owners))


def write_files(
    parent: Path,
    generation: int,
    lines: Sequence[bytes],
    rows: Mapping[str, Array],
    vectors: Codes,
    worded: Mapping[str, Array],
) -> SegmentEntry:
    """Write the files of a segment, named by its generation and content, and flush files and folders.

    Raises:
        OSError: The disk is full, or does not take it; nothing of the segment stays.
    """
    content = xxhash.xxh3_64_hexdigest(rows["article_digest"].tobytes() + vectors.codes.tobytes())
    name = f"{generation:08d}-{content}"
    folder = parent / name
    shutil.rmtree(folder, ignore_errors=True)  # left by a run that was killed: no manifest names this generation yet
    folder.mkdir()
    try:
        with written_through(folder / ARTICLES) as file:
            file.writelines(lines)
        files = {ROWS: with_sorted_keys(rows), VECTORS: vectors.arrays(), WORDS: worded, SCAN: scan_arrays(vectors)}
        for file_name, arrays in files.items():
            if arrays:
                with written_through(folder / file_name) as file:
                    write_arrays(file, arrays)
        sync_folder(folder)
        sync_folder(parent)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)  # the disk may be full: give back what was taken
        raise
    return SegmentEntry(
        name=name,
        files={path.name: stamp(path) for path in sorted(folder.iterdir())},
        articles=len(rows["article_key"]),
        passages=len(rows["passages"]),
        windows=len(rows["windows"]),
    )


def facet_arrays(name: str, column: Sequence[str]) -> dict[str, Array]:
    """`column` as numbers into its distinct strings, sorted."""
    table = sorted(set(column))
    places = {value: number for number, value in enumerate(table)}
    return {name: np.array([places[value] for value in column], np.int32), **pack(table, name)}


def with_sorted_keys(rows: Mapping[str, Array]) -> dict[str, Array]:
    """`rows`, and their keys once more, sorted (see `keys.sort_keys`).

    ``article_key`` finds an article by its id, ``passage_key`` equal paragraphs, ``window_key`` (the first half of
    ``window_digest``) a text that was embedded.
    """
    return {
        **rows,
        **sort_keys("article_key", rows["article_key"]),
        **sort_keys("passage_key", rows["passage_key"]),
        **sort_keys("window_key", rows["window_digest"][:, 0]),
    }


def digests(values: Iterator[bytes]) -> NDArray[np.uint64]:
    """16-byte digests as uint64 ``(n, 2)``."""
    return np.frombuffer(b"".join(values), "<u8").reshape(-1, 2)


def article_key(article_id: str) -> int:
    """The first 64 bits of the id's BLAKE2b, to find an article by its id among integers."""
    return int.from_bytes(hashlib.blake2b(article_id.encode(), digest_size=8).digest(), "little")


def microseconds(time: datetime | None) -> int:
    """Since 1970 in UTC; `UNDATED` for no time."""
    if time is None:
        return UNDATED
    seconds = int(time.replace(microsecond=0).timestamp())
    return seconds * 1_000_000 + time.microsecond
