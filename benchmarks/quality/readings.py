"""What is read in the questions of test collections: authors, sections, dates, exclusions, other spellings.

    python benchmarks/quality/readings.py FOLDER... [--part authors,also,...]

FOLDER is a test collection as `nutgraf eval` takes it. Each question is asked by words alone of an index of its own
articles; no model is needed. A line of what was read in each question that has any reading, tab-separated, is to be
looked through by a person for false ones; the table counts them. These questions ask for facts: most readings of
an author or an exclusion in them are false.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from nutgraf.corpus.reader import read
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing.build import add
from nutgraf.search.evaluation.test_collection import find_file, load
from nutgraf.search.library.searcher import Searcher

PARTS = ("authors", "categories", "excluded", "also", "negated", "periods", "yearly", "order")


def main() -> None:
    """Read the questions, print what was read, and count it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--part", default="authors,categories,excluded,also,negated", help="parts to list")
    given = parser.parse_args()
    listed = given.part.split(",")
    embedder, counts = ModelEmbedder(), {}
    for folder in given.folders:
        with TemporaryDirectory() as scratch:
            add(IndexFolder(Path(scratch)), read([find_file(folder, "articles.jsonl")], base=Path.cwd()), embedder)
            searcher = Searcher(Path(scratch), follow=False)
            collection = load(folder)
            questions = [*collection.queries.values(), *collection.unanswered.values()]
            counts[folder.name] = Counter({"questions": len(questions)})
            for question in questions:
                understood = searcher.search(question, mode="bm25", k=1).to_dict()["understood"]
                found = {part: understood[part] for part in PARTS if part in understood}
                counts[folder.name].update(found.keys())
                if shown := {part: value for part, value in found.items() if part in listed}:
                    print(folder.name, orjson.dumps(shown).decode(), question, sep="\t")
    print(f"\n| set | questions | {' | '.join(PARTS)} |\n|---|{'---|' * (len(PARTS) + 1)}")
    for name, count in counts.items():
        print(f"| {name} | {count['questions']:,} | {' | '.join(str(count[part]) for part in PARTS)} |")


if __name__ == "__main__":
    main()
