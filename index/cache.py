"""The embedding cache: what was embedded once, in any segment or the journal, is not embedded again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .entry import text_digest
from .files import Stamp
from .journal import Journal
from .protocols import Embedder, Vectors, checked
from .segment import VECTORS, Segment

EMBED_AT_ONCE = 256
"""Windows: what a killed run pays for twice at most."""


class SortedKeys:
    """Which rows hold a key, by binary search in a sorted copy of the column.

    Args:
        keys: uint64 ``(n,)``.
    """

    def __init__(self, keys: NDArray[np.uint64]) -> None:
        self._rows = np.argsort(keys, kind="stable")
        self._keys = keys[self._rows]

    def rows(self, key: int) -> list[int]:
        """The rows whose key it is, ascending."""
        first, last = np.searchsorted(self._keys, np.array([key], np.uint64), "left")[0], len(self._keys)
        found = []
        while first < last and self._keys[first] == key:
            found.append(int(self._rows[first]))
            first += 1
        return found


class EmbeddingCache:
    """Vectors by the text they embed, for one model.

    Args:
        embedder: The model.
        journal: Where new vectors are kept until a commit holds them.
        known: More vectors, by text digest.

    Attributes:
        embedded: How many texts went through the model.
    """

    def __init__(self, embedder: Embedder, journal: Journal, known: Mapping[bytes, Vectors] | None = None) -> None:
        self.embedded = 0
        self._embedder = embedder
        self._journal = journal
        self._known = known or {}
        self._segments: dict[Stamp, tuple[Segment, SortedKeys]] = {}

    def follow(self, segments: Sequence[Segment]) -> None:
        """Look into `segments` from now on, and no others."""
        known = self._segments
        self._segments = {}
        for segment in segments:
            stamp = segment.entry.files[VECTORS]
            self._segments[stamp] = known.get(stamp) or (segment, SortedKeys(segment.rows["window_digest"][:, 0]))

    def missing(self, texts: Sequence[str]) -> list[str]:
        """The distinct texts that have no vector yet, in order."""
        return [text for text in dict.fromkeys(texts) if self._vector(text_digest(text.encode())) is None]

    def embed(self, texts: Sequence[str]) -> None:
        """Embed `texts` and keep the vectors in the journal, `EMBED_AT_ONCE` at a time.

        Raises:
            NutgrafError: The model gave what is no vector.
            OSError: The disk does not take them.
        """
        for start in range(0, len(texts), EMBED_AT_ONCE):
            some = texts[start : start + EMBED_AT_ONCE]
            vectors = checked(self._embedder.passages(some), some, self._embedder.fingerprint)
            self._journal.append([text_digest(text.encode()) for text in some], vectors)
            self.embedded += len(some)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, embedding what is missing."""
        self.embed(self.missing(texts))
        found = np.empty((len(texts), self._embedder.fingerprint.dim), np.float32)
        for row, text in enumerate(texts):
            found[row] = self._vector(text_digest(text.encode()))
        return found

    def sweep(self) -> None:
        """Empty the journal if segments hold all that is in it: a run was killed between its commit and this."""
        if all(self._stored(digest) is not None for digest in self._journal.vectors):
            self._journal.clear()

    def _vector(self, digest: bytes) -> Vectors | None:
        for vectors in (self._journal.vectors, self._known):
            if (vector := vectors.get(digest)) is not None:
                return vector
        return self._stored(digest)

    def _stored(self, digest: bytes) -> Vectors | None:
        key, rest = (int.from_bytes(half, "little") for half in (digest[:8], digest[8:]))
        for segment, keys in reversed(self._segments.values()):  # what a commit asks for is in the newest
            for row in keys.rows(key):
                if segment.rows["window_digest"][row, 1] == rest:
                    found: Vectors = segment.vectors[row]
                    return found
        return None
