"""Measure a first run: `nutgraf index` of one article, with a cache in which no model is compiled yet.

    python benchmarks/speed/first_run.py [COMMAND ...]

Each COMMAND is a `nutgraf` to measure, in turns; by default the one of this environment.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from table import markdown

TURNS = 5
ARTICLE = {"id": "a1", "title": "River clean again", "text": "Otters are back in the Luhe.\n\nIt took eleven years."}


def measured(command: Path) -> tuple[float, float]:
    """Seconds that a first run takes, and seconds of CPU time, its children's included."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "one.jsonl").write_text(json.dumps(ARTICLE))
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
        subprocess.run(  # noqa: S603  # our own command
            [command, "index", "one.jsonl"], cwd=folder, env=os.environ | {"NUTGRAF_CACHE": f"{folder}/cache"},
            capture_output=True, check=True,
        )  # fmt: skip
        seconds, after = perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    commands = [Path(it).absolute() for it in sys.argv[1:]] or [Path(sys.executable).with_name("nutgraf")]
    times: dict[Path, list[tuple[float, float]]] = {command: [] for command in commands}
    for _ in range(TURNS):
        for command in commands:
            times[command].append(measured(command))
    rows = [[str(it), *(f"{median(column):.1f}" for column in zip(*times[it], strict=True))] for it in commands]
    print(*markdown(rows, ["", "seconds", "seconds of CPU"]), sep="\n")
