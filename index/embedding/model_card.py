"""Reads from a model's card which languages it knows, so that `status` can say where it is of no use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ...corpus.errors import NutgrafError
from ..analysis.language import code_of
from .fingerprint import model_folder

MULTILINGUAL = "multilingual"
"""The word with which a card says that the model knows many languages, without a list."""

_FRONT_MATTER = re.compile(r"---\r?\n(.*?)\r?\n---\s", re.DOTALL)


@lru_cache(maxsize=8)
def card_languages(name: str) -> tuple[str, ...] | None:
    """List the languages that the card of a model names in its field ``language``; None where there is no such field.

    The card is the file ``README.md`` of the model's folder. What it says is the word of those who made the model.
    """
    import yaml  # `status` reads cards; a search has no time for it

    try:
        card = (model_folder(name) / "README.md").read_text(encoding="utf-8", errors="replace")
        front = _FRONT_MATTER.match(card)
        stated = yaml.safe_load(front[1]).get("language") if front else None
    except (NutgrafError, OSError, yaml.YAMLError, AttributeError):  # of a model that is not here, or no mapping
        return None
    listed = [stated] if isinstance(stated, str) else stated
    if not isinstance(listed, list):
        return None
    # YAML reads the tag of Norwegian as False.
    return tuple("no" if tag is False else str(tag) for tag in listed) or None


def lists(languages: Sequence[str] | None, code: str) -> bool | None:
    """True where the `languages` of a card hold the language `code`; None where there is no list."""
    if languages is None:
        return None
    return MULTILINGUAL in languages or code in map(code_of, languages)
