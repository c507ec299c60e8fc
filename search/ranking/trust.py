"""Trust: how much the meaning of a passage counts, by how well the model knows its language."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...index.profile import RankingProfile
from ...index.retrieval.protocol import PassageStore
from ...index.types import Rows, Scores

_BY_CHANCE = 0.5
"""Share of other texts that a model tells apart which knows nothing of a language."""


def trust_in_meaning(store: PassageStore, rows: Rows | Sequence[int], profile: RankingProfile) -> Scores:
    """float32 ``(n,)``: the share of its weight that the meaning of each row keeps, 0 to 1.

    It is 1 in the languages that the model's card names, and in all that the model knows as well. In others it falls
    with the measured `Familiarity`. It depends on the language of a passage alone, not on the question or on filters.

    Args:
        store: The store of the passages.
        rows: Rows, in any order.
        profile: Holds `familiar` and `familiar_power`.
    """
    known = store.generation.familiarity
    if all(_share(it.told_apart, profile) == 1 for it in known.values()):  # so an archive in English reads nothing
        return np.ones(len(rows), np.float32)
    return trust_in_languages(store, store.languages(np.asarray(rows, np.int64)), profile)


def trust_in_languages(store: PassageStore, languages: Sequence[str], profile: RankingProfile) -> Scores:
    """float32 ``(n,)``: the same for the languages of `n` passages, which need not be stored."""
    known = store.generation.familiarity
    shares = {code: _share(it.told_apart, profile) for code, it in known.items()}
    return np.array([shares.get(code, 1.0) for code in languages], np.float32)


def _share(told_apart: float, profile: RankingProfile) -> float:
    above_chance: float = min(1.0, max(0.0, (told_apart - _BY_CHANCE) / (profile.familiar - _BY_CHANCE)))
    return above_chance**profile.familiar_power
