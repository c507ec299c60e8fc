"""QAMR: short questions about single sentences of Wikinews and of Wikipedia, among all sentences of both.

The questions are the development part; the test part is held out and not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from records import article, json_lines, judgements, public_half


@dataclass(frozen=True)
class Qamr:
    """The converter of the questions about one outlet."""

    outlet: str
    most: int | None = None
    """Publish half of the questions, and no more than this; all of them by default."""
    SOURCES: ClassVar = ("qamr/data/filtered/dev.tsv", "qamr/data/wiki-sentences.tsv")

    def convert(self, sources: Mapping[str, bytes]) -> dict[str, str]:
        """The files of the set by name, made from the sentences and from the questions about them."""
        asked, sentences = (
            [line.split("\t") for line in sources[path].decode().split("\n") if line] for path in self.SOURCES
        )
        tokens = {sentence: text.split(" ") for sentence, text in sentences}
        questions, pairs, seen = [], [], set()
        for number, (sentence, _, _, _, _, question, answer, *_) in enumerate(asked):
            key = sentence, question.lower()
            if _outlet(sentence) != self.outlet or key in seen:  # several workers wrote the same question
                continue
            seen.add(key)
            words = " ".join(tokens[sentence][int(index)] for index in answer.split())
            questions.append({"id": f"qamr-dev-{number}", "text": question, "answer": words})
            pairs.append((f"qamr-dev-{number}", _article_id(sentence)))
        if self.most is not None:
            public = public_half((question["id"] for question in questions), most=self.most)
            questions = [question for question in questions if question["id"] in public]
            pairs = [pair for pair in pairs if pair[0] in public]
        articles = [
            article(_article_id(sentence), _untokenized(text), category=_outlet(sentence), source=_outlet(sentence))
            for sentence, text in sentences
        ]
        return {
            "articles.jsonl": json_lines(articles),
            "queries.jsonl": json_lines(questions),
            "qrels.tsv": judgements(pairs),
        }


SETS = {"qamr-wikinews": Qamr("wikinews"), "qamr-wikipedia": Qamr("wikipedia", most=2000)}


def _outlet(sentence: str) -> str:
    return sentence.split(":")[1]


def _article_id(sentence: str) -> str:
    return sentence.replace("Wiki1k:", "qamr-").replace(":", "-")


def _untokenized(text: str) -> str:
    """`text` as it is printed: the source sets a space around every punctuation mark."""
    text = text.replace("`` ", '"').replace(" ''", '"')
    text = re.sub(r" (n't|[',.;:?!%])", r"\1", text)
    return text.replace("$ ", "$")
