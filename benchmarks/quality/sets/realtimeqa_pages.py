"""RealTime QA of one year: weekly news quizzes, over the dated articles that a web search found for their questions.

The source judges no article. One counts as relevant if it was found for the question, is at most `DAYS` older than the
quiz and holds the right answer. `asked` is the day of the quiz: older articles on the same subject are stale.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from realtimeqa import asked, right
from records import article, json_lines, judgements, one_line

DAYS = 10
FEWEST, MOST = 400, 6000
"""Characters of an article: less is a caption, and more is a page of live news."""
SHORTEST_ANSWER = 4
OUTLETS = {"cnn": "CNN", "usatoday": "USA Today", "theweek": "The Week"}


@dataclass(frozen=True)
class Pages:
    """The set of one year.

    Attributes:
        year: The year of the quizzes.
        since: The first day of its articles.
    """

    year: int
    since: str

    @property
    def SOURCES(self) -> tuple[str, ...]:  # noqa: N802  # as modules have it
        """The folder of that year."""
        return (f"realtimeqa_public/past/{self.year}/",)

    def convert(self, sources: Mapping[str, bytes]) -> dict[str, str]:
        """The files of the set by name, made from the questions of each week and the articles found for them."""
        prefix = f"rt{self.year % 100}"
        found = {number: [page for page in pages if self._is_story(page)] for number, pages in _results(sources)}
        pages = {_address(page): page for results in found.values() for page in results}
        ids = {address: f"{prefix}-{number:04d}" for number, address in enumerate(pages)}
        questions, pairs = {}, []
        for row in asked(sources):  # a week may be in two files
            day = row["question_date"].replace("/", "-")
            relevant = {ids[_address(page)] for page in found.get(row["question_id"], ()) if _answers(page, row)}
            question_id = f"{prefix}-{row['question_id'].replace('_', '-')}"
            if relevant and question_id not in questions:
                text = one_line(row["question_sentence"])
                questions[question_id] = {"id": question_id, "text": text, "answer": right(row), "asked": day}
                pairs += [(question_id, page) for page in sorted(relevant)]
        return {
            "articles.jsonl": json_lines(_article(ids[address], page) for address, page in pages.items()),
            "queries.jsonl": json_lines(questions.values()),
            "qrels.tsv": judgements(pairs),
        }

    def _is_story(self, page: Mapping[str, str]) -> bool:
        return FEWEST <= len(page.get("text") or "") <= MOST and (page.get("publish_date") or "") >= self.since


SETS = {
    "realtimeqa-2022": Pages(2022, "2022/03/01"),
    "realtimeqa-2023": Pages(2023, "2022/10/01"),
    "realtimeqa-2024": Pages(2024, "2023/10/01"),
    "realtimeqa-2025": Pages(2025, "2024/10/01"),
    "realtimeqa-2026": Pages(2026, "2025/10/01"),
}


def _results(sources: Mapping[str, bytes]) -> Iterator[tuple[str, list[Mapping[str, str]]]]:
    """The number of each question, and the pages that were found for it."""
    for path in sorted(path for path in sources if path.endswith("_gcs.jsonl")):
        for line in sources[path].decode().splitlines():
            row = json.loads(line)
            yield row["question_id"], row["search_result"]


def _answers(page: Mapping[str, str], row: Mapping[str, str]) -> bool:
    answer, age = right(row), _day(row["question_date"]) - _day(page["publish_date"])
    if len(answer) < SHORTEST_ANSWER or not 0 <= age.days <= DAYS:
        return False
    return re.search(rf"\b{re.escape(answer)}\b", one_line(page["text"]), re.IGNORECASE) is not None


def _day(text: str) -> date:
    return date.fromisoformat(text.replace("/", "-"))


def _address(page: Mapping[str, str]) -> str:
    return page["url"].split("?")[0]


def _article(article_id: str, page: Mapping[str, str]) -> dict[str, str | None]:
    host = urlsplit(page["url"]).netloc.split(".")
    paragraphs = [one_line(text) for text in re.split(r"\n\s*\n", page["text"]) if text.strip()]
    return article(
        article_id,
        "\n\n".join(paragraphs),
        title=one_line(page["title"]).removesuffix(" ..."),
        published=_day(page["publish_date"]).isoformat(),
        source=next((name for part, name in OUTLETS.items() if part in host), None),
        url=_address(page),
    )
