"""Grow one index, and measure indexing, searching and updating at each size.

    python benchmarks/speed/growth.py CORPUS --sizes 10000,30000,100000,300000,1000000 --json growth.json

CORPUS is a folder written by ``corpus.py``; the updates need some 60,000 passages beyond the largest size. With
``--made-vectors CACHE`` (see ``made.py``) only questions are embedded, and indexing is measured without embedding.
Every measurement is a new process. The JSON file is written after each size; ``plot.py`` draws it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from processes import FailedError, run
from table import markdown

HERE = Path(__file__).parent
COLD = 5
COLUMNS = (
    "passages", "indexing, passages/s", "its peak (not files'), MB", "disk, MB", "first answer, s",
    "hybrid p50 / p95, ms", "dense", "bm25", "1 % filter", "at once, questions/s",
    "after 1 / 200 / 1,000 questions (not files'), MB", "recall@10 of dense",
)  # fmt: skip


class Part(NamedTuple):
    """Consecutive articles: the bytes at which their lines begin and end, and their number of passages."""

    first: int
    last: int
    passages: int


def parts(file: Path, sizes: Sequence[int], updates: int, articles: int) -> tuple[list[Part], list[Part]]:
    """Return a part for each step between sizes, then one for each update of this many articles.

    Raises:
        SystemExit: The file has too few articles.
    """
    with file.open("rb") as lines:
        steps, before = [], 0
        for size in sizes:
            steps.append(_part(lines, size - before, sys.maxsize))
            before += steps[-1].passages
        later = [_part(lines, sys.maxsize, articles) for _ in range(updates)]
        if before < sizes[-1] or (later and later[-1].first == later[-1].last):
            raise SystemExit(f"{file} is too small for these sizes and updates; make a larger one with corpus.py")
    return steps, later


def _part(lines: Any, passages: int, articles: int) -> Part:  # noqa: ANN401  # a file
    first, count = lines.tell(), 0
    while count < passages and articles and (line := lines.readline()):
        count += line.count(rb"\n\n") + 1
        articles -= 1
    return Part(first, lines.tell(), count)


def disk(index: Path) -> dict[str, float]:
    """Return the MB on disk for each kind of file; files named by a number count under their folder."""
    sizes = Counter[str]()
    for file in index.rglob("*"):
        if file.is_file():
            name = file.name if file.name.strip("0123456789") else f"{file.parent.name}/*"
            sizes[name] += file.stat().st_size / 1e6
    return dict(sizes.most_common())


class Growing:
    """The index, with the measurements made on it."""

    def __init__(self, index: Path, corpus: Path, cache: Path | None) -> None:
        self.index, self.articles, self.questions = index, corpus / "articles.jsonl", corpus / "questions.txt"
        self._cache = [cache] if cache else []

    def grow(self, part: Part) -> dict[str, Any]:
        """Add a part."""
        code = [sys.executable, HERE / "growing.py", "grow", self.index, self.articles, part.first, part.last]
        done = run([str(it) for it in (*code, *self._cache)])
        return json.loads(done.output) | {"passages": part.passages, "process_s": done.seconds}

    def look(self, what: str, *more: str) -> dict[str, Any]:
        """Run ``ask``, ``quick`` or ``recall``."""
        found = run([sys.executable, HERE / "growing.py", what, self.index, self.questions, *more]).output
        return dict(json.loads(found))

    def cold(self) -> list[float]:
        """Time the command's first answer several times, in seconds."""
        command = [Path(sys.executable).parent / "nutgraf", "search", "--index", self.index]
        some = self.questions.read_text().splitlines()[:COLD]
        return [run([*command, question]).answered for question in some]

    def step(self, part: Part) -> dict[str, Any]:
        """Add a part, and run all measurements."""
        found = {"grow": self.grow(part), "disk_mb": disk(self.index), "cold_s": self.cold()}
        return found | {"ask": self.look("ask"), "recall": self._recall()}

    def _recall(self) -> dict[str, Any]:
        try:
            return self.look("recall")
        except FailedError as error:  # it uses internals that may have changed; do not lose hours of work over it
            print(error, file=sys.stderr, flush=True)
            return {}

    def updates(self, some: Sequence[Part]) -> dict[str, Any]:
        """Add the parts one by one, each in a new process."""
        before = self.look("quick")
        added = [self.grow(part) for part in some]
        return {"before": before, "added": added, "after": self.look("quick"), "disk_mb": disk(self.index)}


def rows(steps: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    """Yield a row for each size."""
    for step in steps:
        grown, asked = step["grow"], step["ask"]
        held = list(asked["memory"].values())
        times = [f"{it['p50']:.1f} / {it['p95']:.1f}" for it in asked["ms"].values()]
        yield [
            f"{step['size']:,}",
            f"{grown['passages'] / grown['seconds']:,.0f}",
            f"{grown['peak_mb']:,.0f} ({grown['peak_anon_mb']:,.0f})",
            f"{sum(step['disk_mb'].values()):,.1f}",
            f"{median(step['cold_s']):.2f}",
            *times[:4],
            f"{asked['together_per_second']:.0f}",
            " / ".join(f"{it['VmRSS']:,.0f}" for it in held) + f" ({held[-1]['RssAnon']:,.0f})",
            f"{step['recall']['search']:.3f}" if step["recall"] else "",
        ]


def describe_updates(updates: dict[str, Any]) -> str:
    """Describe the cost of updates in a sentence."""
    times, whole = ([it[name] for it in updates["added"]] for name in ("seconds", "process_s"))
    articles = updates["added"][0]["new"]
    return (
        f"{len(times)} updates of {articles} articles, each in a new process: median {median(times):.2f} s, "
        f"worst {max(times):.2f} s; with the start of the process {median(whole):.2f} s. "
        f"p50 before {updates['before']['p50']:.1f} ms, after {updates['after']['p50']:.1f} ms."
    )


def main() -> None:
    """Grow the index, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sizes", default="10000,30000,100000,300000,1000000", help="passages, ascending")
    parser.add_argument("--made-vectors", type=Path, metavar="CACHE")
    parser.add_argument("--updates", type=int, default=50)
    parser.add_argument("--update-articles", type=int, default=100)
    parser.add_argument("--index", type=Path, help="folder for the index, which must not exist yet")
    parser.add_argument("--json", type=Path, default=Path("growth.json"))
    given = parser.parse_args()
    sizes = [int(it) for it in given.sizes.split(",")]
    steps, later = parts(given.corpus / "articles.jsonl", sizes, given.updates, given.update_articles)
    kept: dict[str, Any] = {"made_vectors": bool(given.made_vectors), "steps": []}
    with TemporaryDirectory() as scratch:
        growing = Growing(given.index or Path(scratch) / "index", given.corpus, given.made_vectors)
        if growing.index.exists():
            raise SystemExit(f"{growing.index} already exists; give a folder that does not exist yet")
        size = 0
        for part in steps:
            size += part.passages
            print(f"up to {size:,} passages", file=sys.stderr, flush=True)
            kept["steps"].append({"size": size, **growing.step(part)})
            given.json.write_text(json.dumps(kept, indent=1))
        if later:
            kept["updates"] = growing.updates(later)
            given.json.write_text(json.dumps(kept, indent=1))
    print("\n".join(markdown(list(rows(kept["steps"])), COLUMNS)))
    kinds = list(kept["steps"][-1]["disk_mb"])
    print("\nMB on disk:\n")
    table = [[f"{it['size']:,}", *(f"{it['disk_mb'].get(kind, 0):,.1f}" for kind in kinds)] for it in kept["steps"]]
    print("\n".join(markdown(table, ("passages", *kinds))))
    print(f"\n{describe_updates(kept['updates'])}" if later else "")


if __name__ == "__main__":
    main()
