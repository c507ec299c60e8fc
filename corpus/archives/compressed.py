"""Files compressed with bzip2, xz or Zstandard: each holds one file."""

from __future__ import annotations

import bz2
import lzma
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from typing import BinaryIO, Protocol

from ..errors import ExtraMissingError
from ..files.limits import ReadLimits
from ..files.source import Source
from ..record import Fault, StoppedError
from .member import Member
from .stream import Expansion, as_file

_BLOCK = 1 << 16
_DICTIONARY = 128 << 20
"""Bytes of memory that a decompressor may take: xz -9 takes 65 MiB, zstd --ultra -22 takes 128."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def bzip2(source: Source) -> Iterator[Member | Fault]:
    """Give the file inside a bzip2 file."""
    yield _inner(source, partial(_unpacked, bz2.BZ2Decompressor))


def xz(source: Source) -> Iterator[Member | Fault]:
    """Give the file inside an xz file."""
    yield _inner(source, partial(_unpacked, partial(lzma.LZMADecompressor, memlimit=_DICTIONARY)))


def zstandard(source: Source) -> Iterator[Member | Fault]:
    """Give the file inside a Zstandard file.

    Raises:
        ExtraMissingError: zstandard is not installed.
    """
    if find_spec("zstandard") is None:
        raise ExtraMissingError("a Zstandard file", "documents")
    yield _inner(source, _unpacked_zstandard)


def _inner(source: Source, unpack: Callable[[Iterator[bytes], ReadLimits], Iterator[bytes]]) -> Member:
    reached = 0  # bytes of the compressed file that were told: the file inside may be read again

    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        at = 0

        def tell(count: int) -> None:
            nonlocal at, reached
            at += count
            if at > reached:
                source.on_bytes(at - reached)
                reached = at

        blocks = replace(source, on_bytes=tell).blocks()
        with closing(blocks):  # it holds the file open
            yield as_file(unpack(blocks, source.limits))

    open_again: Callable[[], AbstractContextManager[BinaryIO]] = opened
    return Member("", replace(source, open=open_again, gzipped=False, on_bytes=lambda _: None))


def _unpacked(new: Callable[[], _Decompressor], blocks: Iterator[bytes], limits: ReadLimits) -> Iterator[bytes]:
    """Decompress `blocks`, which may hold several streams one after the other.

    Raises:
        StoppedError: The data is damaged, or a bomb.
    """
    expansion, decompressor, started = Expansion(limits), new(), False
    for block in blocks:
        data = block
        expansion.taken += len(block)
        while data or not (decompressor.needs_input or decompressor.eof):
            if decompressor.eof:  # another stream, or padding
                data = data.lstrip(b"\0") if started else data
                if not data:
                    break
                decompressor = new()
            try:
                content = decompressor.decompress(data, _BLOCK)
            except (OSError, EOFError, lzma.LZMAError, ValueError):
                raise StoppedError("the compressed data is damaged") from None
            started, data = True, decompressor.unused_data if decompressor.eof else b""
            expansion.give(len(content))
            yield content
    if not decompressor.eof:
        raise StoppedError("the compressed data ends early")


def _unpacked_zstandard(blocks: Iterator[bytes], limits: ReadLimits) -> Iterator[bytes]:
    import zstandard as zstd

    expansion = Expansion(limits)

    def counted() -> Iterator[bytes]:
        for block in blocks:
            expansion.taken += len(block)
            yield block

    decompressor = zstd.ZstdDecompressor(max_window_size=_DICTIONARY)
    with decompressor.stream_reader(as_file(counted()), read_across_frames=True, closefd=False) as reader:
        while True:
            try:
                content = reader.read(_BLOCK)
            except zstd.ZstdError:
                raise StoppedError("the compressed data is damaged") from None
            if not content:
                return
            expansion.give(len(content))
            yield content
