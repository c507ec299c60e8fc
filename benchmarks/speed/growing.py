"""One step of ``growth.py`` in a process of its own, so that its memory is its own. Each prints JSON.

python benchmarks/speed/growing.py grow INDEX ARTICLES FIRST_BYTE LAST_BYTE [CACHE]
python benchmarks/speed/growing.py ask INDEX QUESTIONS      every mode and filter, and memory as questions come
python benchmarks/speed/growing.py quick INDEX QUESTIONS    hybrid only
python benchmarks/speed/growing.py recall INDEX QUESTIONS
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

WARM_UP, ASKED, JUDGED, TOGETHER = 20, 200, 100, 1_000
REMEMBERED = (1, 200, 1_000)
"""After so many questions the memory is looked at."""
_EVERY = 0.02  # seconds


def memory() -> dict[str, float]:
    """What the kernel says of this process, in MB: ``VmHWM`` is the peak, ``RssFile`` what files are mapped."""
    lines = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
    wanted = ("VmHWM:", "VmRSS:", "RssAnon:", "RssFile:")
    return {name[:-1]: int(value) * 1024 / 1e6 for name, value, *_ in (it for it in lines if it[0] in wanted)}


class PeakAnonymous:
    """The most memory that is no file's, which the kernel does not keep: looked at often enough, for the block."""

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
    """Those whose lines begin from byte `first` to before `last`."""
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
    """Add articles."""
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
    """How long each takes."""
    times = []
    for question in questions:
        started = perf_counter()
        ask(question)
        times.append(perf_counter() - started)
    return times


def spread(times: Sequence[float]) -> dict[str, float]:
    """The median and the 95th percentile, in ms."""
    ordered = sorted(times)
    return {name: 1000 * ordered[int(part * (len(times) - 1))] for name, part in (("p50", 0.5), ("p95", 0.95))}


def ask(index: Path, file: str) -> dict[str, Any]:
    """Time of a question in each mode and with filters, and memory. None is asked twice: a searcher remembers."""
    questions = iter(Path(file).read_text().splitlines())
    searcher = nutgraf.open(index)
    times: list[float] = []
    remembered = {}
    for number in REMEMBERED:
        times += seconds(searcher.search, taken(questions, number - len(times)))
        remembered[number] = memory()
    roads: dict[str, Callable[[str], object]] = {
        mode: partial(searcher.search, mode=mode) for mode in ("hybrid", "dense", "bm25")
    }
    for name, source in zip(("1 %", "10 %", "50 %"), sources(searcher), strict=True):
        roads[name] = partial(searcher.search, filters=nutgraf.Filter(source=(source,)))
    found = {}
    for name, road in roads.items():
        found[name] = spread(seconds(road, taken(questions, WARM_UP + ASKED))[WARM_UP:])
    return {"ms": found, "memory": remembered, "first_s": times[0], **together(searcher, taken(questions, TOGETHER))}


def taken(questions: Iterator[str], count: int) -> list[str]:
    """The next so many.

    Raises:
        SystemExit: There are not so many left.
    """
    found = list(islice(questions, count))
    if len(found) < count:
        raise SystemExit("there are too few questions; give corpus.py more")
    return found


def sources(searcher: nutgraf.Searcher) -> Iterator[str]:
    """The outlets that have about 1 %, 10 % and 50 % of the articles."""
    counts = searcher.snapshot.counts("source")
    for share in (0.01, 0.1, 0.5):
        yield min(counts, key=lambda name: abs(counts[name] - share * searcher.snapshot.articles))


def together(searcher: nutgraf.Searcher, questions: Sequence[str]) -> dict[str, float]:
    """How many questions a second are answered where all are asked at once, if that can be."""
    if not hasattr(searcher, "search_many"):
        return {}
    started = perf_counter()
    list(searcher.search_many(questions))
    return {"together_per_second": len(questions) / (perf_counter() - started)}


def quick(index: Path, file: str) -> dict[str, Any]:
    """Time of a question."""
    questions = Path(file).read_text().splitlines()[: WARM_UP + ASKED]
    return spread(seconds(nutgraf.open(index).search, questions)[WARM_UP:])


def recall(index: Path, file: str) -> dict[str, Any]:
    """See `recall.dense_recall`."""
    from recall import dense_recall

    return dense_recall(index, Path(file).read_text().splitlines()[:JUDGED])


ACTIONS: Mapping[str, Callable[..., Any]] = {"grow": grow, "ask": ask, "quick": quick, "recall": recall}

if __name__ == "__main__":
    print(json.dumps(ACTIONS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])))
