import json
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from nutgraf.corpus.article import Article, Passage
from nutgraf.corpus.errors import ExtraMissingError
from nutgraf.corpus.passages import cut
from nutgraf.index.filter import Filter
from nutgraf.search.query.parsed import ParsedQuery
from nutgraf.search.query.period import Period
from nutgraf.search.query.timing.understood import Timing
from nutgraf.search.ranking.relevance.verdict import NO_HITS, Verdict
from nutgraf.search.ranking.results import Copy, Hit, Result, article_header, iso

ARTICLE = Article(
    id="a",
    text="First one.\n\nSecond one.\n\nThird one.",
    title="Title",
    published=datetime(2023, 4, 18, 9, 30, tzinfo=UTC),
    source="Herald",
    categories=("Politics",),
    authors=("Ann",),
    url="https://example.com/a",
    extra={"secret": 1},
)
FIRST, SECOND, THIRD = cut(ARTICLE)


def hit(**changes):
    fields = {"score": 0.5, "cosine": 0.25, "bm25": 2.0, "passage": SECOND, "article": ARTICLE, "highlight": (0, 11)}
    return Hit(1, **fields | {"relevance": 0.12345, "signals": {"words": 1.5}} | changes)


def test_a_result_has_the_one_json_shape():
    since = datetime(2023, 1, 1, tzinfo=UTC)
    filters = Filter(since=since, until=since + timedelta(days=1), source=("Herald", "Gazette"))
    understood = ParsedQuery(("a pact",), ("Herald",), Timing((Period(since.date(), None),)))
    verdict = Verdict("weak", 0.5, 0.5, "why")
    result = Result("who?", filters, "hybrid", understood, verdict, 7, 12, 34, "fake", (hit(),))
    expected = {
        "query": "who?",
        "filters": {
            "since": "2023-01-01T00:00:00Z",
            "until": "2023-01-02T00:00:00Z",
            "source": ["Herald", "Gazette"],
        },
        "mode": "hybrid",
        "understood": {
            "phrases": ["a pact"],
            "sources": ["Herald"],
            "periods": [{"since": "2023-01-01", "until": None}],
        },
        "verdict": {"answer": "weak", "probability": 0.5, "archive": 0.5, "reason": "why"},
        "index": {"generation": 7, "articles": 12, "passages": 34, "model": "fake"},
        "hits": [
            {
                "rank": 1,
                "id": "a#p1",
                "relevance": 0.123,
                "score": 0.5,
                "cosine": 0.25,
                "bm25": 2.0,
                "signals": {"words": 1.5},
                "text": "Second one.",
                "highlight": [0, 11],
                "article": {
                    "id": "a",
                    "title": "Title",
                    "published": "2023-04-18T09:30:00Z",
                    "updated": None,
                    "source": "Herald",
                    "categories": ["Politics"],
                    "authors": ["Ann"],
                    "url": "https://example.com/a",
                    "language": None,
                },
                "paragraph": 1,
            }
        ],
    }
    plain = result.to_dict()
    assert plain == expected
    assert json.dumps(plain) == json.dumps(expected)  # the order, too, and nothing that JSON cannot say


def test_no_hits_is_an_empty_list():
    plain = Result("who?", Filter(), "bm25", ParsedQuery(), NO_HITS, 1, 0, 0, "fake", ()).to_dict()
    assert plain["hits"] == []
    assert plain["filters"] == plain["understood"] == {}
    assert plain["verdict"]["answer"] == "none"


def test_unknown_fields_are_null():
    assert article_header(Article(id="a", text="Text.")) == {
        "id": "a", "title": None, "published": None, "updated": None, "source": None, "categories": [], "authors": [],
        "url": None, "language": None,
    }  # fmt: skip
    plain = hit(cosine=None, bm25=None).to_dict()
    assert (plain["cosine"], plain["bm25"]) == (None, None)


def test_a_zero_score_is_0_and_not_null():
    plain = hit(score=0.0, cosine=0.0, bm25=0.0).to_dict()
    assert (plain["score"], plain["cosine"], plain["bm25"]) == (0.0, 0.0, 0.0)


def test_neighbours_are_in_the_json_if_there_are_any():
    assert "neighbours" not in hit().to_dict()
    assert hit(neighbours=(FIRST, THIRD)).to_dict()["neighbours"] == [
        {"paragraph": 0, "id": "a#p0", "text": "First one."},
        {"paragraph": 2, "id": "a#p2", "text": "Third one."},
    ]


def test_copies_are_in_the_json_if_there_are_any():
    assert "copies" not in hit().to_dict()
    assert hit(copies=(Copy(THIRD, ARTICLE),)).to_dict()["copies"] == [
        {"id": "a#p2", "text": "Third one.", "article": article_header(ARTICLE), "paragraph": 2}
    ]


def test_scores_have_six_decimals():
    assert hit(score=0.123456789).to_dict()["score"] == 0.123457


def test_a_hit_has_its_passages_id():
    assert hit(passage=Passage("x#p3", 0, 0, 1, "T")).id == "x#p3#p0"


def test_times_keep_their_offset_and_utc_is_z():
    assert iso(None) is None
    paris = datetime(2023, 4, 18, 1, 30, 0, 250, timezone(timedelta(hours=2)))
    assert iso(Article(id="a", text="T.", published=paris).published) == "2023-04-18T01:30:00.000250+02:00"
    assert iso(paris.astimezone(UTC)) == "2023-04-17T23:30:00.000250Z"


def test_hits_and_results_are_shown_in_a_line_each(result):
    long = Article(id="b", text="Words " * 50)
    first = f"<Hit 1: b#p0, relevance 0.00, '{'Words ' * 10}'".replace("Words '", "Words…'")
    assert repr(hit()) == "<Hit 1: a#p1, relevance 0.12, 'Second one.'>"
    assert repr(result(long)) == f"<Result of 'who?': weak, 1 hits\n  {first}>>"


def test_a_notebook_shows_a_result_with_all_of_an_article_escaped(result):
    evil = Article(
        id="<i>", title="<script>alert(1)</script>", text="a < b & c", source="<b>Wire", url="javascript:alert(1)"
    )
    shown = result(evil, ARTICLE, query="<img>")._repr_html_()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "a &lt; b &amp; c</mark>" in shown
    assert "&lt;img&gt;" in shown
    assert not re.search(r"<(?:script|img|i|b)>|javascript", shown)
    assert "href='https://example.com/a'" in shown
    assert "18 April 2023" in shown
    # No colour of text or page, so that it is read on light and on dark ones.
    assert set(re.findall(r"(?<![-\w])(?:color|background):[^;']+", shown)) == {
        "color:inherit", "background:rgba(255,200,0,.35)"
    }  # fmt: skip
    assert "no passage was found" in result()._repr_html_()


def test_a_frame_of_pandas_has_a_row_for_each_hit(result):
    pandas = pytest.importorskip("pandas")
    oslo = replace(ARTICLE, id="b", published="2023-04-18T09:30:00+02:00")
    made = result(ARTICLE, oslo, Article(id="c", text="W.")).to_frame()
    assert list(made["id"]) == ["a#p0", "b#p0", "c#p0"]
    assert list(made["published"][:2]) == [ARTICLE.published, oslo.published]
    assert pandas.isna(made["published"][2])
    assert list(made.columns) == [
        *("rank", "id", "relevance", "text", "article", "title", "published", "source", "authors", "categories", "url")
    ]


def test_a_library_of_frames_that_is_missing_or_unknown_is_told(result, monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ExtraMissingError, match=r"a data frame needs .*\[polars\]"):
        result(ARTICLE).to_frame("polars")
    with pytest.raises(ValueError, match="library must be pandas or polars, not 'arrow'"):
        result(ARTICLE).to_frame("arrow")
