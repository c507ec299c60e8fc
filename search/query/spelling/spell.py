"""Reads the words of a question as the archive spells them: variants of names, misspelt words, beginnings.

Only a word that the archive does not have is corrected, and none that a dictionary lists. What was read instead is
told, and `literal` switches it off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from ....index.analysis.language import ENGLISH_STOP_WORDS as STOP_WORDS
from ....index.analysis.words import JOINT, fold
from ....index.retrieval.protocol import Vocabulary
from .variants import british_or_american, variants, without_umlauts

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BEGINNING = re.compile(r"(?<![\w*])(?P<word>[^\W_]{2,})\*(?![\w*])")
_POSSESSIVE = re.compile(r"['’]s?$")
_ODD = re.compile(r"[\d_/@\\]|\w\.\w")
"""In an address, a number or an id there is no misspelt word."""
_COUNTED = re.compile(r"\d+(?P<unit>[^\W\d_]+)")
"""A number with its unit, as "3bn", of which the unit is a word of its own, too."""
_CURRENCY = re.compile(r"[$£€¥]\s?(?:[\d,]+\.)?$")
"""What stands before an amount, whose unit may be a single letter: "$2.3b", but not "the 250m race"."""
_LETTERS = {"million": "m", "billion": "b"}
_SCALES = {letter: scale for scale, letter in _LETTERS.items()}
_ABBREVIATED = re.compile(r"\.(?!\s*$)")
_LONGEST = 400
"""Characters of a question that is looked at; longer texts are pasted articles."""
_MOST_CORRECTED = 8
"""Words of a question that are corrected: each is compared with the whole vocabulary."""
_ACRONYM = 5
"""Letters of an acronym, or of a word with a full stop behind it, which are never corrected."""
_PRONOUN = "us"
"""In small letters it is no country."""
_SHORTEST_PART = 3
"""Letters of each of the two words that are written as one."""
MOST_ENDINGS = 50
"""Words that are searched for a beginning."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text with its words as the archive spells them.

    Attributes:
        text: The text.
        also: What was searched for a word as it was typed, in lower case: words of the archive, best first.
        variants: Further words to search for a folded word of the text.
    """

    text: str
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    variants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def spell(
    text: str,
    frequency: Callable[[str], int],
    vocabulary: Vocabulary,
    languages: Sequence[str],
    kept: AbstractSet[str] = frozenset(),
    stands: Callable[[str], bool] = lambda _: False,
) -> Spelled:
    """Spell the words of a question as the archive does.

    Args:
        text: The text that is searched for.
        frequency: Counts the texts that have a folded word, in any form.
        vocabulary: The words of the archive.
        languages: Its languages.
        kept: Folded words to leave as they are, such as those of outlets; and beginnings, with their star.
        stands: True where a passage has the given words in sequence.
    """
    if len(text) > _LONGEST:
        return Spelled(text)
    reading = _Reading(text, frequency, vocabulary, languages, kept, stands)
    return reading.spelled()


class _Reading:
    """One text that is being read; see `spell`."""

    def __init__(
        self,
        text: str,
        frequency: Callable[[str], int],
        vocabulary: Vocabulary,
        languages: Sequence[str],
        kept: AbstractSet[str],
        stands: Callable[[str], bool],
    ) -> None:
        self._text, self._frequency, self._vocabulary = text, frequency, vocabulary
        self._languages, self._kept, self._stands = languages, kept, stands
        self._also: dict[str, tuple[str, ...]] = {}
        self._variants: dict[str, tuple[str, ...]] = {}
        self._corrected = 0

    def spelled(self) -> Spelled:
        text = self._text
        if "*" in text:
            text = _BEGINNING.sub(self._ended, text)
        quoted = [match.span() for match in re.finditer(r"[\"“„«][^\"“”»]*[\"”“»]", text)]
        tokens = list(_TOKEN.finditer(text))
        pieces, end = [], 0
        for place, token in enumerate(tokens):
            if any(start < token.start() < stop for start, stop in quoted):
                continue
            word = _POSSESSIVE.sub("", token[0])
            read = self._read(word, text, tokens, place)
            if read != word:
                pieces += [text[end : token.start()], read]
                end = token.start() + len(word)
        return Spelled("".join([*pieces, text[end:]]), self._also, self._variants)

    def _holds(self, word: str) -> bool:
        return self._frequency(word) > 0

    def _ended(self, match: re.Match[str]) -> str:
        """Put the most frequent word of the archive that begins so in the place of a beginning."""
        begun = self._vocabulary.beginning_with(fold(match["word"].lower()), MOST_ENDINGS)
        words = list(filter(self._holds, begun))
        if not words or match[0].lower() in self._kept:
            return match["word"]
        self._also[match[0].lower()] = tuple(words)
        self._variants[words[0]] = tuple(words[1:])
        return _as(match["word"], words[0])

    def _read(self, word: str, text: str, tokens: list[re.Match[str]], place: int) -> str:
        """Read a word: itself where the archive has it, else its variant or the nearest word."""
        folded = fold(word.lower())
        if folded in STOP_WORDS or folded in self._kept or folded in self._variants:
            return word
        if counted := _COUNTED.fullmatch(folded):
            self._variants[counted["unit"]] = self._of_unit(counted["unit"], text[: tokens[place].start()])
            return word
        held = self._holds(folded)
        others = variants().get(folded) if folded != _PRONOUN or word.isupper() else None
        if others:
            amount = _amount(tokens[place - 1][0], folded) if place else ()
            found = tuple(filter(self._holds, (*others.words, *amount)))
            if not others.is_told:  # another form is the same word: the question keeps its grammar
                self._variants[folded] = found
            elif found:
                self._also[folded] = found
                self._variants[folded if held else found[0]] = found[not held :]
                return word if held else _as(word, found[0])
            return word
        if (other := british_or_american(folded)) and self._holds(other):
            self._variants[folded] = (other,)
            return word
        if held or not word.isalpha() or self._corrected >= _MOST_CORRECTED:
            return word
        return self._corrected_word(word, folded, text, tokens, place)

    def _of_unit(self, unit: str, before: str) -> tuple[str, ...]:
        """The other words of the archive for the unit of a number: "billion" for "3bn", and for "$3b"."""
        scale = _SCALES.get(unit, unit) if _CURRENCY.search(before) else unit
        others = variants().get(scale)
        return tuple(it for it in (scale, *(others.words if others else ())) if it != unit and self._holds(it))

    def _corrected_word(self, word: str, folded: str, text: str, tokens: list[re.Match[str]], place: int) -> str:
        token = tokens[place]
        if self._is_part(folded, tokens, place) or _ODD.search(_chunk(text, *token.span())):
            return word
        if len(word) <= _ACRONYM and _ABBREVIATED.match(text, token.end()):
            return word
        if word.isupper() and len(word) <= _ACRONYM and not text.isupper():
            return word
        if apart := self._apart(folded):
            self._also[folded] = (apart,)
            return _as(word, apart)
        from .dictionary import is_listed
        from .nearest import SHORTEST, most_edits, nearest  # few questions have a word that the archive does not have

        plain = without_umlauts(folded)
        may_be_umlaut = SHORTEST <= len(plain) < len(folded) and self._holds(plain)
        if may_be_umlaut and (word[0].isupper() or not is_listed(folded, self._languages)):
            self._also[folded] = (plain,)
            return _as(word, plain)
        is_name = word[0].isupper() and bool(re.search(r"[^\W_][\s,]+$", text[: token.start()])) and not text.isupper()
        edits = most_edits(folded, is_name=is_name)
        if not edits:
            return word
        self._corrected += 1
        near = {it: texts for it in self._vocabulary.near(folded, edits) if (texts := self._frequency(it))}
        found = nearest(folded, near, is_name=is_name) if near else []
        if not found or is_listed(folded, self._languages):
            return word
        self._also[folded] = tuple(found)
        self._variants[found[0]] = tuple(found[1:])
        return _as(word, found[0])

    def _apart(self, folded: str) -> str:
        """Return the two words as which the archive has a compound, as "health care" for "healthcare"; else nothing."""
        for place in range(_SHORTEST_PART, len(folded) - _SHORTEST_PART + 1):
            parts = folded[:place], folded[place:]
            if all(map(self._holds, parts)) and self._stands(" ".join(parts)):
                return " ".join(parts)
        return ""

    def _is_part(self, folded: str, tokens: list[re.Match[str]], place: int) -> bool:
        """True where the archive has the word joined with one beside it, as "cyber attack" or "cyber-attack"."""
        before = fold(tokens[place - 1][0].lower()) if place else ""
        after = fold(tokens[place + 1][0].lower()) if place + 1 < len(tokens) else ""
        return bool(before and self._holds(before + folded)) or bool(after and self._holds(folded + after))


def _amount(before: str, scale: str) -> tuple[str, ...]:
    """An amount as it may be written in one: "7-m", which "7m" gives, for "7 million"."""
    return (f"{before}{JOINT}{_LETTERS[scale]}",) if before.isdigit() and scale in _LETTERS else ()


def _as(typed: str, word: str) -> str:
    """Write `word` with a capital where `typed` has one."""
    return word.capitalize() if typed[0].isupper() else word


def _chunk(text: str, start: int, end: int) -> str:
    """The characters around a word up to white space."""
    before, after = re.search(r"\S*$", text[:start]), re.match(r"\S*", text[end:])
    return (before[0] if before else "") + text[start:end] + (after[0] if after else "")
