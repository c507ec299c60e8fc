"""Rewrites what in an article's text looks like a citation or a marker of a prompt.

A citation is a number in brackets, and a marker stands in doubled angle brackets. Unicode has hundreds of signs that
look like them, so there is no list of them here: a sign is judged by its NFKC form, its category and its name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ...corpus.text.characters import strip_invisible

_SPACE = re.compile(r"[^\S\n]+|\s*\n\s*")
_ANGLE = re.compile(r"LESS-THAN|GREATER-THAN|ANGLE (BRACKET|QUOTATION)|(LEFT|RIGHT) ARROWHEAD|PRECEDES|SUCCEEDS")
_OPENING = re.compile(r"LEFT|LESS|PRECEDES")
_PART = re.compile(r"(LEFT|RIGHT) .*BRACKET")
"""A piece of a tall bracket, a symbol to Unicode."""
_DOUBLED = re.compile(r"DOUBLE|TRIPLE|MUCH")
_QUOTATION_MARKS = frozenset("«»‹›《》")
"""Angle brackets that a language quotes or names titles with: one alone is ordinary text."""
_LETTERS = {"\u1438": "ᐸ", "\u16b2": "ᐸ", "\u1433": "ᐳ", "\U00016f3f": "ᐳ"}
"""Letters that Unicode's table of confusables equates with an angle bracket. Two may meet in a word, three do not."""

_MARKERS = tuple(
    re.compile(f"[{any_}](?:[ ~]*[{any_}]){{2,}}|[{angles}](?:[ ~]*[{angles}])+|{double}")
    for any_, angles, double in (("<≪«‹《ᐸ", "<≪«‹《", "≪"), (">≫»›》ᐳ", ">≫»›》", "≫"))
)
"""Angle brackets that meet, spaces and combining marks between them or not."""
_MARKER_WORDS = re.compile(r"[<≪«‹《ᐸ].{0,60}?passages?[\Wᐸᐳ]{0,4}1.{0,20}?[>≫»›》ᐳ]")
"""The words of a marker, in single angle brackets."""
_WORDLESS = re.compile(r"""[1. ~"\[\]⎡⎤<>≪≫«»‹›《》「」ᐸᐳ]+""")
_QUOTED_NUMBER = re.compile(r"[^<≪《「]*+([<≪《「][^1]*+1.*[>≫》」\]])")
_PLAIN = {"[": "(", "]": ")", "⎡": "(", "⎤": ")"} | dict.fromkeys("<>≪≫«»‹›《》「」ᐸᐳ", '"')
"""The sign that is put for one of each kind. `find_quote` takes both as the same."""


def sanitized(text: str) -> str:
    """Return an article's text with nothing in it that looks like a citation or a marker, or cannot be seen.

    Square brackets become round where they hold a number or lack a partner, and pieces of tall ones always. So do all
    brackets that are neither round nor quotation marks. Angle brackets become quotation marks where two meet, or where
    they hold the words of a marker or nothing but numbers; so do corner brackets with nothing but numbers. All other
    text stays: "[sic]", "a < b", "«Le Monde»". What is rewritten once stays as it is the next time.
    """
    plain = _SPACE.sub(lambda space: "\n" if "\n" in space[0] else " ", strip_invisible(text))
    kinds = "".join(map(_kind, plain))
    pieces = {at for at, kind in enumerate(kinds) if kind in "⎡⎤"}
    rewritten = pieces | _numbered(kinds) | _quoted_numbers(kinds) | _markers(kinds)
    if not rewritten:
        return plain
    return "".join(_PLAIN.get(kinds[at], char) if at in rewritten else char for at, char in enumerate(plain))


def plain_bracket(char: str) -> str:
    """Return what `sanitized` may put for a bracket, and any other character as it is."""
    return _PLAIN.get(_kind(char), char)


def _numbered(kinds: str) -> set[int]:
    """Find the square brackets that hold a number or have no partner."""
    found, opened, numbers = set[int](), list[tuple[int, int]](), 0
    for at, kind in enumerate(kinds):
        if kind == "1":
            numbers += 1
        elif kind == "[":
            opened.append((at, numbers))
        elif kind == "]":
            start, before = opened.pop() if opened else (at, -1)
            if numbers > before:
                found |= {start, at}
    return found | {at for at, _ in opened}


def _quoted_numbers(kinds: str) -> set[int]:
    """Find the angle and corner brackets that hold numbers and no words."""
    found = set[int]()
    for wordless in _WORDLESS.finditer(kinds):
        if pair := _QUOTED_NUMBER.match(wordless[0]):
            start, end = (wordless.start() + at for at in pair.span(1))
            found |= {at for at in range(start, end) if kinds[at] in "<>≪≫《》「」"}
    return found


def _markers(kinds: str) -> set[int]:
    """Find the angle brackets that meet, or hold the words of a marker."""
    spans = (match.span() for pattern in (*_MARKERS, _MARKER_WORDS) for match in pattern.finditer(kinds))
    return {at for start, end in spans for at in range(start, end) if _PLAIN.get(kinds[at]) == '"'}


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    """Return a sign for what `char` looks like.

    ``[ ]`` are all brackets that are neither round nor one of these: ``⎡ ⎤`` pieces of tall ones, ``< >`` angle
    brackets, ``≪ ≫`` doubled ones, ``« » ‹ › 《 》`` quotation marks, ``ᐸ ᐳ`` letters, ``「 」`` corner brackets. ``1``
    is any digit or number, a space any white space, ``~`` a combining mark, ``"`` itself, ``.`` all other signs. A
    letter is its folded form.
    """
    look = unicodedata.normalize("NFKC", char)
    if unicodedata.category(char)[0] == "N" or any(unicodedata.category(part)[0] == "N" for part in look):
        return "1"
    if len(look) > 1:  # a space and a mark, or several letters
        return "a" if look[0].isalpha() else "."
    category, name = unicodedata.category(look), unicodedata.name(look, "")
    if look in _LETTERS or category[0] == "L":
        return _LETTERS.get(look) or (folded if len(folded := look.casefold()) == 1 else "a")
    if look.isspace() or look == '"':
        return " " if look.isspace() else '"'
    if category[0] == "M":
        return "~"
    return _bracket(look, category, name) or "."


def _bracket(look: str, category: str, name: str) -> str:
    """Return the sign for a bracket; empty for anything else."""
    paired = category in ("Ps", "Pe", "Pi", "Pf")
    opens = category in ("Ps", "Pi") or (not paired and bool(_OPENING.search(name)))
    if look in _QUOTATION_MARKS:
        return look
    if _ANGLE.search(name):
        return ("≪" if opens else "≫") if _DOUBLED.search(name) else ("<" if opens else ">")
    if paired and "CORNER BRACKET" in name:
        return "「" if opens else "」"
    # Quotation marks that are not mirrored, as “ and „, look like no bracket.
    if paired and unicodedata.mirrored(look) and look not in "()":
        return "[" if opens else "]"
    if _PART.match(name) and look not in "()":
        return "⎡" if opens else "⎤"
    return ""
