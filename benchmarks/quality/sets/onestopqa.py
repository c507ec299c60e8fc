"""OneStopQA: questions on paragraphs of the Guardian, among other stories of OneStopEnglish.

Each question was written for one paragraph. All texts are those of the advanced level. Half of the questions is public.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import onestopenglish
from records import article, json_lines, judgements, one_line, public_half, slug

FOLDER = "onestop-qa/annotations/annotated_articles/"
SOURCES = (FOLDER, onestopenglish.FOLDERS["adv"])
ASKED_ABOUT = """
    bolivia copyright insects lie-detector meteorite nepal swedish-prisons wnl-101-year-old-bottle-message
    wnl-bangladeshi-organization wnl-bright-future wnl-can-the-us wnl-four-new-elements wnl-google-car
    wnl-inky-the-octopus wnl-japan wnl-john-lewis wnl-love-hormonw wnl-man-falls wnl-morocco wnl-mystery-shopper
    wnl-on-the-trail wnl-rwanda wnl-school-sports wnl-spain-robin-hood wnl-swarthy-caveman wnl-the-greek-island
    wnl-vienna wnl-wealth-therapy wnl-why-you-should-start-work-at-10 wnl-will-drones
"""
"""Stories of OneStopEnglish that OneStopQA tells too. With both editions, each question would have two answers."""
_TAG = re.compile(r"</?[AD]\d>")
_ADVANCED = re.compile(r"^Adv:(.*?)^Int:", re.MULTILINE | re.DOTALL)
_QUESTION = re.compile(r"^Q\d*:(.*)\n\s*a:(.*)", re.MULTILINE)  # of the answers a to d, a is the right one


def convert(sources: Mapping[str, bytes]) -> dict[str, str]:
    """The files of the set by name, made from the annotated articles and the stories to stand around them."""
    articles = []
    questions: list[dict[str, str | int]] = []
    for path in sorted((path for path in sources if path.startswith(FOLDER)), key=str.lower):
        article_id = f"osqa-{slug(PurePosixPath(path).stem)}"
        head, *sections = re.split(r"^# Paragraph\s*$", sources[path].decode("utf-8-sig"), flags=re.MULTILINE)
        text = "\n\n".join(map(_advanced, sections))
        title = one_line(head.replace("# Title", ""))
        articles.append(article(article_id, text, title=title, source="The Guardian", level="adv"))
        for number, section in enumerate(sections):
            questions += _questions(section, article_id, number)
    left_out = ASKED_ABOUT.split()
    others = [story.article() for story in onestopenglish.stories(sources, "adv") if story.group not in left_out]
    public = public_half(str(question["id"]) for question in questions)
    kept = [question for question in questions if question["id"] in public]
    return {
        "articles.jsonl": json_lines(articles + others),
        "queries.jsonl": json_lines(kept),
        "qrels.tsv": judgements(map(_judgement, kept)),
    }


def _advanced(section: str) -> str:
    """The paragraph at the advanced level, without the marks of what answers and what distracts."""
    text = _ADVANCED.search(section)
    assert text, "each section has each level"
    return one_line(_TAG.sub("", text[1]))


def _questions(section: str, article_id: str, paragraph: int) -> Iterator[dict[str, str | int]]:
    for number, match in enumerate(_QUESTION.finditer(section), start=1):
        yield {
            "id": f"{article_id}-p{paragraph}-q{number}",
            "text": one_line(match[1]),
            "answer": one_line(match[2]),
            "article": article_id,
            "paragraph": paragraph,
        }


def _judgement(question: Mapping[str, str | int]) -> tuple[str, str]:
    return str(question["id"]), f"{question['article']}#p{question['paragraph']}"
