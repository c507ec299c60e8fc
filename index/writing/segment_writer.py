"""Writes the files of a segment: from new articles, or from the live rows of merged segments.

Large columns come in chunks, so that a merge takes little memory. A file's digest is computed while it is written.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import xxhash
from numpy.typing import NDArray

from ..columns import inverted_builder
from ..columns.int8_vectors import Int8Vectors, VectorStream
from ..columns.pq_scan import scan_arrays
from ..ragged import offsets
from ..segments.segment import ARTICLES, CHECKSUMS, ROWS, SCAN, STRING_COLUMNS, VECTORS, WORDS, article_key
from ..segments.segment_entry import SegmentEntry
from ..segments.stored_article import AnalyzedArticle, text_digest
from ..storage.arrays import Array, ChunkedArray, MappedFile, write_arrays
from ..storage.checked_file import block_checksums
from ..storage.durable import FileDigest, durable_file, sync_folder
from ..storage.sorted_keys import sort_keys
from ..storage.strings import string_table
from ..types import Vectors, epoch_day, microseconds
from .write_policy import DEFAULT_POLICY, WritePolicy


def write_segment(
    parent: Path,
    generation: int,
    entries: Sequence[AnalyzedArticle],
    vectors: Vectors,
    *,
    policy: WritePolicy,
) -> SegmentEntry:
    """Write `entries` and the `vectors` of their windows as a new segment under `parent`, flushed to the disk.

    The arrays of ``rows.safetensors`` have one row for each article unless another shape is given:

    - ``article_start`` uint64 ``(articles + 1,)``: the offset of its line, then the size of the file.
    - ``article_key`` uint64: see `article_key`.
    - ``article_digest`` uint64 ``(articles, 2)``: BLAKE2b-128 of its line.
    - ``published`` int64: microseconds since 1970, UTC, or `UNDATED`.
    - ``day`` int32: the article's own day, in days since 1970, or `NO_DAY`.
    - each of `STRING_COLUMNS` int32: numbers into the column's table of strings.
    - each of `STRING_LIST_COLUMNS` int32: likewise, the numbers of one article after those of another;
      ``<name>_first`` int64 ``(articles + 1,)``: the first number of each article, then their count.
    - ``passages`` int32 ``(passages, 4)``: article, number, start and end in characters of its text.
    - ``passage_key`` uint64 ``(passages,)``: see `stored_article.passage_key`.
    - ``windows`` int32 ``(windows, 3)``: passage row, start and end in characters of the passage.
    - ``window_digest`` uint64 ``(windows, 2)``: BLAKE2b-128 of its text, the key of the embedding cache.
    - the sorted keys of articles, passages and windows: see `with_sorted_keys`.

    Raises:
        OSError: The disk is full or read-only; nothing of the segment stays.
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
    for name in STRING_COLUMNS:
        column = [getattr(entry if name in ("analyzer", "origin") else entry.article, name) for entry in entries]
        rows |= facet_arrays(name, column)
    rows |= list_arrays("category", [entry.article.categories for entry in entries])
    rows |= list_arrays("author", [entry.article.authors for entry in entries])
    owners = inverted_builder.Owners(passages=rows["windows"][:, 0], articles=rows["passages"][:, 0])
    titles = (entry.title_terms() for entry in entries)
    texts = (terms for entry in entries for terms in entry.window_terms())
    codes = VectorStream.of_segment(Int8Vectors.quantize(vectors))
    return write_files(
        parent, generation, lines, rows, codes, inverted_builder.build(titles, texts, owners), policy=policy
    )


def write_files(
    parent: Path,
    generation: int,
    lines: Iterable[bytes],
    rows: Mapping[str, Array],
    vectors: VectorStream,
    inverted: Mapping[str, Array | ChunkedArray],
    *,
    policy: WritePolicy = DEFAULT_POLICY,
) -> SegmentEntry:
    """Write the files of a segment, named by its generation and content, and flush the files and the folders.

    Raises:
        OSError: The disk is full or read-only; nothing of the segment stays.
    """
    content = xxhash.xxh3_64(rows["article_digest"].tobytes())
    for chunk in vectors.chunks():
        content.update(chunk.codes.data)
    name = f"{generation:08d}-{content.hexdigest()}"
    with new_segment(parent, name) as folder:
        digests = {
            ARTICLES: write_lines(folder / ARTICLES, lines),
            ROWS: write_columns(folder / ROWS, with_sorted_keys(rows)),
            VECTORS: write_columns(folder / VECTORS, vectors.arrays()),
            WORDS: write_columns(folder / WORDS, inverted),
        }
        written = Int8Vectors.from_arrays(MappedFile(folder / VECTORS, digests[VECTORS]).arrays())
        if scan := scan_arrays(written, min_windows=policy.scan_from_windows):
            digests[SCAN] = write_columns(folder / SCAN, scan)
        digests[CHECKSUMS] = write_checksums(folder, digests)
    return SegmentEntry(
        name=name,
        files=dict(sorted(digests.items())),
        articles=len(rows["article_key"]),
        passages=len(rows["passages"]),
        windows=len(rows["windows"]),
    )


@contextmanager
def new_segment(parent: Path, name: str) -> Iterator[Path]:
    """Make the folder of a new segment; when the block ends without an error, the folder has reached the disk.

    Raises:
        OSError: The disk is full or read-only; nothing of the segment stays.
    """
    folder = parent / name
    shutil.rmtree(folder, ignore_errors=True)  # left by a run that was killed: no manifest names this generation yet
    folder.mkdir()
    try:
        yield folder
        sync_folder(folder)
        sync_folder(parent)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)  # the disk may be full: free the space again
        raise


def write_lines(path: Path, lines: Iterable[bytes]) -> FileDigest:
    """Write `lines` as a new file, flushed to the disk."""
    with durable_file(path) as file:
        for line in lines:
            file.write(line)
    return file.digest


def write_columns(path: Path, arrays: Mapping[str, Array | ChunkedArray]) -> FileDigest:
    """Write `arrays` as a new file, flushed to the disk."""
    with durable_file(path) as file:
        write_arrays(file, arrays)
    return file.digest


def write_checksums(folder: Path, written: Mapping[str, FileDigest]) -> FileDigest:
    """Write the checksums of each block of the files of arrays, which are read again: what was written must be there.

    Raises:
        IndexFormatError: What is read differs from what was written.
    """
    return write_columns(
        folder / CHECKSUMS,
        {
            name: block_checksums(folder / name, digest)
            for name, digest in sorted(written.items())
            if name not in (ARTICLES, CHECKSUMS)
        },
    )


def facet_arrays(name: str, column: Sequence[str]) -> dict[str, Array]:
    """Encode `column` as int32 numbers into the sorted table of its distinct strings."""
    table = sorted(set(column))
    numbers = {value: number for number, value in enumerate(table)}
    return {name: np.array([numbers[value] for value in column], np.int32), **string_table(table, name)}


def list_arrays(name: str, column: Sequence[Sequence[str]]) -> dict[str, Array]:
    """Encode a `column` of several strings for each article, each once; the empty string where there are none."""
    lists = [list(dict.fromkeys(values)) or [""] for values in column]
    return {
        **facet_arrays(name, [value for values in lists for value in values]),
        f"{name}_first": offsets(np.array([len(values) for values in lists], np.int64)),
    }


def with_sorted_keys(rows: Mapping[str, Array]) -> dict[str, Array]:
    """Add to `rows` their keys in sorted order (see `sorted_keys.sort_keys`).

    ``article_key`` finds an article by its id; ``passage_key`` finds equal paragraphs; ``window_key`` (the first half
    of ``window_digest``) finds the vector of a text.
    """
    return {
        **rows,
        **sort_keys("article_key", rows["article_key"]),
        **sort_keys("passage_key", rows["passage_key"]),
        **sort_keys("window_key", rows["window_digest"][:, 0]),
    }


def digests(values: Iterator[bytes]) -> NDArray[np.uint64]:
    """Pack 16-byte digests as uint64 ``(n, 2)``."""
    return np.frombuffer(b"".join(values), "<u8").reshape(-1, 2)
