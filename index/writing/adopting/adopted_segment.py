"""Brings a segment of another index into the folder of this one, as it is but for the origins of its articles.

Origins are relative to the folder that holds an index. Where that is the same folder for both, all files are linked;
else the lines and rows are written again, and vectors, words and scan are linked. Nothing is cut or embedded.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import xxhash

from ....corpus.errors import CorpusError
from ....corpus.files.walk import STDIN
from ...segments.segment import ARTICLES, CHECKSUMS, ROWS, Segment, article_key
from ...segments.segment_entry import SegmentEntry
from ...segments.stored_article import from_line, text_digest, to_line
from ...storage.arrays import Array
from ...storage.durable import link
from ...storage.sorted_keys import sort_keys
from ..segment_writer import digests, facet_arrays, new_segment, write_checksums, write_columns, write_lines


class Rebase:
    """Makes an origin in one index the origin of the same file in another.

    Args:
        source: The folder of the index that it is from.
        target: The folder of the index that it is for.
    """

    def __init__(self, source: Path, target: Path) -> None:
        self._source, self._target = (
            os.path.realpath(folder.absolute().parent).replace(os.sep, "/") for folder in (source, target)
        )

    @property
    def is_needed(self) -> bool:
        """True where the two indexes are not in one folder."""
        return self._source != self._target

    def origin(self, origin: str) -> str:
        """The origin of the same file; articles from memory and from standard input have none."""
        if not self.is_needed or origin in ("", STDIN):
            return origin
        moved = posixpath.relpath(posixpath.join(self._source, origin), self._target)  # it may lead down again
        return f"./{moved}" if moved.split("/")[0] == STDIN else moved

    def line(self, line: bytes) -> tuple[bytes, str, str]:
        """A stored line with the new origin, the article's id and that origin; an id that is its file follows it."""
        article, old = from_line(line)
        origin = self.origin(old)
        if article.id == old:
            with suppress(CorpusError):  # it would be too long
                article = replace(article, id=origin)
        return to_line(article, origin), article.id, origin


def adopt_segment(segment: Segment, source: Path, parent: Path, name: str, rebase: Rebase) -> SegmentEntry:
    """Bring a segment that was checked whole, dead articles included, under `parent`; flushed to the disk.

    Args:
        segment: The segment.
        source: Its folder.
        parent: The folder of the segments here.
        name: The name that it gets.
        rebase: For its origins.

    Raises:
        FileNotFoundError: A writer of the other index has swept the segment.
        OSError: The disk is full or read-only; nothing of the segment stays.
    """
    written = {ARTICLES, ROWS, CHECKSUMS} if rebase.is_needed else set()
    files = dict(segment.entry.files)
    with new_segment(parent, name) as folder:
        for file_name in sorted(files.keys() - written):
            link(source / file_name, folder / file_name)
        if written:
            column = _Rebased(segment, rebase)
            files[ARTICLES] = write_lines(folder / ARTICLES, column.lines())
            files[ROWS] = write_columns(folder / ROWS, column.rows())
            files[CHECKSUMS] = write_checksums(folder, files)
    return replace(segment.entry, name=name, files=dict(sorted(files.items())))


def adopted_name(generation: int, number: int, entry: SegmentEntry, source: Path) -> str:
    """The name of segment `number` among those that a generation adopts; it says generation and content."""
    files = [f"{name} {digest.digest}" for name, digest in sorted(entry.files.items())]
    told = "\n".join([str(number), os.path.realpath(source), *files])
    return f"{generation:08d}-{xxhash.xxh3_64_hexdigest(told.encode(errors='surrogateescape'))}"


class _Rebased:
    """The lines of a segment with other origins, and, once they were written, the rows that go with them."""

    def __init__(self, segment: Segment, rebase: Rebase) -> None:
        self._segment, self._rebase = segment, rebase
        self._sizes: list[int] = []
        self._digests: list[bytes] = []
        self._keys: list[int] = []
        self._origins: list[str] = []

    def lines(self) -> Iterator[bytes]:
        for number in range(self._segment.entry.articles):
            line, article_id, origin = self._rebase.line(self._segment.line(number))
            self._sizes.append(len(line))
            self._digests.append(text_digest(line))
            self._keys.append(article_key(article_id))
            self._origins.append(origin)
            yield line

    def rows(self) -> dict[str, Array]:
        keys = np.array(self._keys, np.uint64)
        return {
            **self._segment.files[ROWS].arrays(),
            "article_start": np.cumsum([0, *self._sizes], dtype=np.uint64),
            "article_digest": digests(iter(self._digests)),
            "article_key": keys,
            **sort_keys("article_key", keys),
            **facet_arrays("origin", self._origins),
        }
