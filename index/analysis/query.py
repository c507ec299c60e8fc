"""The terms of a query: its words, each with the stems that it has in the languages of the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from .language import ENGLISH, Language, language
from .words import JOINT, fold, is_unspaced, split

Stems = tuple[str, ...]
"""The stems of one word, sorted: one for each language that stems it differently."""

_SHORTEST_JOINED = 3
"""Letters of the two words of a question that may be one word of the archive: "cyber attack", not "to day"."""
_DIGITS = 3
"""Digits between two marks of thousands."""
_CACHED_WORDS = 1 << 12


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A term of a query: one word, or several words with a stem in common.

    Attributes:
        stems: Its stems, sorted. No other term of the query has any of them. In an archive of one language it is one.
        forms: The words of the query that have these stems, folded.
        is_stopword: True for a function word, which carries no subject.
    """

    stems: Stems
    forms: frozenset[str]
    is_stopword: bool


def query_terms(
    question: str,
    languages: Sequence[str] = (ENGLISH,),
    holds: Callable[[Stems], bool] | None = None,
    variants: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[QueryTerm]:
    """List the terms of a query, sorted by stem, each once.

    A query of stop words only has no stop words: each of its terms counts. A compound counts with its parts, as far as
    the archive has them.

    Args:
        question: Any text.
        languages: The languages of the archive; English where it is empty.
        holds: True where a passage of the archive has one of the stems; None to take all of them as they are.
        variants: Other words by whose stems a folded word of the query is found, too, as its other spellings.
    """
    spoken, words = _spoken(languages), split(question)
    stop_words = _stop_words([fold(word) for word in words if JOINT not in word], spoken)
    if holds is not None:
        words = _sought(words, stop_words, lambda word: holds(_stems(word, spoken)))
    grouped: dict[Stems, set[str]] = {}
    for stems, members in _groups(words, spoken, variants):
        grouped.setdefault(stems, set()).update(it.term(word)[1] for word in members for it in spoken)
    key_terms = {stems for stems, forms in grouped.items() if not forms <= stop_words} or grouped.keys()
    return [QueryTerm(stems, frozenset(grouped[stems]), stems not in key_terms) for stems in sorted(grouped)]


def phrase_terms(phrase: str, languages: Sequence[str] = (ENGLISH,)) -> list[Stems]:
    """List the stems of each word of `phrase`, in order, without joined words; two words share all stems or none."""
    words = [word for word in split(phrase) if JOINT not in word]
    spoken = _spoken(languages)
    stems_by_word = {word: stems for stems, members in _groups(words, spoken) for word in members}
    return [stems_by_word[word] for word in words]


def _sought(words: list[str], stop_words: frozenset[str], holds: Callable[[str], bool]) -> list[str]:
    """Choose among words and compounds: what the archive lacks would count as a missing word of the question.

    A joined word is sought where the archive has it. Its parts are not sought then if the archive lacks them, nor if
    they are characters of a script without spaces, which are frequent and say little. Two neighbours that the archive
    does not have apart may be one word there.
    """
    kept = [word for word in words if JOINT in word and holds(word)]
    parts = {part for word in kept for part in word.split(JOINT)}
    plain = [word for word in words if JOINT not in word]
    dropped = {part for part in parts if is_unspaced(part) or not holds(part)}
    joined = {word for word in words if JOINT in word}
    for run in (*_numbers(plain), *(pair for pair in pairwise(plain) if _may_be_one(pair, stop_words))):
        word = JOINT.join(run)
        lacking = {part for part in run if not holds(part)}
        if word not in joined and (lacking or run[0].isdigit()) and holds(word):
            kept.append(word)
            dropped |= lacking
    return [*(word for word in plain if word not in dropped), *kept]


def _may_be_one(pair: tuple[str, str], stop_words: frozenset[str]) -> bool:
    return all(
        len(it) >= _SHORTEST_JOINED and it.isalpha() and fold(it) not in stop_words and not is_unspaced(it)
        for it in pair
    )


def stems_of(word: str, languages: Sequence[str]) -> Stems:
    """The stems under which the archive may have a word that `words.split` returned."""
    return _stems(word, _spoken(languages))


def _numbers(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the numbers with a space between their thousands: "24 500", "1 250 000"."""
    run: tuple[str, ...] = ()
    for word in (*words, ""):
        if run and word.isdigit() and len(word) == _DIGITS:
            run += (word,)
            continue
        if len(run) > 1:
            yield run
        run = (word,) if word.isdigit() and len(word) <= _DIGITS else ()


def _groups(
    words: Sequence[str], spoken: tuple[Language, ...], variants: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> Iterator[tuple[Stems, list[str]]]:
    """Group the words that have a stem in common; yields the stems of each group, and its words."""
    members_of: dict[Stems, list[str]] = {}
    for word in dict.fromkeys(words):
        of_word = _stems(word, spoken)
        if others := variants.get(fold(word)):
            of_word = tuple(sorted({*of_word, *(stem for other in others for stem in _stems(other, spoken))}))
        members_of.setdefault(of_word, []).append(word)
    if all(len(stems) == 1 for stems in members_of):  # an archive in English: none can share a part of their stems
        yield from members_of.items()
        return
    group_of: dict[str, tuple[set[str], list[str]]] = {}  # by stem
    for known, members in members_of.items():
        stems, words_of = set(known), list(members)
        for group in {id(group_of[stem]): group_of[stem] for stem in known if stem in group_of}.values():
            stems, words_of = stems | group[0], group[1] + words_of
        group_of.update(dict.fromkeys(stems, (stems, words_of)))
    for stems, words_of in {id(group): group for group in group_of.values()}.values():
        yield tuple(sorted(stems)), words_of


def _spoken(languages: Sequence[str]) -> tuple[Language, ...]:
    return tuple(map(language, languages or (ENGLISH,)))


@lru_cache(_CACHED_WORDS)
def _stems(word: str, spoken: tuple[Language, ...]) -> Stems:
    return tuple(sorted(set[str]().union(*(it.sought(word) for it in spoken))))


def _stop_words(words: Sequence[str], spoken: Sequence[Language]) -> frozenset[str]:
    """Find the function words among `words`.

    A word may be one in one language and carry the subject in another, as "war" in German and English. It counts as a
    function word only where the question has at least two such words of the one language, and fewer of the other. Of
    English, whose function words hardly carry a subject elsewhere, one is enough: "what struck?" has no more.
    """
    if len(spoken) == 1:
        return spoken[0].stop_words
    listed = [(it.stop_words.intersection(words), 0 if it.code == ENGLISH else 1) for it in spoken]
    return frozenset(
        word
        for mine, chance in listed
        for word in mine
        if all(word in others or len(mine - others) > max(chance, len(others - mine)) for others, _ in listed)
    )
