"""Read a file as a stream of bytes: open it without hanging, decompress it within limits, count, decode, split it."""

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

MAX_RECORD_BYTES = 64 << 20
"""Bytes: the longest record, and the longest file of a format that is read whole."""
MAX_EXPANSION_RATIO = 200
"""A gzip file is a bomb if it decompresses to more than this many times its size, and to more than
`MAX_RECORD_BYTES`."""

NOT_UTF_8 = "not UTF-8; convert the file to UTF-8, for instance with iconv"
NO_FILE = "not a file but a pipe, a socket, a device or a folder"

_BLOCK = 1 << 16


class StoppedError(CorpusError):
    """Reading a file stopped; the records before are kept. `line` is where it stopped, or None if unknown."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read; each method reads it from its start.

    Attributes:
        open: Opens the file.
        gzipped: True for a gzip file.
        on_bytes: Called with the number of bytes read from disk, as they are read.
    """

    open: Callable[[], AbstractContextManager[BinaryIO]]
    gzipped: bool = False
    on_bytes: Callable[[int], None] = lambda _: None

    def blocks(self) -> Iterator[bytes]:
        """Yield the content in blocks, decompressed.

        Raises:
            StoppedError: The file is damaged, or a gzip bomb.
            OSError: The file cannot be read.
        """
        with self.open() as file:
            raw = self._raw(file)
            yield from _decompressed(raw) if self.gzipped else raw

    def utf8_blocks(self) -> Iterator[bytes]:
        """Yield the content without its byte order mark, converted to UTF-8 if the mark says UTF-16.

        The content is not validated here.
        """
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
        """Yield the number and the bytes of each line; None instead of a line longer than `MAX_RECORD_BYTES`.

        Only a line feed ends a line: U+2028 and similar characters are part of the text.
        """
        number, held, size = 1, [b""], 0
        for block in self.utf8_blocks():
            first, *rest = block.split(b"\n")
            held, size = _held(held, size, first), size + len(first)
            for piece in rest:
                yield number, b"".join(held) if size <= MAX_RECORD_BYTES else None
                number, held, size = number + 1, [piece], len(piece)
        if size:
            yield number, b"".join(held) if size <= MAX_RECORD_BYTES else None

    def read_bytes(self, *, raw: bool = False) -> bytes:
        """Read the whole content; with `raw` as stored, including a byte order mark.

        Raises:
            StoppedError: The content is longer than `MAX_RECORD_BYTES`.
        """
        blocks, size = [], 0
        for block in self.blocks() if raw else self.utf8_blocks():
            size += len(block)
            if size > MAX_RECORD_BYTES:
                raise StoppedError(f"longer than the limit of {MAX_RECORD_BYTES >> 20} MiB")
            blocks.append(block)
        return b"".join(blocks)

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


def open_file(path: str) -> BinaryIO:
    """Open a file for reading, without ever blocking.

    Raises:
        StoppedError: The path is a pipe, a device, a socket or a folder.
        OSError: The file cannot be opened.
    """
    # Without O_NONBLOCK, opening a pipe waits for a writer; a check beforehand could miss a file that changes after it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise StoppedError(NO_FILE)


def _held(held: list[bytes], size: int, piece: bytes) -> list[bytes]:
    """Append `piece` to the line so far; drop a line that is too long, or a file of one line could fill the memory."""
    return [*held, piece] if size + len(piece) <= MAX_RECORD_BYTES else []


def _from_utf16(start: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        yield decoder.decode(start).encode()
        for block in blocks:
            yield decoder.decode(block).encode()
        decoder.decode(b"", final=True)
    except UnicodeError:
        raise StoppedError(
            "its byte order mark says UTF-16, but its content is not; convert the file to UTF-8"
        ) from None


def _decompressed(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress gzip `blocks`, up to any damage."""
    decompressor, compressed, decompressed, at_member_start = zlib.decompressobj(wbits=31), 0, 0, True
    for block in blocks:
        compressed += len(block)
        while block:
            if decompressor.eof:  # the next member, or padding with zeros as on tapes
                decompressor, block, at_member_start = zlib.decompressobj(wbits=31), block.lstrip(b"\0"), True
                continue
            before = decompressor.copy()
            try:
                content = decompressor.decompress(block, _BLOCK)
            except zlib.error:
                yield _salvaged(before, block)
                raise StoppedError(_damage(at_member_start, decompressed)) from None
            decompressed += len(content)
            at_member_start = False
            yield content
            block = decompressor.unused_data if decompressor.eof else decompressor.unconsumed_tail
            if decompressed > max(MAX_RECORD_BYTES, MAX_EXPANSION_RATIO * (compressed - len(block))):
                raise StoppedError(f"decompresses to more than {MAX_EXPANSION_RATIO} times its size, like a gzip bomb")
    if not (decompressor.eof or (at_member_start and decompressed)):
        raise StoppedError("the gzip data ends early" if compressed else "not gzip: the file is empty")


def _damage(at_member_start: bool, decompressed: int) -> str:
    if not at_member_start or not decompressed:
        return "the gzip data is damaged" if decompressed else "not gzip, or damaged from the start"
    return "data that is not gzip follows the gzip data"


def _salvaged(decompressor: zlib._Decompress, block: bytes) -> bytes:
    """Return the content of `block` before the damage in it, which the failed call did not return."""
    content = b""
    for at in range(len(block)):
        try:
            content += decompressor.decompress(block[at : at + 1])
        except zlib.error:
            break
    return content
