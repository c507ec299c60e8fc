"""The embedding cache: what was embedded once, in any segment or the journal, is not embedded again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ..embedding.protocol import Embedder, validate_vectors
from ..segments.journal import Journal
from ..segments.segment import Segment
from ..segments.stored_article import text_digest
from ..storage.arrays import concatenated_ranges
from ..types import Vectors

EMBED_AT_ONCE = 1_024
"""Windows: what a killed run pays for twice at most, a second or so. Of fewer, fewer are of like length in a batch."""


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
        digests = {text: text_digest(text.encode()) for text in texts}
        found = self._found(digests.values())
        return [text for text, digest in digests.items() if digest not in found]

    def embed(self, texts: Sequence[str]) -> None:
        """Embed `texts` and keep the vectors in the journal, `EMBED_AT_ONCE` at a time.

        Raises:
            NutgrafError: The model gave what is no vector.
            OSError: The disk does not take them.
        """
        for start in range(0, len(texts), EMBED_AT_ONCE):
            some = texts[start : start + EMBED_AT_ONCE]
            vectors = validate_vectors(self._embedder.passages(some), some, self._embedder.fingerprint)
            self._journal.append([text_digest(text.encode()) for text in some], vectors)
            self.embedded += len(some)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, embedding what is missing."""
        self.embed(self.missing(texts))
        digests = [text_digest(text.encode()) for text in texts]
        known = self._found(digests)
        found = np.empty((len(texts), self._embedder.fingerprint.dim), np.float32)
        for row, digest in enumerate(digests):
            found[row] = known[digest]
        return found

    def sweep(self) -> None:
        """Empty the journal if segments hold all that is in it: a run was killed between its commit and this."""
        if len(self._stored(self._journal.vectors)) == len(self._journal.vectors):
            self._journal.clear()

    def _found(self, digests: Iterable[bytes]) -> dict[bytes, Vectors]:
        """The vectors of those of these texts that have one."""
        found = {}
        for digest in digests:
            vector = self._journal.vectors.get(digest, self._known.get(digest))
            if vector is not None:
                found[digest] = vector
        return found | self._stored([digest for digest in digests if digest not in found])

    def _stored(self, digests: Iterable[bytes]) -> dict[bytes, Vectors]:
        """The vectors that segments hold of these texts."""
        left = dict.fromkeys(digests)
        found: dict[bytes, Vectors] = {}
        for segment in reversed(self._segments):  # what a commit asks for is in the newest
            if not left:
                break
            wanted = np.frombuffer(b"".join(left), "<u8").reshape(-1, 2)
            keys = segment.keys("window_key")
            first, last = keys.ranges(wanted[:, 0])
            rows = keys.order[concatenated_ranges(first, last - first)]
            which = np.repeat(np.arange(len(wanted)), last - first)
            same = segment.rows["window_digest"][rows, 1] == wanted[which, 1]  # different texts may share 64 bits
            there, once = np.unique(which[same], return_index=True)  # a segment may hold a text a thousand times
            if len(there):
                digests = [digest.tobytes() for digest in wanted[there]]
                found |= zip(digests, segment.vectors.dequantize(rows[same][once]), strict=True)
                for digest in digests:
                    del left[digest]
        return found
