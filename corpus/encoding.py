"""The encoding of a file without a byte order mark: UTF-8, or else the one that its bytes speak for."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from .source import Source

_LEGACY = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "koi8_r", "shift_jis", "euc_jp", "gb18030", "big5"),
    *("euc_kr", "mac_roman", "iso8859_2", "iso8859_15"),
)
"""Encodings of newsrooms and of "Save as CSV" before UTF-8."""
_NAMES = {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251"}
_IN_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_SAMPLE = 1 << 16
"""Bytes of lines that are not ASCII, by which an encoding is told."""
_BYTES_READ_ON = 1 << 20
"""Bytes after the first one that is not UTF-8, in which the file may still show that the rest is."""


def decoded(source: Source) -> tuple[Source, str]:
    """Return `source` with its encoding, and the name of that encoding for a message; "" for UTF-8.

    A file that is mostly UTF-8 is read as UTF-8, so that only its damaged records are lost. An encoding that a person
    told is not doubted.
    """
    uncounted = replace(source, on_bytes=lambda _: None)
    start = next(uncounted.utf8_blocks(), b"")
    if b"\r" in start and b"\n" not in start:
        source = replace(source, returns=True)
    if source.encoding:
        return source, ""
    sample = _sample(uncounted)
    if not sample:
        return source, ""
    encoding = _utf16(sample) or _legacy(sample)
    return (replace(source, encoding=encoding), _NAMES.get(encoding, encoding)) if encoding else (source, "")


def _sample(source: Source) -> bytes:
    """Return lines that are not ASCII, or the start of a file with many NUL; b"" if the file is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    start, odd, left = b"", bytearray(), -1
    for block in source.utf8_blocks():
        if not start:
            start = block
            if block.count(b"\0") * 4 > len(block):
                return block
        if left < 0:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                left = _BYTES_READ_ON
                decoder.reset()
        if (left >= 0 or len(odd) < _SAMPLE) and not block.isascii():
            odd += b"\n".join(line for line in block.split(b"\n") if _NOT_ASCII.search(line)) + b"\n"
        if left >= 0:
            left -= len(block)
            if left <= 0:
                break
    if left < 0:
        return b""
    whole = sum(map(len, _IN_UTF_8.findall(odd)))
    broken = len(_NOT_ASCII.findall(_IN_UTF_8.sub(b"", odd)))
    return bytes(odd[-_SAMPLE:]) if broken > whole else b""


def _utf16(sample: bytes) -> str:
    """Tell the order of bytes in UTF-16 by where the zeros of its ASCII characters are."""
    if sample.count(b"\0") * 4 <= len(sample):
        return ""
    return "utf-16-le" if sample[1::2].count(b"\0") > sample[::2].count(b"\0") else "utf-16-be"


def _legacy(sample: bytes) -> str:
    """Choose the encoding in which the sample reads best; where several do equally, the most common one."""
    from charset_normalizer import from_bytes

    matches = list(from_bytes(sample, cp_isolation=list(_LEGACY)))
    if not matches:
        return ""
    best = [match for match in matches if (match.chaos, match.coherence) == (matches[0].chaos, matches[0].coherence)]
    equal = {name for match in best for name in (match.encoding, *match.could_be_from_charset)}
    return next((name for name in _LEGACY if name in equal), matches[0].encoding)
