"""Folds text and splits it into words, in the same way for every language, for passages and for questions.

A compound gives its parts and, after the last of them, the joined word: "cyber-attack" gives ``cyber``, ``attack`` and
``cyber-attack``, and "F16" and "F-16" both give ``f``, ``16`` and ``f-16``. The stem of a joined word has no hyphen, so
that "cyberattack" finds it. Chinese, Japanese and Korean give characters, and each pair of neighbours as a joined word.
Thai, Lao, Burmese and Khmer give each pair of neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

JOINT = "-"
"""Stands between the parts of a joined word, and in no other word."""
LONGEST = 64
"""Characters of a word. A longer one is no word (a URL, a blob) and is cut, so that it cannot swell the index."""

_ACRONYM = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?")
_THOUSANDS = re.compile(r"(?<=\d)[,.](?=\d{3}(?!\d))")
_TYPOGRAPHY = (
    ("’", "'"),
    ("“", " "),
    ("”", " "),
    ("‘", " "),
    ("–", " "),
    ("—", " "),
    ("…", " "),
    ("‐", "-"),
    ("‑", "-"),
)
"""Marks of English text, after which it mostly is ASCII."""

# Marks that stand on letters or beside them: vowel signs of India and South-East Asia, and those that `fold` removes.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0\u0900-\u0963\u0971-\u0df3"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f71-\u0f84\u102b-\u103e\u1056-\u1059\u105e-\u1060"
    "\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u109a-\u109d\u17b4-\u17d3\u3099\u309a"
)
_FIRST_MARK = "\u0300"
"""No mark, and no character of a script without spaces, stands before it."""
_ALPHABETS = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u1049\u1050-\u109f\u1780-\u17d3"
"""Thai, Lao, Burmese and Khmer: alphabets without spaces between words. One letter says nothing."""
_UNSPACED = (
    f"{_ALPHABETS}\u3005-\u3007\u3041-\u3096\u3099\u309a"
    "\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U000323af"
)
"""These, Chinese and Japanese. Korean has spaces, but its endings stick to the words."""
_ASCII_WORD = re.compile(r"\d+(?:st|nd|rd|th|s)\b(?!')|\d+|[^\W\d_]+(?:'[^\W\d_]+)*", re.ASCII)
_CHUNK = r"[^\W_]+(?:['-][^\W_]+)*"
_ASCII_CHUNK = re.compile(_CHUNK, re.ASCII)
_PIECE = re.compile(r"\d+(?:st|nd|rd|th|s)\b(?!')|\d+|[^\d-]+")
"""The parts of a chunk with hyphens or digits: numbers and words. An ordinal, and a decade as in 1990s, is one."""
_LONGEST_UNIT = 3
"""Letters of a word that is joined to the number before it: 5G, 38 km, but not "10-year"."""

_FOLDED_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
"""Accents of Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowel signs: writers leave them out."""
_FOLDED_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"ی": "ي", "ى": "ي", "ک": "ك"}
)


class _Scripts:
    """The patterns for text beyond ASCII. To compile all takes milliseconds, so each is made when a text needs it."""

    @cached_property
    def latin(self) -> re.Pattern[str]:
        """The pattern of `chunk` for a text with no character from `_FIRST_MARK` on."""
        return re.compile(_CHUNK)

    @cached_property
    def chunk(self) -> re.Pattern[str]:
        letter = rf"(?:[^\W_{_UNSPACED}]|[{_MARKS}])"
        return re.compile(rf"[{_ALPHABETS}]+|[{_UNSPACED}]+|{letter}+(?:['-]{letter}+)*")

    @cached_property
    def alphabet(self) -> re.Pattern[str]:
        return re.compile(rf"[{_ALPHABETS}]")

    @cached_property
    def unspaced(self) -> re.Pattern[str]:
        return re.compile(rf"[{_UNSPACED}]")

    @cached_property
    def character(self) -> re.Pattern[str]:
        """A character with its marks; the Khmer sign U+17D2 puts the next letter below it."""
        return re.compile(rf"[^{_MARKS}](?:[{_MARKS}]*\u17d2[^{_MARKS}])*[{_MARKS}]*|[{_MARKS}]+")

    @cached_property
    def folded_marks(self) -> re.Pattern[str]:
        return re.compile(rf"[{_FOLDED_MARKS}]+")

    @cached_property
    def unseen(self) -> re.Pattern[str]:
        """Joiners and soft hyphens, and what French, Swedish or Swiss text has between thousands."""
        return re.compile("[\u00ad\u200c\u200d\u2060\ufeff]|(?<=\\d)[\u00a0\u2009\u202f'](?=\\d{3}(?!\\d))")


_scripts = _Scripts()


def words(text: str) -> list[str]:
    """List the words of `text`, folded, in order, without the joined ones."""
    text = _plain_marks(text)
    if text.isascii():
        return [word[:LONGEST] for word in _ASCII_WORD.findall(_folded_case(text))]
    return [fold(word) for word in split(text) if JOINT not in word]


def split(text: str) -> list[str]:
    """List the words of `text` in order, with their accents and in lower case, joined ones included."""
    text = _plain_marks(text)
    if text.isascii():
        chunks = _ASCII_CHUNK.findall(_folded_case(text))
    else:
        text = unicodedata.normalize("NFKC", _scripts.unseen.sub("", unicodedata.normalize("NFC", text)))
        text = unicodedata.normalize("NFKC", _folded_case(text)).replace("i\u0307", "i")
        chunks = (_scripts.latin if max(text, default="") < _FIRST_MARK else _scripts.chunk).findall(text)
    found: list[str] = []
    for chunk in chunks:
        if chunk.isalpha() and not is_unspaced(chunk):
            found.append(chunk[:LONGEST])
        else:
            found += _parts(chunk)
    return found


def fold(word: str) -> str:
    """Remove the accents of a word that `split` returned."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", word).replace("и\u0306", "й").replace("і\u0308", "ї")  # letters of their own
    plain = _scripts.folded_marks.sub("", apart).translate(_FOLDED_LETTERS)
    return unicodedata.normalize("NFC", plain) or word


def is_unspaced(word: str) -> bool:
    """True for a character of a script without spaces between words."""
    return word >= _FIRST_MARK and bool(_scripts.unspaced.match(word))


def _plain_marks(text: str) -> str:
    if not text.isascii():
        for mark, plain in _TYPOGRAPHY:
            text = text.replace(mark, plain)
    return text


def _folded_case(text: str) -> str:
    text = _THOUSANDS.sub("", text.casefold())
    return _ACRONYM.sub(lambda match: match[0].replace(".", ""), text)


def _parts(chunk: str) -> Iterator[str]:
    """Yield the parts of a chunk, and after each but the first the word that joins it to the one before."""
    if is_unspaced(chunk):
        pieces = _scripts.character.findall(chunk)
        if _scripts.alphabet.match(chunk) and len(pieces) > 1:
            yield from map("".join, pairwise(pieces))
            return
    else:
        pieces = [piece.strip("'") for piece in _PIECE.findall(_plain_digits(chunk))]
    pieces = [piece[:LONGEST] for piece in pieces if piece]
    yield from pieces[:1]
    for before, piece in pairwise(pieces):
        yield piece
        if _is_joint(before, piece):
            yield f"{before}{JOINT}{piece}"


def _is_joint(before: str, piece: str) -> bool:
    """True where two parts may be written as one word: two numbers may not, nor a number and a long word."""
    return not before[0].isdigit() or (not piece[0].isdigit() and len(piece) <= _LONGEST_UNIT)


def _plain_digits(chunk: str) -> str:
    """Write the digits of any script as those of ASCII."""
    return chunk if chunk.isascii() else "".join(str(unicodedata.decimal(char, char)) for char in chunk)
