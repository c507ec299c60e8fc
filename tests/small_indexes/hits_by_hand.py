"""Hits by a slow reference: the oracle of the pipeline, over all passages."""

from datetime import timedelta

import numpy as np
from material.thirty_stories import QUESTIONS, START
from nutgraf.index.profile import RankingProfile
from small_indexes.english import tokens
from small_indexes.legs import PROFILE, DenseLeg, LexicalLeg

JANUARY = [START + timedelta(days=day) for day in range(31)]
MODES = ("hybrid", "dense", "bm25")


DEEP = {"dense": 1_000, "bm25": 1_000}
"""Pools that contain every passage."""


def pools_of(pools):
    """Make a profile with these pools for an index of any size; titles and ends change nothing, see `test_subjects`."""
    return RankingProfile(pool=pools["dense"], single_pool=2 * pools["dense"], title_lift=0, unfinished_share=0)


def standing_at(snapshot, row):
    """Read the article and the passage of a row."""
    place, number = snapshot.address_of(row)
    article = snapshot.article(place)
    return article, snapshot.passages_of(place, article)[number]


def preferred(article, passage, question, *, is_near):
    """Compute the boost of the last question, of which no passage has all words; the others have none."""
    if question != QUESTIONS[-1]:
        return 0
    named = holds_the_phrase(passage), article.source == "Herald", article.published in JANUARY
    return PROFILE.named_boost * sum(named) + PROFILE.complete_boost * (named[-1] and is_near)


def holds_the_phrase(passage):
    """True where a passage holds what the last question quotes."""
    sought, stems = tokens("fire strike"), tokens(passage.text)
    return any(stems[at : at + 2] == sought for at in range(len(stems)))


def reference(snapshot, embedder, question, mode, k, pools, passing=lambda _: True, literal=False):
    """Compute the expected hits row by row from the legs' scores: (row, score, raw scores by leg)."""
    everywhere = np.arange(snapshot.first_rows[-1])
    stands = {row: standing_at(snapshot, row) for row in everywhere.tolist()}
    mask = np.array([bool(snapshot.live[row] and passing(article)) for row, (article, _) in stands.items()], bool)
    legs = {"dense": DenseLeg(snapshot, embedder, question), "bm25": LexicalLeg(snapshot, question)}
    legs = {leg: legs[leg] for leg in (MODES[1:] if mode == "hybrid" else (mode,))}
    among = [np.flatnonzero(mask)]
    if question == QUESTIONS[-1] and not literal:  # what holds the phrase, or is named, is asked for by itself, too
        holds = np.array([holds_the_phrase(passage) for _, passage in stands.values()])
        named = np.array([it.source == "Herald" and it.published in JANUARY for it, _ in stands.values()])
        among += [np.flatnonzero(mask & holds), np.flatnonzero(mask & named)]
    reached = {
        row
        for name, leg in legs.items()
        for part, rows in zip((1, *[PROFILE.named_pool_part] * 2), among, strict=False)
        for row in leg.retrieve(max(k, pools[name] // part), rows).rows.tolist()
    }
    candidates = sorted(reached)
    features_by_leg = {name: leg.score(everywhere) for name, leg in legs.items()}
    raw = {name: dict(zip(stands, features.score.tolist(), strict=True)) for name, features in features_by_leg.items()}

    fit = dict.fromkeys(candidates, 0.0)
    if len(legs) == 1:
        fit = {row: raw[mode][row] for row in candidates}
    elif candidates:
        meaning, by_words = features_by_leg["dense"].signals["meaning"], features_by_leg["bm25"].signals
        lexical = {
            row: sum(weight * float(by_words[name][row]) for name, weight in PROFILE.lexical_weights.items())
            for row in candidates
        }
        weight, most = PROFILE.meaning_weight, max(lexical.values()) or 1
        fit = {row: weight * float(meaning[row]) + (1 - weight) * lexical[row] / most for row in candidates}
    unit = {"hybrid": 1, "dense": PROFILE.dense_unit, "bm25": max(fit.values(), default=0) or 1}[mode]
    least = PROFILE.order_margin * max(fit.values(), default=0) if "bm25" in legs else np.inf
    boost = {row: unit * preferred(*stands[row], question, is_near=fit[row] >= least) for row in candidates}
    score = {row: fit[row] + (0 if literal else boost[row]) for row in candidates}
    best = sorted(candidates, key=lambda row: (-round(score[row], 6), row))[:k]
    return [(row, score[row], *(raw.get(leg, {}).get(row) for leg in MODES[1:])) for row in best]
