"""A generation becomes one of today's without the model: of format 3, or with words by another stemmer.

Articles and rows are written anew, vectors are taken as they are, and so are words that are made alike today.

The new segments stand beside the old ones, which no reader misses until the manifest is replaced. Every byte that is
taken is read and compared with its digest first, whatever the system says of the file.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import xxhash

from ...corpus.article import Article
from ...corpus.errors import IndexFormatError
from ..columns import inverted_builder
from ..columns.analyzer import stem, words
from ..columns.inverted import InvertedIndex
from ..segments.folder import IndexFolder
from ..segments.format3 import OldManifest, old_article
from ..segments.manifest import Manifest, SegmentEntry
from ..segments.segment import ARTICLES, ROWS, WORDS
from ..segments.stored_article import from_line, text_digest, to_line
from ..storage import durable
from ..storage.arrays import Array, MappedFile, write_arrays
from ..storage.durable import FileDigest, damaged, durable_file, sync_folder
from ..types import epoch_day
from .segment_writer import digests, facet_arrays, list_arrays


def upgraded_segments(
    folder: IndexFolder, old: Manifest | OldManifest, on_article: Callable[[], None]
) -> tuple[SegmentEntry, ...]:
    """The segments of the generation `old`, written anew under the next one's number.

    Args:
        folder: The index, locked.
        old: Its generation, of today's format or of format 3.
        on_article: Called for each article.

    Raises:
        IndexFormatError: A file is missing, or not what was written.
        OSError: The disk does not take them.
    """
    read = old_article if isinstance(old, OldManifest) else from_line

    def articles(lines: Iterable[bytes]) -> Iterator[tuple[Article, str]]:
        for line in lines:
            yield read(line)
            on_article()

    for path in (path for entry in old.segments for path in _damaged(folder.segments / entry.name, entry)):
        if not isinstance(old, OldManifest):
            raise damaged(path)
        raise IndexFormatError(
            f"{path} is damaged, and format 3 is not repaired; "
            "index the articles again in a new folder: nutgraf index PATH --index FOLDER"
        )
    return tuple(_upgraded(folder.segments, entry, old.generation + 1, articles) for entry in old.segments)


def _upgraded(
    parent: Path,
    entry: SegmentEntry,
    generation: int,
    read: Callable[[Iterable[bytes]], Iterator[tuple[Article, str]]],
) -> SegmentEntry:
    source = parent / entry.name
    stored = MappedFile(source / ROWS, entry.files[ROWS]).arrays()
    data = (source / ARTICLES).read_bytes()
    articles, lines = [], []
    for article, origin in read(data[start:end] for start, end in pairwise(stored["article_start"].tolist())):
        articles.append(article)
        lines.append(to_line(article, origin))
    rows = {**stored, **_columns(articles, lines)}
    name = f"{generation:08d}-{xxhash.xxh3_64_hexdigest(entry.name.encode() + rows['article_digest'].tobytes())}"
    target = parent / name
    shutil.rmtree(target, ignore_errors=True)  # left by a run that was killed: no manifest names this generation yet
    target.mkdir()
    digests = dict(entry.files)
    try:
        with durable_file(target / ARTICLES) as file:
            for line in lines:
                file.write(line)
        digests[ARTICLES] = file.digest
        digests[ROWS] = _written(target / ROWS, rows)
        kept = entry.files.keys() - {ARTICLES, ROWS}
        if not _stems_are_ours(InvertedIndex.from_arrays(MappedFile(source / WORDS, entry.files[WORDS]).arrays())):
            digests[WORDS] = _written(target / WORDS, _words(articles, rows))
            kept -= {WORDS}
        for file_name in sorted(kept):
            durable.link(source / file_name, target / file_name)
        sync_folder(target)
        sync_folder(parent)
    except OSError:
        shutil.rmtree(target, ignore_errors=True)  # the disk may be full: give back what was taken
        raise
    return SegmentEntry(name, digests, *entry.counts, entry.dead)


def _damaged(source: Path, entry: SegmentEntry) -> Iterator[Path]:
    """The files that are not what was written; every byte is read."""
    for name, expected in entry.files.items():
        if not (source / name).exists() or durable.digest_file(source / name) != expected:
            yield source / name


def _columns(articles: Sequence[Article], lines: Sequence[bytes]) -> dict[str, Array]:
    """The columns that format 3 has otherwise, or not at all; the day is that of UTC, as it is all that is known."""
    return {
        "article_start": np.cumsum([0, *map(len, lines)], dtype=np.uint64),
        "article_digest": digests(map(text_digest, lines)),
        "day": np.array([epoch_day(article.day) for article in articles], np.int32),
        **facet_arrays("language", [article.language for article in articles]),
        **list_arrays("category", [article.categories for article in articles]),
        **list_arrays("author", [article.authors for article in articles]),
    }


def _stems_are_ours(inverted: InvertedIndex) -> bool:
    """Whether the stemmer that is installed stems every word as the one did that made these terms."""
    term_of = np.repeat(np.arange(len(inverted.terms)), np.diff(inverted.form_starts)).tolist()
    terms = list(inverted.terms)
    return all(stem(form) == terms[term] for form, term in zip(inverted.forms, term_of, strict=True))


def _words(articles: Sequence[Article], rows: dict[str, Array]) -> dict[str, Array]:
    """The words of the windows that there are, made anew."""
    owners = inverted_builder.Owners(passages=rows["windows"][:, 0], articles=rows["passages"][:, 0])
    passages = [articles[article].text[start:end] for article, _, start, end in rows["passages"].tolist()]
    texts = (words(passages[passage][start:end]) for passage, start, end in rows["windows"].tolist())
    return inverted_builder.build((words(article.title) for article in articles), texts, owners)


def _written(path: Path, arrays: dict[str, Array]) -> FileDigest:
    with durable_file(path) as file:
        write_arrays(file, arrays)
    return file.digest
