"""Collections in the format of SQuAD: paragraphs of an encyclopedia, and questions with one relevant paragraph each.

A question without an answer is kept without a judgement.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from records import article, json_lines, judgements, public_half


@dataclass(frozen=True)
class Squad:
    """The converter of one collection, and where its files are."""

    prefix: str
    """Begins the ids of the articles."""
    SOURCES: Sequence[str]
    """The first file holds the questions; of the others only the paragraphs are taken."""
    source: str = "Wikipedia"
    digits: int = 2
    half: bool = False
    """Publish half of the questions only."""
    most: int | None = None
    """Publish no more questions than this."""

    def convert(self, sources: Mapping[str, bytes]) -> dict[str, str]:
        """The files of the set by name, made from the files that its authors published."""
        articles, questions, pairs = [], [], []
        for path in self.SOURCES:
            for entry in json.loads(_unpacked(sources[path]))["data"]:
                article_id = f"{self.prefix}-{len(articles):0{self.digits}d}"
                text = "\n\n".join(_paragraph(paragraph["context"]) for paragraph in entry["paragraphs"])
                articles.append(article(article_id, text, title=entry["title"], source=self.source))
                if path != self.SOURCES[0]:
                    continue
                for place, paragraph in enumerate(entry["paragraphs"]):
                    for asked in paragraph["qas"]:
                        questions.append(_question(asked))
                        if asked["answers"]:
                            pairs.append((str(asked["id"]), f"{article_id}#p{place}"))
        if self.half:
            public = public_half((question["id"] for question in questions), most=self.most)
            questions = [question for question in questions if question["id"] in public]
            pairs = [pair for pair in pairs if pair[0] in public]
        return {
            "articles.jsonl": json_lines(articles),
            "queries.jsonl": json_lines(questions),
            "qrels.tsv": judgements(pairs),
        }


def _unpacked(content: bytes) -> bytes:
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _paragraph(context: str) -> str:
    """`context` as one paragraph, without the title that JSQuAD sets before it; other white space stays."""
    return context.split(" [SEP] ")[-1].strip().replace("\n", " ")


def _question(asked: Mapping[str, object]) -> dict[str, str]:
    answers = asked["answers"]
    assert isinstance(answers, list)
    answer = answers[0]["text"] if answers else ""
    return {"id": str(asked["id"]), "text": str(asked["question"]), "answer": answer}


XQUAD_LANGUAGES = ("ar", "de", "el", "es", "hi", "ro", "ru", "th", "tr", "vi", "zh")
SETS = {
    "xquad-en": Squad("xquad", ["xquad/xquad.en.json"]),
    **{f"xquad-{code}": Squad(f"xquad-{code}", [f"xquad/xquad.{code}.json"]) for code in XQUAD_LANGUAGES},
    "squad2": Squad("squad2", ["squad/data/dev-v2.0.json", "squad/data/test-v2.0.json"], half=True, most=2000),
    "squadshifts-wiki": Squad("shift", ["squadshifts-website/datasets/new_wiki_v1.0.json"], half=True, most=2000),
    "squad-it": Squad("squad-it", ["squad-it/SQuAD_it-test.json.gz"], half=True, most=1000),
    "jsquad": Squad(
        "jsquad",
        [f"JGLUE/datasets/jsquad-v1.3/{part}-v1.3.json" for part in ("valid", "test")],
        digits=3,
        half=True,
        most=1000,
    ),
    "persianqa": Squad("pqa", ["PersianQA/dataset/pqa_test.json"], half=True),
    "faquad": Squad("faquad", ["faquad/data/dataset.json"], half=True),
}
