"""Stand-ins for the seams, quick and the same in every process, and what tests of them share."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from nutgraf.corpus.article import Passage
from nutgraf.index.embedding.fingerprint import Fingerprint
from nutgraf.index.segments.snapshot import Snapshot
from nutgraf.index.types import Vectors


class FakeEmbedder:
    """A text is the sum of its words' pseudo-random vectors, so texts that share words are near each other.

    Args:
        name: Another name is another model, with other vectors.
        dim: Numbers in a vector, 64 at most.

    Attributes:
        texts: Every text that was embedded as a passage, in order.
    """

    def __init__(self, name: str = "fake", dim: int = 32) -> None:
        self.fingerprint = Fingerprint(
            name=name,
            weights=hashlib.sha256(name.encode()).hexdigest(),
            tokenizer=hashlib.sha256(b"words").hexdigest(),
            dim=dim,
            pooling="mean",
            max_tokens=256,
        )
        self.texts: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return np.stack([self._vector(text) for text in texts])

    def queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Vectors:
        total = sum(_word(self.fingerprint.name, word) for word in text.casefold().split())
        vector = np.asarray(total, np.float32)[: self.fingerprint.dim] + np.float32(0.5)  # never all zeros
        return vector / np.linalg.norm(vector)


def passage_at(snapshot: Snapshot, row: int) -> Passage:
    """The passage that stands at `row`, as a hit shows it."""
    place, number = snapshot.address_of(row)
    return snapshot.passages_of(place, snapshot.article(place))[number]


@lru_cache(maxsize=1 << 16)
def _word(model: str, word: str) -> np.ndarray:
    return np.frombuffer(hashlib.blake2b(f"{model} {word}".encode()).digest(), np.int8).astype(np.int64)
