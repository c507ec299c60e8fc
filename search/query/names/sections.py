"""Recognition of sections: finds the categories of the archive that a question names, as in "in the sports section"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ....index.filter import folded_name
from ..places import LONGEST_TYPED, Place

_PLACE = r"(?:section|desk|pages|category|rubric)"
_TEXTS = r"(?:stories|articles|pieces|coverage|reports|columns|news)"
_NAME = r"(?P<name>[^\W_][\w&/+-]*(?: (?:&|and|[\w&/+-]+)){0,3}?)"
_BEFORE = re.compile(
    rf"(?:\b(?:find|show|list|any|all|me|in|from|on|of|within|the|latest|newest|recent)\s+|\b{_PLACE}[\s:\"'“‘]+)+$",
    re.IGNORECASE,
)
"""Words before the name of a section that belong to it."""
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_NAME}[\s\"'’”]+{_PLACE}\b(?:\s+(?:about|on))?",
        rf"\b{_PLACE}(?::\s*|\s+[\"'“‘]?){_NAME}(?=[\s\"'’”?.,!]|$)",
        rf"(?:^\W*|\b(?:find|show|list|any|all|the|me|latest|newest|recent)\s+){_NAME}\s+{_TEXTS}\s+(?:about|on|regarding)\b",
    )
]


@dataclass(frozen=True, slots=True)
class Section:
    """A category that a question names.

    Attributes:
        categories: The values of the archive's ``category`` with this name, sorted.
        place: Start and end of the words that say so, in the question.
    """

    categories: tuple[str, ...]
    place: Place


class Sections:
    """Index of the names of an archive's categories. It is immutable, so any number of threads may share it.

    A question can name a category in any case, with or without accents and a plural "s", and with "and" for "&".
    """

    def __init__(self, categories: Iterable[str]) -> None:
        self._names: dict[str, list[str]] = {}
        for category in sorted(set(categories)):
            if name := _plain(category):
                self._names.setdefault(name, []).append(category)

    def find(self, question: str) -> list[Section]:
        """Find the categories that `question` names, in order."""
        found: list[Section] = []
        for form in _FORMS if len(question) <= LONGEST_TYPED else ():
            for match in form.finditer(question):
                section = self._section(match)
                if section and all(section.place[0] >= it.place[1] or section.place[1] <= it.place[0] for it in found):
                    found.append(section)
        return sorted(found, key=lambda section: section.place)

    def _section(self, match: re.Match[str]) -> Section | None:
        """The category of a match: the longest ending of its name, or the longest beginning, that is one."""
        named = match["name"].split()
        for size in range(len(named), 0, -1):
            if categories := self._names.get(_plain(" ".join(named[-size:]))):
                start = match.start("name") + len(match["name"]) - len(" ".join(named[-size:]))
                before = _BEFORE.search(match.string, 0, start)
                return Section(tuple(categories), (before.start() if before else start, match.end()))
        return None


def _plain(name: str) -> str:
    words = re.findall(r"[^\W_]+", folded_name(name).replace("&", " and "))
    return " ".join(word.removesuffix("s") if len(word) > 3 else word for word in words)
