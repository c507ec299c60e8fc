"""Words that name no subject."""

from __future__ import annotations

from ...index.analysis.language import ENGLISH_STOP_WORDS as STOP_WORDS

GENERIC_WORDS = STOP_WORDS | frozenset(
    """
    according after article articles before between during going happen happened happening happens latest new news on
    published report reported reporting reports said say says since stories story tell told until week write wrote
    """.split()  # noqa: SIM905  # as in index/analysis/language.py
)
"""Words that name no subject: a question of only these, outlets and dates asks for any news of that outlet or date."""
