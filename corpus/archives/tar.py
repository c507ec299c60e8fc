"""Tar archives: each file in them that is neither hidden nor a link, read in one pass."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from ..files.regular_file import read_at
from ..files.source import Source
from ..record import Fault, StoppedError
from .member import LEADS_OUT, LINK, Member, is_hidden, leads_out, member_fault
from .stream import as_file

_BLOCK = 1 << 16
_LONGEST_HEADER = 1 << 20
"""Bytes of the header of a member, which holds its name; tarfile reads it at once."""


def tar(source: Source) -> Iterator[Member | Fault]:
    """Give the files of a tar archive, in its order; each is copied to a temporary file, as a tape has no way back."""
    stream = _Forward(as_file(source.blocks()))
    try:
        archive = tarfile.TarFile(fileobj=stream, errorlevel=0)  # type: ignore[arg-type]  # what it needs of a file
    except tarfile.TarError:
        raise StoppedError("not a tar archive, or damaged") from None
    while True:
        try:
            info = archive.next()
        except (tarfile.TarError, EOFError, ValueError):
            raise StoppedError("the archive is damaged; the rest of it was not read") from None
        if info is None:
            return
        archive.members = []  # type: ignore[attr-defined]  # tarfile keeps them all
        yield from _member(info, stream, source)


def _member(info: tarfile.TarInfo, stream: _Forward, source: Source) -> Iterator[Member | Fault]:
    name = info.name
    if leads_out(name):
        yield member_fault(name, LEADS_OUT)
    elif info.issym() or info.islnk():
        yield member_fault(name, LINK)
    elif info.isreg() and not info.issparse() and not is_hidden(name.removeprefix("./")):
        with tempfile.TemporaryFile() as copy:
            stream.seek(info.offset_data)
            left = info.size
            while left and (block := stream.read(min(left, _BLOCK))):
                copy.write(block)
                left -= len(block)
            copy.flush()
            opened, gzipped = partial(_from_start, copy.fileno()), name.lower().endswith((".gz", ".tgz"))
            yield Member(name.removeprefix("./"), Source(opened, gzipped=gzipped, limits=source.limits))


def _from_start(copy: int) -> BinaryIO:
    """Open the copy with a position of its own: it may be read again before its first reader is done."""

    def blocks() -> Iterator[bytes]:
        at = 0
        while block := read_at(copy, _BLOCK, at):
            at += len(block)
            yield block

    return as_file(blocks())


class _Forward:
    """A file that goes forward only, with the methods that tarfile uses."""

    mode = "rb"
    name = None

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._at = file, 0

    def tell(self) -> int:
        """Return the position."""
        return self._at

    def seek(self, to: int) -> int:
        """Go forward.

        Raises:
            StoppedError: `to` lies behind.
        """
        if to < self._at:
            raise StoppedError("the archive is damaged; the rest of it was not read")
        while self._at < to and self.read(min(to - self._at, _BLOCK)):
            pass
        return self._at

    def read(self, count: int) -> bytes:
        """Read bytes.

        Raises:
            StoppedError: They are more than a header has.
        """
        if count > _LONGEST_HEADER:
            raise StoppedError("the archive has a header that is too long; the rest of it was not read")
        content = self._file.read(count)
        self._at += len(content)
        return content
