"""Reads files with faults at random places, one reader after the other, and tells what no file may do.

    python benchmarks/faults/fuzz.py                       every reader, 10 minutes of the CPU each
    python benchmarks/faults/fuzz.py --seconds 60 feed pdf  readers by name
    python benchmarks/faults/fuzz.py --keep DIR             keeps each file that broke a promise

A reader gets whole files of its format, in which bytes are turned, cut, doubled, exchanged with those of another file,
or replaced by words of the format. No file may raise an error out of the reader, take longer than `SECONDS`, or be
passed over without a word. Errors of parsers that are told as such are counted, and not failures.
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

sys.path.insert(1, str(Path(__file__).resolve().parents[2] / "tests"))  # the smallest document of each kind

from fuzz_seeds import SEEDS, WORDS
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import ReadWarning

SECONDS = 10
"""Seconds that one file of some kilobytes may take: of the clock, and, read again, of the CPU."""
_BATCH = 50
_SLOW = "took"
_FAILED = re.compile(r"the parser failed with (\w+)")


@dataclass
class Findings:
    """What a reader did with the files of its format."""

    files: int = 0
    articles: int = 0
    told: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    slowest: float = 0.0


def mutated(seeds: Sequence[bytes], words: Sequence[bytes], random: Random) -> bytes:
    """Return one of the seeds with some faults in it."""
    content = bytearray(random.choice(seeds))
    for _ in range(random.choice((1, 1, 2, 4, 16))):
        at = random.randrange(len(content) + 1)
        length = min(random.choice((1, 2, 8, 64, 512)), max(len(content) - at, 0))
        match random.randrange(7):
            case 0:
                content[at : at + length] = random.randbytes(length)
            case 1:
                del content[at : at + length]
            case 2:
                content[at:at] = content[at : at + length] * random.choice((1, 2, 50))
            case 3:
                other = random.choice(seeds)
                begin = random.randrange(len(other) + 1)
                content[at : at + length] = other[begin : begin + length]
            case 4:
                content[at:at] = random.choice(words)
            case 5 if content:
                content[min(at, len(content) - 1)] ^= 1 << random.randrange(8)
            case _:
                content[at : at + length] = random.choice((b"\0", b"\xff", b"\n", b'"', b"<", b"9", b"\xed\xa0\x80"))
    return bytes(content)


def fuzz(name: str, seconds: float, *, seed: int, keep: Path | None) -> Findings:
    """Read files of one format for as many seconds of the CPU: those of a clock say little on a loaded machine."""
    ending, seeds = SEEDS[name]
    random, found = Random(seed), Findings()  # noqa: S311  # chooses faults
    until = _cpu() + seconds
    while _cpu() < until:
        with tempfile.TemporaryDirectory(prefix="nutgraf-fuzz-") as scratch:
            folder = Path(scratch)
            for number in range(_BATCH):
                (folder / f"{number:03}{ending}").write_bytes(mutated(seeds, WORDS, random))
            for problem, files in _read(folder, found):
                if problem.startswith(_SLOW) and not any(map(_is_slow, files)):
                    continue
                found.broken.append(problem)
                print(f"  {name}: {problem}", flush=True)
                for file in files if keep else ():
                    assert keep
                    keep.mkdir(parents=True, exist_ok=True)
                    shutil.copy(file, keep / f"{name}-{len(found.broken)}-{file.name}")
    return found


def _is_slow(file: Path) -> bool:
    """Read a file again, alone, and count CPU seconds: on a loaded machine any file may take long."""
    before = _cpu()
    for _item in read([file], base=file.parent):
        pass
    return _cpu() - before > SECONDS


def _cpu() -> float:
    """Return the CPU seconds of this process, and of the processes that it waited for."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _read(folder: Path, found: Findings) -> list[tuple[str, list[Path]]]:
    """Read the files of a folder; return what broke a promise, with the files that may have done it."""
    paths = sorted(folder.iterdir())
    problems: list[tuple[str, list[Path]]] = []
    spoke: set[str] = set()
    began, last = time.perf_counter(), paths[0].name
    try:
        for item in read([folder], base=folder.parent):
            seconds = time.perf_counter() - began
            found.slowest = max(found.slowest, seconds)
            name = Path(item.origin).relative_to(folder.name).parts[0] if "/" in item.origin else ""
            if seconds > SECONDS:
                problems.append(
                    (f"{_SLOW} {seconds:.0f} s", [path for path in paths if last <= path.name <= (name or "z")])
                )
            spoke.add(name)
            last = name or last
            if isinstance(item, ReadWarning):
                failed = _FAILED.search(item.reason)
                found.told[failed[1] if failed else "told"] += 1
            else:
                found.articles += 1
            began = time.perf_counter()
    except Exception:
        problems.append((traceback.format_exc(limit=-4), [path for path in paths if path.name >= last]))
    else:
        silent = [path for path in paths if path.name not in spoke and path.stat().st_size and not _passed(spoke)]
        if silent:
            problems.append((f"{len(silent)} passed over without a word", silent))
    found.files += len(paths)
    return problems


def _passed(spoke: set[str]) -> bool:
    """True where a line about the whole folder counts files that were passed over or left out."""
    return "" in spoke


def main() -> int:
    """Fuzz the readers that are asked for, and return 1 if one broke a promise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help=f"readers: {', '.join(SEEDS)} (all)")
    parser.add_argument("--seconds", type=float, default=600, help="seconds of the CPU for each reader (600)")
    parser.add_argument("--seed", type=int, default=0, help="chooses the faults (0)")
    parser.add_argument("--keep", type=Path, help="a folder for files that broke a promise")
    given = parser.parse_args()
    if unknown := {*given.names} - SEEDS.keys():
        parser.error(f"no reader is called {', '.join(sorted(unknown))}; there are {', '.join(SEEDS)}")
    broken = 0
    print("| reader | files | articles | told | errors of parsers, told | slowest | broken promises |")
    print("| --- | ---: | ---: | ---: | --- | ---: | ---: |")
    for name in given.names or SEEDS:
        found = fuzz(name, given.seconds, seed=given.seed, keep=given.keep)
        broken += len(found.broken)
        told = found.told.pop("told", 0)
        errors = ", ".join(f"{count:,} {error}" for error, count in found.told.most_common()) or "none"
        print(
            f"| {name} | {found.files:,} | {found.articles:,} | {told:,} | {errors} | {found.slowest:.1f} s | "
            f"{len(found.broken)} |",
            flush=True,
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"\nat most {peak >> 10:,} MiB of memory, the parsers' process included")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
