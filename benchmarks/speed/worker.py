"""One measurement in a process of its own; ``suite.py`` starts it.

    python benchmarks/speed/worker.py NAME index PASSAGES FOLDER
    python benchmarks/speed/worker.py NAME cold FOLDER QUESTION         prints the answer
    python benchmarks/speed/worker.py NAME warm FOLDER QUESTIONS        prints JSON
    python benchmarks/speed/worker.py NAME judge FOLDER COLLECTION      prints JSON
    python benchmarks/speed/worker.py encode PASSAGES                   prints JSON

NAME is a key of `contestants.CONTESTANTS`, PASSAGES a file written by `cutting.py`, QUESTIONS a text file, COLLECTION a
folder for `nutgraf eval`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from contestants import CONTESTANTS, Contestant, Passage, model

K = 10
WARM_UP, ASKED = 20, 200
BATCHES = (8, 16, 32, 64, 128)
SAMPLE = 1_000


def read_passages(file: Path) -> list[Passage]:
    """Read a file with one JSON array on each line."""
    with file.open() as lines:
        return [Passage(*json.loads(line)) for line in lines]


def index(contestant: Contestant, passages: str, folder: str) -> None:
    """Index the passages."""
    contestant.index(read_passages(Path(passages)), Path(folder))


def cold(contestant: Contestant, folder: str, question: str) -> None:
    """Answer one question."""
    contestant.open(Path(folder))
    for rank, (name, text) in enumerate(contestant.search(question, K), start=1):
        print(f"{rank}. {text} ({name})", flush=True)


def warm(contestant: Contestant, folder: str, file: str) -> None:
    """Time questions one by one, after a warm-up."""
    questions = Path(file).read_text().splitlines()[: WARM_UP + ASKED]
    contestant.open(Path(folder))
    times = []
    for question in questions:
        started = perf_counter()
        contestant.search(question, K)
        times.append(perf_counter() - started)
    measured = sorted(times[WARM_UP:])
    p50, p95 = (1000 * measured[int(part * (len(measured) - 1))] for part in (0.5, 0.95))
    print(json.dumps({"p50_ms": p50, "p95_ms": p95}))


def judge(contestant: Contestant, folder: str, collection: str) -> None:
    """Measure nDCG@10 over the questions of a test collection."""
    import ir_measures
    from nutgraf.search.evaluation.test_collection import load

    contestant.open(Path(folder))
    known = load(Path(collection))
    run = {}
    for query, question in known.queries.items():
        found = known.judged_ids([name for name, _ in contestant.search(question, known.depth)])
        run[query] = {name: 1.0 / rank for rank, name in enumerate(found, start=1)}
    mean = ir_measures.calc_aggregate([ir_measures.nDCG @ 10], known.qrels, run)
    print(json.dumps({"ndcg": float(mean[ir_measures.nDCG @ 10])}))


def encode(passages: str) -> None:
    """Measure the speed of the model alone, at the best batch size for this machine."""
    texts = [it.text for it in read_passages(Path(passages))]
    encoder = model()

    def seconds(some: list[str], batch: int) -> float:
        started = perf_counter()
        encoder.encode(some, batch_size=batch)
        return perf_counter() - started

    step = max(1, len(texts) // SAMPLE)  # spread over all texts, or the longest might be missed
    seconds(texts[:64], 32)  # warm up
    best = min(BATCHES, key=lambda batch: seconds(texts[::step], batch))
    print(json.dumps({"batch": best, "per_second": len(texts) / seconds(texts, best)}))


ACTIONS: Mapping[str, Callable[..., Any]] = {"index": index, "cold": cold, "warm": warm, "judge": judge}


def main() -> None:
    """Run the requested action."""
    name, *rest = sys.argv[1:]
    if name == "encode":
        encode(*rest)
    else:
        action, *arguments = rest
        ACTIONS[action](CONTESTANTS[name](), *arguments)


if __name__ == "__main__":
    main()
