"""The encoding of a file without a byte order mark: UTF-8, or else the one that its bytes speak for."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import replace

from ..record import StoppedError
from .alphabets import is_mostly_capital, language_fit
from .source import Source

_LEGACY = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "cp866", "shift_jis"),
    *("euc_jp", "gb18030", "big5", "euc_kr", "mac_roman", "iso8859_2", "iso8859_15", "cp850"),
)
"""Encodings of newsrooms and of "Save as CSV" before UTF-8, the most common ones first."""
_NEARLY = 0.1
"""An encoding in which the bytes are that much worse a text, as charset-normalizer measures it, may still be theirs."""
_JIS = re.compile(rb"\x1b\$[@B]")
_FEWEST_NUL, _MANY_NUL = 0.01, 0.25
"""Shares of bytes that are zero in UTF-16: those of spaces and line ends, and those of a language in ASCII."""
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1f]")
"""Upper bytes of Greek, Russian, Hebrew or Arabic in UTF-16; few controls and zeros are damage."""
_FEWEST_CONTROLS = 0.1
_ONE_SIDE = 0.95
"""Share of the zeros that stand on one side of their pairs."""
_NAMES = {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251"}
_IN_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_SAMPLE = 1 << 16
"""Bytes of lines that are not ASCII, by which an encoding is told."""
_MOST_DAMAGE = 4
"""Bytes beyond ASCII that are damage of a file in UTF-8 rather than another encoding."""
_BYTES_READ_ON = 1 << 20
"""Bytes after the first one that is not UTF-8, in which the file may still show that the rest is."""


def decoded(source: Source) -> tuple[Source, str]:
    """Return `source` with its encoding, and the name of that encoding for a message; "" for UTF-8.

    A file that is mostly UTF-8 is read as UTF-8, so that only its damaged records are lost. An encoding that a person
    told is not doubted.
    """
    if source.is_read_once:
        return source, ""
    uncounted = replace(source, on_bytes=lambda _: None)
    start = next(uncounted.utf8_blocks(), b"")
    if b"\r" in start and b"\n" not in start:
        source = replace(source, cr_lines=True)
    if source.encoding:
        return source, ""
    if _JIS.search(start):
        return replace(source, encoding="iso2022_jp"), "ISO-2022-JP"
    sample = _sample(uncounted)
    if not sample:
        return source, ""
    encoding = _utf16(sample) or _legacy(sample)
    return (replace(source, encoding=encoding), _NAMES.get(encoding, encoding)) if encoding else (source, "")


def may_be_legacy(source: Source) -> bool:
    """True where a short look finds more than a little damage in a file that should be UTF-8."""
    read, blocks = 0, replace(source, on_bytes=lambda _: None).utf8_blocks()
    with suppress(StoppedError):  # the reading itself tells it
        for block in blocks if not source.is_read_once else ():
            if b"\0" in block:
                return True
            whole, broken = _beyond_ascii(block)
            read += len(block)
            if whole or broken or read > _BYTES_READ_ON:
                return broken > max(whole, _MOST_DAMAGE)
    return False


def _beyond_ascii(content: bytes | bytearray) -> tuple[int, int]:
    """Count the bytes beyond ASCII that are UTF-8, and those that are not."""
    whole = sum(map(len, _IN_UTF_8.findall(content)))
    return whole, len(_NOT_ASCII.findall(content)) - whole


def _sample(source: Source) -> bytes:
    """Return lines that are not ASCII, or the start of a file with many NUL; b"" if the file is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    start, odd, left = b"", bytearray(), -1
    for block in source.utf8_blocks():
        if not start:
            start = block
            if block.count(b"\0") > _FEWEST_NUL * len(block):
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
    whole, broken = _beyond_ascii(odd)
    return bytes(odd[-_SAMPLE:]) if broken > whole else b""


def _utf16(sample: bytes) -> str:
    """Tell the order of bytes in UTF-16 by where the zeros of its ASCII characters are."""
    zeros, second = sample.count(b"\0"), sample[1::2].count(b"\0")
    if zeros <= _FEWEST_NUL * len(sample):
        return ""
    if zeros < _MANY_NUL * len(sample) and len(_CONTROLS.findall(sample)) < _FEWEST_CONTROLS * len(sample):
        return ""
    if second > _ONE_SIDE * zeros:
        return "utf-16-le"
    return "utf-16-be" if zeros - second > _ONE_SIDE * zeros else ""


def _legacy(sample: bytes) -> str:
    """Choose the encoding in which the sample is a text of one language; of several, the most common one."""
    from charset_normalizer import from_bytes

    if b"\0" in sample:
        return ""
    matches = [*from_bytes(sample, cp_isolation=[*_LEGACY])]
    likely = [match for match in matches if match.chaos <= matches[0].chaos + _NEARLY]
    found = {name: match for match in reversed(likely) for name in (match.encoding, *match.could_be_from_charset)}

    def merit(name: str) -> tuple[float, bool, float, float]:
        text, match = sample.decode(name, errors="replace"), found[name]
        return (
            round(language_fit(text, name), 2),
            not is_mostly_capital(text),
            -round(match.chaos, 1),
            round(match.coherence, 1),
        )

    return max((name for name in _LEGACY if name in found), key=merit, default="")
