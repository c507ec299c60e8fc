"""Trust: how much the meaning of a passage counts, by how well the model knows its language."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...index.profile import RankingProfile
from ...index.retrieval.protocol import PassageStore
from ...index.types import Rows, Scores


def trust_in_meaning(store: PassageStore, rows: Rows | Sequence[int], profile: RankingProfile) -> Scores:
    """float32 ``(n,)``: the share of its weight that the meaning of each row keeps, 0 to 1.

    It is 1 in the languages that the model's card names, and in all that the model knows as well. In others it falls
    with the measured `Familiarity`. It depends on the language of a passage alone, not on the question or on filters.

    Args:
        store: The store of the passages.
        rows: Rows, in any order.
        profile: Holds `familiar` and `familiar_power`.
    """
    shares = trust_by_language(store, profile)
    if all(share == 1 for share in shares.values()):  # so an archive in English has nothing to read
        return np.ones(len(rows), np.float32)
    languages = store.languages(np.asarray(rows, np.int64))
    return np.array([shares.get(code, 1.0) for code in languages], np.float32)


def trust_by_language(store: PassageStore, profile: RankingProfile) -> dict[str, float]:
    """The share of its weight that meaning keeps in each language that the model's card does not name; 1 in others."""
    return {code: known.trust(profile) for code, known in store.generation.familiarity.items()}
