"""Upgrades a generation of format 3 without the model, for `rebuild`, which takes the vectors from it.

Articles and rows are written again, vectors and words are linked. The new segments stand beside the old ones, which
stay until the manifest is replaced. Every file is first read whole and compared with its digest.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import xxhash

from ...corpus.article import Article
from ...corpus.errors import IndexFormatError
from ..segments.check import file_fault
from ..segments.folder import IndexFolder
from ..segments.format3 import OldManifest, read_old_line
from ..segments.segment import ARTICLES, CHECKSUMS, ROWS
from ..segments.segment_entry import SegmentEntry
from ..segments.stored_article import text_digest, to_line
from ..storage.arrays import Array, MappedFile
from ..storage.durable import link
from ..storage.whole_file import read_whole
from ..types import epoch_day
from .segment_writer import digests, facet_arrays, list_arrays, new_segment, write_checksums, write_columns, write_lines


def upgrade_segments(folder: IndexFolder, old: OldManifest) -> tuple[SegmentEntry, ...]:
    """Write the segments of the generation `old` again, as segments of the next generation.

    Args:
        folder: The index, locked.
        old: The generation.

    Raises:
        IndexFormatError: A file is missing or damaged.
        OSError: The disk is full or read-only.
    """
    files = (
        (folder.segments / entry.name / name, digest) for entry in old.segments for name, digest in entry.files.items()
    )
    for path in (path for path, digest in files if file_fault(path, digest)):
        raise IndexFormatError(
            f"{path} is damaged, and format 3 is not repaired; "
            "index the articles again in a new folder: nutgraf index PATH --index FOLDER"
        )
    return tuple(_upgrade_segment(folder.segments, entry, old.generation + 1) for entry in old.segments)


def _upgrade_segment(
    parent: Path,
    entry: SegmentEntry,
    generation: int,
) -> SegmentEntry:
    source = parent / entry.name
    stored = MappedFile(source / ROWS, entry.files[ROWS]).arrays()
    data = read_whole(source / ARTICLES)
    articles, lines = [], []
    for start, end in pairwise(stored["article_start"].tolist()):
        article, origin = read_old_line(data[start:end])
        articles.append(article)
        lines.append(to_line(article, origin))
    rows = {**stored, **_new_columns(articles, lines)}
    name = f"{generation:08d}-{xxhash.xxh3_64_hexdigest(entry.name.encode() + rows['article_digest'].tobytes())}"
    digests = dict(entry.files)
    with new_segment(parent, name) as target:
        digests[ARTICLES] = write_lines(target / ARTICLES, lines)
        digests[ROWS] = write_columns(target / ROWS, rows)
        for file_name in sorted(entry.files.keys() - {ARTICLES, ROWS, CHECKSUMS}):
            link(source / file_name, target / file_name)
        digests[CHECKSUMS] = write_checksums(target, digests)
    return SegmentEntry(name, digests, *entry.counts, entry.dead)


def _new_columns(articles: Sequence[Article], lines: Sequence[bytes]) -> dict[str, Array]:
    """Make the columns that format 3 lacks or stores differently. The day is that of UTC: format 3 stored no offset."""
    return {
        "article_start": np.cumsum([0, *map(len, lines)], dtype=np.uint64),
        "article_digest": digests(map(text_digest, lines)),
        "day": np.array([epoch_day(article.day) for article in articles], np.int32),
        **facet_arrays("language", [article.language for article in articles]),
        **list_arrays("category", [article.categories for article in articles]),
        **list_arrays("author", [article.authors for article in articles]),
    }
