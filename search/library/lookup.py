"""Looking one thing up by its id: an article, or a passage with what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

from ...corpus.article import Article, Passage
from ...index.retrieval.protocol import PassageStore
from ..query.json_types import ArticlePassagesJSON
from ..ranking.results import article_header


@dataclass(frozen=True, slots=True)
class ArticlePassages:
    """An article and the passages of it that were asked for.

    Attributes:
        article: The article.
        passages: All of its passages, or the one asked for and its neighbours, in order.
    """

    article: Article
    passages: tuple[Passage, ...]

    def to_dict(self) -> ArticlePassagesJSON:
        """As JSON values."""
        return {
            "article": {**article_header(self.article), "extra": dict(self.article.extra)},
            "passages": [{"id": it.id, "paragraph": it.number, "text": it.text} for it in self.passages],
        }


def look_up(store: PassageStore, name: str, *, reach: int = 0) -> ArticlePassages | None:
    """Look up an id; None where the index has no such article or passage.

    Args:
        store: The generation.
        name: The id of an article or of a passage.
        reach: Passages before and after a passage to bring along.
    """
    if article := store.article(name):
        return ArticlePassages(article, tuple(store.passages_of(name)))
    article_id = name.rpartition("#p")[0]
    article = store.article(article_id)
    if not article:
        return None
    passages = store.passages_of(article_id)
    # Ids are compared, and no number is read out of one: it could have thousands of digits.
    number = next((number for number, passage in enumerate(passages) if passage.id == name), None)
    return (
        None
        if number is None
        else ArticlePassages(article, tuple(passages[max(0, number - reach) : number + reach + 1]))
    )
