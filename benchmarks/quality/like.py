"""Where `nutgraf like` ends: the precision and the recall of what it takes for the same story.

    python benchmarks/quality/like.py [FOLDER] [--floors 0 0.1 0.2 0.3] [-k 10]

Asks for more like each article of the made stories of ``wire_stories.py``, and of the articles of FOLDER, which has
``articles.jsonl`` and ``groups.tsv`` (article-id, group) as OneStopEnglish has. Means over the articles.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

import nutgraf
from nutgraf.search.library.searcher import Searcher
from wire_stories import stories


def row(searcher: Searcher, groups: Mapping[str, str], k: int) -> list[str]:
    """Measure the searcher on all articles: precision of what is found, recall, and for how many there is nothing."""
    sizes, precision, recall, nothing = Counter(groups.values()), [], [], 0
    for name, group in groups.items():
        report = searcher.like(name, k=k)
        found = [it.article.id for it in report.articles] if report else []
        right = sum(groups.get(it) == group for it in found)
        nothing += not found
        if found:
            precision.append(right / len(found))
        if sizes[group] > 1:
            recall.append(right / (sizes[group] - 1))
    return [f"{mean(precision):.3f}", f"{mean(recall):.3f}", str(nothing)]


def main() -> None:
    """Measure both sets and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--floors", nargs="+", type=float, default=[0.0, 0.1, 0.2, 0.3])
    parser.add_argument("-k", type=int, default=10)
    parser.add_argument("--stories", type=int, default=100)
    given = parser.parse_args()
    with TemporaryDirectory() as scratch:
        groups = {f"made stories, {given.stories}": _made(f"{scratch}/0", given.stories)}
        if given.folder:
            groups[given.folder.name] = _of(f"{scratch}/1", given.folder)
        print("| articles | floor | precision | recall | nothing found |\n|---|---|---|---|---|")
        for number, (label, group) in enumerate(groups.items()):
            searcher = nutgraf.open(f"{scratch}/{number}")
            for floor in given.floors:
                other = searcher.with_profile(nutgraf.RankingProfile(like_floor=floor))
                print(f"| {label} | {floor:.1f} | {' | '.join(row(other, group, given.k))} of {len(group):,} |")


def _made(index: str, count: int) -> dict[str, str]:
    made = list(stories(count))
    nutgraf.add(index, [article for story in made for article in story.articles])
    return {article.id: story.question for story in made for article in story.articles}


def _of(index: str, folder: Path) -> dict[str, str]:
    nutgraf.add_files(index, [str(next(folder.glob("articles.jsonl*")))])
    with (folder / "groups.tsv").open() as lines:
        return {line["article-id"]: line["group"] for line in csv.DictReader(lines, delimiter="\t")}


if __name__ == "__main__":
    main()
