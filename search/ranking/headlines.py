"""Headlines: where a question asks for a name, passages that say the names of their headline come first.

"Which actor got an award from the Navy?" has more words of "The 'Top Gun' star, 62, got the award on Tuesday" than of
the paragraph that names him, as does its headline: "Tom Cruise gets public service award from US Navy". What a headline
says beside the question is often what is asked for, and a passage that says it answers by itself.
docs/dated_archive.md, "Names of the headline".
"""

from __future__ import annotations

import re

import numpy as np

from ...index.analysis.language import ENGLISH_STOP_WORDS
from ...index.profile import RankingProfile
from ...index.retrieval.lexical import LexicalFeatures
from ...index.retrieval.protocol import PassageStore
from ...index.types import Ranking, Rows, Scores

_FOR_A_NAME = re.compile(r"\b(?:who|whom|whose|which|where|names?)\b", re.IGNORECASE)
_WORD = re.compile(r"\w{3,}")


def with_headline_names_higher(
    store: PassageStore, question: str, rows: Rows, scores: Scores, lexical: LexicalFeatures, profile: RankingProfile
) -> Scores:
    """float32 ``(n,)``: the scores, higher for those of the best that say names of their headline.

    The rise is `RankingProfile.headline_boost` times the share of the names that the question does not have.

    Args:
        store: The store of the passages.
        question: What is searched for; one that asks for no name, in English, changes nothing.
        rows: int64 ``(n,)``: the candidates, ascending.
        scores: float32 ``(n,)``: what they are ranked by.
        lexical: Their features, for how much of each headline the question has.
        profile: Holds `headline_boost`, `headline_share` and `headline_depth`.
    """
    if not _FOR_A_NAME.search(question):
        return scores
    raised = scores.copy()
    asked = {word.casefold() for word in _WORD.findall(question)} | ENGLISH_STOP_WORDS
    best = Ranking.best(rows, scores, profile.headline_depth).rows
    for row, place in zip(best.tolist(), np.searchsorted(rows, best).tolist(), strict=True):
        if lexical.titles[place] >= profile.headline_share:  # it is about what is asked
            title, text = store.article_of(row).title, store.passage(row).text
            names = {it for it in _WORD.findall(title) if not it[0].islower() and it.casefold() not in asked}
            said = sum(name in text for name in names)
            raised[place] += np.float32(profile.headline_boost * said / max(1, len(names)))
    return raised
