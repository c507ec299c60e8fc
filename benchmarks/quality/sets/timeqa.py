"""TimeQA: what held from when to when, by pages of Wikipedia.

The questions are those that people wrote for the test part. Those that the page does not answer stay, without a
judgement. Half of the questions is public.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from records import article, json_lines, judgements, public_half

SOURCES = ("Time-Sensitive-QA/dataset/human_annotated_test.json",)
FEWEST = 8
"""Words of a paragraph; what is shorter is a heading or an item of a list, unless it answers."""


def convert(sources: Mapping[str, bytes]) -> dict[str, str]:
    """The files of the set by name, made from the pages and from the questions on each."""
    articles, questions, pairs = [], [], []
    for page, entry in enumerate(json.loads(sources[SOURCES[0]])):
        article_id = f"timeqa-{page:03d}"
        title, *paragraphs = map(_untokenized, entry["paras"])
        asked = [(text, [place for place in places if place["para"]]) for text, places in entry["questions"]]
        answering = {place["para"] - 1 for _, places in asked for place in places}
        kept = [number for number, text in enumerate(paragraphs) if number in answering or len(text.split()) >= FEWEST]
        articles.append(
            article(article_id, "\n\n".join(paragraphs[number] for number in kept), title=title, source="Wikipedia")
        )
        for number, (text, places) in enumerate(asked):
            question_id = f"{article_id}-q{number}"
            answer = places[0]["answer"] if places else ""
            questions.append({"id": question_id, "text": text, "answer": answer})
            numbers = sorted({kept.index(place["para"] - 1) for place in places})
            pairs += [(question_id, f"{article_id}#p{number}") for number in numbers]
    public = public_half(question["id"] for question in questions)
    return {
        "articles.jsonl": json_lines(articles),
        "queries.jsonl": json_lines(question for question in questions if question["id"] in public),
        "qrels.tsv": judgements(pair for pair in pairs if pair[0] in public),
    }


def _untokenized(text: str) -> str:
    """`text` as it is printed: the source sets a space around every punctuation mark."""
    return re.sub(r" ([,.;:?!)\]])", r"\1", re.sub(r"([(\[]) ", r"\1", text))
