"""Zip archives: each file in them that is neither hidden nor a link."""

from __future__ import annotations

import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from typing import IO, BinaryIO

from ..files.limits import ReadLimits
from ..files.source import Source
from ..record import Fault, StoppedError
from .member import LEADS_OUT, LINK, Member, is_hidden, leads_out, member_fault
from .newsletter_export import posts_of
from .stream import Expansion, as_file

_BLOCK = 1 << 16
_MOST_MEMBERS = 200_000
"""Members of an archive. The list of them takes up to 200 MB as Python objects."""


def zipped(source: Source) -> Iterator[Member | Fault]:
    """Give the files of a zip archive, in its order."""
    with ExitStack() as stack:
        try:
            archive = zipfile.ZipFile(_Guarded(_seekable(source, stack), source.limits))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
            raise StoppedError("not a zip archive, or damaged") from None
        stack.enter_context(archive)
        size = archive.fp.seek(0, 2) if archive.fp else 0
        source.on_bytes(size)
        expansion = Expansion(source.limits, taken=size)
        posts = posts_of(archive, source.limits)
        is_crawl = _is_crawl(archive)
        for info in archive.infolist():
            if is_crawl and not info.filename.startswith("archive/"):  # its index, and its pages once more
                continue
            if posts and info.filename.endswith(".csv"):  # lists of posts, readers and their clicks
                continue
            for item in _member(archive, info, source, expansion):
                yield replace(item, fields=posts.get(item.name, {})) if isinstance(item, Member) else item


def _is_crawl(archive: zipfile.ZipFile) -> bool:
    """True for a crawl in WACZ, whose pages are in ``archive/``."""
    names = archive.NameToInfo.keys()
    return "datapackage.json" in names and any(name.startswith("archive/") and ".warc" in name for name in names)


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: Source, expansion: Expansion
) -> Iterator[Member | Fault]:
    name = info.filename
    if leads_out(name):
        yield member_fault(name, LEADS_OUT)
    elif stat.S_ISLNK(info.external_attr >> 16):
        yield member_fault(name, LINK)
    elif info.flag_bits & 1:
        yield member_fault(name, "not read: it is encrypted; unpack it with its password")
    elif not info.is_dir() and not is_hidden(name):
        opened = partial(_opened, archive, info, _Reach(expansion))
        yield Member(name, Source(opened, gzipped=name.lower().endswith((".gz", ".tgz")), limits=source.limits))


@contextmanager
def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo, reach: _Reach) -> Iterator[BinaryIO]:
    try:
        with archive.open(info) as file:
            yield as_file(_blocks(file, reach))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise StoppedError(f"not read: {error}") from None


def _blocks(file: IO[bytes], reach: _Reach) -> Iterator[bytes]:
    at = 0
    try:
        while block := file.read(_BLOCK):
            at += len(block)
            reach.to(at)
            yield block
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise StoppedError("the compressed data is damaged") from None


class _Reach:
    """The bytes of a member that were unpacked so far: one that is read again counts only beyond them."""

    def __init__(self, expansion: Expansion) -> None:
        self._expansion, self._at = expansion, 0

    def to(self, at: int) -> None:
        """Count what lies beyond the place that was reached before."""
        if at > self._at:
            self._expansion.give(at - self._at)
            self._at = at


def _seekable(source: Source, stack: ExitStack) -> BinaryIO:
    """Return the archive as a file with any position; one that is itself in an archive is copied first."""
    if not source.gzipped:
        file = stack.enter_context(source.open())
        if file.seekable():
            return file
    copy = stack.enter_context(_copy_of(source))
    copy.seek(0)
    return copy


@contextmanager
def _copy_of(source: Source) -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as copy:
        for block in source.blocks():
            copy.write(block)
        yield copy


class _Guarded:
    """A file that refuses to give more at once than a list of `_MOST_MEMBERS` members takes."""

    def __init__(self, file: BinaryIO, limits: ReadLimits) -> None:
        self._file = file
        self._most = min(limits.feed_bytes, _MOST_MEMBERS * 80)
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        """Say that it has any position."""
        return True

    def read(self, count: int = -1) -> bytes:
        """Read bytes.

        Raises:
            StoppedError: They are too many.
        """
        if count > self._most:
            raise StoppedError("the archive holds too many files; unpack it")
        return self._file.read(min(count, self._most) if count >= 0 else self._most)
