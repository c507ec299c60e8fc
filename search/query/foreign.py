"""Detects a question in a language in which the archive has no article, and words the reason for the lack of hits."""

from __future__ import annotations

from collections.abc import Sequence

from ...index.analysis.language import ENGLISH, code_of, known_languages, language
from ...index.analysis.words import words

_SHARE = 1 / 3
"""Share of function words from which on a text is in a language. One word alone may be a name, or of two languages."""
_ENOUGH = 2
_BEYOND_LATIN = "\u0370"
"""The first letter of another alphabet."""
_NAMED = 3
"""Languages of the archive that are named."""


def why_foreign(question: str, spoken: Sequence[str]) -> str:
    """Say that `question` is in another language than the archive; empty where it seems to be in one of its own.

    Args:
        question: Any text.
        spoken: The languages of the archive, as BCP 47 tags.
    """
    if not is_foreign(question, spoken):
        return ""
    names = {ENGLISH: "English", **known_languages()}
    named = [names.get(code_of(tag), tag) for tag in spoken]
    listed = ", ".join(named[:_NAMED]) + (" and others" if len(named) > _NAMED else "")
    return f"the question seems to be in another language than the articles, which are in {listed}"


def is_foreign(question: str, spoken: Sequence[str]) -> bool:
    """True where a question is in a language, or in a script, that the archive does not have.

    Args:
        question: Any text.
        spoken: The languages of the archive, as BCP 47 tags.
    """
    asked, own = words(question), {code_of(tag) for tag in spoken}
    lists = [language(code).stop_words for code in own]
    if not asked or not all(lists):
        return False
    known = frozenset[str]().union(*lists)
    if sum(map(known.__contains__, asked)) >= _SHARE * len(asked):
        return False  # so an ordinary question loads no other language
    if 2 * sum(word >= _BEYOND_LATIN for word in asked) > len(asked):
        return max(known) < _BEYOND_LATIN
    if len(asked) < _ENOUGH:
        return False  # and no more does one word
    others = (language(code).stop_words - known for code in {ENGLISH, *known_languages()} - own)
    return max(sum(map(it.__contains__, asked)) for it in others) >= max(_ENOUGH, _SHARE * len(asked))
