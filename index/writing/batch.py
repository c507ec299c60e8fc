"""The batch of a writer: the articles that its next commit adds."""

from __future__ import annotations

from ..segments.snapshot import DocAddress
from ..segments.stored_article import AnalyzedArticle
from ..types import Vectors
from .embedding_cache import EmbeddingCache
from .intake import Decision
from .write_policy import WritePolicy


class Batch:
    """Articles that are analysed when they are added, and embedded many at once.

    Args:
        cache: Embeds their windows, and keeps the vectors.
        policy: Says how many windows are embedded at once, and how large a batch may be.

    Attributes:
        articles: The articles by the key of their id.
        successors: By the address of a stored article, the key of the one that replaces it.
        windows: Number of their windows.
        unembedded: Articles that were added since windows were last embedded.
    """

    def __init__(self, cache: EmbeddingCache, policy: WritePolicy) -> None:
        self.articles: dict[int, AnalyzedArticle] = {}
        self.successors: dict[DocAddress, int] = {}
        self.windows = 0
        self.unembedded = 0
        self._cache = cache
        self._policy = policy
        self._bytes = 0
        self._texts: list[str] = []  # of the windows that are not embedded

    @property
    def is_full(self) -> bool:
        """True where it is time to commit."""
        return self.windows >= self._policy.commit_windows or self._bytes >= self._policy.commit_bytes

    def add(self, decision: Decision) -> None:
        """Add the article of a decision.

        Raises:
            NutgrafError, OSError: As for `EmbeddingCache.embed`.
        """
        article = AnalyzedArticle.of(decision.item.article, decision.item.origin, decision.line)
        self.articles[decision.key] = article
        if decision.replaces:
            self.successors[decision.replaces] = decision.key
        self.windows += len(article.windows)
        self._bytes += len(article.line)
        self._texts += article.window_texts()
        self.unembedded += 1
        if len(self._texts) >= self._policy.embed_windows:
            self._cache.embed(self._cache.missing(self._texts))
            self._texts, self.unembedded = [], 0

    def vectors(self) -> Vectors:
        """float32 ``(windows, dim)``: the vectors of the windows of `articles`, in order.

        Raises:
            NutgrafError, OSError: As for `EmbeddingCache.embed`.
        """
        return self._cache.vectors([text for article in self.articles.values() for text in article.window_texts()])
