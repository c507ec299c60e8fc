"""Make an archive of millions of passages from an index of real text, by writing the files of its segments.

    python benchmarks/speed/multiply.py INDEX... OUT --passages 1000000,10000000

Each INDEX is made by `nutgraf index` with the real model. OUT gets a folder for each number, ``1000000/`` and so on; a
larger one holds the segments of a smaller one as links. Nothing is embedded: a made window has the words of a real one,
of which a sixth are drawn from all words, and its vector lies between those of that window and of another one. So it is
as like the real one as two reports of an event are (a cosine of 0.78 to 0.96), and is spread as real text is.
Outlet, category and date are made up as in ``corpus.py``. The text is that of the words, folded, without punctuation,
and the digests of windows, by which `index` finds vectors, are random.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import nutgraf
from nutgraf.index.analysis.language import Term
from nutgraf.index.columns import inverted_builder
from nutgraf.index.columns.int8_vectors import Int8Vectors, VectorStream
from nutgraf.index.columns.inverted import ForwardIndex
from nutgraf.index.ragged import concatenated_ranges, offsets
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.manifest import Manifest
from nutgraf.index.segments.segment import Segment, article_key
from nutgraf.index.segments.segment_entry import SegmentEntry
from nutgraf.index.segments.stored_article import text_digest, to_line
from nutgraf.index.storage.arrays import Array
from nutgraf.index.types import epoch_day, microseconds
from nutgraf.index.writing.segment_writer import digests, facet_arrays, list_arrays, write_files

from corpus import CATEGORIES, DAYS, FIRST_DAY, SHARES, SOURCES

SEGMENT_PASSAGES = 140_000
"""Some 238,000 windows: a segment that is merged no more."""
WINDOWS = ((1, 2, 3), (0.5, 0.3, 0.2))
"""Windows of a passage, and the share of passages with so many: 1.7 on average, as in news."""
OTHER_WORDS, NEARER, FARTHER = 1 / 6, 0.3, 0.8
AT_ONCE, SHORTEST = 16_384, 4
MEAN_PASSAGES = 12


@dataclass(frozen=True)
class Base:
    """The real windows that others are made from.

    Attributes:
        terms: The terms of INDEX.
        windows, titles: Their words, as numbers of `terms`.
        vectors: Those of the windows.
        letters: The forms of `terms`, each with a space behind it, a byte a letter.
    """

    terms: list[Term]
    windows: ForwardIndex
    titles: ForwardIndex
    vectors: Int8Vectors
    letters: ForwardIndex


def base_of(segments: Sequence[Segment]) -> Base:
    """Read the windows that have a few words."""
    numbers: dict[Term, int] = {}
    words: dict[str, list[np.ndarray]] = {"windows": [], "titles": []}
    lengths: dict[str, list[np.ndarray]] = {"windows": [], "titles": []}
    for segment in segments:
        index = segment.words
        stems = np.repeat(np.arange(len(index.terms)), np.diff(index.form_starts)).tolist()
        pairs = zip((index.terms[stem] for stem in stems), index.forms, strict=True)
        renumbered = np.array([numbers.setdefault(pair, len(numbers)) for pair in pairs], np.int32)
        for name, texts in (("windows", index.windows), ("titles", index.titles)):
            words[name].append(renumbered[np.asarray(texts.words[:])])
            lengths[name].append(np.diff(texts.starts))
    windows, titles = (
        ForwardIndex(np.concatenate(words[name]), offsets(np.concatenate(lengths[name]))) for name in words
    )
    vectors = Int8Vectors.concatenate([it.vectors.take(slice(None)) for it in segments], segments[0].vectors.dim)
    kept = np.flatnonzero(np.diff(windows.starts) >= SHORTEST)
    taken, sizes = windows.take(kept)
    forms = [f"{form} ".encode("latin-1", "replace") for _, form in numbers]
    letters = ForwardIndex(np.frombuffer(b"".join(forms), np.uint8), offsets(np.array([len(it) for it in forms])))
    return Base(list(numbers), ForwardIndex(taken, offsets(sizes)), titles, vectors.take(kept), letters)


class Maker:
    """Makes segments, each from its own seed.

    Args:
        base: The real windows.
    """

    def __init__(self, base: Base) -> None:
        self._base = base

    def write(self, segments: Path, generation: int, passages: int) -> SegmentEntry:
        """Write a segment of so many passages into the folder `segments`."""
        random, base = np.random.default_rng(generation), self._base
        in_article = np.maximum(1, random.poisson(MEAN_PASSAGES, passages // MEAN_PASSAGES * 2))
        in_article = in_article[: int(np.searchsorted(np.cumsum(in_article), passages)) + 1]
        passages, articles = int(in_article.sum()), len(in_article)
        sizes = random.choice(WINDOWS[0], passages, p=WINDOWS[1])
        source = random.integers(0, len(base.vectors), int(sizes.sum()))
        windows = self._words(base.windows, source, random)
        titles = self._words(base.titles, random.integers(0, len(base.titles.starts) - 1, articles), random)
        passage_of = np.repeat(np.arange(passages, dtype=np.int32), sizes)
        article_of = np.repeat(np.arange(articles, dtype=np.int32), in_article)

        lines, rows = self._rows(generation, windows, passage_of, article_of, random)
        owners = inverted_builder.Owners(passage_of, article_of)
        vocabulary = {term: number for number, term in enumerate(base.terms)}
        inverted = inverted_builder._index_arrays(vocabulary, titles, windows, owners)
        vectors = VectorStream.of_segment(self._vectors(source, random))
        return write_files(segments, generation, lines, rows, vectors, inverted)

    def _words(self, texts: ForwardIndex, numbers: np.ndarray, random: np.random.Generator) -> ForwardIndex:
        words, lengths = texts.take(numbers)
        other = np.flatnonzero(random.random(len(words)) < OTHER_WORDS)
        words[other] = self._base.windows.words[random.integers(0, len(self._base.windows.words), len(other))]
        return ForwardIndex(words, offsets(lengths))

    def _vectors(self, source: np.ndarray, random: np.random.Generator) -> Int8Vectors:
        parts = []
        for start in range(0, len(source), AT_ONCE):
            some = source[start : start + AT_ONCE]
            share = random.uniform(NEARER, FARTHER, (len(some), 1)).astype(np.float32)
            others = self._base.vectors.dequantize(random.integers(0, len(self._base.vectors), len(some)))
            vectors = self._base.vectors.dequantize(some) + share * others
            parts.append(Int8Vectors.quantize(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)))
        return Int8Vectors.concatenate(parts, self._base.vectors.dim)

    def _texts(self, windows: ForwardIndex) -> list[str]:
        """Write out the words of each window."""
        letters, base = self._base.letters, []
        for first in range(0, len(windows.starts) - 1, AT_ONCE):
            starts = windows.starts[first : first + AT_ONCE + 1]
            words = windows.words[starts[0] : starts[-1]]
            sizes = np.diff(letters.starts)[words]
            text = letters.words.take(concatenated_ranges(letters.starts[words], sizes)).tobytes().decode("latin-1")
            ends = offsets(sizes)[starts - starts[0]].tolist()
            base += [text[a : b - 1] for a, b in pairwise(ends)]
        return base

    def _rows(
        self,
        generation: int,
        windows: ForwardIndex,
        passage_of: np.ndarray,
        article_of: np.ndarray,
        random: np.random.Generator,
    ) -> tuple[list[bytes], dict[str, Array]]:
        """Make the lines, and the arrays that `segment_writer.write_segment` describes."""
        texts = self._texts(windows)
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        first = np.searchsorted(passage_of, np.arange(len(article_of) + 1))
        starts = offsets(sizes + 1)
        begins = starts[:-1] - starts[first[:-1]][passage_of]
        lengths = starts[first[1:]] - starts[first[:-1]] - 1
        first_passage = np.searchsorted(article_of, np.arange(article_of[-1] + 2))
        places = offsets(lengths + 2)
        at = places[:-1] - places[first_passage[:-1]][article_of]
        number = np.arange(len(article_of)) - first_passage[:-1][article_of]
        paragraphs = [" ".join(texts[a:b]) for a, b in pairwise(first.tolist())]
        articles = list(self._articles(generation, paragraphs, first_passage, random))
        lines = [to_line(article, "made.jsonl") for article in articles]
        rows: dict[str, Array] = {
            "article_start": offsets(np.array([len(line) for line in lines])).astype(np.uint64),
            "article_key": np.array([article_key(article.id) for article in articles], np.uint64),
            "article_digest": digests(text_digest(line) for line in lines),
            "published": np.array([microseconds(article.published) for article in articles], np.int64),
            "day": np.array([epoch_day(article.day) for article in articles], np.int32),
            "passages": np.stack([article_of, number, at, at + lengths], axis=1).astype(np.int32),
            "windows": np.stack([passage_of, begins, begins + sizes], axis=1).astype(np.int32),
            "window_digest": random.integers(0, 1 << 63, (len(texts), 2), np.uint64),
            "passage_key": random.integers(0, 1 << 63, len(paragraphs), np.uint64),
        }
        for name in ("source", "language"):
            rows |= facet_arrays(name, [getattr(article, name) for article in articles])
        rows |= facet_arrays("analyzer", ["en"] * len(articles))
        rows |= facet_arrays("origin", ["made.jsonl"] * len(articles))
        rows |= list_arrays("category", [article.categories for article in articles])
        rows |= list_arrays("author", [article.authors for article in articles])
        return lines, rows

    def _articles(
        self, generation: int, paragraphs: list[str], first: np.ndarray, random: np.random.Generator
    ) -> Iterator[nutgraf.Article]:
        count = len(first) - 1
        minutes = random.integers(0, DAYS * 1440, count).tolist()
        sources = random.choice(len(SOURCES), count, p=np.array(SHARES) / sum(SHARES)).tolist()
        categories = random.integers(0, len(CATEGORIES), count).tolist()
        for article, (start, end) in enumerate(pairwise(first.tolist())):
            yield nutgraf.Article(
                id=f"made-{generation:04}-{article:06}",
                title=paragraphs[start][:80],
                text="\n\n".join(paragraphs[start:end]),
                published=FIRST_DAY + timedelta(minutes=minutes[article]),
                source=SOURCES[sources[article]],
                categories=(CATEGORIES[categories[article]],),
                language="en",
            )


def link(index: Path, target: Path) -> None:
    """Link the segments of an index into another folder."""
    for file in (index / "segments").glob("*/*"):
        there = target / "segments" / file.parent.name
        there.mkdir(parents=True, exist_ok=True)
        os.link(file, there / file.name)


def main() -> None:
    """Write the archives."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path, nargs="+")
    parser.add_argument("out", type=Path)
    parser.add_argument("--passages", default="1000000,10000000", help="ascending")
    given = parser.parse_args()
    snapshots = [IndexFolder(index).open() for index in given.index]
    base = base_of([segment for snapshot in snapshots for segment in snapshot.segments])
    print(f"{len(base.vectors):,} real windows, {len(base.terms):,} words", flush=True)
    start = snapshots[0].manifest
    entries: list[SegmentEntry] = []
    maker = Maker(base)
    before: Path | None = None
    for size in map(int, given.passages.split(",")):
        folder = IndexFolder(given.out / str(size))
        with folder.locked():
            if before:
                link(before, folder.path)
            while (left := size - sum(entry.passages for entry in entries)) > 0:
                entries.append(maker.write(folder.segments, len(entries) + 1, min(left, SEGMENT_PASSAGES)))
                print(f"{size - left + entries[-1].passages:,}", flush=True)
            manifest = Manifest(len(entries), start.model, start.cut, scales=start.scales)
            folder.commit(manifest.next(tuple(entries), ["en"]))
        before = folder.path


if __name__ == "__main__":
    main()
