"""Files that are there, whole, after the power fails: digests, writing through to the disk, replacing in one step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shlex import quote
from typing import IO

import xxhash

from ...corpus.errors import IndexFormatError

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file must be to be believed: its size in bytes and its XXH3-128 digest in hex.

    The digest is against accidents (bit rot, truncation), not against an attacker: an index is as trusted as code.
    """

    size: int
    digest: str

    @classmethod
    def of(cls, pieces: Iterable[bytes | memoryview]) -> Stamp:
        """The stamp of these bytes, one piece after another."""
        digest, size = xxhash.xxh3_128(), 0
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
        return cls(size, digest.hexdigest())


def stamp(path: Path) -> Stamp:
    """The stamp of a file as it lies on disk.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return Stamp.of(iter(partial(file.read, _BLOCK), b""))


class Written:
    """A file that is being written, and its stamp: nothing need be read again to know what was meant to be there."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest, self._size = xxhash.xxh3_128(), 0

    def write(self, data: bytes | memoryview) -> None:
        """Write `data`, all of it; a memoryview is of bytes."""
        self._digest.update(data)
        self._size += len(data)
        self._file.write(data)

    @property
    def stamp(self) -> Stamp:
        """The stamp of what was written so far."""
        return Stamp(self._size, self._digest.hexdigest())


def damaged(path: Path | str, how: str = "is damaged") -> IndexFormatError:
    """The error to raise over a file that is not what was written."""
    path = Path(path)
    inside = [parent for parent in path.parents if parent.name in ("segments", "manifests")]
    index = inside[0].parent if inside else path.parent
    return IndexFormatError(f"{path} {how}; run: nutgraf check --repair --index {quote(str(index))}")


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Have an error of the disk in the block say where it was: neither `write` nor `fsync` does."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


@contextmanager
def written_through(path: Path) -> Iterator[Written]:
    """A new file to write, on the disk (fsync) when the block ends well.

    After a failed fsync the kernel may call the lost pages clean, so nobody may try again on the same file: the error
    leaves the file to be swept.
    """
    with naming(path), path.open("xb") as file:
        yield Written(file)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, data: bytes) -> None:
    """Put `data` in the place of `path` in one step: after a crash it is the old file or the new one, whole."""
    sibling = path.with_name(path.name + ".tmp")
    sibling.unlink(missing_ok=True)
    try:
        with written_through(sibling) as file:
            file.write(data)
        sibling.replace(path)
    except OSError:
        sibling.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def link(source: Path, target: Path) -> None:
    """Give a file, flushed already, a second name; it is copied where there are no links."""
    try:
        target.hardlink_to(source)
    except OSError:
        with source.open("rb") as file, written_through(target) as copy:
            shutil.copyfileobj(file, copy)


def make_folder(path: Path) -> None:
    """Make `path`, and what is missing above it, with names that are there after the power fails."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable: without it a new file may have no name after a crash."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with naming(folder):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
