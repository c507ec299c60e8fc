"""A question's whole way: mask, ask each leg, judge the candidates, blend, fold copies, look up what stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from ...index.retrieval.phrases import phrase_matches
from ...index.types import Mask, Ranking, Rows, Scorer
from ..query.options import SearchOptions
from ..query.parse import ParsedQuery, parse_query
from .answerability import ASKED_FOR, NOTHING, classify
from .boosts import preference
from .fusion import WEIGHTS, fused, pools
from .hit_builder import Candidates, cite
from .near_duplicates import NONE, deduplicate
from .reader import IndexReader
from .results import Result


def answer(now: IndexReader, question: str, asked: SearchOptions) -> Result:
    """The passages of one generation that answer `question` best.

    Args:
        now: The generation.
        question: One that `questions.refuse` lets through.
        asked: What came with it.

    Raises:
        ModelMismatchError: The model at hand is not the one that built the index.
        IndexFormatError: A file of the index is damaged.
    """
    understood = ParsedQuery() if asked.literal else parse_query(question, now.outlets)
    quoted = [phrase_matches(phrase, now.snapshot) for phrase in understood.phrases]
    spared = np.concatenate([NONE, *quoted])
    words, legs = now.ask(question, asked.mode)

    masks = _masks(now.snapshot.mask(asked.filters), spared)
    rows = candidates_of(legs, masks, pools(legs, now.snapshot.passages), asked.k)
    said = {name: leg.judge(rows) for name, leg in legs.items()}
    fit = fused(said, asked.weights or WEIGHTS)
    scores = fit + preference(understood, now.snapshot, rows, quoted, fit)
    candidates = Candidates(rows, fit, scores, said)

    ranking = Ranking.best(rows, scores, len(rows))
    chosen = deduplicate(
        now.snapshot,
        ranking.rows,
        asked.k,
        repeats=now.repeats if asked.collapse else None,
        spared=spared,
        max_per_article=asked.max_per_article,
    )
    hits = tuple(cite(now.snapshot, candidates, chosen, asked.neighbours))
    verdict = NOTHING
    if chosen:
        best, article = chosen[0].row, hits[0].article
        asked_for = understood.metadata_only and candidates.preferred(best)
        verdict = ASKED_FOR if asked_for else classify(candidates.seen(best, words, article))
    manifest, counts = now.snapshot.manifest, (now.snapshot.articles, now.snapshot.passages)
    return Result(
        question,
        asked.filters,
        asked.mode,
        understood,
        verdict,
        manifest.generation,
        *counts,
        manifest.model.name,
        hits,
    )


def candidates_of(legs: Mapping[str, Scorer], masks: Sequence[Mask], depth: Mapping[str, int], k: int) -> Rows:
    """The rows, ascending, that any leg brings out of any mask: so many as `depth` has for it, and at least `k`."""
    found = np.zeros_like(masks[0])
    for (name, leg), mask in product(legs.items(), masks):
        found[leg.best(max(k, depth[name]), mask).rows] = True
    return np.flatnonzero(found)


def _masks(mask: Mask, quoted: Rows) -> list[Mask]:
    """Where to look for candidates: everywhere, and by itself where a phrase stands, or it might be out of reach."""
    if not len(quoted):
        return [mask]
    holds = np.zeros(len(mask), bool)
    holds[quoted] = True
    return [mask, mask & holds]
