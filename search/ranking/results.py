"""What a question brings back: hits with their scores, in the one JSON shape that every face of nutgraf speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...corpus.article import Article, Passage, iso
from ...index.filter import Filter
from ..query.json_types import ArticleJSON, CopyJSON, HitJSON, ResultJSON
from ..query.options import Mode

if TYPE_CHECKING:  # the command line imports this for its help, which must not wait for a stemmer
    from ..query.parse import ParsedQuery
    from .answerability import Verdict


@dataclass(frozen=True, slots=True)
class Copy:
    """A passage that says nearly word for word what a hit says, in another place.

    Attributes:
        passage: The passage.
        article: Its article, whole.
    """

    passage: Passage
    article: Article

    @property
    def id(self) -> str:
        """The passage's id."""
        return self.passage.id

    def to_dict(self) -> CopyJSON:
        """As JSON values."""
        return {
            "id": self.id,
            "text": self.passage.text,
            "article": article_header(self.article),
            "paragraph": self.passage.number,
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers, and how well.

    Attributes:
        rank: From 1.
        score: What hits are ordered by: the blend in hybrid mode (see `fusion.blend`; it is relative to the other
            candidates of this question), else the one leg's own score; higher where the question names the article's
            outlet or date, or quotes the passage.
        cosine: Of the question and the passage's best sentence, -1 to 1; None where the dense leg was not asked.
        bm25: 0 and up; None where the lexical leg was not asked.
        passage: The passage.
        article: Its article, whole.
        highlight: Where in the passage's text the sentence that answers best starts and ends.
        neighbours: The passages around it, in order, itself not among them.
        copies: Near copies of it that rank below, best first.
    """

    rank: int
    score: float
    cosine: float | None
    bm25: float | None
    passage: Passage
    article: Article
    highlight: tuple[int, int]
    neighbours: tuple[Passage, ...] = ()
    copies: tuple[Copy, ...] = ()

    @property
    def id(self) -> str:
        """The passage's id, which `show` takes."""
        return self.passage.id

    def to_dict(self) -> HitJSON:
        """As JSON values; ``neighbours`` and ``copies`` are there only if there are any."""
        plain: HitJSON = {
            "rank": self.rank,
            "id": self.id,
            "score": _rounded(self.score),
            "cosine": None if self.cosine is None else _rounded(self.cosine),
            "bm25": None if self.bm25 is None else _rounded(self.bm25),
            "text": self.passage.text,
            "highlight": list(self.highlight),
            "article": article_header(self.article),
            "paragraph": self.passage.number,
        }
        if self.neighbours:
            plain["neighbours"] = [{"paragraph": it.number, "id": it.id, "text": it.text} for it in self.neighbours]
        if self.copies:
            plain["copies"] = [copy.to_dict() for copy in self.copies]
        return plain


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one question, all of it out of one generation.

    Attributes:
        query: The question.
        filters: What the articles were narrowed to.
        mode: Which legs were asked.
        understood: What the question names besides its subject; empty if it was taken literally.
        verdict: Whether the best hit answers.
        generation: Of the index.
        articles: Articles in it.
        passages: Passages in it.
        model: The embedding model's name.
        hits: Best first.
    """

    query: str
    filters: Filter
    mode: Mode
    understood: ParsedQuery
    verdict: Verdict
    generation: int
    articles: int
    passages: int
    model: str
    hits: tuple[Hit, ...]

    def to_dict(self) -> ResultJSON:
        """As JSON values."""
        return {
            "query": self.query,
            "filters": self.filters.to_dict(),
            "mode": self.mode,
            "understood": self.understood.to_dict(),
            "verdict": self.verdict.to_dict(),
            "index": {
                "generation": self.generation,
                "articles": self.articles,
                "passages": self.passages,
                "model": self.model,
            },
            "hits": [hit.to_dict() for hit in self.hits],
        }


def article_header(article: Article) -> ArticleJSON:
    """An article without its text, as JSON values; what is not known is null."""
    return {
        "id": article.id,
        "title": article.title or None,
        "published": iso(article.published),
        "updated": iso(article.updated),
        "source": article.source or None,
        "categories": list(article.categories),
        "authors": list(article.authors),
        "url": article.url or None,
        "language": article.language or None,
    }


def _rounded(score: float) -> float:
    """Six decimals: more than float32 sums are good for."""
    return round(score, 6)
