"""LIAR-PLUS: statements that PolitiFact checked, and the paragraph of the article that says what is known.

Sentences with the verdict are taken out by the source. Half of the statements is public.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from records import article, json_lines, judgements, one_line, public_half

SOURCES = ("LIAR-PLUS/dataset/jsonl/test2.jsonl", "LIAR-PLUS/dataset/jsonl/val2.jsonl")


def convert(sources: Mapping[str, bytes]) -> dict[str, str]:
    """The files of the set by name, made from the validation and the test part."""
    articles, questions, pairs, seen = [], [], [], set()
    for path in SOURCES:
        for line in sources[path].decode().splitlines():
            row = json.loads(line)
            number, claim = row["json_file_id"].removesuffix(".json"), one_line(row["claim"])
            text = one_line((row["justification"] or "").replace('""', '"'))
            if not text or text in seen:  # some articles check several statements
                continue
            seen.add(text)
            topics = row["topics"]
            articles.append(
                article(f"liar-{number}", text, category=topics[0] if topics else None, source="PolitiFact")
            )
            questions.append({"id": f"liar-{number}-claim", "text": claim, "answer": row["label"]})
            pairs.append((f"liar-{number}-claim", f"liar-{number}"))
    public = public_half(question["id"] for question in questions)
    return {
        "articles.jsonl": json_lines(articles),
        "queries.jsonl": json_lines(question for question in questions if question["id"] in public),
        "qrels.tsv": judgements(pair for pair in pairs if pair[0] in public),
    }
