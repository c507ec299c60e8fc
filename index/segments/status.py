"""Status: the counts and settings of an index, read without the model."""

from __future__ import annotations

import hashlib
import os
from dataclasses import asdict, dataclass
from typing import Any

from ...corpus.article import iso
from ..embedding.model_card import card_languages, lists
from ..filter import folded_name
from ..profile import RankingProfile
from ..types import most_frequent_first
from .manifest import Manifest
from .segment import ROWS
from .snapshot import Snapshot

_DIGITS = 16
"""Hex digits of the id of an index."""
_TRUST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Status:
    """The counts and settings of one generation.

    Attributes:
        generation: Its number.
        articles: Live articles.
        passages: Live passages.
        segments: Number of segments.
        bytes: Total size of the files.
        first: The earliest day of publication, ISO 8601; None if no article has one.
        last: The latest day of publication, likewise.
        sources: Live articles by source, most frequent first; the empty string stands for articles without one. Names
            that differ only in case or accents count as one, under the spelling that is most frequent.
        categories: Live articles by category, likewise.
        without: Live articles that have no date, source, author or category, by the name of that field.
        taken_down: Number of removed articles that `add` does not bring back.
        committed: Time of the last commit, ISO 8601 in UTC.
        last_run: The last run over files that ended, as of `LastRun.to_dict`; None where there was none.
        settings: What is remembered of the files of a place, as of `ReadSettings.to_dict`, by its path relative to the
            folder that holds the index.
        model: The model's fingerprint.
        languages: Live articles by language, likewise: the language that they declare, or else the one detected; empty
            for an index of an older nutgraf, until it is rebuilt.
        model_languages: The languages that the model knows, as its card says; None where it says nothing.
        familiarity: How well the model knows the other languages, as of `Familiarity.to_dict`, with the ``trust`` that
            the ranking has in the meaning of their passages, 0 to 1. English is known and not listed.
        cut: Name of the rules that cut the text.
        id: A digest of the path of the index, hex: clients of several indexes can tell them apart.
    """

    generation: int
    articles: int
    passages: int
    segments: int
    bytes: int
    first: str | None
    last: str | None
    sources: dict[str, int]
    categories: dict[str, int]
    without: dict[str, int]
    taken_down: int
    committed: str | None
    last_run: dict[str, Any] | None
    settings: dict[str, dict[str, Any]]
    model: dict[str, Any]
    languages: dict[str, int]
    model_languages: list[str] | None
    familiarity: dict[str, dict[str, Any]]
    cut: str
    id: str = ""

    def knows(self, code: str) -> bool | None:
        """True where the model knows a language, as its card says; None where the card says nothing."""
        return lists(self.model_languages, code)

    def to_dict(self) -> dict[str, Any]:
        """Convert to JSON values."""
        return asdict(self)


def status_of(snapshot: Snapshot) -> Status:
    """Count the contents of a generation.

    Raises:
        IndexFormatError: A file is damaged.
    """
    days = snapshot.days()
    known = card_languages(snapshot.manifest.model.name)
    sources, categories = snapshot.counts("source"), snapshot.counts("category")
    first, last = (day.isoformat() for day in days) if days else (None, None)
    return Status(
        generation=snapshot.manifest.generation,
        articles=snapshot.articles,
        passages=snapshot.passages,
        segments=len(snapshot.segments),
        bytes=snapshot.manifest.size,
        first=first,
        last=last,
        sources=_joined(sources),
        categories=_joined(categories),
        without={
            "date": snapshot.undated,
            "source": sources.get("", 0),
            "author": snapshot.counts("author").get("", 0),
            "category": categories.get("", 0),
        },
        taken_down=len(snapshot.manifest.taken_down),
        committed=iso(snapshot.manifest.committed),
        last_run=snapshot.manifest.last_run.to_dict() if snapshot.manifest.last_run else None,
        settings={place: told.to_dict() for place, told in snapshot.manifest.settings.items()},
        model=snapshot.manifest.model.to_dict(),
        languages=_languages(snapshot),
        model_languages=None if known is None else list(known),
        familiarity=_familiarity(snapshot.manifest),
        cut=snapshot.manifest.cut,
        id=hashlib.sha256(os.fsencode(snapshot.path.resolve())).hexdigest()[:_DIGITS],
    )


def _languages(snapshot: Snapshot) -> dict[str, int]:
    """Count the articles of each language; empty where a segment of an older nutgraf does not store them."""
    stored = all("analyzer" in segment.files[ROWS].layout for segment in snapshot.segments)
    return snapshot.counts("analyzer") if stored else {}


def _familiarity(manifest: Manifest) -> dict[str, dict[str, Any]]:
    """Return how well the model knows each language, and the trust that the ranking has in it."""
    profile = RankingProfile()
    return {
        code: {**measured.to_dict(), "trust": round(measured.trust(profile), _TRUST_DIGITS)}
        for code, measured in manifest.familiarity.items()
    }


def _joined(counts: dict[str, int]) -> dict[str, int]:
    """Add up the counts of names that differ only in case or accents, under the spelling that is most frequent.

    Of equally frequent ones it is not the one in capitals.
    """
    spelling: dict[str, str] = {}
    totals: dict[str, int] = {}
    for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].isupper())):
        first = spelling.setdefault(folded_name(name), name)
        totals[first] = totals.get(first, 0) + count
    return most_frequent_first(totals)
