"""Caveats: what speaks against a hit although its words fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ....index.profile import RankingProfile
from ....index.types import Scores
from ...query.names.acronyms import holds_acronym
from ...query.parsed import ParsedQuery
from ..out_of_time import out_of_time
from ..results import Hit
from ..unfinished import asks, only_asks
from .open_questions import leaves_open


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
    from .frames import asked_verbs  # the verbs take some milliseconds to load
    from .life_events import life_event, untold
    from .roles import contradiction

    verbs, event = asked_verbs(question), life_event(question)
    told = [(hit.article.title, hit.passage.text) for hit in hits]
    return [
        (contradiction(verbs, text, title) or untold(event, title, text)) if it else ""
        for (title, text), it in zip(told, may_answer, strict=True)
    ]


def _doubt(hit: Hit, question: str, parsed: ParsedQuery) -> Caveat:
    """Say that a hit lacks an acronym or a "not", only asks, or is of another time."""
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
    return Caveat(out_of_time(hit.article, text, parsed))
