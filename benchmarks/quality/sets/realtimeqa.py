"""RealTime QA: weekly news quizzes of CNN and The Week, and the lines of news that explain each right answer.

Each line is a dated article of one paragraph. Many questions say "this week"; `asked` is the day of the quiz. Half of
the questions is public. Those of 2022 and 2023 are left out, for sets over whole articles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape

from records import article, json_lines, judgements, one_line, public_half

SOURCES = tuple(
    f"realtimeqa_public/{folder}/" for folder in ("backnumber/2020", "backnumber/2021", "past/2024", "past/2025")
)
MOST = 2000
FEWEST = 8
"""Words of a line; shorter ones only name the answer."""
_TAG = re.compile(r"<[^>]*>")


def convert(sources: Mapping[str, bytes]) -> dict[str, str]:
    """The files of the set by name, made from one file of questions a week."""
    articles, questions, pairs, seen = [], [], [], set()
    for row in asked(sources):
        text = one_line(unescape(_TAG.sub("", row.get("evidence") or "")))
        if len(text.split()) < FEWEST or text in seen:
            continue
        seen.add(text)
        news = f"rt-{len(articles):04d}"
        day = row["question_date"].replace("/", "-")
        articles.append(article(news, text, published=day, source=row["question_source"]))
        questions.append(
            {"id": f"{news}-q", "text": one_line(row["question_sentence"]), "answer": right(row), "asked": day}
        )
        pairs.append((f"{news}-q", news))
    public = public_half((question["id"] for question in questions), most=MOST)
    return {
        "articles.jsonl": json_lines(articles),
        "queries.jsonl": json_lines(question for question in questions if question["id"] in public),
        "qrels.tsv": judgements(pair for pair in pairs if pair[0] in public),
    }


def asked(sources: Mapping[str, bytes]) -> Iterator[dict[str, str]]:
    """The questions of all weeks."""
    for path in sorted(path for path in sources if path.endswith("_qa.jsonl")):
        for line in sources[path].decode().splitlines():
            yield json.loads(line)


def right(row: Mapping[str, str]) -> str:
    """The right one of the answers to choose from."""
    return one_line(row["choices"][int(row["answer"][0])])
