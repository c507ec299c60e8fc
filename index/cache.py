"""The embedding cache: what was embedded once, in any segment or the journal, is not embedded again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from .entry import text_digest
from .journal import Journal
from .protocols import Embedder, Vectors, checked
from .segment import Segment

EMBED_AT_ONCE = 256
"""Windows: what a killed run pays for twice at most."""


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
        self._segments: list[Segment] = []

    def follow(self, segments: Sequence[Segment]) -> None:
        """Look into `segments` from now on, and no others."""
        self._segments = list(segments)

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
        for segment in reversed(self._segments):  # what a commit asks for is in the newest
            for row in segment.keys("window_key").rows(key):
                if segment.rows["window_digest"][row, 1] == rest:
                    return segment.vectors.vectors(slice(row, row + 1))[0]
        return None
