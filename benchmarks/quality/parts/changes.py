"""The changes on trial: each part left out, each constant moved, and simpler ways to rank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nutgraf.index.embedding.cosine_scale import CosineScale
from nutgraf.index.profile import RankingProfile
from nutgraf.search.evaluation.systems import half_and_half
from nutgraf.search.query.ignored import interval
from nutgraf.search.query.parsed import ParsedQuery
from nutgraf.search.query.timing.understood import Timing

DEFAULTS = RankingProfile()
MINILM = CosineScale(unrelated=0.0562, related=0.4443)
"""The scale of the default model, by which all sets are measured."""

GRID: Mapping[str, tuple[float, ...]] = {
    "meaning_weight": (0.17, 0.21, 0.24, 0.28, 0.3217, 0.37, 0.42, 0.48, 0.54),
    "windows_penalty": (0, 0.05, 0.1031, 0.15, 0.2),
    "sentence": (0, 0.15, 0.3, 0.45, 0.6),
    "article": (0, 0.1, 0.2, 0.3, 0.4),
    "k1": (0.3, 0.5, 0.7, 0.9, 1.2),
    "b": (0.2, 0.3, 0.4, 0.5, 0.75),
    "exact_form": (0, 0.25, 0.5, 0.75, 1),
    "stop_word_weight": (0, 0.15, 0.3, 0.5, 1),
    "title_lift": (0, 0.5, 1, 1.5, 2),
    "title_told": (0.7, 0.85, 1),
    "familiar_power": (0, 3, 6, 9),
    "named_boost": (0, 0.075, 0.15, 0.2261, 0.3, 0.45),
    "complete_boost": (0, 0.2261, 0.45),
    "period_in_text_boost": (0, 0.339, 0.678),
    "order_boost": (0, 0.226, 0.452, 0.678),
    "order_margin": (0.5, 0.7, 0.9),
    "recent_boost": (0, 0.1, 0.2, 0.3),
    "recent_days": (7, 15, 30, 90),
    "unfinished_share": (0, 0.05, 0.1, 0.15, 0.2),
    "asking_share": (0, 0.1, 0.5, 1),
    "unfinished_depth": (10, 30, 50),
    "headline_boost": (0, 0.05, 0.1, 0.15),
    "headline_share": (0, 0.15, 0.3),
    "headline_depth": (5, 10, 20),
    "pool": (50, 100, 250),
}
"""Values of each constant; the default is among them. `sentence` and `article` are weights of lexical signals."""

LEFT_OUT: Mapping[str, float] = {
    "windows_penalty": 0,
    "sentence": 0,
    "article": 0,
    "exact_form": 0,
    "stop_word_weight": 0,
    "title_lift": 0,
    "familiar_power": 0,
    "named_boost": 0,
    "complete_boost": 0,
    "period_in_text_boost": 0,
    "order_boost": 0,
    "recent_boost": 0,
    "unfinished_share": 0,
    "asking_share": 0.1,
    "headline_boost": 0,
    "k1": 1.2,
    "b": 0.75,
}
"""The value of a constant without its part. BM25 has no less than the usual values of k1 and b, and what only asks is
taken for any other unfinished passage."""


@dataclass(frozen=True)
class Change:
    """The ranking with something changed.

    Attributes:
        profile: The constants.
        legs: The legs that are asked.
        by_rank: True where the legs are fused by reciprocal rank.
        fold: True where near copies are folded and boilerplate is dropped.
        unread: A part of the question, one of `READ`, that is taken as plain words.
    """

    profile: RankingProfile = DEFAULTS
    legs: tuple[str, ...] = ("dense", "bm25")
    by_rank: bool = False
    fold: bool = False
    unread: str = ""


def moved(profile: RankingProfile, constant: str, value: float) -> RankingProfile:
    """Set one constant of `GRID`."""
    if constant in profile.lexical_weights:
        return replace(profile, lexical_weights={**profile.lexical_weights, constant: value})
    changed: dict[str, Any] = {constant: value}
    return replace(profile, **changed)


def default(constant: str) -> float:
    """The default value of a constant of `GRID`."""
    value: float = {**DEFAULTS.lexical_weights}.get(constant) or getattr(DEFAULTS, constant)
    return value


def point(constant: str, value: float) -> str:
    """The name of the change that sets `constant` to `value`; the defaults have one name."""
    return "defaults" if value == default(constant) else f"{constant} {value:g}"


_NAMED = ("named_boost", "complete_boost", "author_boost", "sole_boost")
_TIME = ("recent_boost", "period_in_text_boost", "order_boost")
_PLAIN = replace(half_and_half(DEFAULTS, MINILM), **dict.fromkeys((*_NAMED, *_TIME), 0.0))
_USUAL = {"k1": 1.2, "b": 0.75, "exact_form": 0, "stop_word_weight": 1}

SIMPLER: Mapping[str, Change] = {
    "dense": Change(legs=("dense",)),
    "bm25": Change(legs=("bm25",)),
    "rrf": Change(by_rank=True),
    "plain": Change(_PLAIN),
    "plain, usual BM25": Change(replace(_PLAIN, **_USUAL)),
    "usual BM25 in the lexical leg": Change(replace(DEFAULTS, **_USUAL)),
    "no sentence, no article": Change(replace(DEFAULTS, lexical_weights={"words": 1})),
    "copies folded": Change(fold=True),
}
"""Other ways to rank. Plain is half the cosine of the best sentence, half BM25 of the paragraph over its maximum."""

READ: Mapping[str, Callable[[ParsedQuery], Iterable[str]]] = {
    "outlets": lambda parsed: parsed.sources,
    "time": lambda parsed: _names_of_time(parsed.timing),
    "authors and sections": lambda parsed: (*parsed.authors, *parsed.categories),
    "acronyms": lambda parsed: parsed.acronyms,
    "denials": lambda parsed: ("negated",) if parsed.negated else (),
    "exclusions": lambda parsed: parsed.excluded.texts,
    "requests": lambda parsed: (parsed.subject,) if parsed.subject else (),
    "spelling": lambda parsed: parsed.also,
}
"""What is read into a question beside its words: by name, what a search is told to ignore to leave it out."""


def _names_of_time(timing: Timing) -> Iterator[str]:
    yield from map(interval, timing.periods)
    yield from (yearly.to_json() for yearly in timing.yearly)
    if timing.order:
        yield timing.order


TOGETHER: Mapping[str, tuple[str, str]] = {
    "sentence and article": ("defaults", "no sentence, no article"),
    "all of the lexical leg": ("defaults", "usual BM25 in the lexical leg"),
    "near copies folded": ("copies folded", "defaults"),
    **{f"{part} read": ("defaults", f"{part} unread") for part in READ},
}
"""Parts that no single constant stands for: the names of the change with the part, and of that without it."""

CHANGES: Mapping[str, Change] = {
    "defaults": Change(),
    **SIMPLER,
    **{f"{part} unread": Change(unread=part) for part in READ},
    **{
        point(constant, value): Change(moved(DEFAULTS, constant, value))
        for constant, values in GRID.items()
        for value in values
        if value != default(constant)
    },
}
"""Everything that is measured, by name."""
