"""The nearest word of the archive to a misspelt one: few edits, of kinds that people make when they type.

Names need more care than words: an unknown name is more often one that the archive does not have than a misspelt one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz.distance import OSA, Levenshtein

from ....index.analysis.language import ENGLISH_STOP_WORDS as STOP_WORDS

SHORTEST = 4
"""Letters; shorter words are a single edit from too many others."""
_SHORTEST_NAME = 6
_SHORTEST_AT_ANY_START = 6
"""Letters from which the first one may be wrong, too."""
_SHORTEST_SUBSTITUTED = 5
_SHORTEST_FOR_TWO = 9
"""Letters of a word, not a name, from which two edits are believed."""
_VOWELS = frozenset("aeiouy")
_SOUNDS_ALIKE = [frozenset(pair) for pair in ("sz", "ck", "cs", "iy", "vw", "fv", "bp", "dt", "gj", "mn", "kq")]
_LONGEST_SMALL = 5
_CONTRACTION = re.compile(r"(?:was|is|are|were|do|does|did|has|have|had|ca|could|wo|would|should|must|need|ai)nt")


def most_edits(word: str, *, is_name: bool) -> int:
    """The edits within which a word may be corrected; 0 for none."""
    if len(word) < (_SHORTEST_NAME if is_name else SHORTEST) or _CONTRACTION.fullmatch(word):
        return 0
    return 2 if len(word) >= _SHORTEST_FOR_TWO and not is_name else 1


def nearest(word: str, candidates: Mapping[str, int], *, is_name: bool) -> list[str]:
    """Choose the words that `word` most likely stands for, most frequent first; several where they are as near.

    Args:
        word: A folded word that the archive does not have.
        candidates: Words of the archive within `most_edits`, with the number of texts that have each.
        is_name: True where it is written as a name.
    """
    small = [it for it in candidates if it in STOP_WORDS and len(word) <= _LONGEST_SMALL]
    if small:  # "thry" is "they" before it is anything that carries a subject
        return small[:1]
    ranked = sorted(
        (rank, -texts, candidate)
        for candidate, texts in candidates.items()
        for rank in [_rank(word, candidate, is_name=is_name)]
        if rank is not None
    )
    return [candidate for rank, _, candidate in ranked if rank == ranked[0][0]]


def _rank(word: str, candidate: str, *, is_name: bool) -> tuple[int, int] | None:
    """The number of edits and what speaks against their kind, the lower the better; None for an unlikely typing error.

    An unlikely one is at the first letter of a short word, or puts a letter in the place of another one that does not
    sound alike.
    """
    edits = OSA.distance(word, candidate)
    same_start = word[0] == candidate[0]
    if not same_start and (len(word) < _SHORTEST_AT_ANY_START or edits > 1):
        return None
    if Levenshtein.distance(word, candidate) > edits:  # two letters changed places
        return edits, 1
    replaced = [
        (word[edit.src_pos], candidate[edit.dest_pos])
        for edit in Levenshtein.editops(word, candidate)
        if edit.tag == "replace"
    ]
    if replaced and not _is_likely(word, replaced, same_start=same_start, is_name=is_name):
        return None
    return edits, len(replaced) + 1


def _is_likely(word: str, pairs: list[tuple[str, str]], *, same_start: bool, is_name: bool) -> bool:
    alike = all(frozenset(pair) in _SOUNDS_ALIKE for pair in pairs)
    if len(word) < _SHORTEST_SUBSTITUTED or (is_name and not same_start and not alike):
        return False
    if len(word) == _SHORTEST_SUBSTITUTED:
        return alike
    return alike or all((one in _VOWELS) == (other in _VOWELS) for one, other in pairs)
