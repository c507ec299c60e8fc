"""Try every fault that this suite knows on every command, and check that nutgraf keeps its promises.

    python benchmarks/faults [PART ...] [--sample N] [--seed S] [--seconds N] [--command NAME] [--case NAME]

All four parts take about an hour on two cores. A row takes ten minutes at most: on a loaded machine it is a sample, and
tells how many of its cases were tried. Each failure is printed with the command that plays it again. The exit code is 1
if there was any. docs/reliability.md tells what is promised.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import faiss

sys.path.insert(1, str(Path(__file__).resolve().parents[2] / "tests"))  # the quick model, and the oracle of bad days

import calls
import disk
import power
import rot
from cases import Case, Outcome, attempt_all
from generations import Undisturbed
from scenarios import SCENARIOS, prepare_to_run

PARTS = ("calls", "power", "disk", "rot")
COLUMNS = ("faults", "command", "tried", "failed", "outcome")
WIDTHS = (6, 34, 14, 7, 1)
SHOWN = 5
"""Failures of a row that are printed in full; of the others, only how to play them again."""


def rows(parts: Sequence[str], scratch: Path, command: str | None) -> Iterator[list[Case]]:
    """Yield the cases of each row of the table; those of one command, if it is given."""
    for scenario in SCENARIOS.values() if {*parts} - {"rot"} else ():
        if command not in (None, scenario.name):
            continue
        folder = scratch / scenario.name
        folder.mkdir()
        undisturbed = Undisturbed.of(scenario, folder)
        for module in (calls,) if scenario.reads else (calls, power, disk):
            if module.__name__ in parts:
                yield list(module.cases(undisturbed))
    if "rot" in parts and command is None:
        yield from rot.rows(scratch / "rot")


def sampled(cases: list[Case], size: int | None, random: Random) -> list[Case]:
    """Choose `size` of the cases, all without a size, in any order: what is tried before time is up is a sample."""
    return random.sample(cases, min(len(cases), size or len(cases)))


def line(cells: Sequence[str], *, markdown: bool) -> str:
    """Format a row of the table."""
    if markdown:
        return f"| {' | '.join(cells)} |"
    return "  ".join(f"{cell:{width}}" for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def report(outcomes: Sequence[Outcome], cases: int, *, markdown: bool) -> int:
    """Print the row of these outcomes, of so many cases, and their failures; return how many failed."""
    if not outcomes:
        return 0
    case = outcomes[0].case
    kinds = Counter(outcome.kind for outcome in outcomes if not outcome.failure)
    failed = [outcome for outcome in outcomes if outcome.failure]
    told = "; ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    tried = f"{len(outcomes):,}" + (f" of {cases:,}" if len(outcomes) < cases else "")
    cells = (case.part, case.subject, tried, f"{len(failed):,}", told)
    print(line(cells, markdown=markdown), flush=True)
    for number, outcome in enumerate(failed):
        if number < SHOWN:
            print(f"FAILED {outcome.failure}", file=sys.stderr)
        print(f"  python benchmarks/faults --case {shlex.quote(outcome.case.name)}", file=sys.stderr)
    return len(failed)


def main() -> int:
    """Run the suite, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="calls, power, disk, rot (all)")
    parser.add_argument("--sample", type=int, metavar="N", help="cases of each row of the table (all)")
    parser.add_argument("--seed", type=int, default=0, help="chooses the sample (0)")
    parser.add_argument("--seconds", type=float, default=600, help="time for each row of the table (600)")
    parser.add_argument("--markdown", action="store_true", help="print the table for docs/reliability.md")
    parser.add_argument("--command", choices=SCENARIOS, help="the rows of this command only")
    parser.add_argument("--case", metavar="NAME", help="play this one case")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes (one a core)")
    given = parser.parse_args()
    if unknown := {*given.parts} - {*PARTS}:
        parser.error(f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")

    faiss.omp_set_num_threads(1)  # more threads only wait for busy cores, and a process with threads must not fork
    parts = [given.case.partition(":")[0]] if given.case else given.parts or PARTS
    memory = Path("/dev/shm")  # noqa: S108  # a folder in memory, if there is one: what fsync costs is not measured
    random = Random(given.seed)  # noqa: S311  # chooses a sample
    failed, tried, began = 0, 0, time.monotonic()
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="nutgraf-faults-") as folder:
        scratch = Path(folder).resolve()
        os.environ["NUTGRAF_CACHE"] = str(scratch / "cache")
        prepare_to_run(scratch)
        if "disk" in parts and not disk.can_mount(scratch / "warm"):
            print("disk: left out, as nothing can be mounted here", file=sys.stderr)
            parts = [part for part in parts if part != "disk"]
        print(line(COLUMNS, markdown=given.markdown))
        if given.markdown:
            print(line(["---"] * len(COLUMNS), markdown=True))
        for row in rows(parts, scratch, given.command):
            cases = [case for case in row if case.name == given.case] if given.case else row
            if chosen := sampled(cases, given.sample, random):
                outcomes = list(attempt_all(chosen, scratch, jobs=given.jobs, seconds=given.seconds))
                failed += report(outcomes, len(chosen), markdown=given.markdown)
                tried += len(outcomes)
    print(f"\n{tried:,} cases, {failed:,} failed; {time.monotonic() - began:,.0f} s")
    return int(failed > 0 or not tried)


if __name__ == "__main__":
    sys.exit(main())
