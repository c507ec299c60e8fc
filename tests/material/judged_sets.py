"""A small folder to evaluate, for tests of measuring and of its command."""

from __future__ import annotations

import json
from pathlib import Path

ARTICLES = [
    {"id": "a", "title": "Weather", "text": "the storm at the bridge\n\nthe mayor on the river"},
    {"id": "b", "title": "Glacier", "text": "a fire in the school"},
    {"id": "c", "title": "Budget", "text": "the budget vote\n\nthe storm in the harbour"},
]
QUERIES = [
    {"id": "q1", "text": "fire in the school"},
    {"id": "q2", "text": "storm"},
    {"id": "unjudged", "text": "who?"},
]
PASSAGES = [("q1", "b#p0", 1), ("q2", "a#p0", 1), ("q2", "c#p1", 1)]


def lines(records):
    return "".join(json.dumps(it) + "\n" for it in records)


def qrels(rows):
    return "query-id\tcorpus-id\tscore\n" + "".join(f"{query}\t{judged}\t{grade}\n" for query, judged, grade in rows)


def write_set(folder: Path, **changed: str | bytes | None) -> Path:
    """Write the folder; what is given replaces a file of it, None leaves it out."""
    folder.mkdir(exist_ok=True)
    files = {"articles.jsonl": lines(ARTICLES), "queries.jsonl": lines(QUERIES), "qrels.tsv": qrels(PASSAGES)}
    for name, usual in files.items():
        text = changed.get(name.partition(".")[0], usual)
        if text is not None:
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def answerable(count: int) -> dict[str, str]:
    """Files of a set: `count` articles of a sentence, a question for each, and as many questions without an answer."""
    names = [
        f"{first}{second}"
        for first in ("Ar", "Bel", "Cor", "Dun", "Esk")
        for second in ("len", "mark", "ton", "by", "wick")
    ]
    articles = [
        {"id": name, "text": f"The bridge of {name} was closed after the flood of {1900 + n}."}
        for n, name in enumerate(names[:count])
    ]
    queries = [{"id": f"q{it['id']}", "text": f"when was the bridge of {it['id']} closed?"} for it in articles]
    unanswered = [{"id": f"u{n}", "text": f"who won the chess title of {1700 + n}?"} for n in range(count)]
    return {
        "articles": lines(articles),
        "queries": lines([*queries, *unanswered]),
        "qrels": qrels([(f"q{it['id']}", f"{it['id']}#p0", 1) for it in articles]),
    }
