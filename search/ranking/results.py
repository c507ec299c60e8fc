"""The result of a search: hits with their scores, and their JSON, which is the same in every interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...corpus.article import Article, Passage, in_short, iso
from ...index.filter import Filter
from ..query.json_types.results import (
    ArticleJSON,
    CopyJSON,
    FacetsJSON,
    GenerationJSON,
    HitJSON,
    PassageJSON,
    ResultJSON,
    WholeArticleJSON,
)
from ..query.options import Mode

if TYPE_CHECKING:  # the help of the command line imports this module, and should not load the stemmer
    from ...index.retrieval.protocol import Generation
    from ..query.parsed import ParsedQuery
    from .data_frame import FrameLibrary
    from .relevance.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Copy:
    """A near-duplicate of a hit in another place.

    Attributes:
        passage: The passage.
        article: Its article.
    """

    passage: Passage
    article: Article

    @property
    def id(self) -> str:
        """The passage's id."""
        return self.passage.id

    def to_dict(self) -> CopyJSON:
        """Convert to JSON values."""
        return {
            "id": self.id,
            "text": self.passage.text,
            "article": article_header(self.article),
            "paragraph": self.passage.number,
        }


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, with its scores.

    Attributes:
        rank: From 1.
        score: The score that orders hits: in hybrid mode the fused score (see `fusion.fuse`), which is relative to the
            other candidates of this question, else the score of the one leg. It includes boosts, for an outlet or date
            that the question names and for a phrase that it quotes.
        cosine: Cosine of the question and the passage's best window, -1 to 1; None without the dense leg.
        bm25: BM25 score, 0 or more; None without the lexical leg.
        passage: The passage.
        article: Its article.
        highlight: Start and end of the sentence that answers best, in the passage's text.
        neighbours: The passages before and after it, in order.
        copies: Near copies at lower ranks, best first.
        relevance: The probability that it answers, 0 to 1, which means the same for every question (see `relevance`).
        signals: What the scores were computed from, by name: the signals of the legs (see `dense` and `lexical`), and
            ``closeness`` and ``coverage``, from which `relevance` is.
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
    relevance: float = 0.0
    signals: Mapping[str, float] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Show the hit in one line."""
        return f"<Hit {self.rank}: {self.id}, relevance {self.relevance:.2f}, {in_short(self.passage.text)!r}>"

    @property
    def id(self) -> str:
        """The passage's id, which `show` takes."""
        return self.passage.id

    def to_dict(self) -> HitJSON:
        """Convert to JSON values; empty ``neighbours`` and ``copies`` are left out."""
        plain: HitJSON = {
            "rank": self.rank,
            "id": self.id,
            "relevance": round(self.relevance, 3),
            "score": _rounded(self.score),
            "cosine": None if self.cosine is None else _rounded(self.cosine),
            "bm25": None if self.bm25 is None else _rounded(self.bm25),
            "signals": {name: _rounded(value) for name, value in self.signals.items()},
            "text": self.passage.text,
            "highlight": list(self.highlight),
            "article": article_header(self.article),
            "paragraph": self.passage.number,
        }
        if self.neighbours:
            plain["neighbours"] = [passage_to_dict(passage) for passage in self.neighbours]
        if self.copies:
            plain["copies"] = [copy.to_dict() for copy in self.copies]
        return plain


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one search, in one generation.

    Attributes:
        query: The question.
        filters: The conditions on articles.
        mode: The legs that were used.
        understood: The outlets, periods and phrases in the question; empty if it was taken literally.
        verdict: The estimate that the first hit, and the archive, answer.
        generation: Number of the index's generation.
        articles: Number of its articles.
        passages: Number of its passages.
        model: The embedding model's name.
        hits: In the order that was asked for, best first by default.
        facets: The articles that bear on the question by outlet, section, author and day, if they were asked for.
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
    facets: FacetsJSON | None = None

    def __repr__(self) -> str:
        """Show the question, the verdict and the hits, a line each."""
        head = f"<Result of {self.query!r}: {self.verdict.answer}, {len(self.hits)} hits"
        return "\n  ".join([head, *map(repr, self.hits)]) + ">"

    def _repr_html_(self) -> str:
        """Show the result in a notebook."""
        from .notebook import as_html  # a search has no time for it

        return as_html(self.to_dict())

    def to_frame(self, library: FrameLibrary = "pandas") -> Any:  # noqa: ANN401  # neither need be installed
        """Make a DataFrame of pandas or polars with a row for each hit.

        Its columns are ``rank``, ``id``, ``relevance``, ``text``, ``article``, ``title``, ``published`` (UTC),
        ``source``, ``authors``, ``categories`` and ``url``.

        Raises:
            ValueError: `library` is another one.
            ExtraMissingError: It is not installed.
        """
        from .data_frame import data_frame

        return data_frame([hit.to_dict() for hit in self.hits], library)

    def to_dict(self) -> ResultJSON:
        """Convert to JSON values."""
        plain: ResultJSON = {
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
        if self.facets is not None:
            plain["facets"] = self.facets
        return plain


def generation_to_dict(generation: Generation) -> GenerationJSON:
    """Convert a generation to JSON values."""
    return {
        "generation": generation.number,
        "articles": generation.articles,
        "passages": generation.passages,
        "model": generation.model.name,
    }


def article_header(article: Article) -> ArticleJSON:
    """Convert an article without its text to JSON values; unknown fields are null."""
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


def article_to_dict(article: Article) -> WholeArticleJSON:
    """Convert an article without its text, and with the other keys of its record, to JSON values."""
    return {**article_header(article), "extra": dict(article.extra)}


def passage_to_dict(passage: Passage) -> PassageJSON:
    """Convert a passage to JSON values."""
    return {"id": passage.id, "paragraph": passage.number, "text": passage.text}


def _rounded(score: float) -> float:
    """Round to six decimals, more than the precision of float32 sums."""
    return round(score, 6)
