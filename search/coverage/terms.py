"""The words and names that are unusually frequent in a coverage.

The measure is the log-likelihood ratio G2 (Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence",
1993) of the passages that contain a term, in the coverage and in the rest of the archive.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from ...index.analysis.language import ENGLISH, language
from ...index.analysis.query import query_terms
from ...index.retrieval.protocol import PassageStore
from ..query.json_types.coverage import CoverageReportJSON, TermsJSON
from ..query.spelling.dictionary import common_words
from ..query.timing.vocabulary import MONTHS, WEEKDAYS
from ..ranking.results import Hit

_NUMBER = re.compile(r"[\d.]+(?:[ap]m|nd|rd|s|st|th)?", re.IGNORECASE)
_NUMERALS = frozenset(
    """
    billion dozen eight eighteen eighty eleven fifteen fifth fifty five forty four fourteen fourth half hundred million
    nine nineteen ninety one second seven seventeen seventy six sixteen sixty ten third thirteen thirty thousand three
    twelve twenty two
    """.split()  # noqa: SIM905  # as in index/analysis/language.py
)
"""Numbers in words; those of other languages are among their everyday words."""
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_LEAST = 2
"""Articles that must contain a term, where there are several: what stands in one only is a matter of its own."""
_LEAST_OF_MANY = 3
"""The same where there are `_MANY` articles."""
_MANY = 10
_EXAMINED = 300
"""Terms that are looked up in the archive, the most frequent ones."""
_PART = 0.7
"""Share of a word's passages in which it stands within a name, from which on only the name is listed."""


@dataclass(frozen=True, slots=True)
class UnusualTerm:
    """A word or a name.

    Attributes:
        term: As it is mostly written.
        passages: Number of passages of the coverage that contain it.
        articles: Number of articles of the coverage that do.
        archive: Number of passages of the archive that do, those of the coverage included.
        log_likelihood: G2; 10.83 has a probability of 0.001 by chance.
    """

    term: str
    passages: int
    articles: int
    archive: int
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class TermReport:
    """The unusual terms of a coverage.

    Attributes:
        head: The question and the size of its coverage.
        terms: Most unusual first. Words of the question are not among them.
    """

    head: CoverageReportJSON
    terms: tuple[UnusualTerm, ...]

    def to_dict(self) -> TermsJSON:
        """Convert to JSON values."""
        return {
            **self.head,
            "terms": [
                {
                    "term": it.term,
                    "passages": it.passages,
                    "articles": it.articles,
                    "archive": it.archive,
                    "log_likelihood": round(it.log_likelihood, 2),
                }
                for it in self.terms
            ],
        }


@dataclass(slots=True)
class _Seen:
    """Occurrences of a word or a name: its spellings, and the numbers of its passages and articles."""

    written: Counter[str]
    passages: set[int]
    articles: set[str]


def log_likelihood(inside: int, of_inside: int, outside: int, of_outside: int) -> float:
    """Compute G2 of a term; 0 where it is not more frequent inside.

    Args:
        inside: Number of passages with it in the coverage.
        of_inside: Number of passages of the coverage.
        outside: Number of passages with it in the rest of the archive.
        of_outside: Number of passages of the rest.
    """
    if not inside or not of_outside or inside * of_outside <= outside * of_inside:
        return 0.0
    share = (inside + outside) / (of_inside + of_outside)
    cells = (
        (inside, of_inside * share),
        (outside, of_outside * share),
        (of_inside - inside, of_inside * (1 - share)),
        (of_outside - outside, of_outside * (1 - share)),
    )
    return 2 * sum(seen * log(seen / expected) for seen, expected in cells if seen)


def unusual_terms(
    question: str, hits: Sequence[Hit], store: PassageStore, limit: int, head: CoverageReportJSON
) -> TermReport:
    """Find the unusual words and names of a coverage.

    Args:
        question: The question; its own words are left out.
        hits: All passages of the coverage.
        store: The generation.
        limit: Number of terms at most.
        head: The question and the size of its coverage.
    """
    languages = store.generation.languages
    asked = {form for term in query_terms(question, languages) for form in (*term.stems, *term.forms)}
    plain = plain_words(languages or (ENGLISH,))
    words, names = _collect(hits)
    articles = len({hit.article.id for hit in hits})
    least = min(articles, _LEAST_OF_MANY if articles >= _MANY else _LEAST)
    found: list[tuple[UnusualTerm, frozenset[str]]] = []
    inside, all_passages = len(hits), store.generation.passages
    for seen in [*_most_frequent(names, least), *_most_frequent(words, least)]:
        written = seen.written.most_common(1)[0][0]
        if _is_number(written):
            continue
        terms = query_terms(written, languages)
        known = frozenset[str]() if len(written) > 1 and written.isupper() else plain  # WHO and US are names
        if all(term.forms <= known or not asked.isdisjoint((*term.stems, *term.forms)) for term in terms):
            continue
        if len(terms) == 1 and " " not in written:
            archive = store.statistics.passage_frequency(terms[0].stems)
        else:
            archive = store.phrase_frequency(written)
        archive = max(archive, len(seen.passages))  # a fold of the index may differ from the way it is written
        value = log_likelihood(len(seen.passages), inside, archive - len(seen.passages), max(0, all_passages - inside))
        if value > 0:
            unusual = UnusualTerm(written, len(seen.passages), len(seen.articles), archive, value)
            found.append((unusual, frozenset(stem for term in terms for stem in term.stems)))
    found.sort(key=lambda pair: (-pair[0].log_likelihood, pair[0].term))
    return TermReport(head, tuple(_without_parts(found)[:limit]))


def _is_number(written: str) -> bool:
    return bool(_NUMBER.fullmatch(written)) or _NUMERALS.issuperset(written.casefold().split("-"))


@lru_cache(64)
def plain_words(languages: tuple[str, ...]) -> frozenset[str]:
    """The words that say nothing about a story in `languages`: function words, weekdays, numbers, everyday words."""
    function_words = (language(code).stop_words for code in languages)
    everyday = (common_words(code) for code in languages)
    return frozenset((*WEEKDAYS, *MONTHS, *_NUMERALS)).union(*function_words, *everyday)


def _collect(hits: Sequence[Hit]) -> tuple[dict[str, _Seen], dict[str, _Seen]]:
    """Collect the words and the names of several words, by their folded form."""
    words: dict[str, _Seen] = {}
    names: dict[str, _Seen] = {}
    for number, hit in enumerate(hits):
        text = hit.passage.text
        for target, found in ((words, _WORD.findall(text)), (names, _names(text))):
            for written in found:
                seen = target.setdefault(written.casefold(), _Seen(Counter(), set(), set()))
                seen.written[written] += 1
                seen.passages.add(number)
                seen.articles.add(hit.article.id)
    return words, names


def _names(text: str) -> Iterator[str]:
    """Yield the runs of two to four capitalised words that stand side by side."""
    tokens = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
    run: list[tuple[int, int, str]] = []
    for token in [*tokens, (len(text) + 9, len(text) + 9, "")]:
        is_next = run and text[run[-1][1] : token[0]] == " "
        if token[2][:1].isupper() and (is_next or not run):
            run.append(token)
            continue
        if 2 <= len(run) <= 4:
            yield text[run[0][0] : run[-1][1]]
        run = [token] if token[2][:1].isupper() else []


def _most_frequent(seen: dict[str, _Seen], least: int) -> Iterable[_Seen]:
    enough = [it for it in seen.values() if len(it.articles) >= least and len(it.passages) >= _LEAST]
    return sorted(enough, key=lambda it: -len(it.passages))[:_EXAMINED]


def _without_parts(found: list[tuple[UnusualTerm, frozenset[str]]]) -> list[UnusualTerm]:
    """Leave out the words that mostly stand within a name of the list, and other forms of a word."""
    kept: list[tuple[UnusualTerm, frozenset[str]]] = []
    names = [(term, stems) for term, stems in found if " " in term.term]
    for term, stems in found:
        holding = [name for name, of_name in names if stems < of_name]
        within = any(name.passages >= _PART * term.passages for name in holding)
        if not within and not any(stems == of_kept for _, of_kept in kept):
            kept.append((term, stems))
    return [term for term, _ in kept]
