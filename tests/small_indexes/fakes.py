"""Fast, deterministic fakes for tests: an embedder, an index that it makes, and access to passages by row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from nutgraf.corpus.article import Article, Passage
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.index.embedding.fingerprint import Fingerprint
from nutgraf.index.embedding.probe_texts import PROBES
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.snapshot import Snapshot
from nutgraf.index.types import Vectors
from nutgraf.index.writing import build

_PROBES = {text: number for number, pair in enumerate(PROBES) for text in pair}
PROBED = frozenset(_PROBES)
"""The texts on which scales are measured."""


class FakeEmbedder:
    """Embeds a text as the sum of pseudo-random vectors of its words, so texts with common words are near.

    The two texts of a probe have one vector, and those of two probes a cosine of 0, so its scales take cosines as they
    are.

    Args:
        name: Name of the model; each name gives other vectors.
        dim: Numbers in a vector, 64 at most.

    Attributes:
        texts: All texts that were embedded as passages, in order, but the probes that scales are measured on.
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
        self.texts += [text for text in texts if text not in _PROBES]
        return np.stack([self._vector(text) for text in texts])

    def queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Vectors:
        return _sum_of_words(self.fingerprint.name, self.fingerprint.dim, text)


@lru_cache(maxsize=1 << 15)
def _sum_of_words(model: str, dim: int, text: str) -> Vectors:
    if text in _PROBES:
        sign, place = divmod(_PROBES[text], dim)
        return np.eye(dim, dtype=np.float32)[place] * (-1) ** sign
    total = sum(_word(model, word) for word in text.casefold().split())
    vector = np.asarray(total, np.float32)[:dim] + np.float32(0.5)  # never all zeros
    return vector / np.linalg.norm(vector)


@lru_cache(maxsize=1 << 16)
def _word(model: str, word: str) -> np.ndarray:
    return np.frombuffer(hashlib.blake2b(f"{model} {word}".encode()).digest(), np.int8).astype(np.int64)


def passage_at(snapshot: Snapshot, row: int) -> Passage:
    """Read the passage at `row`."""
    address, number = snapshot.address_of(row)
    return snapshot.passages_of(address, snapshot.article(address))[number]


def index_at(place: Path, articles: Iterable[Article], embedder: FakeEmbedder | None = None, **options: Any) -> Path:
    """Index `articles` in the folder `place`, as another generation where there is an index already."""
    items = [SourcedArticle(article, "a.jsonl", "a.jsonl", 1) for article in articles]
    build.add(IndexFolder(place), items, embedder or FakeEmbedder(), **options)
    return place


def fake_model(_device: str | None, name: str = "fake") -> FakeEmbedder:
    """Load the fake model, as a process or a machine loads a real one."""
    return FakeEmbedder(name)
