"""The vocabulary: the words of a snapshot's texts, for those of a question that none of them has as it was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..analysis.words import JOINT
from ..segments.segment import Segment
from ..segments.snapshot import Snapshot

_LETTERS = 32
"""Bits of a signature: letters of ASCII differ in their last five bits."""


@dataclass(frozen=True, slots=True)
class SegmentWords:
    """The words of a segment with what tells quickly that two of them differ.

    Attributes:
        encoded: uint8: the bytes of all words.
        starts: int64 ``(n + 1,)``: the start of each.
        letters: uint32 ``(n,)``: the bytes that each has, a bit for the last five bits of a byte.
        texts: int64 ``(n,)``: postings of its stem.
    """

    encoded: NDArray[np.uint8]
    starts: NDArray[np.int64]
    letters: NDArray[np.uint32]
    texts: NDArray[np.int64]

    @classmethod
    def of(cls, segment: Segment) -> SegmentWords:
        """Read the words of a segment."""
        texts = np.repeat(np.diff(segment.words.starts), np.diff(segment.words.form_starts))
        return cls.of_arrays(*segment.words.forms.arrays(), texts)

    @classmethod
    def of_arrays(cls, encoded: NDArray[np.uint8], starts: NDArray[np.int64], texts: NDArray[np.int64]) -> SegmentWords:
        """Make it of words that were stored elsewhere."""
        letters = np.bitwise_or.reduceat(_bits(encoded), starts[:-1]) if len(starts) > 1 else np.zeros(0, np.uint32)
        return cls(encoded, starts, letters, texts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def word(self, number: int) -> str:
        """Read a word."""
        return self.encoded[self.starts[number] : self.starts[number + 1]].tobytes().decode()


class SegmentedVocabulary:
    """The words of several segments, a `Vocabulary`, read at the first look-up. Safe for any number of threads.

    Args:
        read: Reads the words of each segment; none of them is empty.
    """

    def __init__(self, read: Callable[[], list[SegmentWords]]) -> None:
        self._read = read

    @cached_property
    def _segments(self) -> list[SegmentWords]:
        return self._read()

    def beginning_with(self, beginning: str, limit: int) -> list[str]:
        """See `Vocabulary`."""
        sought = beginning.encode()
        texts: dict[str, int] = {}
        for words in self._segments:
            numbers = np.flatnonzero(np.diff(words.starts) >= len(sought))
            for place, byte in enumerate(sought):
                numbers = numbers[words.encoded[words.starts[numbers] + place] == byte]
            for word, count in zip(map(words.word, numbers.tolist()), words.texts[numbers].tolist(), strict=True):
                texts[word] = texts.get(word, 0) + count
        plain = (word for word in texts if JOINT not in word)
        return sorted(plain, key=lambda word: (-texts[word], word))[:limit]

    def near(self, word: str, edits: int) -> list[str]:
        """See `Vocabulary`."""
        from rapidfuzz.distance import OSA  # few questions have a word that no text has

        encoded = word.encode()
        width = max(len(char.encode()) for char in word)
        letters = np.bitwise_or.reduce(_bits(np.frombuffer(encoded, np.uint8)))
        found: set[str] = set()
        for words in self._segments:
            close = np.abs(np.diff(words.starts) - len(encoded)) <= edits * width
            # An edit takes one letter away and adds another one.
            close &= np.bitwise_count(words.letters ^ letters) <= 2 * edits * width
            some = map(words.word, np.flatnonzero(close).tolist())
            found.update(it for it in some if OSA.distance(word, it, score_cutoff=edits) <= edits)
        return sorted(it for it in found if JOINT not in it)


def local_vocabulary(snapshot: Snapshot) -> SegmentedVocabulary:
    """The words of a snapshot."""
    return SegmentedVocabulary(
        lambda: [SegmentWords.of(segment) for segment in snapshot.segments if len(segment.words.forms)]
    )


def _bits(encoded: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """uint32: the bit of each byte."""
    bits: NDArray[np.uint32] = np.left_shift(np.uint32(1), encoded % np.uint8(_LETTERS), dtype=np.uint32)
    return bits
