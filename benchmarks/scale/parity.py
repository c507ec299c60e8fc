"""Do an index and the engine to which it was published give the same hits?

python benchmarks/scale/parity.py COLLECTION --index DIR --engine URI [--queries N]

COLLECTION is a folder with ``queries.jsonl`` and ``qrels.tsv``, as for ``nutgraf eval``. Each question is put to both,
and a row for the table in docs/scale.md is printed: how many hit lists are equal, ids and scores; the share with the
same first hit, and with the same ten ids in the same order; the mean overlap of the first ten; nDCG@10 of both; and the
median time of each, one question after another.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from nutgraf.search.evaluation.measures import measure
from nutgraf.search.evaluation.test_collection import TestCollection, load
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.ranking.results import Result

K = 10


@dataclass(frozen=True)
class Answers:
    """The results of all queries, by id, and the seconds of each."""

    results: dict[str, Result]
    seconds: list[float]


def ask(searcher: Searcher, collection: TestCollection) -> Answers:
    """Put all queries to `searcher`, after one that loads the model."""
    searcher.search(next(iter(collection.queries.values())))
    results, seconds = {}, []
    for query, text in collection.queries.items():
        start = time.perf_counter()
        results[query] = searcher.search(text, k=collection.depth, as_of=collection.asked.get(query))
        seconds.append(time.perf_counter() - start)
    return Answers(results, seconds)


def ndcg(answers: Answers, collection: TestCollection) -> float:
    """The mean nDCG@10."""
    ranked = {
        query: collection.judged_ids(name for hit in result.hits for name in (hit.id, *(it.id for it in hit.copies)))
        for query, result in answers.results.items()
    }
    return measure(collection, ranked).means["nDCG@10"]


def main() -> None:
    """Compare the two, and print a row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", type=Path)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--engine", required=True)
    parser.add_argument("--queries", type=int, default=10**9)
    given = parser.parse_args()
    collection = load(given.collection).first(given.queries)
    here, there = (ask(it, collection) for it in (Searcher(given.index), Searcher(engine=given.engine)))
    pairs = [
        (here.results[query].to_dict()["hits"], there.results[query].to_dict()["hits"]) for query in collection.queries
    ]
    ids = [([hit["id"] for hit in one[:K]], [hit["id"] for hit in other[:K]]) for one, other in pairs]
    equal = sum(one == other for one, other in pairs)
    first = mean(one[:1] == other[:1] for one, other in ids)
    order = mean(one == other for one, other in ids)
    overlap = mean(len({*one} & {*other}) / max(1, len(one)) for one, other in ids)
    print("| set | queries | hit lists equal | first hit | same order | overlap@10 | nDCG@10 | ms, index / engine |")
    print("|---|---|---|---|---|---|---|---|")
    print(
        f"| {given.collection.name} | {len(pairs)} | {equal} | {first:.3f} | {order:.3f} | {overlap:.4f} "
        f"| {ndcg(here, collection):.4f} / {ndcg(there, collection):.4f} "
        f"| {1000 * median(here.seconds):.0f} / {1000 * median(there.seconds):.0f} |"
    )


if __name__ == "__main__":
    main()
