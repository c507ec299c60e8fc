"""Would a closer reading make relevance better? Late interaction as a third feature, leave one set out.

    python benchmarks/quality/closer_verdict.py FOLDER... [--untitled FOLDER...] [--aside FOLDER...]

The arguments, and ``--keep`` and ``--limit``, are those of ``verdict.py``. The feature: each word of the question has
the cosine of its best match among the token vectors of the passage and of its title; their mean, weighted by idf, over
the best 12 neighbouring words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from kept_indexes import indexes, options, sampled_questions
from nutgraf.index.analysis.query import query_terms
from nutgraf.index.analysis.words import words
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.reranking.late_interaction import TokenEncoder
from nutgraf.index.reranking.models import late_interaction
from nutgraf.index.retrieval.lexical import term_weights
from nutgraf.search.evaluation.calibration import area_under_curve
from nutgraf.search.evaluation.test_collection import TestCollection, load
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.ranking.results import Hit

SPAN, CHARACTERS, BINS = 12, 1_000, 10
FEATURES = {"closeness, coverage": [0, 1], "and the reading": [0, 1, 2], "coverage, reading": [1, 2], "reading": [2]}
_WORD = re.compile(r"\S+")


def reading(encoder: TokenEncoder, searcher: Searcher, question: str, hit: Hit) -> float:
    """Compute the feature of a hit."""
    store = searcher.store
    terms = query_terms(question, store.generation.languages)
    weighed = zip(terms, term_weights(terms, store.statistics, searcher.profile).tolist(), strict=True)
    weights = {form: weight for term, weight in weighed for form in term.forms}
    asked = encoder.question(question)
    first = max(0, min(sum(hit.highlight) // 2 - CHARACTERS // 2, len(hit.passage.text) - CHARACTERS))
    texts = [hit.passage.text[first:][:CHARACTERS], *([hit.article.title] if hit.article.title else [])]
    told = np.concatenate([
        tokens.vectors[[end > start for start, end in tokens.offsets or ()]] for tokens in encoder.passages(texts)
    ])  # fmt: skip
    best = (asked.vectors @ told.T).max(axis=1)
    values, shares = [], []
    for match in _WORD.finditer(question):
        inside = [match.start() <= start < end <= match.end() for start, end in asked.offsets or ()]
        if any(inside) and any(map(str.isalnum, match[0])):
            values.append(best[inside].mean())
            shares.append(max((weights.get(word, 0.5) for word in words(match[0])), default=0.0))
    ones = np.ones(min(SPAN, len(shares)))
    sums = np.convolve(shares, ones, "valid")
    return float((np.convolve(np.multiply(values, shares), ones, "valid") / np.maximum(sums, 1e-6)).max())


def samples(
    encoder: TokenEncoder, searcher: Searcher, collection: TestCollection, limit: int
) -> Iterator[tuple[list[float], bool]]:
    """Yield the features of first hits, with and without an answer, as ``verdict.py`` chooses them."""
    asked = sampled_questions(collection, limit)
    for query, question in {**asked.queries, **asked.unanswered}.items():
        articles = {name.partition("#p")[0] for name in collection.qrels.get(query, ())}
        hits = searcher.search(question, k=50).hits
        for answered in (True, False) if articles and len(asked.unanswered) < 20 else (bool(articles),):
            others = (hit for hit in hits if answered or hit.article.id not in articles)
            if (hit := next(others, None)) and "closeness" in hit.signals:
                yield (
                    [
                        hit.signals["closeness"],
                        hit.signals["coverage"],
                        reading(encoder, searcher, question, hit),
                    ],
                    answered,
                )


def weights(answered: np.ndarray) -> np.ndarray:
    """Weights under which both classes weigh the same, and all samples together 1."""
    return np.where(answered, 0.5 / answered.sum(), 0.5 / (~answered).sum())


def table(sets: dict[str, tuple[np.ndarray, np.ndarray]], aside: set[str]) -> Iterator[str]:
    """Yield the lines of the table: AUROC and calibration error, fitted to the other sets."""
    from sklearn.linear_model import LogisticRegression

    yield f"| features | {' | '.join(sets)} |\n|---|{'---|' * len(sets)}"
    for label, columns in FEATURES.items():
        cells = []
        for name, (values, answered) in sets.items():
            others = [it for other, it in sets.items() if other != name and other not in aside]
            features, classes, shares = map(np.concatenate, zip(*((*it, weights(it[1])) for it in others), strict=True))
            model = LogisticRegression(C=1e3, max_iter=2_000).fit(features[:, columns], classes, shares * len(classes))
            found = model.predict_proba(values[:, columns])[:, 1]
            gaps = weights(answered) * (found - answered)
            error = np.abs(np.bincount(np.minimum((found * BINS).astype(int), BINS - 1), gaps, BINS)).sum()
            cells.append(f"{area_under_curve(found, answered):.3f} / {error:.2f}")
        yield f"| {label} | {' | '.join(cells)} |"


def main() -> None:
    """Ask, and print the table."""
    parser = options(__doc__, 60)
    parser.add_argument("--aside", nargs="+", type=Path, default=[])
    given = parser.parse_args()
    embedder, sets = ModelEmbedder(), {}
    encoder = late_interaction(embedder.fingerprint)._encoder
    for folder, index in indexes(given, embedder, given.aside):
        found = [*samples(encoder, Searcher(index, follow=False), load(folder), given.limit)]
        sets[folder.name] = np.array([it for it, _ in found]), np.array([it for _, it in found])
        print(folder.name, f"{sets[folder.name][1].sum()} + {(~sets[folder.name][1]).sum()}", flush=True)
    print(*table(sets, {folder.name for folder in given.aside}), sep="\n")


if __name__ == "__main__":
    main()
