"""What a part of the ranking brings to the first hits: the product, and without that part.

    python benchmarks/quality/first_hits.py FOLDER... --without CONSTANT... [--later DAYS] [--untitled FOLDER...]

FOLDER is a test collection as `nutgraf eval` takes it, and a CONSTANT a field of `RankingProfile` that is 0 without the
part. With --later, questions are asked so many days after their day. The first column is nDCG@10. Where the questions
have the text of their answer, the others are the share of them for which it stands in the first three hits, and in
these or their headlines. Differences are in thousandths, with the 95 % interval of a paired bootstrap; "won, lost"
counts questions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import numpy as np
import orjson
from kept_indexes import indexes, options, sampled_questions
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.profile import RankingProfile
from nutgraf.search.evaluation.measures import bootstrap, measure
from nutgraf.search.evaluation.test_collection import (
    TestCollection,
    find_file,
    load,
    read_lines,
)
from nutgraf.search.library.searcher import Searcher

FIRST, SHORTEST = 3, 3
"""Hits in which the answer is looked for; characters of an answer, as fewer would be found anywhere."""
MEASURES = ("nDCG@10", "answer in the first three", "or in their headlines")


def ask(searcher: Searcher, collection: TestCollection, answers: Mapping[str, str], later: timedelta) -> np.ndarray:
    """float64 ``(questions, 3)``: `MEASURES` of each question; NaN where no answer is given."""
    run, found = {}, []
    for query, question in collection.queries.items():
        day = collection.asked.get(query)
        hits = searcher.search(question, k=collection.depth, as_of=day + later if day else None).hits
        run[query] = collection.judged_ids(name for hit in hits for name in (hit.id, *(copy.id for copy in hit.copies)))
        shown = [(hit.passage.text, hit.article.title) for hit in hits[:FIRST]]
        found.append(_found(shown, answers[query]) if len(answers.get(query, "")) >= SHORTEST else (np.nan, np.nan))
    return np.column_stack([measure(collection, run).per_query[:, 0], np.array(found)])


def _found(shown: list[tuple[str, str]], answer: str) -> tuple[bool, bool]:
    pattern = re.compile(rf"\b{re.escape(' '.join(answer.split()))}\b", re.IGNORECASE)
    in_texts, in_titles = (
        any(pattern.search(" ".join(it.split())) for it in them) for them in zip(*shown, strict=True)
    )
    return in_texts, in_texts or in_titles


def cells(without: np.ndarray, product: np.ndarray) -> str:
    """The columns of a measure: without the part, with it, the difference, and how many questions it wins and loses."""
    given = ~np.isnan(without)
    if not given.any():
        return " | | | "
    difference = (product - without)[given]
    mean, low, high = (1000 * it for it in bootstrap(difference[:, None], ["difference"])["difference"])
    won, lost = (difference > 0).sum(), (difference < 0).sum()
    interval = f"{mean:+.1f} ({low:+.1f} to {high:+.1f})"
    return f"{without[given].mean():.3f} | {product[given].mean():.3f} | {interval} | {won}, {lost}"


def row(name: str, without: np.ndarray, product: np.ndarray) -> str:
    """A line of the table."""
    measures = (cells(*columns) for columns in zip(without.T, product.T, strict=True))
    return f"| {name} | {len(without)} | {' | '.join(measures)} |"


def main() -> None:
    """Measure each collection, then all of them together."""
    parser = options(__doc__, 400)
    parser.add_argument("--without", nargs="+", required=True, metavar="CONSTANT")
    parser.add_argument("--later", type=int, default=0, metavar="DAYS")
    given = parser.parse_args()
    embedder, product = ModelEmbedder(), RankingProfile()
    profiles = (replace(product, **dict.fromkeys(given.without, 0.0)), product)
    print(f"| set | questions | {' | '.join(f'{it}: without | with | difference | won, lost' for it in MEASURES)} |")
    print(f"|{'---|' * (2 + 4 * len(MEASURES))}")
    pairs = []
    for folder, index in indexes(given, embedder):
        collection = sampled_questions(load(folder), given.limit)
        lines = read_lines(find_file(folder, "queries.jsonl"), orjson.loads, "JSON")
        answers = {line["id"]: line.get("answer") or "" for line in lines}
        searchers = [Searcher(index, follow=False, embedder=embedder, profile=it) for it in profiles]
        pairs.append([ask(searcher, collection, answers, timedelta(days=given.later)) for searcher in searchers])
        print(row(folder.name, *pairs[-1]), flush=True)
    print(row("all", *(np.concatenate(side) for side in zip(*pairs, strict=True))))


if __name__ == "__main__":
    main()
