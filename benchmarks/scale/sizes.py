"""How large are the rows of an index in an engine?

python benchmarks/scale/sizes.py DIR

It makes the rows of the index in DIR as `nutgraf publish` does, and sends none of them. It prints the means of each
field that counts, for a passage: bytes of strings, entries of sparse vectors; and how many rows a second are made.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from nutgraf.index.engine.segment_rows import SegmentRows
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.folder import IndexFolder


def main() -> None:
    """Print the table."""
    snapshot = IndexFolder(Path(sys.argv[1])).open()
    store = LocalStore(snapshot, RankingProfile())
    sums: Counter[str] = Counter()
    began = time.process_time()
    for segment in snapshot.segments:
        rows = SegmentRows(segment, store.statistics.average_passage, RankingProfile())
        for collection in rows.counts():
            for batch, blobs in rows.batches(collection, 0):
                sums[collection] += len(batch)
                for row in batch:
                    sums.update({name: len(value) for name, value in row.items() if isinstance(value, str | dict)})
                sums["blobs"] += sum(len(row["data"]) for row in blobs)
    seconds = time.process_time() - began
    passages = sums["passages"]
    print(f"{passages:,} passages, {sums['windows']:,} windows, {sums['articles']:,} articles")
    print("| field | a passage |")
    print("|---|---|")
    for name, unit in (
        ("evidence", "bytes"), ("line", "bytes"), ("words", "bytes"), ("names", "bytes"), ("blobs", "bytes"),
        ("terms", "entries"), ("pairs", "entries"), ("windows", "vectors"),
    ):  # fmt: skip
        print(f"| {name} | {sums[name] / passages:,.1f} {unit} |")
    print(f"{passages / seconds:,.0f} passages a second of CPU")


if __name__ == "__main__":
    main()
