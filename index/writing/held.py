"""The articles that an index holds while a run adds to it: the live ones of a generation, and those of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from functools import lru_cache
from pathlib import Path

from ...corpus.article import Article
from ...corpus.files.walk import is_gone
from ...corpus.passages import cut
from ..segments.segment import Segment
from ..segments.snapshot import DocAddress, Snapshot
from ..segments.stored_article import from_line, passage_key
from .identity import Identity

_MOST_LOOKALIKES = 64
"""Articles that begin alike and are read to find one that moved."""


class HeldArticles:
    """Finds articles by the key of their id.

    Args:
        snapshot: The generation.
        base: The folder that origins are relative to.

    Attributes:
        dead: Addresses of articles in the generation that the run replaced or removed.
        pending: Articles of the run that the generation does not hold, by key.
    """

    def __init__(self, snapshot: Snapshot, base: Path) -> None:
        self.dead: set[DocAddress] = set()
        self.pending: dict[int, Identity] = {}
        self._snapshot = snapshot
        self.is_gone = lru_cache(1024)(lambda origin: is_gone(origin, base))

    def follow(self, snapshot: Snapshot) -> None:
        """Look in `snapshot` from now on, which holds all that was pending."""
        self._snapshot = snapshot
        self.dead.clear()
        self.pending.clear()

    def find(self, key: int) -> DocAddress | None:
        """Find a live article of the generation."""
        return next((address for address in self._snapshot.addresses_with_key(key) if address not in self.dead), None)

    def digest(self, key: int) -> bytes | None:
        """The digest of the line of a live article of the generation; None where there is none."""
        address = self.find(key)
        if address is None:
            return None
        digest: bytes = self._snapshot.segments[address.segment].rows["article_digest"][address.article].tobytes()
        return digest

    def identity(self, key: int) -> Identity | None:
        """The identity of a pending article, or of a live one of the generation."""
        if key in self.pending:
            return self.pending[key]
        address = self.find(key)
        return Identity.stored(self._snapshot.segments[address.segment].line(address.article)) if address else None

    def origins(self) -> set[str]:
        """The origins of the live articles of the generation."""
        found = set()
        for number, segment in enumerate(self._snapshot.segments):
            live = segment.live_articles.copy()
            live[[address.article for address in self.dead if address.segment == number]] = False
            names, numbers = segment.facet("origin")
            found |= {names[name] for name in set(numbers[live].tolist())}
        return found

    def unmet(self, met: Set[int], expected: Callable[[str], bool]) -> Iterator[tuple[DocAddress, str]]:
        """Yield the live articles of the generation whose keys are not among `met`, if `expected` of their origin."""
        for number, segment in enumerate(self._snapshot.segments):
            table, origins = segment.facet("origin")
            names = list(table)
            doomed = [expected(origin) for origin in names]
            keys = segment.rows["article_key"].tolist()
            for article, origin in enumerate(origins.tolist()):
                address = DocAddress(number, article)
                is_live = segment.live_articles[article] and address not in self.dead
                if doomed[origin] and is_live and keys[article] not in met:
                    yield address, names[origin]

    def moved_from(self, article: Article) -> tuple[DocAddress, str] | None:
        """Find the article with this text whose id was the place of its file, which is gone; returns the place too."""
        for segment, address in self._beginning_with(passage_key(cut(article)[0].text)):
            origins, numbers = segment.facet("origin")
            if self.is_gone(origins[int(numbers[address.article])]):
                other, origin = from_line(segment.line(address.article))
                if other.id == origin and other.text == article.text:
                    return address, origin
        return None

    def _beginning_with(self, key: int) -> Iterator[tuple[Segment, DocAddress]]:
        for number, segment in enumerate(self._snapshot.segments):
            for passage in segment.keys("passage_key").rows(key)[:_MOST_LOOKALIKES]:
                article, place = segment.rows["passages"][passage, :2].tolist()
                address = DocAddress(number, article)
                if place == 0 and segment.live_articles[article] and address not in self.dead:
                    yield segment, address
