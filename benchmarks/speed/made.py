"""A stand-in for the model, for sizes at which embedding would take days: it knows the vectors of real sentences.

    python benchmarks/speed/made.py CORPUS CACHE

embeds the real text of CORPUS/articles.jsonl (see ``corpus.py``) once. CACHE keeps the vectors, so that the program may
be stopped and started again. Then ``growth.py --made-vectors CACHE`` indexes with `MadeVectors`.

A real text gets its own vector. A made text gets the vector of the sentence it was made from, plus a little noise that
is the same each time. A text that is not in the cache is embedded by the real model.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import numpy as np
import orjson
from numpy.lib.stride_tricks import sliding_window_view
from nutgraf.corpus.passages import sentences, windows
from nutgraf.index.embedding.fingerprint import Fingerprint
from nutgraf.index.embedding.protocol import Embedder
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.model_choice import embedder_for
from nutgraf.index.types import Vectors

from corpus import MADE, masked

AT_ONCE = 4_096
NOISE = 0.15
"""Length of the noise beside a vector of length 1: their cosine stays 0.99."""


def real_model(cache: Path) -> Embedder:
    """Return the model with which a new index is built."""
    return embedder_for(IndexFolder(cache / "no index here"))


def exact(text: str) -> bytes:
    """Return an eight-byte key of a text."""
    return blake2b(text.encode(), digest_size=8).digest()


class MadeVectors:
    """An `Embedder` with the real model's fingerprint: an index that it built is searched with the real model.

    Args:
        cache: Folder written by `fill`.

    Attributes:
        unknown: Number of texts that the real model had to embed.
    """

    def __init__(self, cache: Path) -> None:
        self.unknown = 0
        self._model = real_model(cache)
        self._vectors, keys = _open(cache, self.fingerprint.dim)
        self._exact, self._masked = _Rows(keys[:, 0]), _Rows(keys[:, 1])
        some = np.random.default_rng(127).normal(0, NOISE / self.fingerprint.dim**0.5, 1 << 20)
        self._noise = sliding_window_view(some.astype(np.float32), self.fingerprint.dim)

    @property
    def fingerprint(self) -> Fingerprint:
        """The real model's fingerprint."""
        return self._model.fingerprint

    def passages(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, each row of length 1."""
        own = _keys(exact(text) for text in texts)
        rows = self._exact.of(own)
        made = rows < 0
        rows[made] = self._masked.of(_keys(masked(text) for text in texts))[made]
        vectors = np.array(self._vectors[np.maximum(rows, 0)])
        for lost in np.flatnonzero(rows < 0).tolist():
            vectors[lost] = self._from_sentences(texts[lost])
        vectors[made] += self._noise[(own[made] % np.uint64(len(self._noise))).astype(np.int64)]
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed queries with the real model; float32 ``(len(texts), dim)``, rows of length 1."""
        return self._model.queries(texts)

    def _from_sentences(self, text: str) -> Vectors:
        """float32 ``(dim,)``: the mean over the sentences of a window, as tiny sentences are merged into one window."""
        rows = self._masked.of(_keys(masked(text[a:b]) for a, b in sentences(text)))
        if (rows >= 0).all():
            mean: Vectors = self._vectors[rows].mean(axis=0)
            return mean
        self.unknown += 1
        return self._model.passages([text])[0]


class _Rows:
    """Finds the rows of many keys at once."""

    def __init__(self, keys: np.ndarray) -> None:
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]

    def of(self, keys: np.ndarray) -> np.ndarray:
        """int64 ``(len(keys),)``: the row of each key, -1 where there is none."""
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[places] == keys, self._order[places], -1)


def _keys(digests: Iterator[bytes]) -> np.ndarray:
    return np.frombuffer(b"".join(digests), np.uint64)


def _open(cache: Path, dim: int) -> tuple[Vectors, np.ndarray]:
    """Return the vectors, mapped, and uint64 ``(n, 2)``: the keys of each text, exact and masked."""
    keys = np.fromfile(cache / "keys.bin", np.uint64).reshape(-1, 2)
    return np.memmap(cache / "vectors.bin", np.float32, "r", shape=(len(keys), dim)), keys


def texts(articles: Path) -> Iterator[str]:
    """Yield the texts to embed from the real articles: windows, and the sentences that made text consists of."""
    with articles.open("rb") as lines:
        for record in map(orjson.loads, lines):
            if record["id"].startswith(MADE):
                return
            for text in record["text"].split("\n\n"):
                yield from dict.fromkeys(text[a:b] for cut in (windows, sentences) for a, b in cut(text))


def fill(articles: Path, cache: Path) -> None:
    """Embed the texts missing from the cache, and print the progress."""
    model, done = real_model(cache), set[bytes]()
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "keys.bin").open("ab") as keys, (cache / "vectors.bin").open("ab") as vectors:
        known = min(keys.tell() // 16, vectors.tell() // (4 * model.fingerprint.dim))
        keys.truncate(16 * known)  # a killed run may have written one and not the other
        vectors.truncate(4 * model.fingerprint.dim * known)
        pairs = np.fromfile(cache / "keys.bin", np.uint64, 2 * known)
        done.update(key.tobytes() for key in pairs[::2])
        lacking = (text for text in texts(articles) if (key := exact(text)) not in done and not done.add(key))
        while some := list(islice(lacking, AT_ONCE)):
            vectors.write(model.passages(some).tobytes())
            keys.write(b"".join(exact(text) + masked(text) for text in some))
            print(f"{len(done):,} texts known", file=sys.stderr, flush=True)


def main() -> None:
    """Embed the real part of a corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("cache", type=Path)
    given = parser.parse_args()
    fill(given.corpus / "articles.jsonl", given.cache)


if __name__ == "__main__":
    main()
