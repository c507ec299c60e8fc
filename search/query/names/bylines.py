"""Recognition of authors: finds the authors of the archive whose articles a question asks for.

A name alone is no byline unless no text has it: whoever writes is also written about. It counts where the question
speaks of writing, as in "articles by Ada Moss", "what did Ada Moss write about the strike?" and "Moss's column on the
strike", and only if the texts of the archive do not name the person more often than a byline would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ....index.analysis.words import words
from ....index.filter import folded_name
from ..places import LONGEST_TYPED, Place, blank_out
from .outlets import aliases

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SHORTEST_SURNAME = 2
_TEXTS = r"(?:articles?|stories|story|pieces?|columns?|posts?|op-?eds?|bylines?|commentar(?:y|ies)|essays?)"
_WORK = rf"(?:{_TEXTS}|reports?|reporting|coverage|analys[ei]s|interviews?|reviews?|dispatch(?:es)?|work|writing)"
_ANY = rf"(?:{_WORK}|anything|everything|something)"
_WRITTEN = r"(?:written|authored|penned|filed|bylined)"
_EXPLICIT = re.compile(
    rf"(?:\b{_WRITTEN} by|\b{_ANY}(?: written)? (?:by|from)|\b{_TEXTS}(?: [^\s.?!;]+){{1,8}} by|^\W*by|"
    r"\bauthor:|\bby:)[\s\"“]*$",
    re.I,
)
_WROTE = re.compile(r"(?: has| had| have)?(?: (?:ever|also|recently|just))? (?:wr[io]tten|writes?|wrote)\b", re.I)
_COVERED = re.compile(r"(?: has| had| have)? (?:(?:reported|reports?|reporting) on|covers?|covered|covering)\b", re.I)
_POSSESSED = re.compile(
    rf"(?:['’]s?)(?: (?:latest|last|newest|recent|first|oldest|own|other|new|[\w-]+ed|weekly))* {_TEXTS}\b", re.I
)
_BY = re.compile(r"(?P<before>[^\W_]+)[,;]? by\s*$", re.I)
_ENDS = re.compile(
    r"[\s.?!,;]*(?:$|(?:about|on|in|from|since|last|this|during|before|after|between|published)\b)", re.I
)
_PARTICIPLE = re.compile(
    r".*(?:[^aeiou]|[aeiou]{2}|[aeo])ed|built|bought|brought|caught|cut|done|drawn|driven|fought|found|given|heard|held|"
    r"hit|hurt|kept|known|laid|led|left|lost|made|met|paid|played|put|read|run|said|seen|sent|set|shot|shown|sold|sung|"
    r"struck|sworn|taken|taught|thrown|told|won|is|was|are|were|be|been|stand|stands|stood|passed|goals?|speech|statement|"
    r"remarks?|books?|films?|songs?|albums?|attacks?|decisions?|visits?|moves?|bids?|comments?|bill|proposal|plan|call",
    re.I,
)
"""Words before "by" after which a person did something else than write an article."""
_FRAME_BEFORE = re.compile(
    rf"(?:\b(?:a|an|what|which|did|does|do|has|had|have|the|all|any|some|by|from|in|of|is|are|was|were|there|else|that|"
    rf"(?:find|show|list|give|search)(?: me| for)?|{_WRITTEN}|published|author|{_ANY})\b:?[\s\"“]*)+$",
    re.I,
)
_FRAME_AFTER = re.compile(
    rf"[\"”]?(?:['’]s?)?(?:[\s,:]+(?:has|had|have|ever|also|recently|wr[io]tten|writes?|wrote|(?:reported|reports?) on|"
    rf"covers?|covered|covering|about|on|regarding|concerning|own|say|{_TEXTS})\b)*",
    re.I,
)
_OPENING = re.compile(rf"^\W*(?:(?:the|all|any) )?{_ANY} (?:about|on|regarding) ", re.I)
_MENTIONS_FULL, _MENTIONS_SURNAME = 2, 3
"""Passages that name a person, for each article by them, up to which the name is mostly a byline."""


@dataclass(frozen=True, slots=True)
class Byline:
    """An author whose articles a question asks for.

    Attributes:
        authors: The values of the archive's ``author`` that name this person, sorted.
        place: Start and end of the words that say so, in the question.
    """

    authors: tuple[str, ...]
    place: Place


class Bylines:
    """Index of the names of an archive's authors. It is immutable, so any number of threads may share it.

    Args:
        authors: The number of articles by each author.
        outlets: The names of outlets, which are no authors.
        mentions: Counts the passages that have the given words in sequence.
    """

    def __init__(
        self, authors: Mapping[str, int], outlets: Mapping[str, int], mentions: Callable[[str], int] = lambda _: 0
    ) -> None:
        self._mentions = mentions
        self._articles = authors
        known = {name for outlet in outlets for name, _ in aliases(outlet)}
        self._names: dict[tuple[str, ...], set[str]] = {}
        self._by_surname: dict[str, set[tuple[str, str]]] = {}
        for author in authors:
            for name in _names_of(author):
                if name and name[name[0] == "the" :] not in known:
                    self._names.setdefault(name, set()).add(author)
                    if len(name) > 1 and len(name[-1]) > _SHORTEST_SURNAME:
                        self._by_surname.setdefault(name[-1], set()).add((name[0], author))
        self._first = {name[0] for name in self._names}
        self._longest = max(map(len, self._names), default=0)

    def find(self, question: str, knows: Callable[[str], bool] = lambda _: True) -> list[Byline]:
        """Find the bylines that `question` asks for, in order.

        Args:
            question: Any text.
            knows: True where a text of the archive has the given word: a name that none has can only be a byline.
        """
        found: list[Byline] = []
        if len(question) > LONGEST_TYPED:
            return found
        for start, end, authors, is_full in self._named(question):
            if found and start < found[-1].place[1]:
                continue
            is_written = is_full or (question[start].isupper() and not question.isupper())
            unknown = is_written and not all(map(knows, words(question[start:end])))
            if unknown or self._is_byline(question, start, end, authors, is_full=is_full):
                found.append(Byline(tuple(sorted(authors)), _frame(question, start, end)))
        return found

    def _named(self, question: str) -> Iterator[tuple[int, int, set[str], bool]]:
        """Yield the names in a question: start, end, authors, and True for a name of several words."""
        spans = [match.span() for match in _WORD.finditer(question)]
        folded = [re.sub(r"['’]s?$", "", folded_name(question[start:end])).replace(".", "") for start, end in spans]
        at = 0
        while at < len(folded):
            most = min(self._longest, len(folded) - at) if folded[at] in self._first else 0
            length = next((size for size in range(most, 0, -1) if tuple(folded[at : at + size]) in self._names), 0)
            if length:
                authors = self._names[tuple(folded[at : at + length])]
                yield spans[at][0], _end(question, *spans[at + length - 1]), authors, length > 1
            elif folded[at] in self._by_surname and _stands_alone(question, spans[at][0]):
                fitting = {it for it in self._by_surname[folded[at]] if _fits(question, spans[at][0], it[0])}
                authors = {author for _, author in fitting}
                if len({first for first, _ in fitting}) == 1:
                    yield _start(question, spans[at][0]), _end(question, *spans[at]), authors, False
            at += max(1, length)

    def _is_byline(self, question: str, start: int, end: int, authors: set[str], *, is_full: bool) -> bool:
        before, after = question[:start], question[end:]
        explicit = bool(_EXPLICIT.search(before) or _POSSESSED.match(after))
        if explicit and is_full:
            return True
        by = _BY.search(before)
        implicit = bool(
            _WROTE.match(after)
            or (is_full and _COVERED.match(after))
            or (is_full and by and not _PARTICIPLE.fullmatch(by["before"]) and _ENDS.match(after))
        )
        if not (explicit or implicit):
            return False
        share = _MENTIONS_FULL if is_full else _MENTIONS_SURNAME
        written = sum(self._articles[author] for author in authors)
        return self._mentions(question[start:end]) <= max(2, share * written)


def without_bylines(question: str, bylines: list[Byline]) -> str:
    """The question without the words that name its authors; equally long, so that places in it stay."""
    question = blank_out(question, (byline.place for byline in bylines))
    opening = _OPENING.match(question) if bylines else None
    return blank_out(question, [opening.span()]) if opening else question


def _names_of(author: str) -> Iterator[tuple[str, ...]]:
    """Yield the names in a value of ``author``: of each person with and without initials, the surname last."""
    plain = re.sub(r"^by\s+", "", folded_name(author))
    for person in re.split(r"\s+(?:and|&)\s+|\s*[;/|]\s*", re.sub(r"\([^)]*\)", " ", plain)):
        family, comma, given = person.partition(",")
        if comma and len(given.split()) <= 2 and len(family.split()) == 1:
            person = f"{given} {family}"
        name = tuple(part.replace(".", "") for part in _WORD.findall(person.split(",")[0]))
        yield name
        short = tuple(part for part in name[:1]) + tuple(part for part in name[1:] if len(part) > 1)
        if len(short) > 1 and short != name:
            yield short


def _stands_alone(question: str, start: int) -> bool:
    """True where a surname is written as a name, and no other first name stands before it."""
    before = question[: _start(question, start)]
    previous = re.search(r"([^\W_]+)\s$", before)
    if not previous or _FRAME_BEFORE.search(before):
        return question[start].isupper() or question.islower()
    return question[start].isupper() and not previous[1][0].isupper()


def _start(question: str, start: int) -> int:
    """The start of a surname with the initials before it."""
    initials = re.search(r"(?:\b[A-Z]\.\s?)+$", question[:start])
    return initials.start() if initials else start


def _fits(question: str, start: int, first: str) -> bool:
    """True where the initials before a surname, if there are any, begin with that of the `first` name."""
    return first.startswith(folded_name(question[_start(question, start) : start])[:1])


def _end(question: str, start: int, end: int) -> int:
    """The end of a name, without a possessive ending."""
    possessive = re.search(r"['’]s?$", question[start:end])
    return start + possessive.start() if possessive else end


def _frame(question: str, start: int, end: int) -> Place:
    """The place of a name with the words around it that speak of writing."""
    before = _FRAME_BEFORE.search(question[:start])
    after = _FRAME_AFTER.match(question, end)
    return before.start() if before else start, after.end() if after else end
