"""What a question puts in quotation marks."""

from __future__ import annotations

import re

from ...index.columns.analyzer import words

_LONGEST = 200
"""Characters between single marks. What is further apart is two apostrophes, not a quotation."""

# A straight mark opens where no word stands before it and closes where none follows: the marks of 6", don't and
# workers' do neither.
_DOUBLE = re.compile(r'(?<!\w)"(?=\S)([^"\n]*[^"\s])"(?!\w)|“([^“”\n]+)”|„([^„“”\n]+)[“”]|«([^«»\n]+)»|»([^«»\n]+)«')
# Some words begin with an apostrophe of their own: '90s, 'em, rock 'n' roll.
_OWN = r"(?!\d\ds?\b|(?:n|em|til|tis|twas|cause|bout)\b)"
_SINGLE = re.compile(
    rf"(?<!\w)'(?=\S){_OWN}([^\n]{{0,{_LONGEST}}}?\S)'(?!\w)|‘{_OWN}([^‘\n]{{1,{_LONGEST}}}?)’(?!\w)", re.IGNORECASE
)


def extract_phrases(question: str) -> tuple[str, ...]:
    """The phrases between quotation marks, in the question's order, each once and without the punctuation at its ends.

    Double marks are straight, “curly”, „low“, «these» or »these«. Single ones count where they stand around something,
    as in 'The Verge'; an apostrophe is none. Between single marks that hold double ones only the inner phrase counts.
    """
    found = [(match.start(), match[match.lastindex or 0]) for match in _DOUBLE.finditer(question)]
    if found:  # no single mark is paired across these, and none inside
        question = _DOUBLE.sub(lambda match: "\n" * len(match[0]), question)
    if "'" in question or "‘" in question:
        found += [(match.start(), match[match.lastindex or 0]) for match in _SINGLE.finditer(question)]
    phrases = (phrase.strip(" \t,.;:?!") for _, phrase in sorted(found))
    return tuple(dict.fromkeys(phrase for phrase in phrases if words(phrase)))
