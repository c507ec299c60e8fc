"""Recognition of outlets: finds the sources of the corpus that a question names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ....index.analysis.language import ENGLISH_STOP_WORDS as STOP_WORDS
from ....index.analysis.language import language
from ....index.analysis.words import words

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SEPARATOR = re.compile(r"\s[|–—-]\s|:\s")  # "BBC News - Technology", "Live Science: The Most Interesting Articles"
_DOMAIN = re.compile(r"(?:www\.)?([^\s.]+)(?:\.[a-z]{2,4})+")
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")  # Tech|Crunch, CBS|Sports
_UNLIKE_A_WORD = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]|\d[^\W\d]|[^\W\d]\d")
"""A name that cannot be an ordinary word, in any case: TechCrunch, CBSSports, 9to5Mac."""

_NAME_GAP = re.compile(r"\s?[|–—:&/+!-]?\s?|\.")
"""Characters allowed between two words of one name."""
_SENTENCE_END = re.compile(r"[.?!:\n]")
"""A mark after which every word has a capital."""
_QUOTES = "\"'“”‘’„«»"

_ENGLISH = language("en")
_REPORTING = frozenset(
    _ENGLISH.stems(
        "according article column coverage editorial headline interview magazine newspaper publish report reporter"
        " review said say stories story website wrote"
    )
)
_REPORTED_BY = frozenset(("by", "from", "in", "to", "via", "with", "on"))


@dataclass(frozen=True, slots=True)
class OutletMention:
    """A mention of an outlet in a question.

    Attributes:
        text: The words of the question, including a leading "the".
        sources: The values of the corpus' ``source`` that have this name.
        place: Start and end of the text in the question, in characters.
    """

    text: str
    sources: tuple[str, ...]
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Alias:
    """A name by which sources may be called.

    Attributes:
        words: Its normalized words, without a leading "the".
        ambiguous: True where it looks like ordinary words, so that only capitals or context make it a name.
        sources: The sources with this name.
    """

    words: tuple[str, ...]
    ambiguous: bool
    sources: list[str]


class Outlets:
    """Index of the names of a corpus' sources. It is immutable, so any number of threads may share it.

    A question can name an outlet by its full ``source`` or by the part before a separator ("BBC News" for "BBC News -
    Technology"), with or without "The", ".com" and the space in "CBS Sports". A name that is not an ordinary word
    counts in any case ("techcrunch"). Any other name needs capitals, as in "The Verge" or "Business World". Capitals do
    not count on the first word of a sentence, within a longer name ("Time Warner"), or if all or none of the
    question's words have them. There a word about reporting is needed: "according to Time", "the Wired article".
    """

    def __init__(self, sources: Iterable[str]) -> None:
        names: dict[tuple[str, ...], _Alias] = {}
        for source in sorted(set(sources)):
            for normalized, ambiguous in aliases(source):
                names.setdefault(normalized, _Alias(normalized, ambiguous, [])).sources.append(source)
        self._by_first: dict[str, list[_Alias]] = {}
        for name in sorted(names.values(), key=lambda name: -len(name.words)):  # the longest is tried first
            self._by_first.setdefault(name.words[0], []).append(name)

    def mentions_in(self, question: str) -> list[OutletMention]:
        """Find the mentions of outlets in `question`, in order."""
        tokenized = _TokenizedQuestion(question)
        mentions, end = [], 0
        for first, word in enumerate(tokenized.normalized):
            if first < end or word not in self._by_first:
                continue
            for name in self._by_first[word]:
                if tokenized.matches(name.words, first) and tokenized.is_mention(name, first):
                    end = first + len(name.words)
                    start, stop = tokenized.place_of(first, end)
                    mentions.append(OutletMention(question[start:stop], tuple(name.sources), (start, stop)))
                    break
        return mentions


def aliases(source: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield each name of `source` once: its normalized words, and True where they look like ordinary words."""
    head = _SEPARATOR.split(source, maxsplit=1)[0]
    domain = _DOMAIN.fullmatch(head)
    aliases: dict[tuple[str, ...], bool] = {}
    for text in (source, head, domain[1] if domain else head):
        spelled = _WORD.findall(text)
        if len(spelled) > 1 and spelled[0].casefold() == "the":
            del spelled[0]
        if spelled:
            aliases.setdefault(
                tuple(map(_normalized, spelled)), not (_UNLIKE_A_WORD.search(text) or _DOMAIN.fullmatch(text))
            )
        if len(spelled) == 1:
            aliases.setdefault(tuple(map(_normalized, _CAMEL_CASE.split(spelled[0]))), True)
    yield from aliases.items()


def _normalized(word: str) -> str:
    """Remove case, accents and a possessive ending."""
    word = word.casefold() if word.isascii() else "".join(words(word))
    return word.removesuffix("'s")


class _TokenizedQuestion:
    """A question cut into words, for looking at the context of a name. Words are given by their number."""

    def __init__(self, question: str) -> None:
        self._question = question
        self._spans = [match.span() for match in _WORD.finditer(question)]
        self.normalized = [_normalized(question[start:end]) for start, end in self._spans]

    def matches(self, name: tuple[str, ...], first: int) -> bool:
        """True where the question has the words of `name`, in order, from the word `first` on."""
        end = first + len(name)
        return tuple(self.normalized[first:end]) == name and all(
            _NAME_GAP.fullmatch(self._gap(number)) for number in range(first + 1, end)
        )

    def place_of(self, first: int, end: int) -> tuple[int, int]:
        """The place of the words from `first` to before `end`, with a "the" before them, in characters."""
        return self._spans[self._including_the(first)][0], self._spans[end - 1][1]

    def is_mention(self, name: _Alias, first: int) -> bool:
        """True where the words from `first` on, which match `name`, are used as a name."""
        begin, end = self._including_the(first), first + len(name.words)
        capital = all(self._has_capital(word) or self.normalized[word] in STOP_WORDS for word in range(first, end))
        if not name.ambiguous or (capital and self._in_quotes(begin, end)):
            return True
        if self._uses_capitals and (not capital or (begin == first and self._ends_longer_name(first))):
            return False
        if len(name.words) > 1:
            return capital or len(name.words) > 2 or self._near_reporting_word(begin, end)
        distinctive = self._uses_capitals and not self._starts_sentence(begin) and not self._starts_longer_name(end)
        return distinctive or self._near_reporting_word(begin, end)

    @cached_property
    def _uses_capitals(self) -> bool:
        """True where capitals distinguish names from words in this question."""
        heads = [(self._question[start], end - start) for start, end in self._spans]
        return any(head.isupper() for head, _ in heads) and any(head.islower() and size > 3 for head, size in heads)

    def _near_reporting_word(self, begin: int, end: int) -> bool:
        """True where a word about reporting stands next to the words from `begin` to before `end`."""
        if end < len(self.normalized) and self._gap(end) == " " and _is_reporting_word(self.normalized[end]):
            return True
        return (
            begin > 1 and self.normalized[begin - 1] in _REPORTED_BY and _is_reporting_word(self.normalized[begin - 2])
        )

    def _starts_longer_name(self, end: int) -> bool:
        """True where the name before the word `end` begins a longer one: "Time Warner", "Times of India"."""
        after = end + 1 if self.normalized[end : end + 1] == ["of"] else end
        return (
            after < len(self.normalized) and self._adjacent(end) and (self._gap(end) == "-" or self._has_capital(after))
        )

    def _ends_longer_name(self, first: int) -> bool:
        """True where the name from the word `first` on ends a longer one: "Prime Time", "Department of Health"."""
        before = first - 2 if first and self.normalized[first - 1] == "of" else first - 1
        return before >= 0 and self._adjacent(first) and self._has_capital(before) and not self._starts_sentence(before)

    def _adjacent(self, word: int) -> bool:
        """True where `word` and the word before it can be parts of one name; in "Amazon's Time" they cannot."""
        return self._gap(word) in (" ", "-") and self._text(word - 1)[-2:] not in ("'s", "’s")

    def _including_the(self, first: int) -> int:
        """The number of the word "the" before `first`, or else `first`."""
        return first - 1 if first and self.normalized[first - 1] == "the" and self._gap(first) == " " else first

    def _starts_sentence(self, word: int) -> bool:
        """True where `word` is the first of a sentence."""
        return word == 0 or bool(_SENTENCE_END.search(self._gap(word)))

    def _has_capital(self, word: int) -> bool:
        return not self._question[self._spans[word][0]].islower()

    def _in_quotes(self, begin: int, end: int) -> bool:
        """True where the words from `begin` to before `end` stand between quotation marks."""
        start, stop = self._spans[begin][0], self._spans[end - 1][1]
        before, behind = self._question[start - 1 : start], self._question[stop : stop + 2].lstrip(",.")[:1]
        return bool(before and behind) and before in _QUOTES and behind in _QUOTES

    def _text(self, word: int) -> str:
        return self._question[slice(*self._spans[word])]

    def _gap(self, word: int) -> str:
        """The characters between `word` and the word before it."""
        return self._question[self._spans[word - 1][1] : self._spans[word][0]]


def _is_reporting_word(word: str) -> bool:
    return any(stem in _REPORTING for stem in _ENGLISH.stems(word))
