"""The journal: embeddings that no segment holds yet, so that a killed run does not pay for them twice.

A header of 48 bytes (magic, the model's digest), then records of one size: the text's digest (16 bytes), its vector
(float32), and the XXH3-64 of both. Records are appended, flushed together, and believed only with their checksum, so a
torn or damaged tail costs no more than the texts in it. A commit makes the journal empty.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xxhash

from ..embedding.fingerprint import Fingerprint
from ..storage.durable import name_in_errors, sync_folder
from ..types import Vectors

_MAGIC = b"nutgraf journal\0"


class Journal:
    """The journal at `path`, for one model. What another model left there is not read.

    Attributes:
        vectors: Vector by text digest, of all records.
        whole: Whether nothing but good records of this model was found. A record torn at the end counts as good: a
            killed run leaves one, and so does a run that is writing now.
    """

    def __init__(self, path: Path, model: Fingerprint) -> None:
        self._path = path
        self._head = _MAGIC + model.digest()
        self._record = np.dtype([("digest", "V16"), ("vector", "<f4", model.dim), ("checksum", "<u8")])
        self.vectors: dict[bytes, Vectors] = {}
        self.whole = True
        self._good = 0  # bytes up to the end of the last good record; what comes after is cut off by the next append
        self._read()

    def append(self, digests: Sequence[bytes], vectors: Vectors) -> None:
        """Keep `vectors` by the `digests` of their texts, through to the disk.

        Raises:
            OSError: The disk does not take it.
        """
        records = np.empty(len(digests), self._record)
        records["digest"] = np.frombuffer(b"".join(digests), "V16")
        records["vector"] = vectors
        records["checksum"] = [_checksum(record) for record in records]
        fresh = not self._good
        with name_in_errors(self._path), self._path.open("wb" if fresh else "r+b") as file:
            if fresh:
                self._good = file.write(self._head)
            file.seek(self._good)
            file.truncate()
            self._good += file.write(records.tobytes())
            file.flush()
            os.fsync(file.fileno())
        if fresh:
            sync_folder(self._path.parent)
        self.vectors.update(zip(digests, vectors, strict=True))

    def clear(self) -> None:
        """Forget everything: a commit holds it now."""
        self._path.unlink(missing_ok=True)
        self.vectors.clear()
        self._good = 0

    def _read(self) -> None:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return
        if not data.startswith(self._head):
            self.whole = self._head.startswith(data)
            return
        self._good = len(self._head)
        count = (len(data) - self._good) // self._record.itemsize
        for record in np.frombuffer(data, self._record, count, self._good):
            if _checksum(record) != record["checksum"]:
                self.whole = False
                break
            self.vectors[record["digest"].tobytes()] = record["vector"]
            self._good += self._record.itemsize


def _checksum(record: np.void) -> int:
    return xxhash.xxh3_64_intdigest(record.tobytes()[:-8])
