"""Compare versions of nutgraf: the time of a warm question, and of a cold search by the command.

    python benchmarks/speed/versions.py QUESTIONS NAME ENVIRONMENT INDEX [NAME ENVIRONMENT INDEX ...]

QUESTIONS is a text file with one question on each line. ENVIRONMENT is a virtual environment in which a version is
installed, INDEX an index that this version has made of the same articles as the others. Each version gets a cache of
its own for the compiled model, and may write the bytecode of its modules, as an installed one has.

All versions are measured in turns, each time in new processes, so that a disturbance of the machine affects all. Of the
times of each question, and of each search by the command, the least is taken: others' work only adds to it. CPU time is
that of all threads.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from table import markdown

WARM_UP = 50
ASKING = """
import json, sys, time
import nutgraf

searcher, times = nutgraf.open(sys.argv[1]), []
for question in json.load(sys.stdin):
    before, cpu = time.perf_counter(), time.process_time()
    searcher.search(question)
    times.append((1000 * (time.perf_counter() - before), 1000 * (time.process_time() - cpu)))
print(json.dumps(times))
"""
COLUMNS = ("", "p50, ms", "p95, ms", "CPU of a question, ms", "cold search, s", "its CPU, s")
Times = tuple[float, float]
"""On the clock, and of CPU."""


@dataclass
class Version:
    """A version that is measured.

    Attributes:
        name: Its name in the table.
        environment: Where it is installed.
        index: Its index.
        cache: Folder for its compiled model.
        warm: Of each round the times of each question, in ms.
        cold: Of each round the times of a search for each of some questions, in seconds.
    """

    name: str
    environment: Path
    index: Path
    cache: Path
    warm: list[list[Times]] = field(default_factory=list)
    cold: list[list[Times]] = field(default_factory=list)

    def ask(self, questions: Sequence[str]) -> list[Times]:
        """Ask questions in a new process, and return the times of each."""
        command = [self.environment / "bin" / "python", "-c", ASKING, self.index]
        times: list[Times] = json.loads(self._run(command, json.dumps(questions)))
        return times

    def search(self, question: str) -> Times:
        """Ask a question by the command."""
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
        self._run([self.environment / "bin" / "nutgraf", "search", question, "--index", self.index], "")
        seconds, after = perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def row(self) -> list[str]:
        """Return the cells of the table."""
        (wall, cpu), (seconds, cold_cpu) = (_least(it) for it in (self.warm, self.cold))
        p95 = sorted(wall)[int(0.95 * (len(wall) - 1))]
        return [
            self.name, f"{median(wall):.2f}", f"{p95:.2f}", f"{median(cpu):.2f}",
            f"{median(seconds):.3f}", f"{median(cold_cpu):.3f}",
        ]  # fmt: skip

    def _run(self, command: Sequence[str | Path], text: str) -> str:
        environment = os.environ | {"XDG_CACHE_HOME": str(self.cache), "PYTHONDONTWRITEBYTECODE": ""}
        done = subprocess.run(  # noqa: S603  # the versions to be measured
            command, input=text, env=environment, capture_output=True, check=False, text=True
        )
        if done.returncode:
            raise SystemExit(f"{self.name}: {done.stderr.strip() or done.returncode}")
        return done.stdout


def _least(rounds: Sequence[Sequence[Times]]) -> tuple[list[float], list[float]]:
    """The least times of each question on the clock, and of CPU."""
    by_question = [list(zip(*of_question, strict=True)) for of_question in zip(*rounds, strict=True)]
    return [min(wall) for wall, _ in by_question], [min(cpu) for _, cpu in by_question]


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("versions", nargs="+", help="name, environment and index of each")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--asked", type=int, default=400, help="warm questions of a round")
    parser.add_argument("--cold", type=int, default=10, help="cold searches of a round")
    given = parser.parse_args()
    if len(given.versions) % 3:
        parser.error("a version is given by its name, environment and index")
    questions = given.questions.read_text(encoding="utf-8").splitlines()[: WARM_UP + given.asked]
    with TemporaryDirectory() as scratch:
        versions = []
        for place in range(0, len(given.versions), 3):
            name, environment, index = given.versions[place : place + 3]
            cache = Path(scratch, str(place))
            cache.mkdir()
            versions.append(Version(name, Path(environment).absolute(), Path(index).absolute(), cache))
        for version in versions:
            version.search(questions[0])  # compiles the model
        for number in range(given.rounds):
            turns = versions[:: -1 if number % 2 else 1]
            for version in turns:
                version.warm.append(version.ask(questions)[WARM_UP:])
            of_round: dict[str, list[Times]] = {version.name: [] for version in versions}
            for question in questions[WARM_UP : WARM_UP + given.cold]:
                for version in turns:
                    of_round[version.name].append(version.search(question))
            for version in versions:
                version.cold.append(of_round[version.name])
        print("\n".join(markdown([version.row() for version in versions], COLUMNS)))


if __name__ == "__main__":
    main()
