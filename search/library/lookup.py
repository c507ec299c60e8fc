"""Looking one thing up by its id: an article, or a passage with what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

from ...corpus.article import Article, Passage
from ...index.segments.snapshot import Snapshot
from ..query.json_types import ShownJSON
from ..ranking.results import article_header


@dataclass(frozen=True, slots=True)
class Shown:
    """An article and the passages of it that were asked for.

    Attributes:
        article: The article.
        passages: All of its passages, or the one asked for and its neighbours, in order.
    """

    article: Article
    passages: tuple[Passage, ...]

    def to_dict(self) -> ShownJSON:
        """As JSON values."""
        return {
            "article": {**article_header(self.article), "extra": dict(self.article.extra)},
            "passages": [{"id": it.id, "paragraph": it.number, "text": it.text} for it in self.passages],
        }


def find(snapshot: Snapshot, name: str, *, reach: int = 0) -> Shown | None:
    """What the id `name` stands for, or None.

    Args:
        snapshot: The generation.
        name: An article's id, or a passage's.
        reach: How many passages before and after a passage to bring along.
    """
    if place := snapshot.find(name):
        article = snapshot.article(place)
        return Shown(article, tuple(snapshot.passages_of(place, article)))
    place = snapshot.find(name.rpartition("#p")[0])
    if not place:
        return None
    article = snapshot.article(place)
    passages = snapshot.passages_of(place, article)
    # Ids are compared, and no number is read out of one: it could have thousands of digits.
    asked = next((number for number, passage in enumerate(passages) if passage.id == name), None)
    return None if asked is None else Shown(article, tuple(passages[max(0, asked - reach) : asked + reach + 1]))
