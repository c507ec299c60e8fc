"""More of the same story."""

from __future__ import annotations

from nutgraf.corpus.article import Article
from nutgraf.index.filter import Filter


def test_the_same_story_comes_first_and_a_reprint_is_told(searcher):
    flood = "The flood in Morrowby took the mill away. The river rose by two metres in a night, the mayor said."
    articles = [
        Article(id="flood", text=flood, source="Gazette", language="en"),
        Article(id="reprint", text=f"{flood} So it is.", source="Courant", language="en"),
        Article(id="next", text="After the flood in Morrowby the mill is built again.", source="Post", language="en"),
        Article(id="other", text="Parliament votes on fishing quotas.", source="Post", language="en"),
    ]
    asked = searcher(articles)
    report = asked.like("flood")
    assert [it.article.id for it in report.articles] == ["reprint", "next"]  # it ends where the story ends
    assert [(it.article.id, it.is_reprint) for it in report.articles[:2]] == [("reprint", True), ("next", False)]
    assert all(0 <= it.similarity <= 1 for it in report.articles)
    assert report.articles[0].best.article_id == "reprint"
    assert [it.article.id for it in asked.like("flood", k=1, filters=Filter(source=("Post",))).articles] == ["next"]
    assert asked.like("nobody") is None
    plain = report.to_dict()
    assert plain["article"]["id"] == "flood"
    assert plain["articles"][0]["reprint"] is True


def test_the_same_kind_of_event_in_another_town_is_another_story(searcher):
    towns = ["Morrowby", "Estmark", "Halvern"]
    flood = "The flood in {0} took the mill away. The river rose by two metres in a night, the mayor of {0} said."
    articles = [Article(id=f"{town}-{n}", text=flood.format(town), language="en") for town in towns for n in range(2)]
    found = searcher(articles).like("Estmark-0")
    assert [it.article.id for it in found.articles] == ["Estmark-1"]
