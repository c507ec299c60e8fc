"""Caveats: what speaks against a hit although its words fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ....corpus.article import day_in_words
from ....index.profile import RankingProfile
from ....index.types import Scores
from ...query.names.acronyms import holds_acronym
from ...query.parsed import ParsedQuery
from ...query.period import Period
from ..results import Hit
from ..unfinished import asks, only_asks
from .open_questions import leaves_open

_EARLY = timedelta(days=31)
"""An article may come this long before a period that it reports on; before a shorter one, as long as that is."""


@dataclass(frozen=True, slots=True)
class Caveat:
    """A reason to doubt a hit.

    Attributes:
        text: The reason in words; empty for none.
        contradicts: True where it is about the very matter, and says another thing of it, or that it is not known.
    """

    text: str = ""
    contradicts: bool = False


def caveats(
    question: str, parsed: ParsedQuery, hits: Sequence[Hit], values: Scores, profile: RankingProfile
) -> list[Caveat]:
    """Say for each hit what speaks against it.

    Args:
        question: The text that is searched for.
        parsed: The parsed query.
        hits: The hits.
        values: float32 ``(n,)``: the relevance of the hits by their features alone.
        profile: Holds `verdict_weak`.
    """
    contradictions = _contradictions(question, hits, values, profile)
    doubts = [_doubt(hit, question, parsed) for hit in hits]
    return [doubt if doubt.text else Caveat(it, bool(it)) for doubt, it in zip(doubts, contradictions, strict=True)]


def _contradictions(question: str, hits: Sequence[Hit], values: Scores, profile: RankingProfile) -> list[str]:
    """Say for each hit how it contradicts the question; empty for one that does not, or that hardly answers anyway."""
    may_answer = values >= profile.verdict_weak
    if not may_answer.any():
        return [""] * len(hits)
    from .life_events import life_event, untold
    from .roles import asked_verbs, contradiction  # the verbs take some milliseconds to load

    verbs, event = asked_verbs(question), life_event(question)
    return [
        (contradiction(verbs, hit.passage.text) or untold(event, hit.article.title, hit.passage.text)) if it else ""
        for hit, it in zip(hits, may_answer, strict=True)
    ]


def _doubt(hit: Hit, question: str, parsed: ParsedQuery) -> Caveat:
    """Say that a hit lacks an acronym or a "not", only asks, or is stale."""
    lacking = [name for name in parsed.acronyms if not holds_acronym(f"{hit.article.title} {hit.passage.text}", name)]
    if lacking:
        return Caveat(f"it does not name {' or '.join(lacking)}")
    if parsed.negated:
        from ...query.negation import says_no  # rare, and its patterns take a millisecond

        if not says_no(hit.passage.text):
            return Caveat("it does not say who or what did not")
    start, end = hit.highlight
    text, best = hit.passage.text, hit.passage.text[start:end]
    is_open = leaves_open(question, best)
    if is_open or (asks(best) and only_asks(text[start:])):
        return Caveat("it asks this itself" if asks(best) else "it leaves this open", contradicts=is_open)
    return Caveat(_stale(hit, parsed))


def _stale(hit: Hit, parsed: ParsedQuery) -> str:
    """Say that a hit is older than all periods that the question names, or not of the one required; empty if it is not.

    A period that begins after the day of asking is the future: all that is told of it is older.
    """
    published = hit.article.day
    if parsed.timing.required and published and not any(_holds(period, published) for period in parsed.periods):
        return f"it is of {day_in_words(hit.article.published)}, not of the time that is asked for"
    starts = [_earliest(period, hit.passage.text) for period in parsed.periods if period.since]
    if not published or len(starts) < len(parsed.periods) or not all(published < start for start in starts):
        return ""
    asked = parsed.asked
    if not starts or not asked or any(period.since > asked for period in parsed.periods if period.since):
        return ""
    return f"it is of {day_in_words(hit.article.published)}, older than what is asked for"


def _holds(period: Period, day: date) -> bool:
    return (period.since or day) <= day <= (period.until or day)


def _earliest(period: Period, text: str) -> date:
    """The earliest day on which an article with `text` may report on a period; one that names a day may announce it."""
    assert period.since is not None
    length = period.until - period.since if period.until else _EARLY
    announced = not length and _names_day(text, period.since)
    return period.since - (_EARLY if announced else min(length, _EARLY))


def _names_day(text: str, day: date) -> bool:
    """True where an English text names a day of the year: "January 1", "1st of Jan."."""
    name = f"{day:%B}"
    month = rf"{name[:3]}(?:{name[3:]}|t?\.?)"
    number = rf"{day.day}(?:st|nd|rd|th)?"
    return re.search(rf"\b(?:{month} {number}|{number} (?:of )?{month})(?!\w)", text, re.IGNORECASE) is not None
