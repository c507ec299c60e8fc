"""Make test collections whose articles are one paragraph each, as a database or a spreadsheet often has them.

    python benchmarks/quality/joined.py FOLDER... OUT

Writes `OUT/NAME-joined` for each FOLDER, a test collection as `nutgraf eval` takes it, its judgements on articles.
Longer articles than a paragraph may be are cut off.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import orjson
from nutgraf.corpus.article import LONGEST_PARAGRAPH
from nutgraf.corpus.files.walk import ARTICLES, QRELS, QUERIES
from nutgraf.search.evaluation.test_collection import find_file, load, read_lines

_LINE_ENDS = re.compile(r"\s*\n\s*")


def join(folder: Path, out: Path) -> None:
    """Write the test collection `folder` to `out`, each article in one paragraph."""
    out.mkdir(parents=True)
    records = list(read_lines(find_file(folder, ARTICLES), orjson.loads, "an article"))
    for record in records:
        record["text"] = _LINE_ENDS.sub(" ", record["text"])[:LONGEST_PARAGRAPH]
    (out / ARTICLES).write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
    rows = [
        f"{query}\t{article}\t1\n"
        for query, grades in load(folder).qrels.items()
        for article in dict.fromkeys(name.partition("#p")[0] for name in grades)
    ]
    (out / QRELS).write_text("".join(["query-id\tcorpus-id\tscore\n", *rows]), encoding="utf-8")
    queries = list(read_lines(find_file(folder, QUERIES), orjson.loads, "a query"))
    (out / QUERIES).write_bytes(b"".join(orjson.dumps(query) + b"\n" for query in queries))


def main() -> None:
    """Join the articles of each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    for folder in given.folders:
        join(folder, given.out / f"{folder.name}-joined")


if __name__ == "__main__":
    main()
