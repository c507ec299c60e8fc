"""Bring an index of an older nutgraf over, and hold what it answers afterwards against what it answered before.

    python benchmarks/speed/upgrade.py OLD_NUTGRAF INDEX QUESTIONS

``OLD_NUTGRAF`` is the command of the nutgraf that made ``INDEX``, which is copied and stays as it is; ``QUESTIONS`` has
one a line, of which the first hundred are asked in each mode.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nutgraf
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder

MODES = ("hybrid", "dense", "bm25")
SAME = ("rank", "id", "score", "cosine", "bm25", "text", "highlight", "paragraph")


def before(command: str, index: Path, questions: list[str], mode: str) -> list[list[dict[str, Any]]]:
    """The hits of each question by the old nutgraf, which prints a line of JSON a question."""
    asked = [command, "search", "-", "--index", str(index), "--mode", mode, "--format", "json"]
    printed = subprocess.run(asked, input="\n".join(questions), capture_output=True, text=True, check=False).stdout  # noqa: S603  # as named
    return [json.loads(line)["hits"] for line in printed.split("\n") if line]


def main(command: str, index: Path, file: Path) -> None:
    """Print how long the rebuild took, and for each mode how many questions have the same hits."""
    questions = file.read_text().splitlines()[:100]
    with tempfile.TemporaryDirectory(dir=index.parent) as folder:
        copy = Path(shutil.copytree(index, Path(folder) / "index"))
        old = {mode: before(command, copy, questions, mode) for mode in MODES}
        start = time.perf_counter()
        report = nutgraf.rebuild(copy)
        seconds = time.perf_counter() - start
        print(f"{report.new:,} articles in {seconds:.2f} s, {report.embedded} windows embedded")
        print(f"damage: {check(IndexFolder(copy)) or 'none'}")
        searcher = nutgraf.open(copy)
        for mode in MODES:
            new = [searcher.search(question, mode=mode).to_dict()["hits"] for question in questions]
            same = sum(
                [[hit[name] for name in SAME] for hit in one] == [[hit[name] for name in SAME] for hit in other]
                for one, other in zip(old[mode], new, strict=True)
            )
            print(f"{mode}: {same} of {len(questions)} questions have the same hits, scores included")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
