"""The corpus' own outlets, and which of them a question names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ...index.columns.analyzer import STOP_WORDS, tokens, words

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SEPARATOR = re.compile(r"\s[|–—-]\s|:\s")  # "BBC News - Technology", "Live Science: The Most Interesting Articles"
_DOMAIN = re.compile(r"(?:www\.)?([^\s.]+)(?:\.[a-z]{2,4})+")
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")  # Tech|Crunch, CBS|Sports
_UNLIKE_A_WORD = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]|\d[^\W\d]|[^\W\d]\d")
"""A name that cannot be taken for a word, whatever its case in the question: TechCrunch, CBSSports, 9to5Mac."""

_NAME_GAP = re.compile(r"\s?[|–—:&/+!-]?\s?|\.")
"""What may stand between two words of one name."""
_SENTENCE_END = re.compile(r"[.?!:\n]")
"""What, before a word, tells why it has a capital."""
_QUOTES = "\"'“”‘’„«»"

_REPORTING = frozenset(
    tokens(
        "according article column coverage editorial headline interview magazine newspaper publish report reporter"
        " review said say stories story website wrote"
    )
)
_REPORTED_BY = frozenset(("by", "from", "in", "to", "via", "with", "on"))


@dataclass(frozen=True, slots=True)
class OutletMention:
    """A place where a question names an outlet.

    Attributes:
        text: How the question calls it, a leading "the" included.
        sources: The values of the corpus' ``source`` that are called so.
    """

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Alias:
    """What some sources may be called.

    Attributes:
        words: Folded, without a leading "the".
        plain: Whether it looks like ordinary words, and so takes capitals or more to be a name.
        sources: Whose name it is.
    """

    words: tuple[str, ...]
    ambiguous: bool
    sources: list[str]


class Outlets:
    """The sources of a corpus, by what they may be called; made once, then asked from any number of threads.

    An outlet is named by its ``source`` in full or by the part before a separator ("BBC News" for "BBC News -
    Technology"), with or without "The", ".com" and the space in "CBS Sports". Case does not matter to a name that is no
    word ("techcrunch"). Any other needs capitals that tell: those of "The Verge" or "Business World" do, but not those
    of a sentence's first word, of a longer name ("Time Warner"), or of a question that is all in capitals or all
    without. Where they tell nothing, words about reporting do: "according to Time", "the Wired article".
    """

    def __init__(self, sources: Iterable[str]) -> None:
        names: dict[tuple[str, ...], _Alias] = {}
        for source in sorted(set(sources)):
            for called, ambiguous in _aliases(source):
                names.setdefault(called, _Alias(called, ambiguous, [])).sources.append(source)
        self._by_first: dict[str, list[_Alias]] = {}
        for name in sorted(names.values(), key=lambda name: -len(name.words)):  # the longest is tried first
            self._by_first.setdefault(name.words[0], []).append(name)

    def mentions_in(self, question: str) -> list[OutletMention]:
        """Where `question` names outlets, in order."""
        tokenized = _TokenizedQuestion(question)
        found, end = [], 0
        for first, word in enumerate(tokenized.normalized):
            if first < end or word not in self._by_first:
                continue
            for name in self._by_first[word]:
                if tokenized.matches(name.words, first) and tokenized.is_mention(name, first):
                    end = first + len(name.words)
                    found.append(OutletMention(tokenized.text_between(first, end), tuple(name.sources)))
                    break
        return found


def _aliases(source: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """What `source` may be called, each once: folded words, and whether they look like ordinary ones."""
    head = _SEPARATOR.split(source, maxsplit=1)[0]
    domain = _DOMAIN.fullmatch(head)
    found: dict[tuple[str, ...], bool] = {}
    for text in (source, head, domain[1] if domain else head):
        spelled = _WORD.findall(text)
        if len(spelled) > 1 and spelled[0].casefold() == "the":
            del spelled[0]
        if spelled:
            found.setdefault(
                tuple(map(_normalized, spelled)), not (_UNLIKE_A_WORD.search(text) or _DOMAIN.fullmatch(text))
            )
        if len(spelled) == 1:
            found.setdefault(tuple(map(_normalized, _CAMEL_CASE.split(spelled[0]))), True)
    yield from found.items()


def _normalized(word: str) -> str:
    """Without case, accents and a possessive's end."""
    word = word.casefold() if word.isascii() else "".join(words(word))
    return word.removesuffix("'s")


class _TokenizedQuestion:
    """A question cut into words, to look at what stands around a name in it."""

    def __init__(self, question: str) -> None:
        self._question = question
        self._spans = [match.span() for match in _WORD.finditer(question)]
        self.normalized = [_normalized(question[start:end]) for start, end in self._spans]

    def matches(self, name: tuple[str, ...], first: int) -> bool:
        """Whether the words of `name` stand one after another from the word `first` on."""
        end = first + len(name)
        return tuple(self.normalized[first:end]) == name and all(
            _NAME_GAP.fullmatch(self._gap(number)) for number in range(first + 1, end)
        )

    def text_between(self, first: int, end: int) -> str:
        """What is written from the word `first` to before the word `end`, with a "the" before it."""
        return self._question[self._spans[self._with_article(first)][0] : self._spans[end - 1][1]]

    def is_mention(self, name: _Alias, first: int) -> bool:
        """Whether the words from `first` on, which could be `name`, are meant so."""
        begin, end = self._with_article(first), first + len(name.words)
        capital = all(self._has_capital(word) or self.normalized[word] in STOP_WORDS for word in range(first, end))
        if not name.ambiguous or (capital and self._in_quotes(begin, end)):
            return True
        if self._uses_capitals and (not capital or (begin == first and self._ends_longer_name(first))):
            return False
        if len(name.words) > 1:
            return capital or len(name.words) > 2 or self._near_reporting_word(begin, end)
        telling = self._uses_capitals and not self._starts_sentence(begin) and not self._starts_longer_name(end)
        return telling or self._near_reporting_word(begin, end)

    @cached_property
    def _uses_capitals(self) -> bool:
        """Whether capitals tell names from words in this question."""
        heads = [(self._question[start], end - start) for start, end in self._spans]
        return any(head.isupper() for head, _ in heads) and any(head.islower() and size > 3 for head, size in heads)

    def _near_reporting_word(self, begin: int, end: int) -> bool:
        """Whether a word about reporting goes with the words from `begin` to before `end`."""
        if end < len(self.normalized) and self._gap(end) == " " and _is_reporting_word(self.normalized[end]):
            return True
        return (
            begin > 1 and self.normalized[begin - 1] in _REPORTED_BY and _is_reporting_word(self.normalized[begin - 2])
        )

    def _starts_longer_name(self, end: int) -> bool:
        """Whether the name before the word `end` begins a longer one: "Time Warner", "Time 100", "Times of India"."""
        after = end + 1 if self.normalized[end : end + 1] == ["of"] else end
        return (
            after < len(self.normalized) and self._adjacent(end) and (self._gap(end) == "-" or self._has_capital(after))
        )

    def _ends_longer_name(self, first: int) -> bool:
        """Whether the name from the word `first` on ends a longer one: "Prime Time", "Department of Health"."""
        before = first - 2 if first and self.normalized[first - 1] == "of" else first - 1
        return before >= 0 and self._adjacent(first) and self._has_capital(before) and not self._starts_sentence(before)

    def _adjacent(self, word: int) -> bool:
        """Whether `word` and the one before it are as near as parts of a name; "Amazon's Time" are not."""
        return self._gap(word) in (" ", "-") and self._text(word - 1)[-2:] not in ("'s", "’s")

    def _with_article(self, first: int) -> int:
        """The word "the" before `first`, or else `first`."""
        return first - 1 if first and self.normalized[first - 1] == "the" and self._gap(first) == " " else first

    def _starts_sentence(self, word: int) -> bool:
        """Whether `word` is the first of a sentence."""
        return word == 0 or bool(_SENTENCE_END.search(self._gap(word)))

    def _has_capital(self, word: int) -> bool:
        return not self._question[self._spans[word][0]].islower()

    def _in_quotes(self, begin: int, end: int) -> bool:
        """Whether the words from `begin` to before `end` stand between quotation marks."""
        start, stop = self._spans[begin][0], self._spans[end - 1][1]
        before, behind = self._question[start - 1 : start], self._question[stop : stop + 2].lstrip(",.")[:1]
        return bool(before and behind) and before in _QUOTES and behind in _QUOTES

    def _text(self, word: int) -> str:
        return self._question[slice(*self._spans[word])]

    def _gap(self, word: int) -> str:
        """What stands between `word` and the one before it."""
        return self._question[self._spans[word - 1][1] : self._spans[word][0]]


def _is_reporting_word(word: str) -> bool:
    return any(stem in _REPORTING for stem in tokens(word))
