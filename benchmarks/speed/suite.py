"""Compare nutgraf with its alternatives on the same model and texts: one table, made in one run.

    python -m venv build/peers
    build/peers/bin/pip install -c constraints.txt -r benchmarks/quality/peers.txt -e .
    build/peers/bin/python benchmarks/speed/suite.py articles.jsonl questions.txt --judged FOLDER

The first two files come from ``corpus.py``. Every measurement is a new process. Each repetition measures all
contestants in turn, and every other one in reverse, so that a disturbance of the machine affects all; the table shows
medians. nutgraf is indexed and asked its first question by its command, the others by ``worker.py``, from passages that
are prepared for them.

"Start" is the time of the same process with a single article: imports, the model, and writing. The first answer is the
time from the start of a process to the last line that it prints, with its files in the page cache.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import ENCODE, Bench
from contestants import CONTESTANTS, missing, versions
from processes import FailedError
from table import markdown, middle, row

INSTALL_COMMAND = "build/peers/bin/pip install -c constraints.txt -r benchmarks/quality/peers.txt -e ."


def in_turns(names: Sequence[str], often: int, what: str, measure: Callable[[str, int], None]) -> None:
    """Call `measure` for each name `often` times, with the repetition number; a failure leaves an empty cell."""
    for number in range(often):
        for name in names[:: -1 if number % 2 else 1]:
            print(f"{what} {number + 1}/{often}: {name}", file=sys.stderr, flush=True)
            try:
                measure(name, number)
            except FailedError as error:
                print(error, file=sys.stderr, flush=True)


def machine() -> str:
    """Describe the machine."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    processor = next((it.split(": ")[1] for it in lines if it.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores of {processor}, Python {platform.python_version()}"


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, help="articles.jsonl of a corpus")
    parser.add_argument("questions", type=Path, help="a text file, a question a line")
    parser.add_argument("--passages", type=int, default=10_000, help="number of passages to use (10,000)")
    parser.add_argument("--repetitions", type=int, default=5, help="repetitions of every measurement (5)")
    parser.add_argument(
        "--index-repetitions", type=int, help="repetitions of indexing, which takes longest; the same by default"
    )
    parser.add_argument(
        "--judged", type=Path, help="folder with a test collection for nutgraf eval, to measure nDCG@10"
    )
    parser.add_argument(
        "--only", action="append", choices=CONTESTANTS, help="measure this contestant only; can be repeated"
    )
    parser.add_argument("--json", type=Path, help="file for all figures")
    given = parser.parse_args()

    lacking = {name: lacks for name, it in CONTESTANTS.items() if (lacks := missing(it.packages))}
    names = [name for name in given.only or CONTESTANTS if name not in lacking]
    questions = given.questions.read_text().splitlines()
    often = given.index_repetitions or given.repetitions
    with TemporaryDirectory() as scratch:
        bench = Bench(Path(scratch))
        bench.prepare("one", given.articles, 1)
        passages = bench.prepare("whole", given.articles, given.passages)
        in_turns(names, often, "start", lambda name, _: bench.index(name, "one"))
        in_turns([*names, ENCODE], often, "index", lambda name, _: bench.index(name, "whole"))
        in_turns(names, given.repetitions, "first answer", lambda name, number: bench.cold(name, questions[number]))
        in_turns(names, given.repetitions, "answers", lambda name, _: bench.warm(name, given.questions))
        if given.judged:
            bench.prepare("judged", given.judged)
            in_turns(names, 1, "judged", lambda name, _: bench.judge(name, given.judged))
    if given.json:
        kept = {"machine": machine(), "passages": passages, "figures": bench.figures}
        given.json.write_text(json.dumps(kept, indent=1))

    alone = bench.figures[ENCODE]
    rows = [row(name, bench.figures[name], passages, alone["per_second"]) for name in names]
    reference = row(ENCODE, alone, passages, ())
    reference[1] = middle(alone["per_second"], 0)
    rows += [reference, *([f"{name}: not installed ({', '.join(it)})"] for name, it in lacking.items())]
    print(f"{passages:,} passages; medians of {often} (indexing) and {given.repetitions}; {machine()}\n")
    print("\n".join(markdown(rows)))
    if lacking:
        print(f"\nTo install the missing packages: {INSTALL_COMMAND}")
    packages = dict.fromkeys(["torch", "faiss-cpu", *(it for name in names for it in CONTESTANTS[name].packages)])
    print(f"\n{', '.join(versions(list(packages)))}; encode's best batch size {middle(alone['batch'], 0)}")


if __name__ == "__main__":
    main()
