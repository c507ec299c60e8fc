"""What it brings to put headings, captions and lone questions lower: the product, and without that part.

    python benchmarks/quality/unfinished.py FOLDER... [--untitled FOLDER...] [--keep DIR] [--limit N]

FOLDER is a test collection as `nutgraf eval` takes it. The first column is nDCG@10. Where the questions have the text
of their answer, the other is the share of them for which it stands in the first three hits. Differences are in
thousandths, with the 95 % interval of a paired bootstrap; "won" and "lost" count questions by their first three hits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import orjson
from kept_indexes import indexes, options
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.profile import RankingProfile
from nutgraf.search.evaluation.measures import bootstrap, measure
from nutgraf.search.evaluation.test_collection import (
    TestCollection,
    find_file,
    load,
    read_lines,
)
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.ranking.unfinished import is_unfinished

FIRST, SHORTEST = 3, 3
"""Hits in which the answer is looked for; characters of an answer, as fewer would be found anywhere."""


@dataclass(frozen=True)
class Measured:
    """By question: nDCG@10, whether the answer is in the first hits (NaN where none is given), and unfinished hits."""

    ndcg: np.ndarray
    found: np.ndarray
    unfinished: np.ndarray


def ask(searcher: Searcher, collection: TestCollection, answers: dict[str, str]) -> Measured:
    """Ask all questions of `collection`."""
    run, found, unfinished = {}, [], []
    for query, question in collection.queries.items():
        hits = searcher.search(question, k=collection.depth, as_of=collection.asked.get(query)).hits
        run[query] = collection.judged_ids(name for hit in hits for name in (hit.id, *(copy.id for copy in hit.copies)))
        texts = [hit.passage.text for hit in hits[:FIRST]]
        found.append(_holds(texts, answers[query]) if len(answers.get(query, "")) >= SHORTEST else np.nan)
        unfinished.append(float(np.mean([is_unfinished(text) for text in texts])) if texts else 0.0)
    return Measured(measure(collection, run).per_query[:, 0], np.array(found), np.array(unfinished))


def _holds(texts: Sequence[str], answer: str) -> float:
    pattern = re.compile(rf"\b{re.escape(' '.join(answer.split()))}\b", re.IGNORECASE)
    return float(any(pattern.search(" ".join(text.split())) for text in texts))


def difference(values: np.ndarray) -> str:
    """The mean in thousandths, with its interval."""
    if not len(values):
        return ""
    mean, low, high = (1000 * it for it in bootstrap(values[:, None], ["difference"])["difference"])
    return f"{mean:+.1f} ({low:+.1f} to {high:+.1f})"


def row(name: str, without: Measured, product: Measured) -> str:
    """A line of the table."""
    given = ~np.isnan(without.found)
    found = (product.found - without.found)[given]
    shares = f"{without.found[given].mean():.3f} | {product.found[given].mean():.3f}" if given.any() else " | "
    cells = [
        name,
        f"{len(without.ndcg)}",
        f"{without.unfinished.mean():.2f} | {product.unfinished.mean():.2f}",
        f"{without.ndcg.mean():.3f} | {product.ndcg.mean():.3f} | {difference(product.ndcg - without.ndcg)}",
        f"{shares} | {difference(found)} | {(found > 0).sum()}, {(found < 0).sum()}",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure each collection, then all of them together."""
    given = options(__doc__, 400).parse_args()
    embedder, without, product = ModelEmbedder(), RankingProfile(unfinished_share=0, asking_share=0), RankingProfile()
    print(
        "| set | questions | unfinished, of the first three: without | product | nDCG@10: without | product "
        "| difference | answer in the first three: without | product | difference | won, lost |"
    )
    print(f"|{'---|' * 11}")
    pairs = []
    for folder, index in indexes(given, embedder):
        collection = load(folder)
        lines = read_lines(find_file(folder, "queries.jsonl"), orjson.loads, "JSON")
        answers = {line["id"]: line.get("answer") or "" for line in lines}
        chosen = [*collection.queries][:: -(-len(collection.queries) // given.limit)]
        queries, qrels = ({query: them[query] for query in chosen} for them in (collection.queries, collection.qrels))
        collection = replace(collection, queries=queries, qrels=qrels)
        searchers = [Searcher(index, follow=False, embedder=embedder, profile=it) for it in (without, product)]
        pairs.append([ask(searcher, collection, answers) for searcher in searchers])
        print(row(folder.name, *pairs[-1]), flush=True)
    joined = [
        Measured(*(np.concatenate([getattr(it, name) for it in side]) for name in ("ndcg", "found", "unfinished")))
        for side in zip(*pairs, strict=True)
    ]
    print(row("all", *joined))


if __name__ == "__main__":
    main()
