"""Finds a quotation in a text, ignoring differences that a reader would not see."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ...corpus.article import Passage
from ...corpus.text.characters import is_invisible
from .lookalikes import plain_bracket

_FOLDED_CHARACTERS = str.maketrans("‘’‚‛′`´ʼ" + "“”„‟″" + "‐‑‒–—―−", "'" * 8 + '"' * 5 + "-" * 7)
"""Characters that writers, typesetters and language models use for one another. A prompt changes brackets only."""
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A place where quoted words stand.

    Attributes:
        passage: The passage that has them.
        start: Their first character in its text.
        end: One past their last character.
    """

    passage: Passage
    start: int
    end: int

    @property
    def id(self) -> str:
        """The passage's id."""
        return self.passage.id

    @property
    def text(self) -> str:
        """The words as they stand there."""
        return self.passage.text[self.start : self.end]


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Return start and end of the first occurrence of `quote` in `text`; None if there is none, or `quote` is blank.

    A run of white space counts as one space. Case, width, the kinds of quotation marks, brackets and dashes, and
    invisible characters do not matter. Only whole words match: "able" does not occur in "unable".
    """
    folded_quote, _ = _folded(_SPACES.sub(" ", quote).strip())
    folded_text, positions = _folded(text)
    at = folded_text.find(folded_quote) if folded_quote.strip() else -1
    while at >= 0:
        end = at + len(folded_quote)
        if not (_within_word(folded_text, at) or _within_word(folded_text, end)):
            return positions[at], positions[end - 1] + 1
        at = folded_text.find(folded_quote, at + 1)
    return None


def _folded(text: str) -> tuple[str, list[int]]:
    """Fold `text` to its comparable characters, each with its position in `text`."""
    folded: list[str] = []
    positions: list[int] = []
    for position, char in enumerate(text):
        if char.isspace():
            if folded and folded[-1] != " ":
                folded.append(" ")
                positions.append(position)
            continue
        if is_invisible(char):
            continue
        plain = "".join(map(plain_bracket, unicodedata.normalize("NFKC", char)))
        for part in plain.translate(_FOLDED_CHARACTERS).casefold():
            folded.append(part)
            positions.append(position)
    return "".join(folded), positions


def _within_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
