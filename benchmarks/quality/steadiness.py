"""How steady relevance is: the same passage for the same question, under filters, other `k`, and other articles.

    python benchmarks/quality/steadiness.py FOLDER... [--others FOLDER...] [--limit N]

FOLDER is a test collection as `nutgraf eval` takes it. Each question is asked of an index of its own collection, then
under each filter that its first hit passes, with other `k`, and of an index that holds the articles of all folders. The
table gives the largest change of the relevance of that hit, and of the verdict where it stayed first. The archive with
more articles is asked as of its own last day, and once more as of the same day.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from nutgraf.corpus.reader import read
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.filter import Filter
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing.build import add
from nutgraf.search.evaluation.test_collection import find_file, load
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.query.options import SearchKeywords
from nutgraf.search.ranking.results import Hit

DEPTH = 50
STEADY = 0.05
"""The largest change that is asked for."""


def variants(hit: Hit) -> Iterator[tuple[str, SearchKeywords]]:
    """Yield each way of asking that `hit` passes."""
    article = hit.article
    if article.published:
        day = article.published.date()
        yield "since and until", {"filters": Filter(since=day, until=day), "k": DEPTH}
    if article.source:
        yield "source", {"filters": Filter(source=(article.source,)), "k": DEPTH}
    if article.authors:
        yield "author", {"filters": Filter(author=article.authors[:1]), "k": DEPTH}
    if article.categories:
        yield "category", {"filters": Filter(category=article.categories[:1]), "k": DEPTH}
    yield "k of 1", {"k": 1}
    yield "k of 200", {"k": 200}


def main() -> None:
    """Ask, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--others", nargs="+", type=Path, default=[])
    parser.add_argument("--limit", type=int, default=300, help="questions in all")
    given = parser.parse_args()
    embedder = ModelEmbedder()
    changes: dict[str, list[tuple[float, float, str]]] = {}
    with TemporaryDirectory() as scratch:
        files = {folder: find_file(folder, "articles.jsonl") for folder in (*given.folders, *given.others)}
        add(IndexFolder(Path(scratch) / "all"), read([*files.values()], base=Path.cwd()), embedder)
        together = Searcher(Path(scratch) / "all", embedder=embedder, follow=False)
        for folder in given.folders:
            add(IndexFolder(Path(scratch) / folder.name), read([files[folder]], base=Path.cwd()), embedder)
            alone = Searcher(Path(scratch) / folder.name, embedder=embedder, follow=False)
            questions = [*load(folder).queries.values()]
            for question in questions[:: max(1, len(questions) * len(given.folders) // given.limit)]:
                before = alone.search(question)
                if not before.hits:
                    continue
                first = before.hits[0]
                asked = [(name, alone.search(question, **options)) for name, options in variants(first)]
                asked.append(("more articles", together.search(question, k=DEPTH)))
                as_of = before.understood.timing.as_of  # "today" is the last day of an archive, unless it is told
                day = as_of.day if as_of else None
                asked.append(("more articles, same day", together.search(question, k=DEPTH, as_of=day)))
                for name, after in asked:
                    same = next((hit for hit in after.hits if hit.id == first.id), None)
                    if same is None:
                        continue
                    stayed = after.hits[0].id == first.id
                    verdict = abs(after.verdict.probability - before.verdict.probability) if stayed else 0.0
                    changes.setdefault(name, []).append((abs(same.relevance - first.relevance), verdict, question))
    print("| | questions | changed by over 0.05 | largest change of relevance | of the verdict | the question |")
    print("|---|---|---|---|---|---|")
    for name, values in changes.items():
        worst = max(values)
        changed = sum(it[0] > STEADY for it in values)
        figures = f"{len(values)} | {changed} | {worst[0]:.4f} | {max(it[1] for it in values):.4f}"
        print(f"| {name} | {figures} | {worst[2][:60]} |")


if __name__ == "__main__":
    main()
