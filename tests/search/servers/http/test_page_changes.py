"""What is new and what changed, in a real browser: the last visit, edits word by word, versions of an article."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from nutgraf.corpus.article import Article
from running.pages import file_path
from small_indexes.fakes import index_at

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: `pip install playwright` brings it")
expect = sync_api.expect

DAY = datetime(2023, 3, 1, tzinfo=UTC)


def report(name, text, title="Orsby dam leaks", source="Northern Wire"):
    return Article(name, text, title, DAY, source)


BEFORE = [
    report("dam", "The Orsby dam loses 40 litres of water a second.\n\nNobody is in danger."),
    report("rent", "The council capped the rent by nine votes.", "Rent cap passes"),
]
AFTER = [
    report("dam", "The Orsby dam loses 4 litres of water a second.\n\nCorrection: this report said 40 litres."),
    report("lake", "The lake behind the Orsby dam is drawn down.", "Lake falls", "Harbour Gazette"),
    report("bus", "More buses run from November.", "More buses"),
]


@pytest.fixture
def grown(page_served, tmp_path):
    """The address of a page whose archive grows when told so."""
    index = tmp_path / "index"

    def grow():
        index_at(index, AFTER)

    return page_served(BEFORE, index=index), grow


def test_what_is_new_since_the_last_visit_is_told_and_only_of_the_question(page_tab, grown):
    address, grow = grown
    page = page_tab(address, fresh=True)  # its clock is set
    expect(page.locator(".hit")).to_have_count(2)
    expect(page.get_by_role("button", name="What is new")).to_have_count(0)  # it is the first visit
    grow()
    page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=1))
    page.reload()
    page.get_by_role("button", name="What is new since your last visit").click()
    expect(page.locator("#count")).to_have_text(re.compile("^2 new articles, 1 edited since "))
    expect(page.get_by_role("list", name="New")).to_contain_text("More buses")
    edited = page.get_by_role("list", name="Edited")
    expect(edited.locator("del").first).to_contain_text("40")
    expect(edited).to_contain_text("The article says that it was corrected.")
    page.locator("#question").fill("the Orsby dam")
    expect(page.get_by_role("list", name="New")).not_to_contain_text("More buses")
    expect(page.get_by_role("list", name="New")).to_contain_text("Lake falls")
    other = page_tab(page.url)  # a link means the same for another reader
    expect(other.get_by_role("list", name="New")).to_contain_text("Lake falls")
    page.get_by_role("link", name="Lake falls").click()
    expect(page.locator("#article .story")).to_contain_text("drawn down")


def test_an_edited_article_shows_what_changed(page_tab, grown):
    address, grow = grown
    grow()
    page = page_tab(f"{address}?article=dam")
    history = page.locator("#article .history")
    expect(history.locator("summary")).to_have_text(re.compile("^Edited once, with a correction, last on "))
    history.locator("summary").click()
    expect(history.locator("del")).to_contain_text(["40"])
    expect(history.locator("ins").first).to_contain_text("4")
    page.goto(f"{address}?article=bus")
    expect(page.locator("#article .story")).to_contain_text("More buses")
    expect(page.locator("#article .history")).to_have_count(0)


def test_a_difference_is_told_word_by_word_and_loses_nothing(page_tab, grown):
    address, _ = grown
    page = page_tab(address)
    module = file_path(page.content(), "word_diff.js")
    script = f"async ([before, after]) => (await import('/{module}')).wordDiff(before, after)"
    texts = ["", "a", "a b c", "a x c", "a  b\n\nc", "c b a", "b a b a", "x " * 3000, "y " * 3000]
    for before, after in [(one, other) for one in texts for other in texts]:
        parts = page.evaluate(script, [before, after])
        assert "".join(part["text"] for part in parts if part["op"] != "insert") == before
        assert "".join(part["text"] for part in parts if part["op"] != "delete") == after
    assert page.evaluate(script, ["The dam is safe.", "The dam is not safe."]) == [
        {"op": "equal", "text": "The dam is "},
        {"op": "insert", "text": "not "},
        {"op": "equal", "text": "safe."},
    ]
