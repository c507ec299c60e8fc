"""The rows of one segment, for each collection of an engine: its vectors, words and texts as they are stored."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

import numpy as np
import orjson
from numpy.typing import NDArray

from ..profile import RankingProfile
from ..ragged import Ragged
from ..retrieval.bm25 import saturated
from ..segments.segment import Segment
from ..segments.stored_article import from_line
from ..types import Mask
from .generation import partition_of, segment_number
from .milvus import Row
from .packing.chunks import split, to_parts
from .packing.codes import Codes, FormCodes, form_code, name_code, stem_code, term_id
from .packing.evidence_block import pack
from .packing.number_lists import pack_lists
from .packing.sparse import by_owner, pairs
from .schema import LONGEST_STRING, MOST_NAMES, NOTHING
from .text_place import TextPlace

BATCH = 500
"""Rows that are made and written together."""
_LONGEST_SORTED = 1_000
"""Characters of a title that lists are sorted by."""


class SegmentRows:
    """Makes the rows of a segment, dead articles included: so they are the same whatever is removed meanwhile.

    Args:
        segment: The segment.
        average_passage: The mean length of a passage, for the weights of its words.
        profile: Parameters of BM25.
        texts_apart: True where a store has the texts, and the engine their places.

    Attributes:
        number: Its number in an engine.
    """

    def __init__(
        self, segment: Segment, average_passage: float, profile: RankingProfile, *, texts_apart: bool = False
    ) -> None:
        self._segment = segment
        self._average = average_passage
        self._profile = profile
        self._texts_apart = texts_apart
        self.number = segment_number(segment.entry.name)
        self.first_key = self.number << 32

    def counts(self) -> dict[str, int]:
        """The number of rows by collection."""
        return dict(zip(("articles", "passages", "windows"), self._segment.entry.counts, strict=True))

    def batches(self, collection: str, start: int) -> Iterator[tuple[list[Row], list[Row]]]:
        """Yield the rows from number `start` on, in order, and the rows of blobs that belong to them."""
        make = {"articles": self._articles, "passages": self._passages, "windows": self._windows}[collection]
        for first in range(start, self.counts()[collection], BATCH):
            blobs: list[Row] = []
            yield make(first, min(first + BATCH, self.counts()[collection]), blobs), blobs

    def terms(self, layer: int, included: Mask) -> Iterator[list[Row]]:
        """Yield the rows of `terms` of a layer: what holds each term, among some articles.

        Args:
            layer: Its number.
            included: bool ``(articles,)``: True for those that count.
        """
        passages, articles = self._holders(included)
        some, texts_of = np.flatnonzero(articles.counts).tolist(), {"passages": passages, "articles": articles}
        lists = {name: pack_lists(of) for name, of in texts_of.items()}
        rows = (
            {
                "id": term_id(layer, self._terms[number]), "layer": layer, "nothing": NOTHING,
                "in_passages": int(passages.counts[number]), "in_articles": int(articles.counts[number]),
                **{name: of[number] if len(of[number]) <= LONGEST_STRING else "" for name, of in lists.items()},
            }
            for number in some
        )  # fmt: skip
        while batch := list(islice(rows, BATCH)):
            yield batch

    @cached_property
    def _terms(self) -> list[str]:
        return list(self._segment.words.terms)

    @cached_property
    def _term_codes(self) -> Codes:
        return np.array([stem_code(term) for term in self._terms], np.uint32)

    @cached_property
    def _term_of_form(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self._terms)), np.diff(self._segment.words.form_starts))

    @cached_property
    def _stems(self) -> Codes:
        """uint32 ``(forms,)``."""
        return self._term_codes[self._term_of_form]

    @cached_property
    def _forms(self) -> FormCodes:
        """uint16 ``(forms,)``."""
        return np.array([form_code(form) for form in self._segment.words.forms], np.uint16)

    @cached_property
    def _owners(self) -> NDArray[np.int32]:
        """int32 ``(passages,)``: the article of each passage."""
        return np.asarray(self._segment.rows["passages"][:, 0])

    def _holders(self, included: Mask) -> tuple[Ragged, Ragged]:
        """By term the passages that hold it, titles left out, and the articles; only those of `included` articles."""
        words = self._segment.words
        rows, in_text = words.rows[:], words.in_text[:]
        owners, term = self._owners[rows], np.repeat(np.arange(len(self._terms)), np.diff(words.starts))
        counted = included[owners]
        new = np.diff(owners, prepend=-1).astype(bool) | np.diff(term, prepend=-1).astype(bool)
        in_passages, in_articles, size = counted & (in_text > 0), counted & new, len(self._terms)
        return (
            Ragged(rows[in_passages], np.bincount(term[in_passages], minlength=size)),
            Ragged(owners[in_articles], np.bincount(term[in_articles], minlength=size)),
        )

    @cached_property
    def _facets(self) -> list[Row]:
        """The fields of filters, of each article."""
        segment, names = self._segment, {}
        for facet in ("source", "category", "author", "language", "analyzer"):
            table, numbers = segment.facet(facet)
            names[facet] = Ragged(
                np.array([name_code(name) for name in table], np.int64)[numbers],
                np.bincount(segment.owners(facet), minlength=segment.entry.articles),
            )
        starts = {facet: of.starts.tolist() for facet, of in names.items()}
        values = {facet: of.values.tolist() for facet, of in names.items()}
        counts = {facet: of.counts.tolist() for facet, of in names.items()}

        def of_article(number: int, facet: str) -> list[int]:
            at = starts[facet][number]
            codes: list[int] = values[facet][at : at + counts[facet][number]][:MOST_NAMES]
            return codes

        keys, titles = (of.astype(np.int64).tolist() for of in (segment.rows["article_key"], segment.title_keys))
        times = zip(segment.rows["published"].tolist(), segment.rows["day"].tolist(), strict=True)
        return [
            {
                "published": published, "day": day, "source": of_article(number, "source")[0],
                "categories": of_article(number, "category"), "authors": of_article(number, "author"),
                "key": keys[number], "title": titles[number],
                "languages": [*{of_article(number, "language")[0], of_article(number, "analyzer")[0]}],
            }
            for number, (published, day) in enumerate(times)
        ]  # fmt: skip

    def _articles(self, first: int, last: int, blobs: list[Row]) -> list[Row]:
        segment = self._segment
        firsts = segment.first_passages[first : last + 1]
        text, starts = self._words(int(firsts[0]), int(firsts[-1]))
        title, title_starts = segment.words.titles, segment.words.titles.starts[first : last + 1]
        rows = []
        for place, number in enumerate(range(first, last)):
            key, line = self.first_key + number, segment.line(number)
            article, _ = from_line(line)
            begin, end = (firsts[place : place + 2] - firsts[0]).tolist()
            words = np.concatenate(
                [
                    text[starts[begin] : starts[end]],
                    title.words[int(title_starts[place]) : int(title_starts[place + 1])],
                ]
            )
            stems, counts = np.unique(self._stems[words], return_counts=True)
            packed = np.array([len(stems)], np.uint32).tobytes() + stems.tobytes() + counts.astype(np.uint32).tobytes()
            names = {
                "id": article.id, "source": article.source, "category": article.categories, "author": article.authors,
                "title": article.title[:_LONGEST_SORTED],
            }  # fmt: skip
            row = {
                "id": key, **self._facets[number], "nothing": NOTHING,
                "first": int(firsts[place]), "passages": int(firsts[place + 1] - firsts[place]),
                "names": _fitting(names),
            }  # fmt: skip
            self._add(row, blobs, "words", to_parts(packed))
            apart = [str(TextPlace.of(segment, self.number, number))] if self._texts_apart else None
            self._add(row, blobs, "line", apart or to_parts(zlib.compress(line, 1)))
            rows.append(row)
        return rows

    def _passages(self, first: int, last: int, blobs: list[Row]) -> list[Row]:
        segment = self._segment
        words, starts = self._words(first, last)
        stems, forms = self._stems[words], self._forms[words]
        weights, beside = self._weights(first, last), pairs(stems, forms, starts)
        (sources, source_of), (languages, language_of) = segment.facet("source"), segment.facet("analyzer")
        places, spans = segment.rows["passages"][first:last].tolist(), segment.rows["windows"]
        keys = segment.rows["passage_key"][first:last].view(np.int32).reshape(-1, 2).tolist()
        windows = segment.first_windows[first : last + 1].tolist()
        window_starts, titles = segment.words.windows.starts, segment.words.titles
        rows = []
        for place, (article, number, start, end) in enumerate(places):
            w = slice(windows[place], windows[place + 1])
            said = slice(int(starts[place]), int(starts[place + 1]))
            title = titles.words[int(titles.starts[article]) : int(titles.starts[article + 1])]
            vectors = segment.vectors.take(w)
            header = {
                "windows": w.stop - w.start, "words": said.stop - said.start, "title_words": len(title),
                "article": article, "number": number, "start": start, "end": end, "day": self._facets[article]["day"],
                "length": int(segment.words.lengths[first + place]),
                "article_length": int(segment.words.article_lengths[article]),
                "key_low": keys[place][0], "key_high": keys[place][1],
            }  # fmt: skip
            lengths = np.diff(window_starts[w.start : w.stop + 1]).astype(np.uint16)
            evidence = pack(
                header,
                [
                    spans[w, 1:].astype(np.int32), stems[said], self._stems[title], vectors.scales, lengths,
                    forms[said], self._forms[title], vectors.codes,
                ],
            )  # fmt: skip
            row = {
                "id": self.first_key + first + place, "article": self.first_key + article, **self._facets[article],
                "source_name": sources[int(source_of[article])], "language": languages[int(language_of[article])],
                "terms": weights[place], "pairs": beside[place],
            }  # fmt: skip
            self._add(row, blobs, "evidence", split(evidence))
            rows.append(row)
        return rows

    def _windows(self, first: int, last: int, _: list[Row]) -> list[Row]:
        vectors = self._segment.vectors.dequantize(slice(first, last))
        passages = self._segment.rows["windows"][first:last, 0].tolist()
        return [
            {
                "id": self.first_key + first + place, "vector": vector, "passage": self.first_key + passage,
                "article": self.first_key + int(self._owners[passage]), **self._facets[int(self._owners[passage])],
            }
            for place, (passage, vector) in enumerate(zip(passages, vectors, strict=True))
        ]  # fmt: skip

    def _words(self, first: int, last: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The words of passages, int32, and the start of each passage's among them, int64, one longer."""
        windows = self._segment.words.windows
        bounds = windows.starts[self._segment.first_windows[first : last + 1]]
        return np.asarray(windows.words[int(bounds[0]) : int(bounds[-1])]), bounds - bounds[0]

    def _weights(self, first: int, last: int) -> list[dict[int, float]]:
        """The weight of each stem of passages and of their titles: BM25 for an idf of 1."""
        words, starts = self._words(first, last)
        owners = self._owners[first:last]
        titles, title_lengths = self._segment.words.titles.take(owners.astype(np.int64))
        said = np.concatenate([self._term_of_form[words], self._term_of_form[titles]])
        passage = np.concatenate(
            [np.repeat(np.arange(last - first), np.diff(starts)), np.repeat(np.arange(last - first), title_lengths)]
        )
        cells, tf = np.unique(passage * np.int64(len(self._terms) or 1) + said, return_counts=True)
        passage, term = np.divmod(cells, len(self._terms) or 1)
        lengths = self._segment.words.lengths[first:last][passage]
        worth = saturated(tf.astype(np.float32), lengths, self._average, self._profile)
        return by_owner(passage, self._term_codes[term], worth, last - first)

    def _add(self, row: Row, blobs: list[Row], field: str, parts: list[str]) -> None:
        """Put a value into a row, and what does not fit there into blobs."""
        row[field], row[f"more_{field}"] = parts[0], len(parts) - 1
        for number, part in enumerate(parts[1:]):
            blobs.append({"id": f"{more_of(row['id'], field)}/{number}", "data": part, "nothing": NOTHING})


def more_of(key: int, field: str) -> str:
    """The name of the blobs with what does not fit into a field of a row."""
    return f"{partition_of(key >> 32)}/{field}/{key & 0xFFFFFFFF}"


def _fitting(names: Mapping[str, Sequence[str]]) -> str:
    """Write names as JSON that a string of Milvus holds: of very many categories and authors, the first."""
    data = orjson.dumps(names)
    while len(data) > LONGEST_STRING:
        names = {name: of[: len(of) // 2] if isinstance(of, tuple) else of for name, of in names.items()}
        data = orjson.dumps(names)
    return data.decode()
