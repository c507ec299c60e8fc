"""One step of ``growth.py``, in a process of its own to measure its memory. Each command prints JSON.

python benchmarks/speed/growing.py grow INDEX ARTICLES FIRST_BYTE LAST_BYTE [CACHE]
python benchmarks/speed/growing.py ask INDEX QUESTIONS      every mode and filter, and memory as questions come
python benchmarks/speed/growing.py quick INDEX QUESTIONS    hybrid only
python benchmarks/speed/growing.py recall INDEX QUESTIONS [JUDGED]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Any

import nutgraf

WARM_UP, ASKED, JUDGED, TOGETHER = 20, 200, "100", 1_000
MEMORY_CHECKPOINTS = (1, 200, 1_000)
"""Memory is measured after each of these numbers of questions."""
ROADS = ("hybrid", "dense", "bm25", "1 %", "10 %", "50 %")
"""The modes, and hybrid with a filter by an outlet that has such a share of the articles."""
_EVERY = 0.02  # seconds


def memory() -> dict[str, float]:
    """Read this process's memory in MB: ``VmHWM`` is the peak, ``RssFile`` the mapped files."""
    lines = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
    wanted = ("VmHWM:", "VmRSS:", "RssAnon:", "RssFile:")
    return {name[:-1]: int(value) * 1024 / 1e6 for name, value, *_ in (it for it in lines if it[0] in wanted)}


class PeakAnonymous:
    """Measures the peak of anonymous memory in the block by sampling, because the kernel does not record it."""

    def __enter__(self) -> PeakAnonymous:
        self.mb, self._over = 0.0, Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_EVERY):
            self.mb = max(self.mb, memory()["RssAnon"])


def articles(file: Path, first: int, last: int) -> Iterator[nutgraf.Article]:
    """Read the articles whose lines begin from byte `first` to before `last`."""
    with file.open("rb") as lines:
        lines.seek(first)
        while lines.tell() < last:
            record = json.loads(lines.readline())
            record |= {
                "published": datetime.fromisoformat(record["published"]),
                "categories": (record.pop("category"),),
            }
            yield nutgraf.Article(**record)


def grow(index: Path, file: str, first: str, last: str, cache: str = "") -> dict[str, Any]:
    """Add articles, and measure time and memory."""
    embedder = None
    if cache:
        from made import MadeVectors

        embedder = MadeVectors(Path(cache))
    with PeakAnonymous() as anonymous:
        started = perf_counter()
        report = nutgraf.add(index, articles(Path(file), int(first), int(last)), embedder=embedder)
        seconds = perf_counter() - started
    unknown = embedder.unknown if embedder else 0
    peak = {"peak_mb": memory()["VmHWM"], "peak_anon_mb": anonymous.mb}
    return {"seconds": seconds, "new": report.new, "embedded": report.embedded, "unknown": unknown, **peak}


def seconds(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Time each question."""
    times = []
    for question in questions:
        started = perf_counter()
        ask(question)
        times.append(perf_counter() - started)
    return times


def spread(times: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile in ms."""
    ordered = sorted(times)
    return {name: 1000 * ordered[int(part * (len(times) - 1))] for name, part in (("p50", 0.5), ("p95", 0.95))}


def ask(index: Path, file: str) -> dict[str, Any]:
    """Time each mode and filter, and measure memory. No question is repeated, because a searcher caches."""
    questions = iter(enough(Path(file).read_text().splitlines()))
    searcher = nutgraf.open(index)
    times: list[float] = []
    memory_at = {}
    for number in MEMORY_CHECKPOINTS:
        times += seconds(searcher.search, take(questions, number - len(times)))
        memory_at[number] = memory()
    outlets = [{"filters": nutgraf.Filter(source=(source,))} for source in sources(searcher)]
    options: list[dict[str, Any]] = [*({"mode": mode} for mode in ROADS[:3]), *outlets]
    found = {}
    for name, road in zip(ROADS, (partial(searcher.search, **it) for it in options), strict=True):
        found[name] = spread(seconds(road, take(questions, WARM_UP + ASKED))[WARM_UP:])
    return {"ms": found, "memory": memory_at, "first_s": times[0], **together(searcher, take(questions, TOGETHER))}


def enough(questions: Sequence[str]) -> Sequence[str]:
    """Return the questions if `ask` has enough of them.

    Raises:
        SystemExit: There are too few.
    """
    wanted = MEMORY_CHECKPOINTS[-1] + len(ROADS) * (WARM_UP + ASKED) + TOGETHER
    if len(questions) < wanted:
        raise SystemExit(f"{len(questions):,} of the {wanted:,} questions; give corpus.py more question files")
    return questions


def take(questions: Iterator[str], count: int) -> list[str]:
    """Take the next questions."""
    return list(islice(questions, count))


def sources(searcher: nutgraf.Searcher) -> Iterator[str]:
    """Yield the outlets that have about 1 %, 10 % and 50 % of the articles."""
    counts, articles = searcher.store.counts("source"), searcher.store.generation.articles
    for share in (0.01, 0.1, 0.5):
        yield min(counts, key=lambda name: abs(counts[name] - share * articles))


def together(searcher: nutgraf.Searcher, questions: Sequence[str]) -> dict[str, float]:
    """Measure the questions answered per second when all are asked at once."""
    started = perf_counter()
    list(searcher.search_many(questions))
    return {"together_per_second": len(questions) / (perf_counter() - started)}


def quick(index: Path, file: str) -> dict[str, Any]:
    """Time hybrid questions."""
    questions = Path(file).read_text().splitlines()[: WARM_UP + ASKED]
    return spread(seconds(nutgraf.open(index).search, questions)[WARM_UP:])


def recall(index: Path, file: str, judged: str = JUDGED) -> dict[str, Any]:
    """See `recall.dense_recall`."""
    from recall import dense_recall

    return dense_recall(index, Path(file).read_text().splitlines()[: int(judged)])


ACTIONS: Mapping[str, Callable[..., Any]] = {"grow": grow, "ask": ask, "quick": quick, "recall": recall}

if __name__ == "__main__":
    print(json.dumps(ACTIONS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])))
