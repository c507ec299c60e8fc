"""The files of a segment, written: from articles on their way in, or from what a merge keeps of other segments.

What is large comes in chunks, so that a merge takes little memory. A file's stamp is taken as it is written.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import xxhash
from numpy.typing import NDArray

from ..columns import inverted_builder
from ..columns.analyzer import words
from ..columns.int8_vectors import Int8Vectors, JoinedVectors
from ..columns.pq_scan import scan_arrays
from ..segments.manifest import SegmentEntry
from ..segments.segment import ARTICLES, FACETS, ROWS, SCAN, VECTORS, WORDS, article_key, epoch_day, microseconds
from ..segments.stored_article import Entry, text_digest
from ..storage.arrays import Array, MappedFile, Stream, begins, write_arrays
from ..storage.durable import Stamp, sync_folder, written_through
from ..storage.sorted_keys import sort_keys
from ..storage.strings import pack
from ..types import Vectors


def write_segment(parent: Path, generation: int, entries: Sequence[Entry], vectors: Vectors) -> SegmentEntry:
    """Write `entries` with the `vectors` of their windows as a new segment under `parent`, through to the disk.

    The arrays of ``rows.safetensors``, each with one row for each article unless said otherwise:
    ``article_start`` uint64, one longer: where its line begins; ``article_key`` uint64: see `article_key`;
    ``article_digest`` uint64 ``(articles, 2)``: BLAKE2b-128 of its line; ``published`` int64: microseconds since 1970,
    UTC, or `UNDATED`; ``day`` int32: the article's own day, counted from 1970, or `NO_DAY`; for each of `FACETS` int32
    numbers into its table of strings; for each of `LISTS` int32 numbers likewise, those of one article after another,
    and ``<name>_first`` int64, one longer than the articles: where each article's begin;
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
        "day": np.array([epoch_day(entry.article.day) for entry in entries], np.int32),
        "passages": np.array(passages, np.int32).reshape(-1, 4),
        "windows": np.array(spans, np.int32).reshape(-1, 3),
        "window_digest": digests(text_digest(text.encode()) for entry in entries for text in entry.window_texts()),
    }
    rows["passage_key"] = np.array([key for entry in entries for key in entry.passage_keys()], np.uint64)
    for name in FACETS:
        column = [entry.origin if name == "origin" else getattr(entry.article, name) for entry in entries]
        rows |= facet_arrays(name, column)
    rows |= list_arrays("category", [entry.article.categories for entry in entries])
    rows |= list_arrays("author", [entry.article.authors for entry in entries])
    owners = inverted_builder.Owners(passages=rows["windows"][:, 0], articles=rows["passages"][:, 0])
    titles = (words(entry.article.title) for entry in entries)
    texts = (words(text) for entry in entries for text in entry.window_texts())
    codes = JoinedVectors.of(Int8Vectors.of(vectors))
    return write_files(parent, generation, lines, rows, codes, inverted_builder.build(titles, texts, owners))


def write_files(
    parent: Path,
    generation: int,
    lines: Iterable[bytes],
    rows: Mapping[str, Array],
    vectors: JoinedVectors,
    worded: Mapping[str, Array],
) -> SegmentEntry:
    """Write the files of a segment, named by its generation and content, and flush files and folders.

    Raises:
        OSError: The disk is full, or does not take it; nothing of the segment stays.
    """
    content = xxhash.xxh3_64(rows["article_digest"].tobytes())
    for some in vectors.chunks():
        content.update(some.codes.data)
    name = f"{generation:08d}-{content.hexdigest()}"
    folder = parent / name
    shutil.rmtree(folder, ignore_errors=True)  # left by a run that was killed: no manifest names this generation yet
    folder.mkdir()
    stamps: dict[str, Stamp] = {}

    def write(file_name: str, arrays: Mapping[str, Array | Stream]) -> None:
        if arrays:
            with written_through(folder / file_name) as file:
                write_arrays(file, arrays)
            stamps[file_name] = file.stamp

    try:
        with written_through(folder / ARTICLES) as file:
            for line in lines:
                file.write(line)
        stamps[ARTICLES] = file.stamp
        write(ROWS, with_sorted_keys(rows))
        write(VECTORS, vectors.arrays())
        write(WORDS, worded)
        write(SCAN, scan_arrays(Int8Vectors.over(MappedFile(folder / VECTORS, stamps[VECTORS]).arrays())))
        sync_folder(folder)
        sync_folder(parent)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)  # the disk may be full: give back what was taken
        raise
    return SegmentEntry(
        name=name,
        files=dict(sorted(stamps.items())),
        articles=len(rows["article_key"]),
        passages=len(rows["passages"]),
        windows=len(rows["windows"]),
    )


def facet_arrays(name: str, column: Sequence[str]) -> dict[str, Array]:
    """`column` as numbers into its distinct strings, sorted."""
    table = sorted(set(column))
    places = {value: number for number, value in enumerate(table)}
    return {name: np.array([places[value] for value in column], np.int32), **pack(table, name)}


def list_arrays(name: str, column: Sequence[Sequence[str]]) -> dict[str, Array]:
    """A `column` of several strings for each article, each once, or of the empty string where there are none."""
    lists = [list(dict.fromkeys(values)) or [""] for values in column]
    return {
        **facet_arrays(name, [value for values in lists for value in values]),
        f"{name}_first": begins(np.array([len(values) for values in lists], np.int64)),
    }


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
