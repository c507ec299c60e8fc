"""The JSON of nutgraf: every type and the meaning of every key, declared once for all interfaces.

`to_dict` methods return these types; HTTP and MCP build their schemas from them, with the text beside each type as its
description. They are plain TypedDicts, as importing pydantic would slow down the command line.
"""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

# No `from __future__ import annotations` here: with string annotations NotRequired would go unnoticed.


class ArticleJSON(TypedDict):
    """An article without its text; unknown values are null."""

    id: Annotated[str, "The article's id."]
    title: Annotated[str | None, "The headline."]
    published: Annotated[
        str | None, "Time of publication in ISO 8601, at the article's own offset: 2023-04-14T09:30:00+02:00."
    ]
    updated: Annotated[str | None, "Time of the last change, in the same form."]
    source: Annotated[str | None, "The outlet."]
    categories: Annotated[list[str], "The sections; empty where not known."]
    authors: Annotated[list[str], "The authors; empty where not known."]
    url: Annotated[str | None, "Its web address."]
    language: Annotated[str | None, "Its language as a BCP 47 tag, for example en."]


class WholeArticleJSON(ArticleJSON):
    """An article without its text, with the other keys of its record."""

    extra: Annotated[dict[str, Any], "The record's other keys."]


class PassageJSON(TypedDict):
    """A passage of an article, or a neighbour of a hit."""

    id: Annotated[str, "The passage's id."]
    paragraph: Annotated[int, "Its place in the article, from 0."]
    text: Annotated[str, "The paragraph."]


class CopyJSON(TypedDict):
    """A near copy of a hit: a passage with nearly the same words elsewhere."""

    id: Annotated[str, "The passage's id."]
    text: Annotated[str, "The paragraph."]
    article: Annotated[ArticleJSON, "Its article."]
    paragraph: Annotated[int, "Its place in the article, from 0."]


class HitJSON(TypedDict):
    """A passage that may answer the question."""

    rank: Annotated[int, "Position in the list, from 1."]
    id: Annotated[str, "The passage's id."]
    relevance: Annotated[float, "Probability that it answers, 0 to 1; it means the same for every question."]
    score: Annotated[float, "Orders the hits of one question; scores of different questions cannot be compared."]
    cosine: Annotated[
        float | None, "Cosine similarity of the question and the best sentence; null where the mode is bm25."
    ]
    bm25: Annotated[float | None, "The lexical score; null where the mode is dense."]
    signals: Annotated[
        dict[str, float],
        "What score and relevance are computed from, by name: meaning, words, sentence and article for the "
        "score; closeness, of the best sentence, and coverage, of the question's key words, for the relevance.",
    ]
    text: Annotated[str, "The paragraph, quoted from the article."]
    highlight: Annotated[list[int], "Start and end in `text` of the sentence that answers best, in code points."]
    article: Annotated[ArticleJSON, "Its article."]
    paragraph: Annotated[int, "Its place in the article, from 0."]
    neighbours: NotRequired[Annotated[list[PassageJSON], "The passages before and after it, if requested."]]
    copies: NotRequired[Annotated[list[CopyJSON], "Near copies of it, if there are any."]]


class VerdictJSON(TypedDict):
    """The estimate that the first hit answers the question, and that the archive does."""

    answer: Annotated[
        Literal["strong", "weak", "none"],
        "strong: the first hits most likely answer. weak: they may. none: most likely the archive does not tell.",
    ]
    probability: Annotated[float, "Probability that the first hit answers, 0 to 1."]
    archive: Annotated[float, "Probability that one of the first hits answers, 0 to 1."]
    reason: Annotated[str, "The reason for the verdict, in words."]


class PeriodJSON(TypedDict):
    """A period of time, both ends included."""

    since: Annotated[str | None, "Start in ISO 8601; null for an open start."]
    until: Annotated[str | None, "End in ISO 8601; null for an open end."]


class AsOfJSON(TypedDict):
    """The day of asking, to which words such as "last week" refer."""

    day: Annotated[str, "The day in ISO 8601."]
    source: Annotated[
        Literal["given", "today", "archive"],
        "given: with the question. today: the day of the search. archive: the last day of an archive without new "
        "articles.",
    ]


class UnderstoodJSON(TypedDict, total=False):
    """The parts of the question that the ranking prefers or puts last; empty ones are left out."""

    subject: Annotated[str, "What is searched for, of a request such as `give me an overview of the strike`."]
    phrases: Annotated[list[str], "The phrases it quotes."]
    sources: Annotated[list[str], "The outlets it names."]
    authors: Annotated[list[str], "The authors whose articles it asks for."]
    categories: Annotated[list[str], "The sections it names."]
    excluded: Annotated[list[str], "What it wants left out, such as `mast` in `storm -mast`; it comes last."]
    also: Annotated[
        dict[str, list[str]],
        "Words of the archive that were searched for a word of the question: another spelling of it, the nearest to "
        "one that the archive does not have, or those that begin as in `javel*`.",
    ]
    negated: Annotated[bool, "True where it asks who or what did not, so that passages which say no are preferred."]
    acronyms: Annotated[list[str], "Names in capitals that are spelled like words: WHO, IT, ICE."]
    periods: Annotated[list[PeriodJSON], "The dates it names."]
    yearly: Annotated[list[str], "The days (--04-12) and months (--04) it names without a year."]
    order: Annotated[Literal["newest", "oldest"], "The stories it asks for first, among those that are as relevant."]
    as_of: Annotated[AsOfJSON, "The day of asking, where the rest depends on it."]


class GenerationJSON(TypedDict):
    """The generation of the index that an answer comes from."""

    generation: Annotated[int, "Its number."]
    articles: Annotated[int, "The number of articles."]
    passages: Annotated[int, "The number of passages."]
    model: Annotated[str, "The name of the embedding model."]


class FacetCountJSON(TypedDict):
    """A value of a facet in the coverage of a question."""

    value: Annotated[str, "The outlet, section, author or day."]
    articles: Annotated[int, "The number of articles."]


class FacetsJSON(TypedDict):
    """The articles of the coverage of a question, counted by facet."""

    source: Annotated[list[FacetCountJSON], "By outlet, most articles first."]
    category: Annotated[list[FacetCountJSON], "By section, most articles first."]
    author: Annotated[list[FacetCountJSON], "By author, most articles first."]
    day: Annotated[list[FacetCountJSON], "By day of publication, in the order of time."]


class ResultJSON(TypedDict):
    """The answer to a question, from one generation of the index."""

    query: Annotated[str, "The question."]
    filters: Annotated[dict[str, Any], "The filters that were set, by name."]
    mode: Annotated[str, "The mode of the search."]
    understood: UnderstoodJSON
    verdict: VerdictJSON
    index: GenerationJSON
    hits: Annotated[list[HitJSON], "In the order that was asked for, best first by default."]
    facets: NotRequired[Annotated[FacetsJSON, "Counts of all articles that bear on the question, if requested."]]


class ArticlePassagesJSON(TypedDict):
    """An article, with all or some of its passages."""

    article: WholeArticleJSON
    passages: Annotated[list[PassageJSON], "In the article's order."]


class CitationJSON(TypedDict):
    """A passage in a block for a prompt, with its source."""

    number: Annotated[int, "The number to cite it by, from 1."]
    id: Annotated[str, "The passage's id."]
    title: Annotated[str, "The headline, or empty."]
    source: Annotated[str, "The outlet, or empty."]
    published: Annotated[str | None, "Time of publication in ISO 8601 and UTC, or null."]
    url: Annotated[str, "Its web address, or empty."]
    text: Annotated[str, "The passage as it stands in the block."]
    whole: Annotated[bool, "True for the whole passage, false for the sentence that answers best."]
    digest: Annotated[str, "SHA-256 of the passage's own text, in hex."]


class ContextJSON(TypedDict):
    """A block for a prompt, with its citations."""

    text: Annotated[str, "The block."]
    citations: Annotated[list[CitationJSON], "The passages in it, by number."]
    tokens: Annotated[int, "The length of the block in tokens."]
    query: Annotated[str, "The question."]
    filters: Annotated[dict[str, Any], "The filters that were set, by name."]
    mode: Annotated[str, "The mode of the search."]
    verdict: VerdictJSON
    index: GenerationJSON
