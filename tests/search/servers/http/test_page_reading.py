"""Reading on the web page, in a real browser: the article beside the list, the history, and shared addresses."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from material.page_news import ANSWER, NEWS
from running.pages import file_path, hits, outlet, titles

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: `pip install playwright` brings it")
expect = sync_api.expect


@pytest.fixture(scope="module")
def site(page_served):
    return page_served(NEWS)


def test_an_article_opens_at_the_passage_and_escape_closes_it(page_tab, site):
    page = page_tab(f"{site}?q=deckhands+strike+four")
    page.get_by_role("link", name="Ferry crews walk out").first.click()
    passage = page.locator("#article .asked")
    expect(passage).to_be_in_viewport()
    expect(passage.locator("mark")).to_have_text(ANSWER)
    expect(passage).to_be_focused()
    assert page.locator("#article .story p").all_inner_texts() == [part.strip() for part in NEWS[0].text.split("\n\n")]
    original = page.locator("#article").get_by_role("link", name="Original at example.com")
    assert original.get_attribute("href") == "https://example.com/ferry"
    assert original.get_attribute("rel") == "noopener noreferrer nofollow"
    page.keyboard.press("Escape")
    expect(page.locator("#article")).to_be_hidden()
    expect(page.get_by_role("link", name="Ferry crews walk out").first).to_be_focused()


def test_back_and_forward_go_where_one_was(page_tab, site):
    page = page_tab(site)
    page.keyboard.type("rent cap council", delay=5)
    expect(hits(page).first).to_contain_text("Rent cap passes")
    outlet(page, "Estmark Post").check()
    page.get_by_role("link", name="Rent cap passes").click()
    expect(page.locator("#article h2")).to_have_text("Rent cap passes")
    page.go_back()
    expect(page.locator("#article")).to_be_hidden()
    page.go_back()
    expect(outlet(page, "Estmark Post")).not_to_be_checked()
    expect(page.locator("#question")).to_have_value("rent cap council")
    page.go_back()  # typing is one step, however many letters it took
    expect(page.locator("#question")).to_have_value("")
    expect(page.get_by_text("Ask in plain words")).to_be_visible()
    page.go_forward()
    expect(hits(page).first).to_contain_text("Rent cap passes")


def test_an_address_restores_all_of_it_for_somebody_else(page_tab, site):
    first = page_tab(f"{site}?q=deckhands+strike&source=harbour+gazette&since=2023-03-01&until=2023-03")
    first.get_by_role("link", name="Ferry crews walk out").first.click()
    expect(first.locator("#article .asked mark")).to_be_visible()
    other = page_tab(first.url, viewport={"width": 1700, "height": 900})
    expect(other.locator("#question")).to_have_value("deckhands strike")
    expect(other.locator("#article .asked mark")).to_have_text(first.locator("#article .asked mark").inner_text())
    expect(outlet(other, "Harbour Gazette")).to_be_checked()
    expect(other.get_by_label("From", exact=True)).to_have_value("2023-03-01")
    filters = ["From 1 March 2023", "To 2023-03", "Harbour Gazette"]  # a month, as the command line knows it
    expect(other.locator("#chips li")).to_have_text([f"{each}, remove this filter ×" for each in filters])
    assert titles(other) == titles(first)


def test_the_tab_is_called_after_the_question_or_the_article_alone(page_tab, site):
    page = page_tab(f"{site}?article=ferry")
    expect(page).to_have_title(re.compile("^Ferry crews walk out.* – nutgraf$"))
    page.keyboard.press("Escape")
    expect(page).to_have_title("nutgraf")
    expect(page_tab(f"{site}?q=deckhands&article=ferry")).to_have_title("deckhands – nutgraf")


def test_there_are_more_passages_on_demand(page_tab, site):
    page = page_tab(f"{site}?q=weather+for+the+week+fog")
    expect(hits(page)).to_have_count(20)
    page.get_by_role("button", name="Show more passages").click()
    expect(hits(page).nth(20)).to_be_visible()
    expect(hits(page).nth(20).get_by_role("link").first).to_be_focused()


def test_a_citation_is_copied(page_tab, site):
    page = page_tab(f"{site}?q=deckhands+strike+four", permissions=["clipboard-read", "clipboard-write"])
    hits(page).first.get_by_role("link").first.focus()
    page.keyboard.press("c")
    expect(hits(page).first.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    with urlopen(f"{site}cite?id=ferry%23p10") as answer:
        assert f"- {copied}\n" == json.load(answer)["text"]
    assert copied.endswith("14 March 2023, para. 11 (`ferry#p10`)")


def test_the_page_works_behind_the_prefix_of_a_proxy(page_tab, site):
    page = page_tab(site, troubled=True)
    asked: list[str] = []

    def pass_on(route):
        asked.append(urlsplit(route.request.url).path)
        route.fulfill(response=route.fetch(url=route.request.url.replace("/archive/", "/")))

    page.route("**/archive/**", pass_on)
    page.goto(f"{site}archive/?q=deckhands+strike+four")
    expect(hits(page).first).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")
    assert {"/archive/search", "/archive/status", f"/archive/{file_path(page.content(), 'page.js')}"} <= {*asked}
