"""The journal: stores embeddings that no segment holds yet, so that a killed run need not compute them again.

A header of 48 bytes (magic, the model's digest), then records of one size: the text's digest (16 bytes), its vector
(float32), and the XXH3-64 of both. Records are appended and flushed together. Reading stops at the first record whose
checksum is wrong, so a torn or damaged tail costs only the texts in it. A commit empties the journal.

A power cut may leave zeros wherever the file had grown and its bytes were not on the disk yet. Those are no damage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xxhash

from ..embedding.fingerprint import Fingerprint
from ..storage.durable import flush, name_in_errors, sync_folder
from ..storage.whole_file import read_whole
from ..types import Vectors

_MAGIC = b"nutgraf journal\0"
_NEVER_WRITTEN = re.compile(rb"\A\0+\Z|\0{32,}|\0{4,}\Z")
"""Zeros that no record holds: a file of nothing else, eight numbers of a vector, or the end of a checksum."""


class Journal:
    """The journal at `path`, for one model. Records of another model are not read.

    Attributes:
        vectors: The vector of each record, by text digest.
        is_intact: True where the file holds only valid records of this model. A torn record at the end is allowed: a
            killed run leaves one, and so does a run that is writing now. So are zeros, which a power cut leaves.

    Raises:
        IndexFormatError: The journal cannot be read, or is no regular file.
    """

    def __init__(self, path: Path, model: Fingerprint) -> None:
        self._path = path
        self._header = _MAGIC + model.digest()
        self._record_type = np.dtype([("digest", "V16"), ("vector", "<f4", model.dim), ("checksum", "<u8")])
        self.vectors: dict[bytes, Vectors] = {}
        self.is_intact = True
        self._valid_size = 0  # bytes up to the end of the last valid record; the next append cuts off the rest
        self._read()

    def append(self, digests: Sequence[bytes], vectors: Vectors) -> None:
        """Append `vectors` with the `digests` of their texts, and flush them to the disk.

        Raises:
            OSError: The disk is full or read-only.
        """
        records = np.empty(len(digests), self._record_type)
        records["digest"] = np.frombuffer(b"".join(digests), "V16")
        records["vector"] = vectors
        records["checksum"] = [_checksum(record) for record in records]
        is_new = not self._valid_size
        with name_in_errors(self._path), self._path.open("wb" if is_new else "r+b") as file:
            if is_new:
                self._valid_size = file.write(self._header)
            file.seek(self._valid_size)
            file.truncate()
            self._valid_size += file.write(records.tobytes())
            file.flush()
            flush(file.fileno())
        if is_new:
            sync_folder(self._path.parent)
        self.vectors.update(zip(digests, vectors, strict=True))

    def clear(self) -> None:
        """Remove all records, once a commit holds their vectors."""
        self._path.unlink(missing_ok=True)
        self.vectors.clear()
        self._valid_size = 0

    def _read(self) -> None:
        try:
            data = read_whole(self._path)
        except FileNotFoundError:
            return
        never_written = [match.span() for match in _NEVER_WRITTEN.finditer(data)]
        head = len(self._header)
        if not data.startswith(self._header):
            wrong = (at for at, pair in enumerate(zip(data, self._header, strict=False)) if pair[0] != pair[1])
            self.is_intact = all(_overlaps(never_written, at, at + 1) for at in wrong)
            return
        self._valid_size = head
        size = self._record_type.itemsize
        is_readable = True
        for number, record in enumerate(np.frombuffer(data, self._record_type, (len(data) - head) // size, head)):
            start = head + number * size
            if _checksum(record) != record["checksum"]:
                is_readable = False
                self.is_intact &= _overlaps(never_written, start, start + size)
            elif is_readable:
                self.vectors[record["digest"].tobytes()] = record["vector"]
                self._valid_size = start + size


def _overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """True where one of `spans` has a byte from `start` to before `end`."""
    return any(first < end and start < last for first, last in spans)


def _checksum(record: np.void) -> int:
    return xxhash.xxh3_64_intdigest(record.tobytes()[:-8])
