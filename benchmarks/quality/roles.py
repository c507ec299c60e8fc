"""Roles turned round, opposite verbs, invented premises, life events: how many are noticed, and at what cost.

    python benchmarks/quality/roles.py [FOLDER...] [--limit N]

The first table is over ``roles.tsv`` beside this file: passages, each with a question that it answers and one that it
contradicts. FOLDER is a test collection as `nutgraf eval` takes it: of each of its questions the judged passage should
not be taken for a contradiction. No model is needed.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from kept_indexes import sampled
from nutgraf.corpus.passages import cut
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.search.evaluation.test_collection import find_file, load
from nutgraf.search.ranking.relevance.frames import asked_verbs
from nutgraf.search.ranking.relevance.life_events import life_event, untold
from nutgraf.search.ranking.relevance.roles import contradiction


def contradicted(question: str, passage: str, title: str = "") -> bool:
    """True where the product takes the passage for a contradiction."""
    return bool(contradiction(asked_verbs(question), passage, title) or untold(life_event(question), title, passage))


def pairs_table() -> None:
    """Print what is noticed of the pairs."""
    counts: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    lines = (Path(__file__).parent / "roles.tsv").read_text(encoding="utf-8").splitlines()
    for half, kind, passage, right, wrong in (line.split("\t") for line in lines):
        counts[half, kind].append((contradicted(wrong, passage), contradicted(right, passage)))
    print("| half | kind | pairs | contradictions noticed | right questions lost |\n|---|---|---|---|---|")
    for (half, kind), found in counts.items():
        noticed, lost = (sum(column) for column in zip(*found, strict=True))
        print(f"| {half} | {kind} | {len(found)} | {noticed} | {lost} |")


def natural(folder: Path, limit: int) -> str:
    """A line of the table of natural questions."""
    items = read([find_file(folder, "articles.jsonl")], base=Path.cwd())
    articles = {item.article.id: item.article for item in items if isinstance(item, SourcedArticle)}
    collection = load(folder)
    judged = [(query, name) for query, grades in sorted(collection.qrels.items()) for name in grades]
    chosen = sampled(judged, limit)
    lost = 0
    for query, name in chosen:
        article, _, number = name.partition("#p")
        told = articles[article]
        lost += contradicted(collection.queries[query], cut(told)[int(number or 0)].text, told.title)
    return f"| {folder.name} | {len(chosen):,} | {lost} | {100 * lost / len(chosen):.2f} % |"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--limit", type=int, default=1_000, help="judgements of a collection")
    given = parser.parse_args()
    pairs_table()
    if given.folders:
        print("\n| set | questions with their judged passage | taken for a contradiction | |\n|---|---|---|---|")
    for folder in given.folders:
        print(natural(folder, given.limit), flush=True)


if __name__ == "__main__":
    main()
