"""Negation in a question: "who did NOT vote for the levy?" asks for a passage that says no."""

from __future__ import annotations

import re

_AUXILIARY = r"(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should|must)"
_ASKED = re.compile(
    rf"\b{_AUXILIARY}(?:\s+\w+)?\s+NOT\b|^\W*(?:who|which(?:\s+\w+){{1,5}})\s+(?:{_AUXILIARY}(?:\s+not\b|n['’]t\b)|"
    r"(?:refused|declined) to\b)",
    re.I,
)
_SAID = re.compile(
    r"\b(?:not|never|no|none|nor|neither|nobody|without|against|cannot|\w+n['’]t|(?:refus|reject|oppos|declin|abstain|fail"
    r"|den(?:y|ie)|object)\w*)\b",
    re.IGNORECASE,
)


def is_negated(question: str) -> bool:
    """True where a question asks who or what did not: with NOT in capitals, or right after the verb of the question."""
    found = _ASKED.search(question)
    if not found or question.upper() == question:
        return False
    return found[0].endswith("NOT") or found.start() == 0


def says_no(text: str) -> bool:
    """True where a text negates something: "not", "voted against", "refused"."""
    return _SAID.search(text) is not None
