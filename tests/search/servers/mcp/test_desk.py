"""The tools of the desk, through the SDK's own client."""

from __future__ import annotations


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
        async def ask(self, _):
            many = {f"Outlet {number}": 1 for number in range(130)}
            return {"articles": 130, "first": None, "last": None, "sources": many, "categories": many, "languages": {}}

    told = agent_of(Crowded()).answer("describe_archive")
    assert (len(told["sources"]), len(told["categories"]), told["left_out"]) == (100, 100, 60)
