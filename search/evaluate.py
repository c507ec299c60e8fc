"""Evaluation: a folder of articles, questions and judgements, and how well each mode ranks them.

The folder holds ``articles.jsonl``, ``queries.jsonl`` (``id``, ``text``) and ``qrels.tsv`` (``query-id``,
``corpus-id``, ``score``, with a header row), each also as ``.gz``. A corpus id is a passage's (``<article>#p<number>``)
or, in all rows of a set, an article's: then an article ranks where its best passage does.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter

import ir_measures
import orjson
from ir_measures import RR, R, Success, nDCG

from ..corpus.errors import CorpusError
from ..corpus.found import Found, Notice
from ..corpus.reader import read
from ..index.build import add
from ..index.folder import IndexFolder
from ..index.protocols import Embedder
from .engine import Searcher
from .hits import Mode, Result

MEASURES = {"nDCG@10": nDCG @ 10, "recall@20": R @ 20, "MRR@10": RR @ 10, "hit@1": Success @ 1, "hit@10": Success @ 10}
"""Those of trec_eval, through the library ir_measures. Hit is the share of questions with a right answer so far up."""

DEPTH = 100
"""Passages asked for: enough to meet 20 articles."""

_PASSAGE_ID = re.compile(r"#p\d+$")


@dataclass(frozen=True, slots=True)
class Judged:
    """Questions, and what answers them.

    Attributes:
        queries: Text by query id, only of those that have judgements.
        judgements: By query id, the grade of each relevant passage or article.
        by_article: Whether the judgements are on articles.
    """

    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]
    by_article: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """How well one mode did.

    Attributes:
        means: Of each of `MEASURES`, over all judged questions.
        seconds: For a question, on average.
    """

    means: Mapping[str, float]
    seconds: float

    def to_dict(self) -> dict[str, float]:
        """As JSON values."""
        return {**self.means, "seconds": self.seconds}


def load(folder: Path) -> Judged:
    """Read the questions and judgements of `folder`.

    Raises:
        CorpusError: A file is missing, or is not what it should be.
    """
    judgements: dict[str, dict[str, int]] = {}
    path = existing(folder, "qrels.tsv")
    try:
        for query, passage, grade in csv.reader(_lines(path), delimiter="\t"):
            if grade != "score":
                judgements.setdefault(query, {})[passage] = int(grade)
    except ValueError as error:
        raise CorpusError(f"{path}: not rows of query-id, corpus-id and score: {error}") from None
    path = existing(folder, "queries.jsonl")
    try:
        records = [orjson.loads(line) for line in _lines(path)]
        queries = {it["id"]: it["text"] for it in records if it["id"] in judgements}
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise CorpusError(f"{path}: not lines of JSON with id and text: {error!r}") from None
    if not queries:
        raise CorpusError(f"{folder}: no question has a judgement")
    by_article = not any(_PASSAGE_ID.search(it) for grades in judgements.values() for it in grades)
    return Judged(queries, {query: judgements[query] for query in queries}, by_article)


def evaluate(judged: Judged, search: Callable[[str], Result]) -> Scores:
    """Ask every question and measure the rankings.

    Args:
        judged: The questions.
        search: Gives the `DEPTH` best passages.
    """
    started = perf_counter()
    run = {query: _ranked(search(text), judged.by_article) for query, text in judged.queries.items()}
    seconds = (perf_counter() - started) / len(run)
    # trec_eval orders by score and breaks ties its own way: the place in our ranking is the score.
    scored = {query: {it: -float(place) for place, it in enumerate(ids)} for query, ids in run.items()}
    means = ir_measures.calc_aggregate(MEASURES.values(), judged.judgements, scored)
    return Scores({name: float(means[measure]) for name, measure in MEASURES.items()}, seconds)


def compare(judged: Judged, searcher: Searcher, modes: Iterable[Mode]) -> dict[Mode, Scores]:
    """Measure each mode with the same questions. One question is asked first, so that no mode pays for the start."""
    for mode in modes:
        searcher.search("is anybody there?", mode=mode)
    return {mode: evaluate(judged, partial(searcher.search, k=DEPTH, mode=mode)) for mode in modes}


def index_articles(folder: Path, index: Path, embedder: Embedder, *, titles: bool = True) -> None:
    """Index the articles of `folder`, with or without their titles.

    Raises:
        CorpusError: A record cannot be taken: measuring with articles missing would mean nothing.
    """

    def refuse(notice: Notice) -> None:
        raise CorpusError(str(notice))

    items = read([existing(folder, "articles.jsonl")], base=folder)
    if not titles:
        items = (replace(it, article=replace(it.article, title="")) if isinstance(it, Found) else it for it in items)
    add(IndexFolder(index), items, embedder, prune=lambda _: True, on_notice=refuse)


def existing(folder: Path, name: str) -> Path:
    """The file `name` of `folder`, or its ``.gz``.

    Raises:
        CorpusError: There is neither.
    """
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise CorpusError(f"{folder} has no {name} (or {name}.gz); a folder to evaluate needs articles, queries and qrels")


def _ranked(result: Result, by_article: bool) -> list[str]:
    ids = (hit.article.id if by_article else hit.id for hit in result.hits)
    return list(dict.fromkeys(ids))


def _lines(path: Path) -> Iterator[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            if line.strip():
                yield line.rstrip("\n")
