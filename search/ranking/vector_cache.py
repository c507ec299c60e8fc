"""A cache of vectors by text, as questions are repeated and titles are named again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...index.types import Vectors

_CACHED = 512
"""Vectors in a cache."""


class VectorCache:
    """Vectors of texts, each embedded once while it stays in the cache. Safe for any number of threads.

    Args:
        embed: Returns float32 ``(n, dim)`` for `n` texts.
    """

    def __init__(self, embed: Callable[[list[str]], Vectors]) -> None:
        self._embed = embed
        self._known: dict[str, Vectors] = {}

    def vectors(self, texts: Sequence[str]) -> list[Vectors]:
        """float32 ``(dim,)`` for each text. One call is faster than several."""
        known, added = self._known, {}
        if missing := list(dict.fromkeys(text for text in texts if text not in known)):
            added = dict(zip(missing, self._embed(missing), strict=True))
            if len(known) > _CACHED:
                self._known = {text: known[text] for text in texts if text in known}
            self._known.update(added)
        return [added[text] if text in added else known[text] for text in texts]
