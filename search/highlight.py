"""The sentence of a passage that speaks most of what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

from ..corpus.passages import Span, sentences
from ..index.tokens import tokens


def telling_sentence(text: str, weights: Mapping[str, float]) -> Span:
    """Where the sentence with the rarest words of the question starts and ends in `text`.

    Args:
        text: A passage.
        weights: What each stem of the question is worth: its idf.

    Returns:
        The span of the sentence whose distinct stems weigh most, the first of equals; the whole passage if no sentence
        holds any.
    """
    spans = sentences(text)
    # The exact sum: a set has another order in every process, and the rounding of a sum depends on the order.
    weighed = [fsum(weights.get(stem, 0.0) for stem in set(tokens(text[start:end]))) for start, end in spans]
    best = max(weighed, default=0.0)
    return spans[weighed.index(best)] if best else (0, len(text))
