"""The order that a question asks for: "latest", "still" and "when will" want the newest, "oldest" the oldest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .understood import Order
from .vocabulary import MONTHS, OFFICES, SEASONS, UNITS, WEEKDAYS, one_of

_MOST_CHARACTERS = 400
_LONGEST = 14
"""Words of a question whose order is read: in a long one these words describe something."""


@cache
def _forms() -> list[tuple[re.Pattern[str], Order]]:
    """The patterns, their words in the first group, and the order that they mean. They are compiled at first use."""
    few_words = r"(?=\s*\S+(?:\s+\S+){0,5}\s*$)"  # more are a headline: "First foreigners die from ..."
    asked = (
        r"(?:(?:when|where|what|which) (?:was|were|is|did) )(?:the |our )?|(?:the |our )|"
        r"(?:who (?!is |was |are |were )\w+ )(?:the |our )"  # "who was the last king" is not about the newest
    )
    opening = rf"^(?:{few_words}\W*|\W*(?:{asked}))(?:very )?"
    times = one_of([*UNITS, *MONTHS, *SEASONS, *WEEKDAYS])
    not_named = (
        rf"(?! (?:{times}s?|name|names|letter|lady|half|floor|class|aid|person|man|woman|people|time|few|two|three|one|"
        r"\d+|and|of|to)\b)(?! \w+ (?:to|in history|ever)\b)"
    )
    of_which = r"(?:(?!\w+est |first |last |next |former |previous )[\w-]+ )"  # "deputy", "new prime"
    forms: tuple[tuple[str, Order], ...] = (
        (rf"{opening}(first|oldest|earliest)\b(?=.* ){not_named}", "oldest"),
        (rf"{opening}(last)\b(?=.* ){not_named}", "newest"),
        (r"(?:^\W*|\bthe |\bany |['’]s? )(?:very )?(latest|newest|most recent|current)\b(?!-)", "newest"),
        (
            r"\b(currently|recently|lately|nowadays|so far|at present|at the moment|these days|right now|"
            r"in recent (?:days|weeks|months)|the other day)\b",
            "newest",
        ),
        (r"^\W*(?:is|are|does|do|has|have|who|what|where|why|which|how|can)\b.*\b(still)\b", "newest"),
        (r"^\W*(?:who|what|where|how|is|are)\b.*\b(now)\b(?! known| called| legal)", "newest"),
        (r"^\W*(?:when|where|who|what|how|which \w+)? ?(will)\b", "newest"),
        (r"^\W*(?:when|where|who|what|how|is|are)\b.*\b((?:due|expected|going|set|planned|scheduled) to)\b", "newest"),
        (r"^\W*(?:any )?(updates?|news) (?:on|about|of|from)\b", "newest"),
        (rf"^\W*who(['’]s| is| are) (?:the )?{of_which}{{0,2}}{one_of(OFFICES)}\b(?! (?:who|that|whose)\b)", "newest"),
        (r"^\W*(?:what(?:['’]s| is) the )?(status|progress) (?:of|on|with)\b", "newest"),
        (r"^\W*(?:what ((?:has |have )?become|became) of|whatever (happened) to)\b", "newest"),
    )
    return [(re.compile(form, re.IGNORECASE), order) for form, order in forms]


def find_order(question: str) -> tuple[Order, list[tuple[int, int]]] | None:
    """Find the order, and the places of the words that ask for it; None without one, or with both."""
    if len(question) > _MOST_CHARACTERS or len(question.split(maxsplit=_LONGEST + 1)) > _LONGEST:
        return None
    found = list(_matches(question))
    orders = {order for order, _ in found}
    return (found[0][0], [place for _, place in found]) if len(orders) == 1 else None


def _matches(question: str) -> Iterator[tuple[Order, tuple[int, int]]]:
    for pattern, order in _forms():
        for match in pattern.finditer(question):
            yield order, match.span(1)
