"""The letters beyond ASCII of languages, and the encodings before UTF-8 in which they were written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain

_CYRILLIC = "".join(map(chr, range(0x430, 0x450)))
_WESTERN = (
    *("äöüßé", "àâæçéèêëîïôœùûüÿ", "áéíóúüñªº", "áâãàçéêíóôõúªº", "àèéìíîòóùú", "ëïéèüöáó", "åäöéà", "åæøéòóü"),
    *("äöåšž", "àçèéíïòóúü", "áðéíóúýþæö"),
)
"""German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Danish and Norwegian, Finnish, Catalan, Icelandic."""
_CENTRAL = ("áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "čćđšž", "ăâîşţ")
"""Czech, Slovak, Polish, Hungarian, Croatian and Slovene, Romanian."""
_RUSSIAN = f"{_CYRILLIC}ё"
_ARABIC = "".join(map(chr, chain(range(0x621, 0x64B), map(ord, "،؛؟پچژگک"))))
ALPHABETS: Mapping[str, tuple[str, ...]] = {
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "cp1251": (_RUSSIAN, f"{_CYRILLIC}ґєії", f"{_CYRILLIC}ђјљњћџ"),
    "cp1253": ("".join(map(chr, range(0x3AC, 0x3CF))),),
    "cp1254": ("çğıöşüâîû\u0307",),
    "cp1255": ("".join(map(chr, range(0x5D0, 0x5EB))),),
    "cp1256": (_ARABIC,),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
    "koi8_r": (_RUSSIAN,),
    "cp866": (_RUSSIAN,),
    "mac_roman": _WESTERN,
    "iso8859_2": _CENTRAL,
    "iso8859_15": _WESTERN,
    "cp850": _WESTERN,
}
"""Encoding -> the letters of each language that was written in it."""
_PUNCTUATION = frozenset("„“”‚‘’–—…«»§°€•‹›´©®™\xa0¿¡№·")
_UNKNOWN_FIT = 0.97
"""Fit of an encoding of East Asia, whose letters are too many to be listed: better than that of a few odd letters."""


def language_fit(text: str, encoding: str) -> float:
    """Return the share of the characters beyond ASCII that one language of `encoding` has, from 0 to 1."""
    odd = Counter(char for char in text.lower() if char > "\x7f")
    if encoding not in ALPHABETS or not odd:
        return _UNKNOWN_FIT
    alphabets = (_PUNCTUATION.union(letters) for letters in ALPHABETS[encoding])
    return max(sum(odd[char] for char in odd.keys() & known) for known in alphabets) / odd.total()


def is_mostly_capital(text: str) -> bool:
    """True where most letters beyond ASCII are capitals: in KOI8 and Windows-1251 the two cases are exchanged."""
    letters = [char for char in text if char > "\x7f" and char.isalpha()]
    return 2 * sum(map(str.isupper, letters)) > len(letters)
