"""SelQA: questions on sections of Wikipedia, half of them paraphrased so as to share few words with the answer.

The questions are the development and the test part; half of them is public.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from records import article, json_lines, judgements, one_line, public_half

SOURCES = ("selqa/ass/selqa-ass-dev.json", "selqa/ass/selqa-ass-test.json")


def convert(sources: Mapping[str, bytes]) -> dict[str, str]:
    """The files of the set by name: a page is an article, and a section a paragraph."""
    rows = [row for path in SOURCES for row in json.loads(sources[path])]
    pages: dict[tuple[str, str], list[str]] = {}
    questions, pairs = [], []
    for number, row in enumerate(rows):
        sections = pages.setdefault((row["topic"], row["article"]), [])
        section = one_line(" ".join(row["candidates"]))
        if section not in sections:
            sections.append(section)
        page = list(pages).index((row["topic"], row["article"]))
        answer = one_line(row["candidates"][row["answers"][0]])
        questions.append({"id": f"selqa-q{number:04d}", "text": one_line(row["question"]), "answer": answer})
        pairs.append((f"selqa-q{number:04d}", f"selqa-{page:03d}#p{sections.index(section)}"))
    public = public_half(question["id"] for question in questions)
    return {
        "articles.jsonl": json_lines(
            article(f"selqa-{page:03d}", "\n\n".join(sections), title=title, category=topic.lower(), source="Wikipedia")
            for page, ((topic, title), sections) in enumerate(pages.items())
        ),
        "queries.jsonl": json_lines(question for question in questions if question["id"] in public),
        "qrels.tsv": judgements(pair for pair in pairs if pair[0] in public),
    }
