"""Whether a quotation stands in a text, as a reader would see it."""

from __future__ import annotations

import re
import unicodedata

from ...corpus.characters import is_invisible

_ALIKE = str.maketrans(
    "‘’‚‛′`´ʼ" + "“”„‟″«»‹›<>《》〈〉" + "‐‑‒–—―−" + "[{【" + "]}】",
    "'" * 8 + '"' * 15 + "-" * 7 + "(" * 3 + ")" * 3,
)
"""What writers, typesetters and language models put for one another, and what a prompt puts for look-alike markers."""
_SPACES = re.compile(r"\s+")


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Where `quote` stands first in `text`, as start and end; None if it does not, or says nothing.

    Runs of white space are one space, case and width and the kinds of quotation marks and dashes do not matter,
    invisible characters are not there. No word is cut in two: "able" does not stand in "unable".
    """
    wanted, _ = _folded(_SPACES.sub(" ", quote).strip())
    seen, places = _folded(text)
    at = seen.find(wanted) if wanted.strip() else -1
    while at >= 0:
        end = at + len(wanted)
        if not (_within_word(seen, at) or _within_word(seen, end)):
            return places[at], places[end - 1] + 1
        at = seen.find(wanted, at + 1)
    return None


def _folded(text: str) -> tuple[str, list[int]]:
    """`text` without what does not matter, and for each character of that where it came from."""
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char.isspace():
            if folded and folded[-1] != " ":
                folded.append(" ")
                places.append(place)
            continue
        if is_invisible(char):
            continue
        for part in unicodedata.normalize("NFKC", char).translate(_ALIKE).casefold():
            folded.append(part)
            places.append(place)
    return "".join(folded), places


def _within_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
