"""The measurements of ``suite.py``, each in a process of its own."""

from __future__ import annotations

import json
import shutil
import sys
from collections import defaultdict
from pathlib import Path

from contestants import CONTESTANTS
from processes import disk_mb, run

HERE = Path(__file__).parent
OURS = "nutgraf"
COMMAND = Path(sys.executable).parent / OURS
ENCODE = "`SentenceTransformer.encode` alone"


class Bench:
    """Runs the measurements and keeps their figures.

    Args:
        scratch: Folder for files and indexes.

    Attributes:
        figures: By contestant and measure, one figure for each repetition.
    """

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self.figures: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))

    def prepare(self, corpus: str, source: Path, passages: int = 10**9) -> int:
        """Save the first articles of `source`, about this many passages, as `corpus`; return the number of passages."""
        self._articles(corpus).parent.mkdir()
        places = source, self._articles(corpus), self._passages(corpus)
        return int(run([sys.executable, HERE / "cutting.py", *places, str(passages)]).output)

    def index(self, name: str, corpus: str) -> None:
        """Index a corpus from scratch."""
        if name == ENCODE:
            self._encode(corpus)
            return
        folder = self._folder(name, corpus)
        shutil.rmtree(folder, ignore_errors=True)
        if name == OURS:
            done = run([COMMAND, "index", self._articles(corpus), "--index", folder])
        else:
            folder.mkdir()
            done = run(_worker(name, "index", self._passages(corpus), folder))
        self._note(name, f"{corpus}_s", done.seconds)
        if corpus == "whole":
            self._note(name, "index_mb", done.peak_mb)
            self._note(name, "disk_mb", disk_mb(folder))

    def _encode(self, corpus: str) -> None:
        done = run([sys.executable, HERE / "worker.py", "encode", self._passages(corpus)])
        for what, value in json.loads(done.output).items():
            self._note(ENCODE, what, value)

    def cold(self, name: str, question: str) -> None:
        """Ask a question of a new process."""
        folder = self._folder(name, "whole")
        ours = [COMMAND, "search", question, "--index", folder]
        done = run(ours if name == OURS else _worker(name, "cold", folder, question))
        self._note(name, "cold_s", done.answered)

    def warm(self, name: str, questions: Path) -> None:
        """Ask many questions of one process, one by one."""
        done = run(_worker(name, "warm", self._folder(name, "whole"), questions))
        self._note(name, "search_mb", done.peak_mb)
        for what, value in json.loads(done.output).items():
            self._note(name, what, value)

    def judge(self, name: str, collection: Path) -> None:
        """Measure nDCG@10 on a test collection."""
        self.index(name, "judged")
        done = run(_worker(name, "judge", self._folder(name, "judged"), collection))
        self._note(name, "ndcg", json.loads(done.output)["ndcg"])

    def _articles(self, corpus: str) -> Path:
        return self._scratch / corpus / "articles.jsonl"

    def _passages(self, corpus: str) -> Path:
        return self._scratch / corpus / "passages.jsonl"

    def _folder(self, name: str, corpus: str) -> Path:
        return self._scratch / f"{corpus}-{list(CONTESTANTS).index(name)}"

    def _note(self, name: str, what: str, value: float) -> None:
        self.figures[name][what].append(value)


def _worker(name: str, *arguments: str | Path) -> list[str | Path]:
    return [sys.executable, HERE / "worker.py", name, *arguments]
