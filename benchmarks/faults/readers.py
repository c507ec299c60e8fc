"""Reads files that were made to be slow or large, at sizes n, 2n and 4n, and prints the time and the peak of memory.

python benchmarks/faults/readers.py              all kinds, the reader alone
python benchmarks/faults/readers.py json html    the kinds whose names hold one of these words
python benchmarks/faults/readers.py --index      `nutgraf index` of each file, with the model
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hostile_documents import KINDS as DOCUMENTS
from hostile_files import KINDS, MIB

SECONDS = 60
"""A run that takes longer is ended."""
MEMORY = 6 << 30
"""Bytes that a run may reserve."""

_READER = """
import resource, sys, time
from pathlib import Path
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import ReadWarning
if "--start" in sys.argv: sys.exit(0)
path = Path(sys.argv[1])
began, articles, warnings = time.perf_counter(), 0, []
for item in read([path], base=path.parent):
    if isinstance(item, ReadWarning):
        warnings = [*warnings, item][-3:]
    else:
        articles += 1
seconds = time.perf_counter() - began
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
peak = int(status["VmHWM"].split()[0]) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
told = (f"{it.line}: {it.reason}"[:90] for it in warnings)
print(f"{seconds:8.2f} s {peak / 1024:7.0f} MiB  {articles} read;", *told)
"""


def run(path: Path, *, index: bool) -> str:
    """Read the file in a process of its own, and tell time, peak of memory and outcome."""
    command = [sys.executable, "-c", _READER, str(path)]
    if index:
        command = [
            str(Path(sys.executable).with_name("nutgraf")),
            "index",
            str(path),
            "--index",
            f"{path.parent}/index",
        ]
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  # our own reader, and a file that we made
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    resource.prlimit(process.pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        output, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return f"   over {SECONDS} s"
    last = (output.strip().splitlines() or ["no output"])[-1][:150]
    if not index:
        return last if not process.returncode else f"exit {process.returncode}: {last}"
    return f"{time.perf_counter() - began:8.2f} s  exit {process.returncode}: {last}"


def main() -> None:
    """Run the kinds that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", help="parts of the names of kinds")
    parser.add_argument("--index", action="store_true", help="run the command instead of the reader")
    parser.add_argument("--sizes", type=int, default=3, help="how many sizes, each twice the one before")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for name, (ending, make, first) in (KINDS | DOCUMENTS).items():
            if asked.words and not any(word in name for word in asked.words):
                continue
            path = Path(scratch, f"file{ending}")
            for power in range(asked.sizes):
                size = first << power
                content = make(size)
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
                del content  # or the process that is started would count it as its own
                result = run(path, index=asked.index)
                print(f"{name:40} {size:>11,} {path.stat().st_size / MIB:7.1f} MiB {result}", flush=True)
                if "over" in result:
                    break


if __name__ == "__main__":
    main()
