"""XQuAD in English: paragraphs of Wikipedia, and questions with one relevant paragraph each."""

from __future__ import annotations

import json
from collections.abc import Mapping

from records import article, json_lines, judgements

SOURCES = ("xquad/xquad.en.json",)


def convert(sources: Mapping[str, bytes]) -> dict[str, str]:
    """The files of the set by name, made from the file that Google published."""
    articles, questions, pairs = [], [], []
    for number, entry in enumerate(json.loads(sources[SOURCES[0]])["data"]):
        article_id = f"xquad-{number:02d}"
        text = "\n\n".join(paragraph["context"].strip().replace("\n", " ") for paragraph in entry["paragraphs"])
        articles.append(article(article_id, text, title=entry["title"], source="Wikipedia"))
        for place, paragraph in enumerate(entry["paragraphs"]):
            for asked in paragraph["qas"]:
                answer = asked["answers"][0]["text"]
                questions.append({"id": asked["id"], "text": asked["question"], "answer": answer})
                pairs.append((asked["id"], f"{article_id}#p{place}"))
    return {
        "articles.jsonl": json_lines(articles),
        "queries.jsonl": json_lines(questions),
        "qrels.tsv": judgements(pairs),
    }
