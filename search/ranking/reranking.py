"""Reranking: a model reads the best candidates again, with the question beside them, and changes their order.

The fused score of each candidate becomes ``(1 - w) * fused + w * reading``, with ``w`` from
`RankingProfile.rerank_weights`. ``reading`` is the reranker's score, scaled to the range of the fused scores of those
that it read: the scores of two models have no scale in common. It is a convex combination, as in `fusion`.

- The candidates that were read stay before all others, which keep their order and their scores.
- Boosts are added afterwards, unchanged: a quoted phrase, or an outlet or a date that the question names, keeps its
  meaning.
- Scores fall with the rank, as before. The relevance of a hit, the probability that it answers, does not change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...corpus.passages import Span
from ...index.profile import RankingProfile
from ...index.reranking.protocol import Reranker, validate_scores
from ...index.retrieval.lexical import term_weights
from ...index.retrieval.protocol import PassageStore
from ...index.types import Ranking, Rows, Scores
from .highlight import WindowScores
from .hit_builder import Candidates
from .reader import EncodedQuery


def rerank(
    reranker: Reranker,
    store: PassageStore,
    query: EncodedQuery,
    candidates: Candidates,
    depth: int,
    profile: RankingProfile,
) -> tuple[Ranking, Candidates]:
    """Rank the candidates, of which the `depth` best are read again.

    Args:
        reranker: The model.
        store: The store of the passages.
        query: The question, and its terms.
        candidates: All candidates, with their scores.
        depth: Number of candidates to read, at most.
        profile: Weights.

    Returns:
        All candidates, best first; and the same with their new scores.

    Raises:
        NutgrafError: The model gives no scores.
    """
    ranking = Ranking.best(candidates.rows, candidates.scores, len(candidates.rows))
    top = np.searchsorted(candidates.rows, ranking.rows[:depth])
    if len(top) < 2:  # there is no order to change
        return ranking, candidates
    passages = _excerpts(store, candidates, top, profile)
    term_weight = term_weights(query.terms, store.statistics, profile).tolist()
    weights = {form: weight for term, weight in zip(query.terms, term_weight, strict=True) for form in term.forms}
    read = validate_scores(reranker.scores(query.question, passages, weights), passages)

    blended = blend(candidates.fused[top], read, profile.rerank_weights[reranker.kind])
    boosted = blended + candidates.boosts[top]
    order = np.argsort(-boosted, kind="stable")
    # A boosted candidate may have been read for its boost alone, and have less without it than the best of the rest.
    floor = ranking.scores[depth] if depth < len(ranking.rows) else np.float32(-np.inf)
    best = np.maximum(boosted[order], floor).astype(np.float32)
    rows = np.concatenate([ranking.rows[:depth][order], ranking.rows[depth:]])
    scores = candidates.scores.copy()
    scores[top[order]] = best
    return Ranking(rows, np.concatenate([best, ranking.scores[depth:]])), replace(candidates, scores=scores)


def blend(fused: Scores, read: Scores, weight: float) -> Scores:
    """float32 ``(n,)``: the convex combination of `fused` and of `read`, scaled to its range."""
    least, most = float(fused.min()), float(fused.max())
    span = float(np.ptp(read)) or 1.0
    scaled = least + (most - least) * (read - read.min()) / span
    combined: Scores = ((1 - weight) * fused + weight * scaled).astype(np.float32)
    return combined


def _excerpts(store: PassageStore, candidates: Candidates, positions: Rows, profile: RankingProfile) -> list[str]:
    """List the texts of the candidates at `positions`; of a long one the sentences around the best."""
    texts, windows = [], WindowScores(candidates.features, candidates.trust)
    for position in positions.tolist():
        row = int(candidates.rows[position])
        text = store.passage(row).text
        if len(text) > profile.rerank_characters:
            best = int(windows.of(position).argmax())
            start, end = excerpt(store.window_spans(row), best, profile.rerank_characters)
            text = text[start:end]
        texts.append(text)
    return texts


def excerpt(spans: Sequence[Span], best: int, most: int) -> Span:
    """Find the windows around the one at `best` that fit into `most` characters: alternately the next and the last.

    Returns:
        Start and end of the excerpt, which holds the best window even if that alone is longer.
    """
    first = last = best
    grows = True
    while grows:
        grows = False
        if last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= most:
            last, grows = last + 1, True
        if first > 0 and spans[last][1] - spans[first - 1][0] <= most:
            first, grows = first - 1, True
    return spans[first][0], spans[last][1]
