"""WikiQA: what people typed into Bing, and the sentences that open a page of Wikipedia.

An article is these sentences of a page, each a paragraph. Two thirds of the questions have no answer there and stay,
without a judgement. Half of the questions is public.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping

from records import article, json_lines, judgements, one_line, public_half

SOURCES = tuple(
    f"Google-Like-Question-Answering-System/data/WikiQA/WikiQA-{part}.tsv.gz" for part in ("train", "dev", "test")
)


def convert(sources: Mapping[str, bytes]) -> dict[str, str]:
    """The files of the set by name, made from one table of questions with sentences a part."""
    titles: dict[str, str] = {}
    pages: dict[str, dict[str, int]] = {}
    asked: dict[str, str] = {}
    pairs: dict[tuple[str, str], str] = {}
    for path in SOURCES:
        table = gzip.decompress(sources[path]).decode()
        for row in csv.DictReader(io.StringIO(table, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE):
            titles[row["DocumentID"]] = row["DocumentTitle"]
            asked[row["QuestionID"]] = one_line(row["Question"])
            text = one_line(row["Sentence"])
            sentences = pages.setdefault(row["DocumentID"], {})
            number = sentences.setdefault(text, len(sentences))
            if row["Label"] == "1":
                pairs[row["QuestionID"], f"wikiqa-{row['DocumentID']}#p{number}"] = text
    answers = {question: text for (question, _), text in reversed(pairs.items())}
    public = public_half(asked)
    return {
        "articles.jsonl": json_lines(
            article(f"wikiqa-{page}", "\n\n".join(sentences), title=titles[page], source="Wikipedia")
            for page, sentences in pages.items()
        ),
        "queries.jsonl": json_lines(
            {"id": question, "text": text, "answer": answers.get(question, "")}
            for question, text in asked.items()
            if question in public
        ),
        "qrels.tsv": judgements(pair for pair in pairs if pair[0] in public),
    }
