"""A file as a stream of bytes: opened without hanging, unpacked within limits, counted, cut into lines or decoded."""

from __future__ import annotations

import codecs
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

from .errors import CorpusError

LONGEST = 64 << 20
"""Bytes: the longest record, and the longest file of a format that is read whole."""
MOST_UNPACKED = 200
"""A gzip file that unpacks to more than this many times its size, and to more than `LONGEST`, is a bomb."""

NOT_UTF_8 = "not UTF-8; convert the file to UTF-8, for instance with iconv"
NO_FILE = "not a file but a pipe, a socket, a device or a folder"

_BLOCK = 1 << 16


class StoppedError(CorpusError):
    """A file that cannot be read on; what came before it is kept. `line` says where, if that is known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, from its start each time.

    Attributes:
        open: Opens it.
        packed: Whether it is gzip.
        on_bytes: Called with the number of bytes read from disk, as they are read.
    """

    open: Callable[[], AbstractContextManager[BinaryIO]]
    packed: bool = False
    on_bytes: Callable[[int], None] = lambda _: None

    def blocks(self) -> Iterator[bytes]:
        """The content as it is, unpacked.

        Raises:
            StoppedError: It is damaged, or a gzip bomb.
            OSError: It cannot be read.
        """
        with self.open() as file:
            raw = self._raw(file)
            yield from _unpacked(raw) if self.packed else raw

    def utf8_blocks(self) -> Iterator[bytes]:
        """The content without a byte order mark and, if that says UTF-16, as UTF-8. Nothing else is checked here."""
        blocks = self.blocks()
        start = b""
        while len(start) < len(codecs.BOM_UTF8) and (block := next(blocks, b"")):
            start += block
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            yield from _from_utf16(start, blocks)
        else:
            yield start.removeprefix(codecs.BOM_UTF8)
            yield from blocks

    def lines(self) -> Iterator[tuple[int, bytes | None]]:
        """Number and bytes of each line, cut at line feeds only; None for one longer than `LONGEST`, which is dropped.

        U+2028 and its like are text, so nothing else ends a line.
        """
        number, held, size = 1, [b""], 0
        for block in self.utf8_blocks():
            first, *rest = block.split(b"\n")
            held, size = _held(held, size, first), size + len(first)
            for piece in rest:
                yield number, b"".join(held) if size <= LONGEST else None
                number, held, size = number + 1, [piece], len(piece)
        if size:
            yield number, b"".join(held) if size <= LONGEST else None

    def whole(self, *, raw: bool = False) -> bytes:
        """All of the content; `raw` as it is, byte order mark and all.

        Raises:
            StoppedError: It is longer than `LONGEST`.
        """
        found, size = [], 0
        for block in self.blocks() if raw else self.utf8_blocks():
            size += len(block)
            if size > LONGEST:
                raise StoppedError(f"longer than {LONGEST >> 20} MiB")
            found.append(block)
        return b"".join(found)

    def text(self) -> str:
        """All of the content, decoded.

        Raises:
            StoppedError: It is too long, or not UTF-8.
        """
        content = self.whole()
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise StoppedError(NOT_UTF_8, content.count(b"\n", 0, error.start) + 1) from None

    def _raw(self, file: BinaryIO) -> Iterator[bytes]:
        while block := file.read(_BLOCK):
            self.on_bytes(len(block))
            yield block


def open_file(path: str) -> BinaryIO:
    """A file to read, which never hangs.

    Raises:
        StoppedError: It is a pipe, a device, a socket or a folder.
        OSError: It cannot be opened.
    """
    # Without O_NONBLOCK a pipe would wait for a writer, and between a look and an open a file can become one.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise StoppedError(NO_FILE)


def _held(held: list[bytes], size: int, piece: bytes) -> list[bytes]:
    """The pieces of a line so far; none of a line that is too long, lest a file of one line fill the memory."""
    return [*held, piece] if size + len(piece) <= LONGEST else []


def _from_utf16(start: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        yield decoder.decode(start).encode()
        for block in blocks:
            yield decoder.decode(block).encode()
        decoder.decode(b"", final=True)
    except UnicodeError:
        raise StoppedError(
            "its byte order mark says UTF-16, but the text is not UTF-16; convert the file to UTF-8"
        ) from None


def _unpacked(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The content of gzip `blocks`, as much of it as there is before any damage."""
    unpacker, packed, unpacked, fresh = zlib.decompressobj(wbits=31), 0, 0, True
    for block in blocks:
        packed += len(block)
        while block:
            if unpacker.eof:  # one more member, or the zeros with which tapes are filled up
                unpacker, block, fresh = zlib.decompressobj(wbits=31), block.lstrip(b"\0"), True
                continue
            before = unpacker.copy()
            try:
                content = unpacker.decompress(block, _BLOCK)
            except zlib.error:
                yield _salvaged(before, block)
                raise StoppedError(_damage(fresh, unpacked)) from None
            unpacked += len(content)
            fresh = False
            yield content
            block = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            if unpacked > max(LONGEST, MOST_UNPACKED * (packed - len(block))):
                raise StoppedError(
                    f"unpacks to more than {MOST_UNPACKED} times its size; refused as a possible gzip bomb"
                )
    if not (unpacker.eof or (fresh and unpacked)):
        raise StoppedError("the gzip data ends early" if packed else "not gzip: the file is empty")


def _damage(fresh: bool, unpacked: int) -> str:
    if not fresh or not unpacked:
        return "the gzip data is damaged" if unpacked else "not gzip, or damaged from the start"
    return "there is other data after the gzip data"


def _salvaged(unpacker: zlib._Decompress, block: bytes) -> bytes:
    """What comes out of `block` before the damage in it, which the failed call kept to itself."""
    content = b""
    for at in range(len(block)):
        try:
            content += unpacker.decompress(block[at : at + 1])
        except zlib.error:
            break
    return content
