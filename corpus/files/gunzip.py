"""Decompress gzip data in blocks: members that follow one another, damage, and bombs."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from ..record import StoppedError
from .limits import ReadLimits

_FIRST_PIECE = 256
"""Bytes of a gzip member that are decompressed first. What follows a member is copied, so a file of short members is
taken in short pieces."""
_ZEROS = re.compile(rb"\0*")


def decompressed(blocks: Iterator[bytes], limits: ReadLimits, *, block: int) -> Iterator[bytes]:
    """Decompress gzip `blocks`, and yield blocks of `block` bytes and more, up to any damage.

    Raises:
        StoppedError: The data is damaged, or a bomb.
    """
    held = bytearray()
    try:
        for piece in _pieces(blocks, limits, block):
            held += piece
            if len(held) >= block:
                yield bytes(held)
                held.clear()
    except (StoppedError, OSError):
        yield bytes(held)
        raise
    yield bytes(held)


def _pieces(blocks: Iterator[bytes], limits: ReadLimits, most: int) -> Iterator[bytes]:
    """Decompress in pieces of at most `most` bytes, some of which are short or empty."""
    decompressor, length, at_member_start = zlib.decompressobj(wbits=31), _FIRST_PIECE, True
    taken = given = 0
    for block in blocks:
        at = 0
        while at < len(block):
            if decompressor.eof:  # the next member, or padding with zeros as on tapes
                end = _after_zeros(block, at)
                taken, at = taken + end - at, end
                decompressor, length, at_member_start = zlib.decompressobj(wbits=31), _FIRST_PIECE, True
                continue
            piece, before = block[at : at + length], decompressor.copy()
            try:
                content = decompressor.decompress(piece, most)
            except zlib.error:
                yield _salvaged(before, piece)
                raise StoppedError(_damage(at_member_start, given)) from None
            rest = decompressor.unused_data if decompressor.eof else decompressor.unconsumed_tail
            taken, at = taken + len(piece) - len(rest), at + len(piece) - len(rest)
            given, length, at_member_start = given + len(content), min(2 * length, most), False
            yield content
            if given > max(limits.feed_bytes, limits.expansion * taken):
                raise StoppedError(f"decompresses to more than {limits.expansion} times its size, like a gzip bomb")
    if not (decompressor.eof or (at_member_start and given)):
        raise StoppedError("the gzip data ends early" if taken else "not gzip: the file is empty")


def _after_zeros(block: bytes, at: int) -> int:
    match = _ZEROS.match(block, at)
    return match.end() if match else at


def _damage(at_member_start: bool, given: int) -> str:
    if not at_member_start or not given:
        return "the gzip data is damaged" if given else "not gzip, or damaged from the start"
    return "data that is not gzip follows the gzip data"


def _salvaged(decompressor: zlib._Decompress, block: bytes) -> bytes:
    """Return the content of `block` before the damage in it, which the failed call did not return."""
    content = bytearray()
    for at in range(len(block)):
        try:
            content += decompressor.decompress(block[at : at + 1])
        except zlib.error:
            break
    return bytes(content)
