"""What ``soak.py`` asks: everything that may be asked, in a fixed mixture, and no question twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["search", "context", "article", "passage", "status"]
SHARES: dict[Kind, int] = {"search": 80, "context": 8, "article": 5, "passage": 5, "status": 2}
"""In percent. Before anything was found, look-ups are searches."""
_FOUND = 1_000
_FIRST_YEAR, _YEARS = 2015, 10  # of the corpora of corpus.py


@dataclass(frozen=True)
class Ask:
    """One thing to ask.

    Attributes:
        kind: What for.
        text: A question; of a look-up, an id.
        options: As JSON has them.
    """

    kind: Kind
    text: str = ""
    options: dict[str, Any] = field(default_factory=dict)


class Mixture:
    """What to ask next, without end; the same each time, if the same is found.

    Args:
        questions: Taken in turn; each bears another word each time, so that whatever is remembered of questions is of
            no help.
        sources: Outlets to narrow a search to.
    """

    def __init__(self, questions: Sequence[str], sources: Sequence[str]) -> None:
        self._questions, self._sources = questions, sources
        self._chance, self._count = Random(1), 0  # noqa: S311  # nobody is to be kept from guessing
        self._found: deque[tuple[str, str]] = deque(maxlen=_FOUND)

    def found(self, hits: Iterable[tuple[str, str]]) -> None:
        """Remember ids of articles and their passages, to look them up."""
        self._found.extend(hits)

    def next(self) -> Ask:
        """What to ask."""
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
        """A filter, for half of them."""
        chance = self._chance
        year = _FIRST_YEAR + chance.randrange(_YEARS)
        some = chance.sample(self._sources, min(len(self._sources), chance.randint(1, 5)))
        narrow: list[dict[str, Any]] = [{}, {}, {"source": some}, {"since": f"{year}-01-01", "until": f"{year}-12-31"}]
        return {"filters": chance.choice(narrow)}
