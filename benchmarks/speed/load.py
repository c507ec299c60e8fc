"""`nutgraf serve` beside the servers of others under load: how many questions a second, and how long each waits.

    python -m venv build/peers
    build/peers/bin/pip install -c constraints.txt -r benchmarks/quality/peers.txt -e '.[serve]'
    build/peers/bin/python benchmarks/speed/load.py articles.jsonl questions.txt --passages 100000

The two files come from ``corpus.py``. All serve the same passages with the same model. At each number of clients all
have their turn, each with a server that is started for it and warmed up; repetitions go forwards and backwards by
turns. Server and clients share this machine. A client asks its next question when it has its answer, over a connection
that it keeps; no question is asked twice of a server while there are others.
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

HOW = "build/peers/bin/pip install -c constraints.txt -r benchmarks/quality/peers.txt -e '.[serve]'"
CLIENTS = "1,8,64"
COLUMNS = (
    "clients", "", "questions/s", "p50, ms", "p99, ms", "errors", "at once", "peak of the server, MB",
    "the clients' CPU, %", "their peak, MB",
)  # fmt: skip
NOTE = """\
Errors are by status; cut: the connection; late: no answer in a minute. At once: how many questions nutgraf's server
handed to a worker together, in the mean. The server's memory is that of its processes together, pages that they share
counted once (Pss). 100 % is one core. Chroma's server embeds no questions: its clients do, with sentence-transformers,
one after another with all cores; so the model is in their CPU and memory."""
_SAID = {"0": "cut", "-1": "late"}


class Load:
    """What is measured, and what was.

    Args:
        folder: Where indexes go, and are taken from if they are there.

    Attributes:
        figures: By server and number of clients, by measure, a figure a repetition.
        errors: By server and number of clients, how many of each status.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.figures: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        self.errors: dict[str, Counter[str]] = defaultdict(Counter)

    def prepare(self, source: Path, passages: int) -> int:
        """Cut the first so many passages of `source`; how many it is (articles stay whole)."""
        if not self._passages.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            new = self._folder / "new.jsonl"
            run([sys.executable, HERE / "cutting.py", source, self._articles, new, str(passages)])
            new.rename(self._passages)
        with self._passages.open() as lines:
            return sum(1 for _ in lines)

    def index(self, name: str, _: int) -> None:
        """Index for a contestant, if nobody has."""
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
        """Start a server, and have so many clients ask it for so long."""
        server = SERVERS[name]
        script = HERE / "clients.py"
        with running(server, self._index(server.index)) as (host, leader), Peak(leader) as peak:
            done = run([sys.executable, script, name, host, questions, str(clients), str(seconds)])
            own = server.told(host)
        told = json.loads(done.output)
        key = of(name, clients)
        self.errors[key].update(told.pop("errors"))
        memory = {"server_pss_mb": peak.pss, "server_rss_mb": peak.rss, "clients_mb": done.peak_mb}
        for what, value in (told | memory | dict(own)).items():
            self.figures[key][what].append(value)

    def row(self, name: str, clients: int) -> list[str]:
        """The cells of a server. A figure that was not taken is empty."""
        key = of(name, clients)
        figures: Mapping[str, list[float]] = self.figures.get(key, {})
        errors = self.errors.get(key, Counter[str]())
        counts = [f"{count} x {_SAID.get(status, status)}" for status, count in sorted(errors.items())]
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


def of(name: str, clients: int) -> str:
    """The key of a server's figures."""
    return f"{name}, {clients} clients"


def needed(name: str) -> Sequence[str]:
    """The packages of a server."""
    return *CONTESTANTS[SERVERS[name].index].packages, *SERVERS[name].packages


def parsed() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, help="articles.jsonl of a corpus")
    parser.add_argument("questions", type=Path, help="a text file, a question a line")
    parser.add_argument("--passages", type=int, default=100_000, help="the first so many (100,000)")
    parser.add_argument("--clients", default=CLIENTS, help=f"how many at once, several with commas ({CLIENTS})")
    parser.add_argument("--seconds", type=float, default=15, help="of each measurement (15)")
    parser.add_argument("--repetitions", type=int, default=1, help="of each measurement (1)")
    parser.add_argument("--indexes", type=Path, help="keep indexes in this folder, and take them from there")
    parser.add_argument("--only", action="append", choices=SERVERS, help="repeat for several")
    parser.add_argument("--json", type=Path, help="keep every figure here")
    return parser.parse_args()


def main() -> None:
    """Measure, and print the table."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # or a server would be left behind
    given = parsed()
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
        print(f"There were too few questions for: {'; '.join(repeated)}. Some were asked twice.")
    if lacking:
        print(f"\nWhat is not installed: {HOW}")
    packages = dict.fromkeys(["torch", "faiss-cpu", *(it for name in names for it in needed(name))])
    print(f"\n{', '.join(versions(list(packages)))}")


if __name__ == "__main__":
    main()
