"""What a rotten index is asked: every mode and filter, quoted words, each article, the status."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bad_days import news
from cases import promise
from generations import StoredModel
from nutgraf.corpus.errors import IndexFormatError
from nutgraf.index.filter import Filter
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.query.options import MODES

STORIES = 280
"""Stories that are asked for, by number."""
REFUSED = "is damaged"


def ask(index: Path) -> dict[str, object]:
    """Ask everything; an answer is REFUSED where a file is said to be damaged. Each search opens the index anew."""
    said = {name: _answer(index, question) for name, question in _questions().items()}
    searcher = _answer(index, lambda searcher: searcher)
    for number in range(STORIES):
        name = f"s{number}"
        said[f"show {name}"] = _answer(searcher, lambda it: (it.article(name), it.passages(name)))  # noqa: B023
    return said


def _questions() -> dict[str, Callable[[Searcher], object]]:
    def search(question: str, **options: Any) -> Callable[[Searcher], object]:  # noqa: ANN401
        return lambda searcher: [_hit(hit) for hit in searcher.search(question, k=100, **options).hits]

    quoted = f'"{" ".join(news.story(7)["text"].split()[2:5])}"'
    questions = {
        f"{mode}: {question}": search(question, mode=mode) for mode in MODES for question in news.QUESTIONS[:2]
    }
    questions |= {f"{mode}, quoted": search(quoted, mode=mode) for mode in MODES}
    for name, filters in {
        "source": Filter(source=("Herald",)),
        "time": Filter(since=date(2023, 3, 1), until=date(2023, 6, 1)),
    }.items():
        questions |= {f"{mode}, by {name}": search("storm", mode=mode, filters=filters) for mode in MODES}
    return questions | {
        "status": lambda searcher: {**searcher.status().to_dict(), "committed": None, "last_run": None, "id": None}
    }


def _hit(hit: Any) -> tuple[object, ...]:  # noqa: ANN401  # a Hit
    return hit.id, hit.score, hit.cosine, hit.bm25, hit.passage.text, str(hit.article), hit.highlight


def _answer(index: Path | object, question: Callable[[Any], object]) -> object:
    """Ask a searcher, or a new one over an index."""
    if index == REFUSED:
        return REFUSED
    try:
        if isinstance(index, Path):
            index = Searcher(index, embedder=StoredModel(IndexFolder(index).manifest().model))
        return question(index)
    except IndexFormatError as error:
        promise("check --repair" in str(error), f"the refusal does not say what to do: {error}")
        return REFUSED
