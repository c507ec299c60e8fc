"""The JSON of a coverage, and of the reports on it."""

from typing import Annotated, Any, TypedDict

from .results import ArticleJSON, GenerationJSON, HitJSON, PassageJSON, UnderstoodJSON, VerdictJSON

# No `from __future__ import annotations` here: with string annotations NotRequired would go unnoticed.


class CoverageJSON(TypedDict):
    """The size of a coverage: all passages that bear on a question, near copies included."""

    min_relevance: Annotated[float, "The least relevance of its passages, 0 to 1."]
    passages: Annotated[int, "The number of passages."]
    articles: Annotated[int, "The number of articles."]
    sources: Annotated[int, "The number of outlets."]
    at_least: Annotated[bool, "True where there may be more: the search went as deep as it can."]
    since: Annotated[str | None, "The day of the first article, in ISO 8601; null where none has a date."]
    until: Annotated[str | None, "The day of the last article."]


class CoverageReportJSON(TypedDict):
    """The keys that all reports on a coverage have."""

    query: Annotated[str, "The question."]
    filters: Annotated[dict[str, Any], "The filters that were set, by name."]
    understood: UnderstoodJSON
    verdict: VerdictJSON
    index: GenerationJSON
    coverage: CoverageJSON


class SourceCountJSON(TypedDict):
    """An outlet with a number of articles."""

    source: Annotated[str | None, "The outlet; null where it is not known."]
    articles: Annotated[int, "The number of articles."]


class BucketJSON(TypedDict):
    """A span of a timeline."""

    start: Annotated[str, "Its first day, in ISO 8601."]
    end: Annotated[str, "Its last day."]
    articles: Annotated[int, "The number of articles."]
    passages: Annotated[int, "The number of passages."]
    sources: Annotated[list[SourceCountJSON], "The outlets, most articles first."]
    best: Annotated[HitJSON, "The best passage."]
    first_report: Annotated[bool, "True where the first report of all is in it."]


class TimelineJSON(CoverageReportJSON):
    """The coverage of a question in the order of time."""

    by: Annotated[str, "The unit of its spans: day, week, month or year."]
    buckets: Annotated[list[BucketJSON], "The spans with articles, in the order of time."]
    first: Annotated[HitJSON | None, "The best passage of the earliest article; null where none has a date."]
    undated: Annotated[int, "The number of articles without a date, which are in no span."]


class SourceCoverageJSON(TypedDict):
    """The coverage of a question by one outlet."""

    source: Annotated[str | None, "The outlet; null where it is not known."]
    articles: Annotated[int, "The number of its articles."]
    own: Annotated[int, "How many of them are its own."]
    copies: Annotated[int, "How many repeat the text of another outlet's earlier article."]
    first: Annotated[str | None, "The day of its first article, in ISO 8601."]
    last: Annotated[str | None, "The day of its last article."]
    first_report: Annotated[HitJSON | None, "The best passage of its earliest article; null where none has a date."]
    copied_from: Annotated[list[str], "The outlets that had the copies first."]


class SourcesJSON(CoverageReportJSON):
    """The outlets that reported on a question, the first of them, and the outlets whose text others printed."""

    sources: Annotated[list[SourceCoverageJSON], "The outlets, most articles of their own first."]
    first: Annotated[HitJSON | None, "The best passage of the earliest article of all; null where none has a date."]
    independent: Annotated[int, "The number of outlets with an article of their own."]
    silent: Annotated[list[SourceCountJSON], "The outlets that published in that time, but nothing on this."]


class TermJSON(TypedDict):
    """A word or a name that is unusually frequent."""

    term: Annotated[str, "As it is mostly written."]
    passages: Annotated[int, "The number of passages of the coverage with it."]
    articles: Annotated[int, "The number of articles of the coverage with it."]
    archive: Annotated[int, "The number of passages of the archive with it."]
    log_likelihood: Annotated[float, "The log-likelihood ratio G2: how unusual that is; above 10.83 hardly chance."]


class TermsJSON(CoverageReportJSON):
    """The words and names that are unusually frequent in what the archive has on a question."""

    terms: Annotated[list[TermJSON], "Most unusual first, without the words of the question."]


class SimilarArticleJSON(TypedDict):
    """An article of the same story."""

    article: ArticleJSON
    similarity: Annotated[float, "How much it is about the same, 0 to 1."]
    reprint: Annotated[bool, "True where one of the two repeats two fifths of the other, word for word."]
    best: Annotated[PassageJSON, "Its nearest passage."]


class LikeJSON(TypedDict):
    """The articles that are most like one article."""

    article: Annotated[ArticleJSON, "That article."]
    index: GenerationJSON
    articles: Annotated[list[SimilarArticleJSON], "Most similar first."]
