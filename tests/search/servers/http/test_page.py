"""The web page in a real browser: asking, and filtering what comes."""

from __future__ import annotations

import re

import pytest
from material.page_news import ANSWER, NEWS, WIRE
from running.pages import hits, outlet, parameters, titles

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: `pip install playwright` brings it")
expect = sync_api.expect


@pytest.fixture(scope="module")
def site(page_served):
    return page_served(NEWS)


def test_typing_asks_by_itself_and_marks_the_sentence_that_answers(page_tab, site):
    page = page_tab(site)
    expect(page.get_by_text("35 articles, 46 paragraphs")).to_be_visible()
    page.keyboard.type("when at four did deckhands begin a strike?")  # the box has the focus
    expect(hits(page).first.locator("mark")).to_have_text(ANSWER)  # whatever emoji stand before it
    expect(hits(page).first.locator(".passage")).to_contain_text("😀. Deckhands")
    expect(hits(page).first.locator(".origin")).to_have_text("Harbour Gazette · 14 March 2023 · Local · Maren Tolliver")
    expect(page.locator("#count")).to_have_text(re.compile(r"^\d+ passages, best first$"))
    assert parameters(page) == {"q": ["when at four did deckhands begin a strike?"]}


def test_one_answer_is_shown_however_late_another_comes(page_tab, site):
    page = page_tab(site)
    early = re.compile(r"/search\?q=rent\+c&")
    held = []
    page.route(early, lambda route: held.append(route))
    box = page.locator("#question")
    with page.expect_event("requestfailed", lambda request: early.search(request.url)):  # it is aborted
        with page.expect_request(early):
            box.fill("rent c")
        box.fill("weather fog drizzle")
    expect(hits(page).first).to_contain_text("fog and drizzle")
    assert len(held) == 1


def test_near_copies_are_named_and_lead_to_their_article(page_tab, site):
    page = page_tab(f"{site}?q=crews+voted+on+Thursday+night")
    copies = hits(page).first.locator(".copies")
    expect(copies).to_contain_text(re.compile("Also in.*(Estmark Post|Northern Wire).*April 2023", re.DOTALL))
    copies.get_by_role("link").click()
    expect(page.locator("#article .asked")).to_have_text(WIRE)


def test_a_doubtful_answer_is_told_as_such_with_the_reason(page_tab, site):
    page = page_tab(f"{site}?q=who+won+the+chess+championship+in+Reykjavik")
    expect(page.locator("#verdict")).to_contain_text("nothing here answers the question")
    expect(page.locator("#verdict")).to_contain_text("chess")  # which is lacking


def test_names_and_dates_in_the_question_are_shown(page_tab, site):
    page = page_tab(f"{site}?q=what+did+the+Estmark+Post+report+on+“votes+to+four”+in+May+2023")
    about = "about “votes to four” in May 2023"
    understood = [about, "exactly “votes to four”", "prefers Estmark Post", "prefers 1 – 31 May 2023"]
    expect(page.locator("#chips li > span")).to_have_text(understood)


def test_an_article_has_the_day_that_it_gives_itself_wherever_the_reader_is(page_tab, site):
    page = page_tab(f"{site}?q=rent+cap&since=2023-05-01&until=2023-05-01")
    expect(hits(page)).to_have_count(1)
    expect(hits(page).locator(".origin")).to_have_text("Estmark Post · 1 May 2023 · Politics · Ilse Tarn, Per Ohm")


def test_filters_narrow_and_tell_how_many_there_are(page_tab, site):
    page = page_tab(f"{site}?q=strike+vote+rent")
    expect(page.locator("#source label").first).to_have_text("Estmark Post2")  # most first
    outlet(page, "Estmark Post").check()
    expect(hits(page)).to_have_count(2)
    assert set(titles(page)) == {"Sound line vote", "Rent cap passes"}
    page.get_by_role("checkbox", name="Politics").check()
    expect(hits(page)).to_have_count(1)
    assert parameters(page) | {"q": 0} == {"q": 0, "source": ["Estmark Post"], "category": ["Politics"]}
    page.get_by_role("button", name="Politics").click()  # the chip
    expect(hits(page)).to_have_count(2)
    expect(page.get_by_role("checkbox", name="Politics")).not_to_be_checked()


def test_days_narrow_and_an_impossible_span_is_explained(page_tab, site):
    page = page_tab(f"{site}?q=strike+vote+rent")
    page.get_by_label("From", exact=True).fill("2023-04-03")
    page.get_by_label("To", exact=True).fill("2023-05-01")
    expect(hits(page)).to_have_count(2)
    page.get_by_label("To", exact=True).fill("2023-04-01")
    expect(page.locator("#nothing")).to_contain_text("The first day is after the last day")
    page.get_by_role("button", name="Ask the whole archive").click()
    expect(hits(page).nth(2)).to_be_visible()
    assert parameters(page) == {"q": ["strike vote rent"]}


def test_of_many_outlets_the_first_are_shown_and_the_rest_is_found_by_typing(page_tab, site):
    page = page_tab(site)
    boxes = page.locator("#source input[type=checkbox]")
    expect(boxes).to_have_count(8)
    page.locator("#source").get_by_role("button", name="26 more").click()
    expect(boxes).to_have_count(34)
    expect(page.locator("#source label").last).to_have_text("No source given1")
    page.get_by_label("Find a source").fill("outlet 2")
    expect(boxes).to_have_count(10)
    outlet(page, "Outlet 27").check()
    page.get_by_label("Find a source").fill("")
    expect(outlet(page, "Outlet 27")).to_be_checked()
