"""Look-up by id: an article, or a passage with its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from ...corpus.article import Article, Passage
from ...corpus.passages import cut
from ...index.retrieval.protocol import PassageStore
from ..query.json_types.results import ArticlePassagesJSON
from ..query.names.unknown_names import MOST_IDS_COMPARED
from ..ranking.results import article_to_dict, passage_to_dict

_MOST_SUGGESTED = 3
_LEAST_ALIKE = 75
"""Of 100, by rapidfuzz's ratio."""
_MARKS = " \t\n.,;:!?\"'`“”‘’()[]<>{}"


@dataclass(frozen=True, slots=True)
class ArticlePassages:
    """An article, with all or some of its passages.

    Attributes:
        article: The article.
        passages: All of its passages, or one with its neighbours, in order.
    """

    article: Article
    passages: tuple[Passage, ...]

    def to_dict(self) -> ArticlePassagesJSON:
        """Return the JSON values."""
        return {
            "article": article_to_dict(self.article),
            "passages": [passage_to_dict(passage) for passage in self.passages],
        }


def nearest_ids(store: PassageStore, name: str) -> list[str]:
    """List the ids that were likely meant by one that the index does not have, the nearest first; at most three.

    For a passage that an article does not have, they are its first and its last one. In a large archive, only the
    spelling without the marks around it is tried.
    """
    article_id, _, number = name.rpartition("#p")
    if number.isdecimal() and (passages := store.passages_of(article_id)):
        return list(dict.fromkeys((passages[0].id, passages[-1].id)))
    bare = name.strip(_MARKS)
    if bare != name and look_up(store, bare):
        return [bare]
    if store.generation.articles > MOST_IDS_COMPARED:
        return []
    from rapidfuzz import fuzz, process  # most ids are right

    sought = article_id if number.isdecimal() else bare
    found = process.extract(
        sought, store.ids(), scorer=fuzz.ratio, processor=str.lower, limit=_MOST_SUGGESTED, score_cutoff=_LEAST_ALIKE
    )
    return [near for near, _, _ in found]


def look_up(store: PassageStore, name: str, *, reach: int = 0) -> ArticlePassages | None:
    """Look up an id; None where the index has no such article or passage.

    Args:
        store: The passages of one generation.
        name: The id of an article or of a passage.
        reach: The number of neighbours to return before and after a passage.
    """
    if article := store.article(name):
        return ArticlePassages(article, tuple(store.passages_of(name)))
    article_id = name.rpartition("#p")[0]
    article = store.article(article_id)
    if not article:
        return None
    passages = store.passages_of(article_id)
    # Compare ids instead of parsing the number in one: it could have thousands of digits.
    number = next((number for number, passage in enumerate(passages) if passage.id == name), None)
    return (
        None
        if number is None
        else ArticlePassages(article, tuple(passages[max(0, number - reach) : number + reach + 1]))
    )


def with_passages(article: Article) -> ArticlePassages:
    """Cut a version of an article, which the index may not hold any more, into its passages."""
    return ArticlePassages(article, tuple(cut(article)))
