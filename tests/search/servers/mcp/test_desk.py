"""The tools of the desk, through the SDK's own client."""

from __future__ import annotations

from dataclasses import replace

import nutgraf
from nutgraf.search.library.searcher import Searcher
from small_indexes.fakes import FakeEmbedder, index_at

from .conftest import FERRY, RIVER


def test_the_archive_tells_its_outlets_sections_and_days_as_the_filters_take_them(agent):
    told = agent.answer("describe_archive")
    assert (told["articles"], told["first"], told["last"], told["left_out"]) == (4, "2023-04-18", "2023-05-02", 0)
    assert told["categories"] == [{"name": "", "articles": 3}, {"name": "Business", "articles": 1}]
    outlets = {each["name"]: each["articles"] for each in told["sources"]}
    assert outlets["Harbour Gazette"] == outlets["Northern Wire"] == 1
    assert not any(char in "".join(outlets) for char in "<>\u2066\u2069")  # a hostile name stays a name
    found = agent.answer("search_passages", question="is there any news?", source=["Northern Wire"])
    assert [hit["article"]["id"] for hit in found["hits"]] == ["river"]


def test_of_many_outlets_the_first_are_listed_and_the_rest_is_counted(agent_of):
    class Crowded:
        async def run(self, _):
            many = {f"Outlet {number}": 1 for number in range(130)}
            return {"articles": 130, "first": None, "last": None, "sources": many, "categories": many, "languages": {}}

    told = agent_of(Crowded()).answer("describe_archive")
    assert (len(told["sources"]), len(told["categories"]), told["left_out"]) == (100, 100, 60)


def test_a_timeline_has_the_first_report_and_the_best_of_each_stretch(agent):
    told = agent.answer("timeline", question="ferry crews union talks", by="month")
    assert told["by"] == "month"
    assert told["first"]["id"].startswith("ferry#p")
    assert [(each["start"], each["end"]) for each in told["buckets"]] == [("2023-04-01", "2023-04-30")]
    [bucket] = told["buckets"]
    assert (bucket["articles"], bucket["sources"]) == (1, ["Harbour Gazette"])
    assert bucket["best"]["title"] == "Ferry crews walk out (Harbour Gazette, 18 April 2023)"
    assert set(told["coverage"]) == {"articles", "sources", "at_least", "since", "until"}


def test_the_outlets_tell_who_was_first_and_who_is_silent(agent):
    told = agent.answer("sources", question="ferry crews union talks", since="2023", until="2023")
    [outlet] = told["sources"]
    assert (outlet["source"], outlet["own"], outlet["first"]) == ("Harbour Gazette", 1, "2023-04-18")
    assert told["first"]["id"] == outlet["first_report"]["id"]
    assert told["independent"] == 1


def test_articles_are_listed_by_filter_without_a_question(agent):
    told = agent.answer("list_articles", author="ada berg", since="April 2023")
    assert told["total"] == 1
    assert told["articles"] == [
        {
            "id": "ferry",
            "title": "Ferry crews walk out",
            "published": "2023-04-18T06:30:00Z",
            "source": "Harbour Gazette",
            "authors": ["Ada Berg"],
            "categories": ["Business"],
            "url": "https://gazette.example/ferry",
        }
    ]
    newest = agent.answer("list_articles", limit=1, sort="newest")
    assert (newest["total"], newest["articles"][0]["id"]) == (4, "river")
    undated = agent.answer("list_articles", undated=True, sort="title")
    assert {each["id"] for each in undated["articles"]} == {"ledger", "nutgraf:a%E2%80%AEb%20%5B1%5D"}


def test_changes_are_told_in_few_words(agent_of, tmp_path):
    folder = index_at(tmp_path / "index", [FERRY])
    edited = replace(FERRY, text=FERRY.text.replace("Wednesday", "Friday <<<x>>>"))
    nutgraf.add(folder, [edited, RIVER], embedder=FakeEmbedder())
    from nutgraf.search.servers.mcp import InProcessRunner

    agent = agent_of(InProcessRunner(Searcher(folder, embedder=FakeEmbedder())))
    told = agent.answer("changes")
    assert [each["id"] for each in told["new"]] == ["river"]
    [edit] = told["edited"]
    assert (edit["article"]["id"], edit["stealth"], edit["correction"]) == ("ferry", True, False)
    assert edit["taken_out"] == ["Wednesday"]
    assert "Friday" in "".join(edit["put_in"])
    assert "<" not in "".join(edit["put_in"])
    assert agent.answer("changes", since="2999")["edited"] == []
    assert agent.answer("changes", question="otters in the river")["edited"] == []
    assert "since: 'soon' is not a date" in agent.call("changes", since="soon").content[0].text
