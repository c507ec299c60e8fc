"""Upgrades a generation without the model: from format 3, or to the terms of the installed stemmer.

Articles and rows are written again. Vectors are linked, and so is the inverted index where its terms would be the same
today. The new segments stand beside the old ones, which stay until the manifest is replaced. Every file is first read
whole and compared with its digest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import xxhash

from ...corpus.article import Article
from ...corpus.errors import IndexFormatError
from ..columns import inverted_builder
from ..columns.analyzer import stem, words
from ..columns.inverted import InvertedIndex
from ..segments.check import file_fault
from ..segments.folder import IndexFolder
from ..segments.format3 import OldManifest, read_old_line
from ..segments.manifest import Manifest, SegmentEntry
from ..segments.segment import ARTICLES, CHECKSUMS, ROWS, WORDS
from ..segments.stored_article import from_line, text_digest, to_line
from ..storage.arrays import Array, MappedFile
from ..storage.durable import damaged, link
from ..storage.whole_file import read_whole
from ..types import epoch_day
from .segment_writer import digests, facet_arrays, list_arrays, new_segment, write_checksums, write_columns, write_lines


def upgrade_segments(
    folder: IndexFolder, old: Manifest | OldManifest, on_article: Callable[[], None]
) -> tuple[SegmentEntry, ...]:
    """Write the segments of the generation `old` again, as segments of the next generation.

    Args:
        folder: The index, locked.
        old: The generation, of the current format or of format 3.
        on_article: Called for each article.

    Raises:
        IndexFormatError: A file is missing or damaged.
        OSError: The disk is full or read-only.
    """
    read = read_old_line if isinstance(old, OldManifest) else from_line
    files = (
        (folder.segments / entry.name / name, digest) for entry in old.segments for name, digest in entry.files.items()
    )
    for path in (path for path, digest in files if file_fault(path, digest)):
        if not isinstance(old, OldManifest):
            raise damaged(path)
        raise IndexFormatError(
            f"{path} is damaged, and format 3 is not repaired; "
            "index the articles again in a new folder: nutgraf index PATH --index FOLDER"
        )
    return tuple(
        _upgrade_segment(folder.segments, entry, old.generation + 1, read, on_article) for entry in old.segments
    )


def _upgrade_segment(
    parent: Path,
    entry: SegmentEntry,
    generation: int,
    read: Callable[[bytes], tuple[Article, str]],
    on_article: Callable[[], None],
) -> SegmentEntry:
    source = parent / entry.name
    stored = MappedFile(source / ROWS, entry.files[ROWS]).arrays()
    data = read_whole(source / ARTICLES)
    articles, lines = [], []
    for start, end in pairwise(stored["article_start"].tolist()):
        article, origin = read(data[start:end])
        articles.append(article)
        lines.append(to_line(article, origin))
        on_article()
    rows = {**stored, **_new_columns(articles, lines)}
    name = f"{generation:08d}-{xxhash.xxh3_64_hexdigest(entry.name.encode() + rows['article_digest'].tobytes())}"
    digests = dict(entry.files)
    with new_segment(parent, name) as target:
        digests[ARTICLES] = write_lines(target / ARTICLES, lines)
        digests[ROWS] = write_columns(target / ROWS, rows)
        linked = entry.files.keys() - {ARTICLES, ROWS, CHECKSUMS}
        if not _has_current_stems(InvertedIndex.from_arrays(MappedFile(source / WORDS, entry.files[WORDS]).arrays())):
            digests[WORDS] = write_columns(target / WORDS, _build_words(articles, rows))
            linked -= {WORDS}
        for file_name in sorted(linked):
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


def _has_current_stems(inverted: InvertedIndex) -> bool:
    """True where the installed stemmer gives every word the stem that the index has for it."""
    term_of = np.repeat(np.arange(len(inverted.terms)), np.diff(inverted.form_starts)).tolist()
    terms = list(inverted.terms)
    return all(stem(form) == terms[term] for form, term in zip(inverted.forms, term_of, strict=True))


def _build_words(articles: Sequence[Article], rows: dict[str, Array]) -> dict[str, Array]:
    """Build the inverted index of the stored windows again."""
    owners = inverted_builder.Owners(passages=rows["windows"][:, 0], articles=rows["passages"][:, 0])
    passages = [articles[article].text[start:end] for article, _, start, end in rows["passages"].tolist()]
    texts = (words(passages[passage][start:end]) for passage, start, end in rows["windows"].tolist())
    return inverted_builder.build((words(article.title) for article in articles), texts, owners)
