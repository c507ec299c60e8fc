"""The requests of ``soak.py``: every kind of request, in fixed proportions, and no question twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["search", "context", "article", "passage", "status"]
SHARES: dict[Kind, int] = {"search": 80, "context": 8, "article": 5, "passage": 5, "status": 2}
"""In percent. Look-ups need ids, so until a search has returned some they are replaced by searches."""
_FOUND = 1_000
_FIRST_YEAR, _YEARS = 2015, 10  # of the corpora of corpus.py


@dataclass(frozen=True)
class Ask:
    """One request.

    Attributes:
        kind: Kind of request.
        text: The question; for a look-up, the id.
        options: Options as in JSON.
    """

    kind: Kind
    text: str = ""
    options: dict[str, Any] = field(default_factory=dict)


class Mixture:
    """An endless sequence of requests; the same each time, as long as the hits are the same.

    Args:
        questions: Taken in turn. Each gets a new word each time, so that no cache of questions helps.
        sources: Outlets to filter by.
    """

    def __init__(self, questions: Sequence[str], sources: Sequence[str]) -> None:
        self._questions, self._sources = questions, sources
        self._chance, self._count = Random(1), 0  # noqa: S311  # not for security
        self._found: deque[tuple[str, str]] = deque(maxlen=_FOUND)

    def found(self, hits: Iterable[tuple[str, str]]) -> None:
        """Store ids of articles and their passages for later look-ups."""
        self._found.extend(hits)

    def next(self) -> Ask:
        """Return the next request."""
        [kind] = self._chance.choices(list(SHARES), list(SHARES.values()))
        if kind == "status":
            return Ask(kind)
        if kind in ("article", "passage") and self._found:
            article, passage = self._chance.choice(self._found)
            return Ask(kind, article if kind == "article" else passage)
        self._count += 1
        text = f"{self._questions[self._count % len(self._questions)]} n{self._count}"
        if kind == "context":
            return Ask(kind, text, {"max_tokens": self._chance.choice((500, 2_000, 8_000)), **self._narrowed()})
        return Ask("search", text, self._options())

    def _options(self) -> dict[str, Any]:
        chance = self._chance
        return {
            "k": chance.choice((1, 5, 10, 10, 20, 100)),
            "mode": chance.choice(("hybrid", "hybrid", "hybrid", "dense", "bm25")),
            "neighbours": chance.choice((0, 0, 1, 3)),
            "literal": chance.random() < 0.2,
            "collapse": chance.random() < 0.8,
            "max_per_article": chance.choice((None, None, 1, 3)),
            **self._narrowed(),
        }

    def _narrowed(self) -> dict[str, Any]:
        """Return a filter in half of the calls."""
        chance = self._chance
        year = _FIRST_YEAR + chance.randrange(_YEARS)
        some = chance.sample(self._sources, min(len(self._sources), chance.randint(1, 5)))
        narrow: list[dict[str, Any]] = [{}, {}, {"source": some}, {"since": f"{year}-01-01", "until": f"{year}-12-31"}]
        return {"filters": chance.choice(narrow)}
