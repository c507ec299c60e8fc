"""Late interaction: each token of the question seeks its nearest token in the passage.

The score is the mean of these cosines (MaxSim, Khattab and Zaharia, "ColBERT", 2020), weighted by the rarity of the
words. The token vectors are those that the embedding model makes anyway before it pools them, so this needs no further
weights.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..analysis.words import words
from ..types import Scores, Vectors
from .protocol import Kind

_CHUNK = re.compile(r"\S+")
_UNKNOWN_WEIGHT = 0.5
"""The weight of a word that has none: about that of a stop word beside idf of 5 to 10."""

Offsets = Sequence[tuple[int, int]]
"""Start and end of each token in its text; empty for tokens that stand for no text."""


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The tokens of a text.

    Attributes:
        vectors: float32 ``(tokens, dim)``, rows of length 1; at least one.
        offsets: Start and end of each token in the text, prompts left out; None if the model does not tell.
    """

    vectors: Vectors
    offsets: Offsets | None = None


class TokenEncoder(Protocol):
    """Turns texts into token vectors. Safe to call from many threads."""

    def question(self, text: str) -> TokenVectors:
        """Encode a question, with the prompt of the model for questions."""
        ...

    def passages(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Encode passages, with the prompt of the model for passages."""
        ...


class LateInteraction:
    """A `Reranker` over token vectors.

    Args:
        encoder: Makes the token vectors.
    """

    kind: Kind = "late"

    def __init__(self, encoder: TokenEncoder) -> None:
        self._encoder = encoder

    def scores(self, question: str, passages: Sequence[str], weights: Mapping[str, float]) -> Scores:
        """float32 ``(len(passages),)``: the mean cosine of the question's tokens, each to its nearest, -1 to 1."""
        if not passages:
            return np.zeros(0, np.float32)
        asked = self._encoder.question(question)
        read = [tokens.vectors for tokens in self._encoder.passages(passages)]
        starts = np.cumsum([0, *map(len, read[:-1])])
        nearest = np.maximum.reduceat(asked.vectors @ np.concatenate(read).T, starts, axis=1)
        shares = _token_weights(question, asked, weights)
        total: Scores = (shares[:, None] * nearest).sum(axis=0, dtype=np.float32)
        return total


def without_prompt(offsets: Offsets, prompt: str) -> Offsets:
    """Take the offsets in a text from those in the text after `prompt`; a token of the prompt stands for nothing."""
    return [(max(0, start - len(prompt)), max(0, end - len(prompt))) for start, end in offsets]


def _token_weights(question: str, tokens: TokenVectors, weights: Mapping[str, float]) -> Scores:
    """float32 ``(tokens,)`` with the sum 1: each token of a word has the word's weight, the others have none.

    A question of signs alone, or without offsets, has equal weights.
    """
    given = np.zeros(len(tokens.vectors), np.float32)
    if tokens.offsets is not None:
        ends, chunk_weights = [], []
        for match in _CHUNK.finditer(question):
            folded = words(match[0])
            ends.append(match.end())
            chunk_weights.append(max((weights.get(word, _UNKNOWN_WEIGHT) for word in folded), default=0.0))
        for row, (start, end) in enumerate(tokens.offsets):
            if any(map(str.isalnum, question[start:end])):
                given[row] = chunk_weights[int(np.searchsorted(ends, start, side="right"))]
    return given / given.sum() if given.sum() > 0 else np.full_like(given, 1 / len(given))
