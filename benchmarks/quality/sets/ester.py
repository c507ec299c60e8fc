"""ESTER: questions on what events caused, comprised or would bring about, on passages of newswire.

The questions are those of the development and the test part, and 500 of the training part; half of them is public.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from records import article, json_lines, judgements, one_line, public_half

SOURCES = (
    "ESTER/data/final_dev_ans_gen.json",
    "ESTER/data/final_test_ans_gen.json",
    "ESTER/data/final_train_ans_gen_500original.json",
)


def convert(sources: Mapping[str, bytes]) -> dict[str, str]:
    """The files of the set by name; a passage is an article of one paragraph."""
    rows = [row for path in SOURCES for row in json.loads(sources[path])]
    ids: dict[str, str] = {}
    asked: dict[tuple[str, str], str] = {}
    for row in rows:
        passage = ids.setdefault(one_line(row["context"]), f"ester-{len(ids):03d}")
        answers = row.get("answer_texts")  # hidden in the test part
        asked.setdefault((one_line(row["question"]), passage), answers[0] if answers else "")
    questions = {f"ester-q{number:04d}": key for number, key in enumerate(asked)}
    kept = sorted(public_half(questions))
    return {
        "articles.jsonl": json_lines(article(passage, text) for text, passage in ids.items()),
        "queries.jsonl": json_lines(
            {"id": key, "text": questions[key][0], "answer": asked[questions[key]]} for key in kept
        ),
        "qrels.tsv": judgements((key, questions[key][1]) for key in kept),
    }
