"""The verdict: tells whether the first hit answers the question, and whether the archive does.

Both are probabilities, see `relevance`. The first hit's is its own; the archive's is that of the best of the first few
hits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ....index.profile import RankingProfile
from ...query.json_types.results import VerdictJSON

Answer = Literal["strong", "weak", "none"]

_NAMED = 3
"""Missing words in the reason at most."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The estimate for one question.

    Attributes:
        answer: The class of `archive`: ``strong``: a first hit most likely answers; ``weak``: one may; ``none``: most
            likely no hit answers.
        probability: Probability that the first hit answers, 0 to 1.
        archive: Probability that one of the first hits answers, 0 to 1: `probability` or more.
        reason: The reason, in words.
        by_a_later_hit: True where the archive answers, but most likely not with the first hit.
    """

    answer: Answer
    probability: float
    archive: float
    reason: str
    by_a_later_hit: bool = False

    def to_dict(self) -> VerdictJSON:
        """Convert to JSON values."""
        return {
            "answer": self.answer,
            "probability": round(self.probability, 3),
            "archive": round(self.archive, 3),
            "reason": self.reason,
        }


NO_HITS = Verdict("none", 0.0, 0.0, "no passage was found")
SMALL_TALK = Verdict("none", 0.0, 0.0, "the question has no word to look for")
NOTHING_ASKED = Verdict("none", 0.0, 0.0, "there is nothing to look for: the question has no word")
METADATA_MATCH = Verdict(
    "weak", 0.5, 0.5, "the question names only an outlet, author, section or date, and the best hit is from there"
)


def classify(relevances: Sequence[float], reason: str, profile: RankingProfile) -> Verdict:
    """Classify a question by the relevance of its first hits.

    Args:
        relevances: The relevance of the first hits, best first; at least one.
        reason: See `explain`.
        profile: The bounds of the classes.
    """
    archive = max(relevances)
    answer, first = _class_of(archive, profile), _class_of(relevances[0], profile)
    by_a_later_hit = (answer, first) == ("strong", "none")
    told = f"{reason}; a later one fits better" if by_a_later_hit else reason
    return Verdict(answer, relevances[0], archive, told, by_a_later_hit)


def _class_of(probability: float, profile: RankingProfile) -> Answer:
    if probability >= profile.verdict_strong:
        return "strong"
    return "weak" if probability >= profile.verdict_weak else "none"


def explain(close: bool | None, missing: Sequence[str], caveat: str, *, scattered: bool = False) -> str:
    """Say in words why the first hit has its relevance.

    Args:
        close: True where its best sentence is close to the question in meaning; None where that is not known.
        missing: Key words of the question that it does not mention, most important first.
        caveat: What speaks against it, or empty.
        scattered: True where the key words stand far apart in it.
    """
    meaning = {True: "is on this subject", False: "seems to be about something else"}
    words = f"does not mention {_listed(missing[:_NAMED])}" if missing else "mentions all words that matter"
    words += ", far apart" if scattered else ""
    joint = " and " if close is None or close != bool(missing) else ", but "
    said = joint.join([*([meaning[close]] if close is not None else []), words])
    return f"the first passage {said}" + (f"; {caveat}" if caveat else "")


def _listed(words: Sequence[str]) -> str:
    """List words as in a sentence: "aid, river or vote"."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
