"""The identity of an analyzer: everything that decides which terms a text gets, as the manifest keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache

import Stemmer

from .language import ENGLISH, language, month_names, reporting_words

_VERSION = 2
"""Version of the rules that fold and split words. Increase it with every change of the patterns in `words`."""
_ENGLISH_SAMPLE = """
    abilities accused added agencies agreed aided announcement argued atrocities banned bodies bombing businesses came
    carried cities civilians communities controlling daily dangerously denied deputies dying early economies elections
    emergency exceedingly families fairly fighting formalities generalization generously germanys governments happily
    hearings homelessness hopefulness houses human importantly inning killed knives leaves lying ministers mitigation
    nationalities news nobly only organisation's organised organizer's outing paste plastered politically politics
    proceeded queries quickly recognised relational replacement rescuer's rioters rolling running says scientists skiing
    skies smuggled sought spies stories succeeded taxes theologians they'd ties totally tragedies tried ukrainians
    undecided university unionised usefully voted vying warring wildly witnesses wolves workers yearly youngest yours
    """.split()  # noqa: SIM905
"""Words that versions of the stemmer may stem differently: the digest of their stems identifies it."""


@dataclass(frozen=True, slots=True)
class Analyzer:
    """Identity of an analyzer. Terms of different ones do not match.

    Attributes:
        language: The language of the texts, BCP 47.
        name: Its steps, in order.
        version: Version of the rules that fold and split words.
        stop_words: SHA-256 of the sorted stop words, one a line.
        stemmer: The stemming library, its algorithm and its version.
        stems: SHA-256 of the stems of a fixed list of words, one a line.
    """

    language: str
    name: str
    version: int
    stop_words: str
    stemmer: str
    stems: str

    def __str__(self) -> str:
        return (
            f"{self.name} {self.version} for {self.language} (stop words {self.stop_words[:8]}, "
            f"{self.stemmer}, stems {self.stems[:8]})"
        )

    def to_dict(self) -> dict[str, str | int]:
        """Convert to the JSON values of the manifest."""
        return asdict(self)


@cache
def analyzer_of(code: str) -> Analyzer:
    """Identify the analyzer of a language."""
    spoken = language(code)
    # The words of the table are a sample too; those of the usual case are here, so that no file is read for it.
    sample = (
        _ENGLISH_SAMPLE if code == ENGLISH else sorted({*spoken.stop_words, *month_names(code), *reporting_words(code)})
    )
    return Analyzer(
        language=code,
        name="fold-split-stem",
        version=_VERSION,
        stop_words=_digest_of(sorted(spoken.stop_words)),
        stemmer=f"PyStemmer {spoken.stemmer} {Stemmer.version()}" if spoken.stemmer else "",
        stems=_digest_of(f"{spoken.strip} {spoken.term(word)[0]}".lstrip() for word in sample),
    )


def _digest_of(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
