"""The evidence of passages as an engine stores it: packed into one string each, and unpacked for hundreds at once.

The bytes of a passage, in this order, little-endian:

    int32  (16,)     the header, see `HEADER`
    int32  (w, 2)    the start and the end of each window in the passage's text
    uint32 (n,)      the codes of the stems of its words, in order, see `codes`
    uint32 (t,)      those of the title of its article
    uint16 (w,)      the scales of the vectors, float16
    uint16 (w,)      the number of words of each window
    uint16 (n,)      the codes of the forms of its words
    uint16 (t,)      those of the title
    int8   (w, dim)  the vectors

They are filled up to a multiple of 12 bytes, so that their base64 has no padding: the strings of all candidates are
decoded in one call, and every array is aligned.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...columns.int8_vectors import Int8Vectors
from ...ragged import Ragged, concatenated_ranges, offsets
from ...storage.arrays import Array
from ...types import Rows

HEADER = (
    "windows", "words", "title_words",
    "article", "number",  # the number of the article in its segment, and that of the passage in the article
    "start", "end",  # in the text of the article
    "day", "length", "article_length",  # see `Metadata.days` and `Occurrences`
    "key_low", "key_high",  # `passage_key`
    "reserved_1", "reserved_2", "reserved_3", "reserved_4",
)  # fmt: skip
_PLACE = {name: place for place, name in enumerate(HEADER)}
_UNIT = 12


@dataclass(frozen=True, slots=True)
class EvidenceBlock:
    """The evidence of `n` passages.

    Attributes:
        rows: int64 ``(n,)``, ascending.
        header: int32 ``(n, 16)``, see `HEADER`.
        spans: int32 ``(w, 2)`` of their windows.
        scales: float16 ``(w,)``.
        vectors: int8 ``(w, dim)``.
        window_lengths: uint16 ``(w,)``: number of words.
        stems, forms: uint32 and uint16: the codes of their words.
        title_stems, title_forms: Those of the words of their articles' titles.
        sources: The `n` outlets.
        languages: The `n` languages.
    """

    rows: Rows
    header: NDArray[np.int32]
    spans: Ragged
    scales: Ragged
    vectors: Ragged
    window_lengths: Ragged
    stems: Ragged
    forms: Ragged
    title_stems: Ragged
    title_forms: Ragged
    sources: NDArray[np.object_]
    languages: NDArray[np.object_]

    def column(self, name: str) -> NDArray[np.int64]:
        """int64 ``(n,)``: a column of the header."""
        return self.header[:, _PLACE[name]].astype(np.int64)

    def value(self, position: int, name: str) -> int:
        """A value of the header of one passage."""
        return int(self.header[position, _PLACE[name]])

    @property
    def keys(self) -> NDArray[np.uint64]:
        """uint64 ``(n,)``: the keys of the paragraphs, see `stored_article.passage_key`."""
        parts = self.header[:, _PLACE["key_low"] : _PLACE["key_high"] + 1]
        return np.ascontiguousarray(parts).view(np.uint64).reshape(-1)

    @property
    def int8_vectors(self) -> Int8Vectors:
        """The vectors of all windows."""
        return Int8Vectors(self.vectors.values, self.scales.values)

    def take(self, positions: NDArray[np.int64]) -> EvidenceBlock:
        """Select passages by their positions, ascending."""
        return self._by_column(
            lambda name: getattr(self, name)[positions], lambda name: getattr(self, name).take(positions)
        )

    @classmethod
    def joined(cls, blocks: Sequence[EvidenceBlock]) -> EvidenceBlock:
        """Merge blocks without a passage in common, at least one, in the order of rows."""
        if len(blocks) == 1:
            return blocks[0]
        merged = blocks[0]._by_column(
            lambda name: np.concatenate([getattr(block, name) for block in blocks]),
            lambda name: Ragged.joined([getattr(block, name) for block in blocks]),
        )
        return merged.take(np.argsort(merged.rows))

    def _by_column(self, plain: Callable[[str], Array], ragged: Callable[[str], Ragged]) -> EvidenceBlock:
        names = [it.name for it in fields(self)]
        made: dict[str, Any] = {
            name: (ragged if isinstance(getattr(self, name), Ragged) else plain)(name) for name in names
        }
        return replace(self, **made)


def pack(header: dict[str, int], parts: Sequence[Array]) -> str:
    """Pack the evidence of one passage as base64.

    Args:
        header: The values of `HEADER`; those left out are 0.
        parts: The other arrays, in the order above.
    """
    values = np.array([header.get(name, 0) for name in HEADER], np.int64).astype(np.int32)
    data = b"".join([values.tobytes(), *(np.ascontiguousarray(part).tobytes() for part in parts)])
    return b2a_base64(data + bytes(-len(data) % _UNIT), newline=False).decode()


def unpack(
    rows: Rows, texts: Sequence[str], sources: Sequence[str], languages: Sequence[str], dim: int
) -> EvidenceBlock:
    """Unpack what `pack` packed, of any number of passages, without a loop over them.

    Args:
        rows: int64 ``(n,)``, in any order.
        texts: The evidence of each.
        sources: Their outlets.
        languages: Their languages.
        dim: Numbers in a vector.
    """
    data = np.frombuffer(a2b_base64("".join(texts)), np.uint8)
    at = offsets(np.fromiter(map(len, texts), np.int64, len(texts)) // 4 * 3)[:-1]
    header = data.view(np.int32)[at[:, None] // 4 + np.arange(len(HEADER))].reshape(-1, len(HEADER))
    windows, words, titles = (header[:, place].astype(np.int64) for place in range(3))
    at = at + 4 * len(HEADER)

    def section(dtype: type[np.generic], counts: NDArray[np.int64], width: int = 1) -> Ragged:
        nonlocal at
        size = np.dtype(dtype).itemsize
        items = data.view(dtype).take(concatenated_ranges(at // size, counts * width))
        at = at + counts * width * size
        return Ragged(items.reshape(-1, width) if width > 1 else items, counts)

    spans = section(np.int32, windows, 2)
    stems, title_stems = section(np.uint32, words), section(np.uint32, titles)
    scales, lengths = section(np.float16, windows), section(np.uint16, windows)
    forms, title_forms = section(np.uint16, words), section(np.uint16, titles)
    vectors = section(np.int8, windows, dim)
    found = EvidenceBlock(
        rows, header, spans, scales, vectors, lengths, stems, forms, title_stems, title_forms,
        np.array(sources, object), np.array(languages, object),
    )  # fmt: skip
    return found.take(np.argsort(rows))
