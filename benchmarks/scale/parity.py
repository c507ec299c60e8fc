"""Do an index and the engine to which it was published give the same hits?

python benchmarks/scale/parity.py COLLECTION... --index DIR --engine URI [--publish] [--exact] [--words URI]

COLLECTION is a folder with ``queries.jsonl`` and ``qrels.tsv``, as for ``nutgraf eval``; several may be asked of one
index. Each question is put to both, and a row for the table in docs/scale.md is printed: how many hit lists are equal,
ids and scores; the share with the same first hit, and with the same ten ids in the same order; the mean overlap of the
first ten; nDCG@10 of both. Times are medians of milliseconds, one question after another: of the index; of the engine,
in all, in its requests, and the rest; and the processor's time of this process, which hardly grows when other programs
run beside it.

With --exact the index compares every vector, however many it has: what differs then is the engine's doing. --words is
an engine for the words alone, see `two_engines`.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median

from nutgraf.index.engine.milvus import Milvus
from nutgraf.index.engine.publisher import publish
from nutgraf.index.profile import RankingProfile
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.search.evaluation.measures import measure
from nutgraf.search.evaluation.test_collection import TestCollection, load
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.ranking.results import Result
from two_engines import requests_timed, words_in

K = 10


@dataclass(frozen=True)
class Answers:
    """The results of all queries, by id, and of each its seconds: in all, in requests, and of the processor."""

    results: dict[str, Result]
    seconds: list[float]
    waited: list[float]
    worked: list[float]


def built(uri: str) -> str:
    """Let the engine index all vectors, as it does by itself some minutes later; returns the type of the index."""
    engine = Milvus(uri)
    client, windows = engine._client, engine._name("windows")
    for collection in ("windows", "passages"):
        client.flush(engine._name(collection))
    while (index := client.describe_index(windows, "vector")).get("pending_index_rows"):
        time.sleep(1)
    return str(index["index_type"])


def ask(searcher: Searcher, collection: TestCollection) -> Answers:
    """Put all queries to `searcher`, after one that loads the model."""
    searcher.search(next(iter(collection.queries.values())))
    found = Answers({}, [], [], [])
    for query, text in collection.queries.items():
        with requests_timed() as waited:
            start, began = time.perf_counter(), time.process_time()
            found.results[query] = searcher.search(text, k=collection.depth, as_of=collection.asked.get(query))
            found.seconds.append(time.perf_counter() - start)
            found.worked.append(time.process_time() - began)
            found.waited.append(sum(waited))
    return found


def ndcg(answers: Answers, collection: TestCollection) -> float:
    """The mean nDCG@10."""
    ranked = {
        query: collection.judged_ids(name for hit in result.hits for name in (hit.id, *(it.id for it in hit.copies)))
        for query, result in answers.results.items()
    }
    return measure(collection, ranked).means["nDCG@10"]


def row(name: str, collection: TestCollection, here: Answers, there: Answers) -> str:
    """Compare the answers of the index and of the engine."""
    pairs = [
        (here.results[query].to_dict()["hits"], there.results[query].to_dict()["hits"]) for query in collection.queries
    ]
    ids = [([hit["id"] for hit in one[:K]], [hit["id"] for hit in other[:K]]) for one, other in pairs]
    equal = sum(one == other for one, other in pairs)
    first = mean(one[:1] == other[:1] for one, other in ids)
    order = mean(one == other for one, other in ids)
    overlap = mean(len({*one} & {*other}) / max(1, len(one)) for one, other in ids)
    rest = [whole - waited for whole, waited in zip(there.seconds, there.waited, strict=True)]
    times = [1000 * median(it) for it in (here.seconds, there.seconds, there.waited, rest, here.worked, there.worked)]
    return (
        f"| {name} | {len(pairs)} | {equal} | {first:.3f} | {order:.3f} | {overlap:.4f} "
        f"| {ndcg(here, collection):.4f} / {ndcg(there, collection):.4f} "
        f"| {times[0]:.0f} | {times[1]:.0f} = {times[2]:.0f} + {times[3]:.0f} | {times[4]:.0f} / {times[5]:.0f} |"
    )


def main() -> None:
    """Compare the two, and print a row for each collection."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", type=Path, nargs="+")
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--engine", required=True)
    parser.add_argument("--publish", action="store_true", help="publish the index to the engine first")
    parser.add_argument("--exact", action="store_true", help="compare every vector of the index")
    parser.add_argument("--words", help="the engine that has the words")
    parser.add_argument("--queries", type=int, default=10**9)
    given = parser.parse_args()
    exact = replace(RankingProfile(), exact_up_to=1 << 40) if given.exact else None
    with words_in(given.words):
        if given.publish:
            start = time.perf_counter()
            report = publish(IndexFolder(given.index), given.engine)
            print(f"{report.passages:,} passages published in {time.perf_counter() - start:.0f} s", flush=True)
            print(f"vectors in an index {built(given.engine)}", flush=True)
        here, there = Searcher(given.index, profile=exact), Searcher(engine=given.engine)
        print(
            "| set | queries | hit lists equal | first hit | same order | overlap@10 | nDCG@10, index / engine "
            "| ms, index | ms, engine = requests + rest | ms of the processor, index / engine |"
        )
        print("|---|---|---|---|---|---|---|---|---|---|")
        for folder in given.collections:
            collection = load(folder).first(given.queries)
            print(row(folder.name, collection, ask(here, collection), ask(there, collection)), flush=True)


if __name__ == "__main__":
    main()
