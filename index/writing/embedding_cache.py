"""The embedding cache: a text with a vector in a segment or in the journal is not embedded again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ..embedding.protocol import Embedder, validate_vectors
from ..ragged import concatenated_ranges
from ..segments.journal import Journal
from ..segments.segment import Segment
from ..segments.stored_article import text_digest
from ..types import Vectors
from .write_policy import DEFAULT_POLICY, WritePolicy


class EmbeddingCache:
    """Finds the vector of a text, or embeds it, for one model.

    Args:
        embedder: The model.
        journal: Keeps new vectors until a commit holds them.
        known: More vectors, by text digest.
        policy: Says how many texts are embedded at once.

    Attributes:
        embedded: Number of texts that went through the model.
    """

    def __init__(
        self,
        embedder: Embedder,
        journal: Journal,
        known: Mapping[bytes, Vectors] | None = None,
        *,
        policy: WritePolicy = DEFAULT_POLICY,
    ) -> None:
        self.embedded = 0
        self._at_once = policy.embed_windows
        self._embedder = embedder
        self._journal = journal
        self._known = known or {}
        self._segments: list[Segment] = []

    def follow(self, segments: Sequence[Segment]) -> None:
        """Look for vectors in `segments` from now on, and in no others."""
        self._segments = list(segments)

    def missing(self, texts: Sequence[str]) -> list[str]:
        """The distinct texts without a vector, in order."""
        digests = {text: text_digest(text.encode()) for text in texts}
        known = self._look_up(digests.values())
        return [text for text, digest in digests.items() if digest not in known]

    def embed(self, texts: Sequence[str]) -> None:
        """Embed `texts` and append the vectors to the journal, `WritePolicy.embed_windows` at a time.

        Raises:
            NutgrafError: The model returned vectors of the wrong shape, or not of unit length.
            OSError: The disk does not take the vectors.
        """
        for start in range(0, len(texts), self._at_once):
            some = texts[start : start + self._at_once]
            vectors = validate_vectors(self._embedder.passages(some), some, self._embedder.fingerprint)
            self._journal.append([text_digest(text.encode()) for text in some], vectors)
            self.embedded += len(some)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`, float32 ``(len(texts), dim)``; missing ones are embedded."""
        self.embed(self.missing(texts))
        digests = [text_digest(text.encode()) for text in texts]
        known = self._look_up(digests)
        vectors = np.empty((len(texts), self._embedder.fingerprint.dim), np.float32)
        for row, digest in enumerate(digests):
            vectors[row] = known[digest]
        return vectors

    def sweep(self) -> None:
        """Empty the journal if the segments hold all its vectors, as after a commit, or a kill just after one."""
        if len(self._stored(self._journal.vectors)) == len(self._journal.vectors):
            self._journal.clear()

    def _look_up(self, digests: Iterable[bytes]) -> dict[bytes, Vectors]:
        """The known vectors among those asked for, by text digest."""
        known_vectors = {}
        for digest in digests:
            vector = self._journal.vectors.get(digest, self._known.get(digest))
            if vector is not None:
                known_vectors[digest] = vector
        return known_vectors | self._stored([digest for digest in digests if digest not in known_vectors])

    def _stored(self, digests: Iterable[bytes]) -> dict[bytes, Vectors]:
        """The vectors among those asked for that the segments hold, by text digest."""
        left = dict.fromkeys(digests)
        known_vectors: dict[bytes, Vectors] = {}
        for segment in reversed(self._segments):  # a commit mostly asks for vectors of the newest
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
                known_vectors |= zip(digests, segment.vectors.dequantize(rows[same][once]), strict=True)
                for digest in digests:
                    del left[digest]
        return known_vectors
