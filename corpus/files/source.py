"""Read a file as a stream of bytes: open it without hanging, count, decode and split it, within limits."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import BinaryIO

from ..record import StoppedError
from .gunzip import decompressed
from .limits import DEFAULT_LIMITS, ReadLimits
from .regular_file import open_regular_file

NOT_UTF_8 = "not UTF-8; name its encoding, as in --encoding cp1252"
NO_FILE = "not a file but a pipe, a socket, a device or a folder"

_BLOCK = 1 << 16
_MARKS_OF_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARKS_OF_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_MARKS = (codecs.BOM_UTF8, *_MARKS_OF_UTF_16, codecs.BOM_UTF32_BE)


@dataclass(frozen=True, slots=True)
class LongLine:
    """Stands for a line over the limit, which was not kept.

    Attributes:
        quotes: The number of quotation marks in it.
    """

    quotes: int


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read; each method reads it from its start.

    Attributes:
        open: Opens the file.
        gzipped: True for a gzip file.
        on_bytes: Called with the number of bytes read from disk, as they are read.
        limits: Bounds on what is read.
        encoding: The encoding of the content; empty for UTF-8, or what its byte order mark says.
        cr_lines: True where carriage returns end its lines, as on a Macintosh of old.
        is_read_once: True for a stream, such as standard input, that cannot be looked at before it is read.
    """

    open: Callable[[], AbstractContextManager[BinaryIO]]
    gzipped: bool = False
    on_bytes: Callable[[int], None] = lambda _: None
    limits: ReadLimits = DEFAULT_LIMITS
    encoding: str = ""
    cr_lines: bool = False
    is_read_once: bool = False

    def blocks(self) -> Generator[bytes, None, None]:
        """Yield the content in blocks, decompressed.

        Raises:
            StoppedError: The file is damaged, or a gzip bomb.
            OSError: The file cannot be read.
        """
        with self.open() as file:
            raw = self._raw(file)
            yield from decompressed(raw, self.limits, block=_BLOCK) if self.gzipped else raw

    def head(self) -> bytes:
        """Return the first bytes of the content, decompressed; b"" where there are none, or they cannot be read."""
        blocks = replace(self, on_bytes=lambda _: None).blocks()
        try:
            return next(blocks, b"")
        except (StoppedError, OSError):
            return b""
        finally:
            blocks.close()

    def in_encoding(self, encoding: str) -> Source:
        """Return the source in an encoding that a person named, unless it has a byte order mark."""
        return self if self.head().startswith(_MARKS) else replace(self, encoding=encoding)

    def utf8_blocks(self) -> Iterator[bytes]:
        """Yield the content without its byte order mark, converted to UTF-8 from UTF-16 or from `encoding`.

        The content is not validated here.
        """
        blocks = self.blocks()
        if self.encoding:
            decoder = codecs.getincrementaldecoder(self.encoding)("replace")
            yield from (decoder.decode(block).encode() for block in blocks)
            return
        start = b""
        while len(start) < len(codecs.BOM_UTF32) and (block := next(blocks, b"")):
            start += block
        if start.startswith(_MARKS_OF_UTF_32):
            yield from _converted("UTF-32", start, blocks)
        elif start.startswith(_MARKS_OF_UTF_16):
            yield from _converted("UTF-16", start, blocks)
        else:
            yield start.removeprefix(codecs.BOM_UTF8)
            yield from blocks

    def lines(self) -> Iterator[tuple[int, bytes | LongLine]]:
        """Yield the number and the bytes of each line, or a `LongLine` instead of them.

        Only a line feed ends a line: U+2028 and similar characters are part of the text.
        """
        number, line, limit = 1, _Line(self.limits.record_bytes), self.limits.record_bytes
        for block in self.utf8_blocks():
            if self.cr_lines:
                block = block.replace(b"\r", b"\n")
            first, *rest = block.split(b"\n")
            line.add(first)
            if not rest:
                continue
            yield number, line.take()
            *whole, last = rest
            for number, piece in enumerate(whole, start=number + 1):  # noqa: B020  # most lines are short
                yield number, piece if len(piece) <= limit else LongLine(piece.count(b'"'))
            number += 1
            line.add(last)
        if line.size:
            yield number, line.take()

    def read_bytes(self, *, raw: bool = False, limit: int | None = None) -> bytes:
        """Read the whole content; with `raw` as stored, including a byte order mark.

        Raises:
            StoppedError: The content is longer than `limit` bytes, by default those of a record.
        """
        limit = limit or self.limits.record_bytes
        content = bytearray()
        for block in self.blocks() if raw else self.utf8_blocks():
            content += block
            if len(content) > limit:
                raise StoppedError(f"longer than the limit of {_size(limit)}")
        return bytes(content)

    def read_text(self) -> str:
        """Read and decode the whole content.

        Raises:
            StoppedError: The content is too long, or not UTF-8.
        """
        content = self.read_bytes()
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise StoppedError(NOT_UTF_8, content.count(b"\n", 0, error.start) + 1) from None

    def _raw(self, file: BinaryIO) -> Iterator[bytes]:
        while block := file.read(_BLOCK):
            self.on_bytes(len(block))
            yield block


def open_file(path: str, *, follow_links: bool = True) -> BinaryIO:
    """Open a file for reading, without ever blocking.

    Raises:
        StoppedError: The path is a pipe, a device, a socket or a folder.
        OSError: The file cannot be opened, or it is a link and `follow_links` is False.
    """
    descriptor = open_regular_file(path, follow_links=follow_links)
    if descriptor is None:
        raise StoppedError(NO_FILE)
    return os.fdopen(descriptor, "rb")


def too_long(limits: ReadLimits) -> str:
    """Say that a record is over its limit."""
    return f"the record is longer than {_size(limits.record_bytes)}"


def _size(count: int) -> str:
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count:,} bytes"


class _Line:
    """Collects the pieces of a line; one that is too long is dropped, or a file of one line could fill the memory.

    Attributes:
        size: Bytes of the line so far.
    """

    def __init__(self, limit: int) -> None:
        self.size = 0
        self._limit, self._held, self._quotes = limit, bytearray(), 0

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size <= self._limit:
            self._held += piece
        else:
            self._quotes += self._held.count(b'"') + piece.count(b'"')
            self._held.clear()

    def take(self) -> bytes | LongLine:
        """Return the line, and begin the next one."""
        line = bytes(self._held) if self.size <= self._limit else LongLine(self._quotes)
        self.size, self._quotes = 0, 0
        self._held.clear()
        return line


def _converted(encoding: str, start: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        yield decoder.decode(start).encode()
        for block in blocks:
            yield decoder.decode(block).encode()
        decoder.decode(b"", final=True)
    except UnicodeError:
        raise StoppedError(
            f"its byte order mark says {encoding}, but its content is not; convert the file to UTF-8"
        ) from None
