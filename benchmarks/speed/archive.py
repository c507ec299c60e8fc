"""Measure an archive of millions of passages: the first answer, questions of all kinds, memory, recall, and updates.

    python benchmarks/speed/archive.py INDEX CORPUS [--updates 5] [--json archives.json]

INDEX is one that `multiply.py` made. CORPUS is a folder of ``corpus.py``; its questions are asked, and an update adds
its next 100 articles, with the real model. The updates change INDEX. Every measurement is a new process. The JSON file
collects the archives that were measured, for ``plot.py``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from statistics import median

from growth import Growing, parts
from nutgraf.index.segments.folder import IndexFolder
from table import markdown

JUDGED = "25"
"""Questions for the recall: its truth takes 40 MB for each million passages and question."""
ARTICLES = 100


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--updates", type=int, default=5)
    parser.add_argument("--json", type=Path, help="the file to add the figures to")
    given = parser.parse_args()
    size = sum(entry.passages for entry in IndexFolder(given.index).manifest().segments)
    growing = Growing(given.index, given.corpus, None)
    cold, asked, recall = growing.cold(), growing.look("ask"), growing.look("recall", JUDGED)
    if given.json:
        kept = json.loads(given.json.read_text()) if given.json.exists() else {"steps": []}
        kept["steps"].append({"size": size, "cold_s": cold, "ask": asked, "recall": recall})
        given.json.write_text(json.dumps(kept, indent=1))
    held = asked["memory"][max(asked["memory"], key=int)]
    rows = [
        ["first answer of a new process, s", f"{cold[0]:.2f}; then {median(cold[1:]):.2f}"],
        *([f"{name}, p50 / p95, ms", f"{it['p50']:.1f} / {it['p95']:.1f}"] for name, it in asked["ms"].items()),
        ["at once, questions/s", f"{asked['together_per_second']:.0f}"],
        ["resident after 1,000 questions (not files'), MB", f"{held['VmRSS']:,.0f} ({held['RssAnon']:,.0f})"],
        [
            "recall@10 of dense, alone / with the pool of a search",
            f"{recall['first_look']:.3f} / {recall['search']:.3f}",
        ],
    ]
    _, later = parts(given.corpus / "articles.jsonl", [1], given.updates, ARTICLES)
    took = [growing.grow(part) for part in later]
    if took:
        seconds, whole = ([it[name] for it in took] for name in ("seconds", "process_s"))
        rows.append([f"{ARTICLES} articles more, s", f"{median(seconds):.2f}, worst {max(seconds):.2f}"])
        rows.append(["the same, with the start of the process", f"{median(whole):.2f}, worst {max(whole):.2f}"])
        rows.append(["hybrid after them, p50 / p95, ms", "{p50:.1f} / {p95:.1f}".format(**growing.look("quick"))])
    print("\n".join(markdown(rows, (str(given.index), ""))))


if __name__ == "__main__":
    main()
