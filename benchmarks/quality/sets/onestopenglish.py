"""OneStopEnglish: stories of the Guardian, each rewritten for three reading levels.

It judges near copies, so it has no questions: `groups.tsv` says which texts tell the same story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from records import article, json_lines, one_line, slug, table

LEVELS = ("adv", "ele", "int")
FOLDERS = {level: f"OneStopEnglishCorpus/Texts-SeparatedByReadingLevel/{level.title()}-Txt/" for level in LEVELS}
SOURCES = tuple(FOLDERS.values())
HEADING = "Intermediate"
"""Opens the texts of that level, and is no part of the story."""


@dataclass(frozen=True)
class Story:
    """One text: a story as it is told at one level."""

    group: str
    title: str
    text: str
    level: str

    def article(self, **more: str) -> dict[str, str | None]:
        """The record of this text, with `more` fields before its level."""
        outlet = "The Guardian (via onestopenglish.com)"
        article_id = f"ose-{self.group}-{self.level}"
        return article(article_id, self.text, title=self.title, source=outlet, **more, level=self.level)


def convert(sources: Mapping[str, bytes]) -> dict[str, str]:
    """The files of the set by name, made from one text a story and level."""
    texts = [story for level in LEVELS for story in stories(sources, level)]
    rows = [(f"ose-{story.group}-{story.level}", story.group, story.level) for story in texts]
    return {
        "articles.jsonl": json_lines(story.article(group=story.group) for story in texts),
        "groups.tsv": table(("article-id", "group", "level"), rows),
    }


def stories(sources: Mapping[str, bytes], level: str) -> Iterator[Story]:
    """The stories at one level, in the order of their files."""
    for path in sorted(path for path in sources if path.startswith(FOLDERS[level])):
        name = re.sub(rf"\s*-?{level}$", "", PurePosixPath(path).stem)
        lines = map(one_line, _decoded(sources[path]).split("\n"))
        text = "\n\n".join(line for line in lines if line not in ("", HEADING))
        yield Story(slug(name), name.removeprefix("WNL ").strip(), text, level)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")
