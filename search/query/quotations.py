"""Recognition of quotations: finds the phrases that a question puts in quotation marks."""

from __future__ import annotations

import re

from ...index.analysis.words import words
from .places import blank_out

_LONGEST = 200
"""Characters between single marks. Marks further apart are two apostrophes, not a quotation."""

# A straight mark opens if no word touches it on the left, and closes if none touches it on the right. The marks of
# 6", don't and workers' do neither.
_DOUBLE = re.compile(r'(?<!\w)"(?=\S)([^"\n]*[^"\s])"(?!\w)|“([^“”\n]+)”|„([^„“”\n]+)[“”]|«([^«»\n]+)»|»([^«»\n]+)«')
# Some words begin with an apostrophe of their own: '90s, 'em, rock 'n' roll.
_OWN = r"(?!\d\ds?\b|(?:n|em|til|tis|twas|cause|bout)\b)"
_SINGLE = re.compile(
    rf"(?<!\w)'(?=\S){_OWN}([^\n]{{0,{_LONGEST}}}?\S)'(?!\w)|‘{_OWN}([^‘\n]{{1,{_LONGEST}}}?)’(?!\w)", re.IGNORECASE
)


def extract_phrases(question: str) -> tuple[str, ...]:
    """Find the phrases in quotation marks, in the question's order, each once and without punctuation at its ends.

    Double marks are straight, “curly”, „low“, «these» or »these«. Single marks count if they enclose a phrase, as in
    'The Verge'; an apostrophe does not count. If single marks enclose double ones, only the inner phrase counts.
    """
    phrases = [(match.start(), match[match.lastindex or 0]) for match in _DOUBLE.finditer(question)]
    if phrases:  # so that no single mark inside a double quotation, or on both sides of it, forms a pair
        question = _DOUBLE.sub(lambda match: "\n" * len(match[0]), question)
    if "'" in question or "‘" in question:
        phrases += [(match.start(), match[match.lastindex or 0]) for match in _SINGLE.finditer(question)]
    stripped = (phrase.strip(" \t,.;:?!") for _, phrase in sorted(phrases))
    return tuple(dict.fromkeys(phrase for phrase in stripped if words(phrase)))


def without_quotations(question: str) -> str:
    """Return the question with blanks in place of what stands in double quotation marks, equally long."""
    return blank_out(question, (match.span() for match in _DOUBLE.finditer(question)))
