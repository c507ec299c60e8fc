"""Write files that survive a power failure: digests, fsync, and replacement in one step."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import IO

import xxhash

from ...corpus.errors import IndexFormatError
from ...corpus.files.regular_file import open_regular_file

_BLOCK = 1 << 20
_NOT_REGULAR = {errno.ENXIO, errno.ENODEV, errno.ELOOP, errno.ENOTDIR}
"""Errors of opening a socket, a device without a driver, a link to itself, or a path that leads through a file."""

_IN_USE = {5, 32}
"""Windows' errors of access denied and of a sharing violation: another process has the file open."""
_RENAMES, _BETWEEN_RENAMES = 40, 0.05
"""How often a rename is tried again, and the seconds between: a manifest is read in milliseconds."""


@dataclass(frozen=True, slots=True)
class FileDigest:
    """Size in bytes and XXH3-128 digest in hex of a file, to verify it before use.

    The digest protects against accidents (bit rot, truncation), not against an attacker: an index is trusted like code.
    """

    size: int
    digest: str

    @classmethod
    def of(cls, blocks: Iterable[bytes | memoryview]) -> FileDigest:
        """Compute the digest of consecutive blocks of bytes."""
        digest, size = xxhash.xxh3_128(), 0
        for block in blocks:
            digest.update(block)
            size += len(block)
        return cls(size, digest.hexdigest())


def open_regular(path: Path) -> int:
    """Open a file of the index for reading, and return its descriptor; a pipe in its place does not hang.

    Raises:
        IndexFormatError: It is a pipe, a socket, a device or a folder.
        OSError: The file is missing or cannot be opened.
    """
    try:
        descriptor = open_regular_file(path)
    except OSError as error:
        if error.errno in _NOT_REGULAR:
            raise damaged(path, "is not a regular file") from None
        raise
    if descriptor is None:
        raise damaged(path, "is not a regular file")
    return descriptor


def read_pieces(path: Path) -> Iterator[bytes]:
    """Yield a file in pieces of a mebibyte.

    Raises:
        IndexFormatError: It is not a regular file.
        OSError: It cannot be read.
    """
    with os.fdopen(open_regular(path), "rb", buffering=0) as file:
        while piece := file.read(_BLOCK):
            yield piece


def digest_file(path: Path) -> FileDigest:
    """Read a file and compute its digest.

    Raises:
        IndexFormatError: It is not a regular file.
        OSError: The file cannot be read.
    """
    return FileDigest.of(read_pieces(path))


class DigestingWriter:
    """A file opened for writing that computes its digest on the way, so that the file need not be read again."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest, self._size = xxhash.xxh3_128(), 0

    def write(self, data: bytes | memoryview) -> None:
        """Write all of `data`; a memoryview must consist of bytes."""
        self._digest.update(data)
        self._size += len(data)
        self._file.write(data)

    @property
    def digest(self) -> FileDigest:
        """Digest of the bytes written so far."""
        return FileDigest(self._size, self._digest.hexdigest())


def damaged(path: Path | str, problem: str = "is damaged") -> IndexFormatError:
    """Build the error for a damaged file at `path`, with the command that repairs its index."""
    index = index_of(Path(path))
    return IndexFormatError(f"{path} {problem}; run: nutgraf check --repair --index {quote(str(index))}")


def unreadable(path: Path | str, error: OSError) -> IndexFormatError:
    """Build the error for a file at `path` that the disk cannot read, with the command that repairs its index."""
    return damaged(path, f"cannot be read ({os.strerror(error.errno or errno.EIO).lower()})")


def index_of(path: Path) -> Path:
    """Return the folder of the index that the file at `path` belongs to."""
    parts = [parent for parent in path.parents if parent.name in ("segments", "manifests")]
    return parts[0].parent if parts else path.parent


@contextmanager
def name_in_errors(path: Path) -> Iterator[None]:
    """Add `path` to any `OSError` raised in the block: errors of `write` and `fsync` do not name their file."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


@contextmanager
def durable_file(path: Path) -> Iterator[DigestingWriter]:
    """Open a new file for writing; when the block ends without an error, the file has reached the disk (fsync).

    After a failed fsync the kernel may mark the lost pages as clean, so writing must not be tried again on the same
    file. After an error the incomplete file stays behind, for a later clean-up to delete.
    """
    with name_in_errors(path), path.open("xb") as file:
        yield DigestingWriter(file)
        file.flush()
        flush(file.fileno())


def flush(descriptor: int) -> None:
    """Wait until the content of an open file is on the disk, through the disk's own cache on macOS, too.

    Raises:
        OSError: The disk cannot write it.
    """
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # a network folder has no such call
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def replace(path: Path, data: bytes) -> None:
    """Replace the file at `path` in one step: after a crash either the old or the new content is there, complete."""
    sibling = path.with_name(path.name + ".tmp")
    sibling.unlink(missing_ok=True)
    try:
        with durable_file(sibling) as file:
            file.write(data)
        _rename_over(sibling, path)
    except OSError:
        sibling.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _rename_over(source: Path, target: Path) -> None:
    """Rename a file over another one. Windows refuses it while somebody reads the other: we wait for him."""
    for _ in range(_RENAMES):
        try:
            source.replace(target)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _IN_USE:
                raise
            time.sleep(_BETWEEN_RENAMES)
        else:
            return
    source.replace(target)


def link(source: Path, target: Path) -> None:
    """Give a file, flushed already, a second name; it is copied where there are no links."""
    try:
        target.hardlink_to(source)
    except OSError:
        with source.open("rb") as file, durable_file(target) as copy:
            shutil.copyfileobj(file, copy)


def make_folder(path: Path) -> None:
    """Create the folder `path` and its missing parents, and flush each new name to disk.

    Raises:
        OSError: It cannot be created; a file may be in the way.
    """
    if not path.is_dir():
        make_folder(path.parent)
        try:
            path.mkdir(exist_ok=True)
        except FileExistsError:  # also a link that leads nowhere
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path)) from None
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush the names in `folder` to disk: without this a new file may be missing after a crash.

    Windows can open no folder; its file systems keep a journal of names.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with name_in_errors(folder):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
