"""Wikinews of 2019 and 2020, each article asked for by its own headline.

To measure with these questions, index the articles without their titles.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from records import article, json_lines, judgements

SOURCES = ("wikinews/data/wikinews_2019.csv", "wikinews/data/wikinews_2020.csv")


def convert(sources: Mapping[str, bytes]) -> dict[str, str]:
    """The files of the set by name, made from one table of articles a year."""
    rows = [row for path in SOURCES for row in csv.DictReader(io.StringIO(sources[path].decode(), newline=""))]
    articles = [
        article(
            f"wikinews-{number:04d}",
            _paragraphs(row["text"]),
            title=row["title"],
            published=row["date"],
            source="Wikinews",
            url=row["url"].replace(".org//", ".org/"),
        )
        for number, row in enumerate(rows)
    ]
    return {
        "articles.jsonl": json_lines(articles),
        "queries.jsonl": json_lines({"id": f"wn-{record['id']}", "text": record["title"]} for record in articles),
        "qrels.tsv": judgements((f"wn-{record['id']}", str(record["id"])) for record in articles),
    }


def _paragraphs(text: str) -> str:
    """`text` with one blank line between paragraphs and one space between words; other white space stays."""
    text = re.sub(r"[ \t]+", " ", text).strip()
    return "\n\n".join(paragraph.strip() for paragraph in re.split(r"\n\s*\n", text))
