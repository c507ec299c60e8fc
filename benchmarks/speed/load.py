"""Put `nutgraf serve` and other servers under load: questions per second, and the time each takes.

    python -m venv build/peers
    build/peers/bin/pip install -c constraints.txt -r benchmarks/quality/peers.txt -e '.[serve]'
    build/peers/bin/python benchmarks/speed/load.py articles.jsonl questions.txt --passages 100000

The two files come from ``corpus.py``. All servers have the same passages and the same model. For each number of clients
each server is started, warmed up and measured in turn; every other repetition goes through them in reverse. Server and
clients share this machine. A client asks its next question when it has the answer to the last, over a connection that
stays open; no question is repeated while there are others.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import HERE, OURS
from contestants import CONTESTANTS, missing, versions
from memory import Peak
from processes import run
from servers import BIN, SERVERS, running
from suite import in_turns, machine
from table import markdown, middle

INSTALL_COMMAND = "build/peers/bin/pip install -c constraints.txt -r benchmarks/quality/peers.txt -e '.[serve]'"
CLIENTS = "1,8,64"
COLUMNS = (
    "clients", "", "questions/s", "p50, ms", "p99, ms", "errors", "at once", "peak of the server, MB",
    "the clients' CPU, %", "their peak, MB",
)  # fmt: skip
NOTE = """\
Errors are counted by status; cut: the connection was closed; late: no answer in a minute. At once: mean number of
questions that nutgraf's server passed to a worker together. The server's memory is the sum over its processes, with
shared pages counted once (Pss). 100 % is one core. Chroma's server does not embed questions: its clients do, with
sentence-transformers, one at a time on all cores; so their CPU and memory include the model."""
_ERROR_NAMES = {"0": "cut", "-1": "late"}


class Load:
    """Runs the measurements and keeps their figures.

    Args:
        folder: Folder for indexes; existing ones are used again.

    Attributes:
        figures: By server and number of clients, then by measure: one figure for each repetition.
        errors: By server and number of clients: the count of each status.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.figures: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        self.errors: dict[str, Counter[str]] = defaultdict(Counter)

    def prepare(self, source: Path, passages: int) -> int:
        """Save the first articles of `source`, with about this many passages; return the number of passages."""
        if not self._passages.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            new = self._folder / "new.jsonl"
            run([sys.executable, HERE / "cutting.py", source, self._articles, new, str(passages)])
            new.rename(self._passages)
        with self._passages.open() as lines:
            return sum(1 for _ in lines)

    def index(self, name: str, _: int) -> None:
        """Index the corpus for a contestant, unless its index exists."""
        if self._index(name).exists():
            return
        new = self._folder / "new"
        shutil.rmtree(new, ignore_errors=True)
        if name == OURS:
            run([BIN / OURS, "index", self._articles, "--index", new])
        else:
            new.mkdir()
            run([sys.executable, HERE / "worker.py", name, "index", self._passages, new])
        new.rename(self._index(name))

    def ask(self, name: str, _: int, questions: Path, clients: int, seconds: float) -> None:
        """Start a server, and let this many clients ask it for this many seconds."""
        server = SERVERS[name]
        script = HERE / "clients.py"
        with running(server, self._index(server.index)) as (host, leader), Peak(leader) as peak:
            done = run([sys.executable, script, name, host, questions, str(clients), str(seconds)])
            own = server.told(host)
        told = json.loads(done.output)
        key = figures_key(name, clients)
        self.errors[key].update(told.pop("errors"))
        memory = {"server_pss_mb": peak.pss, "server_rss_mb": peak.rss, "clients_mb": done.peak_mb}
        for what, value in (told | memory | dict(own)).items():
            self.figures[key][what].append(value)

    def row(self, name: str, clients: int) -> list[str]:
        """Return the cells of a server; a figure that was not measured is empty."""
        key = figures_key(name, clients)
        figures: Mapping[str, list[float]] = self.figures.get(key, {})
        errors = self.errors.get(key, Counter[str]())
        counts = [f"{count} x {_ERROR_NAMES.get(status, status)}" for status, count in sorted(errors.items())]
        return [
            str(clients),
            name,
            middle(figures.get("per_second", ()), 1),
            middle(figures.get("p50_ms", ()), 1),
            middle(figures.get("p99_ms", ()), 1),
            ", ".join(counts) or ("0" if figures else ""),
            middle(figures.get("together", ()), 1),
            middle(figures.get("server_pss_mb", ()), 0),
            middle(figures.get("cpu_percent", ()), 0),
            middle(figures.get("clients_mb", ()), 0),
        ]

    @property
    def _articles(self) -> Path:
        return self._folder / "articles.jsonl"

    @property
    def _passages(self) -> Path:
        return self._folder / "passages.jsonl"

    def _index(self, name: str) -> Path:
        return self._folder / f"{name}-index"


def figures_key(name: str, clients: int) -> str:
    """Return the key of a server's figures."""
    return f"{name}, {clients} clients"


def needed(name: str) -> Sequence[str]:
    """Return the packages that a server needs."""
    return *CONTESTANTS[SERVERS[name].index].packages, *SERVERS[name].packages


def parse_arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, help="articles.jsonl of a corpus")
    parser.add_argument("questions", type=Path, help="a text file, a question a line")
    parser.add_argument("--passages", type=int, default=100_000, help="number of passages to use (100,000)")
    parser.add_argument("--clients", default=CLIENTS, help=f"numbers of clients, separated by commas ({CLIENTS})")
    parser.add_argument("--seconds", type=float, default=15, help="length of each measurement (15)")
    parser.add_argument("--repetitions", type=int, default=1, help="repetitions of each measurement (1)")
    parser.add_argument("--indexes", type=Path, help="folder in which indexes are kept and used again")
    parser.add_argument("--only", action="append", choices=SERVERS, help="measure this server only; can be repeated")
    parser.add_argument("--json", type=Path, help="file for all figures")
    return parser.parse_args()


def main() -> None:
    """Measure, and print the table."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that no server is left behind
    given = parse_arguments()
    lacking = {name: lacks for name in SERVERS if (lacks := missing(needed(name)))}
    names = [name for name in given.only or SERVERS if name not in lacking]
    numbers = [int(it) for it in given.clients.split(",")]
    with ExitStack() as stack:
        folder = given.indexes or Path(stack.enter_context(TemporaryDirectory()))
        load = Load(folder / str(given.passages))
        passages = load.prepare(given.articles, given.passages)
        in_turns(list(dict.fromkeys(SERVERS[name].index for name in names)), 1, "index", load.index)
        for clients in numbers:
            ask = partial(load.ask, questions=given.questions, clients=clients, seconds=given.seconds)
            in_turns(names, given.repetitions, f"{clients} clients", ask)
    if given.json:
        kept = {"machine": machine(), "passages": passages, "figures": load.figures, "errors": load.errors}
        given.json.write_text(json.dumps(kept, indent=1))

    rows = [load.row(name, clients) for clients in numbers for name in names]
    rows += [["", f"{name}: not installed ({', '.join(it)})"] for name, it in lacking.items()]
    print(f"{passages:,} passages; {given.seconds:g} s each, medians of {given.repetitions}; {machine()}\n")
    print("\n".join(markdown(rows, COLUMNS)))
    print(f"\n{NOTE}")
    if repeated := [key for key, it in load.figures.items() if any(it["repeated"])]:
        print(
            f"Too few questions for: {'; '.join(repeated)}. Some were asked twice; give corpus.py more question files."
        )
    if lacking:
        print(f"\nTo install the missing packages: {INSTALL_COMMAND}")
    packages = dict.fromkeys(["torch", "faiss-cpu", *(it for name in names for it in needed(name))])
    print(f"\n{', '.join(versions(list(packages)))}")


if __name__ == "__main__":
    main()
