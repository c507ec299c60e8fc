"""The views of an answer in a real browser, what narrows it, and what was understood."""

from __future__ import annotations

import re

import pytest
from material.affair import AFFAIR, OTHERS, QUESTION
from running.pages import drag, file_path, histogram, hits, origins, parameters, tab

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: `pip install playwright` brings it")
expect = sync_api.expect


@pytest.fixture(scope="module")
def site(page_served):
    return page_served([*AFFAIR, *OTHERS])


# Views


def test_the_timeline_tells_the_affair_in_order_and_marks_the_first_report(page_tab, site):
    page = page_tab(f"{site}{QUESTION}")
    tab(page, "Timeline").click()
    expect(page.locator(".bucket").first).to_contain_text("First report")
    expect(page.locator(".bucket strong")).to_have_count(1)
    expect(page.locator("#count")).to_have_text(re.compile(r"^\d articles of \d outlets, by (day|week)$"))
    dates = page.locator(".timeline time").evaluate_all("them => them.map(it => it.dateTime)")
    assert dates == sorted(dates)
    assert len(dates) > 1
    expect(page.locator("#end")).to_have_text("That is all that bears on it.")
    assert parameters(page)["view"] == ["timeline"]
    page.locator(".bucket .when").last.click()  # narrows to these days
    expect(hits(page).first).to_contain_text("who paid for the leaking drain")
    assert parameters(page)["since"] == [dates[-1][:10]]


def test_the_outlets_tell_who_was_first_and_whose_reports_are_copies(page_tab, site):
    page = page_tab(f"{site}{QUESTION}&view=outlets")
    expect(page.locator(".who")).to_contain_text("Northern Wire reported first, 1 March 2023: Orsby dam, report 0")
    rows = page.locator(".outlets tbody tr")
    expect(rows).to_have_count(3)
    gazette = rows.filter(has_text="Harbour Gazette")
    assert gazette.locator("td").all_inner_texts() == ["2", "1", "1"]
    expect(gazette).to_contain_text("Copies of Northern Wire")
    expect(page.locator("#panel")).to_contain_text("Weather Desk")  # silent
    gazette.get_by_role("button", name="Harbour Gazette").click()
    expect(hits(page).first).to_be_visible()
    assert {origin.split(" · ")[0] for origin in origins(page)} == {"Harbour Gazette"}
    assert parameters(page)["source"] == ["Harbour Gazette"]


def test_views_are_tabs_for_the_keyboard_and_steps_of_the_history(page_tab, site):
    page = page_tab(f"{site}{QUESTION}")
    expect(hits(page).first).to_be_visible()
    tab(page, "Passages").focus()
    page.keyboard.press("ArrowRight")
    expect(tab(page, "Timeline")).to_be_focused()
    expect(page.locator(".bucket").first).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Timeline")).to_be_visible()
    page.keyboard.press("3")
    expect(page.locator(".outlets")).to_be_visible()
    page.go_back()
    expect(tab(page, "Timeline")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".bucket").first).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(".hit h2 a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#article .asked mark")).to_be_visible()
    other = page_tab(page.url)
    expect(other.locator(".bucket").first).to_be_visible()
    expect(other.locator("#article .asked mark")).to_be_visible()


def test_passages_come_in_the_order_wished_for(page_tab, site):
    page = page_tab(f"{site}{QUESTION}")
    page.get_by_label("Order").select_option("Newest first")
    expect(page.locator("#count")).to_have_text(re.compile("newest first$"))
    expect(hits(page).first).to_contain_text("who paid")
    page.get_by_label("Order").select_option("Oldest first")
    expect(hits(page).first).to_contain_text("engineers of the dam office")
    assert parameters(page)["sort"] == ["oldest"]


def test_a_list_ends_with_a_word(page_tab, site):
    page = page_tab(f"{site}{QUESTION}")
    expect(page.locator("#more")).to_be_visible()
    page.locator("#more").click()
    expect(page.locator("#end")).to_have_text("No more passages.")
    expect(page.locator("#more")).to_be_hidden()


# Narrowing


def test_dragging_over_the_histogram_narrows_the_dates(page_tab, site):
    page = page_tab(f"{site}{QUESTION}")
    expect(histogram(page)).to_be_visible()
    expect(histogram(page)).to_contain_text("1 – 21 March 2023")
    drag(page, 0.6, 0.99)
    expect(page.get_by_label("From", exact=True)).to_have_value(re.compile("^2023-03-1"))
    expect(page.get_by_label("To", exact=True)).to_have_value("")  # the last day is no bound
    expect(hits(page).first).to_contain_text("who paid for the leaking drain")
    expect(histogram(page).locator(".out")).not_to_have_count(0)  # the rest stays in sight
    drag(page, 0.01, 0.99)
    expect(page.get_by_label("From", exact=True)).to_have_value("")


def test_a_finger_over_the_histogram_narrows_the_dates(page_tab, site):
    page = page_tab(f"{site}{QUESTION}", has_touch=True)
    expect(histogram(page)).to_contain_text("1 – 21 March 2023")
    box = histogram(page).bounding_box()
    finger, y = page.context.new_cdp_session(page), box["y"] + 20
    for kind, share in (("touchStart", 0.6), ("touchMove", 0.8), ("touchMove", 0.98), ("touchEnd", None)):
        points = [] if share is None else [{"x": box["x"] + share * box["width"], "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.get_by_label("From", exact=True)).to_have_value(re.compile("^2023-03-1"))


def test_the_ends_of_the_histogram_move_by_keys(page_tab, site):
    page = page_tab(f"{site}{QUESTION}")
    expect(histogram(page)).to_be_visible()
    page.get_by_role("slider", name="First day").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("From", exact=True)).to_have_value("2023-03-02")
    expect(page.get_by_role("slider", name="First day")).to_be_focused()
    expect(page.get_by_role("slider", name="First day")).to_have_attribute("aria-valuetext", "since 2 March 2023")
    page.get_by_role("slider", name="Last day").focus()
    page.keyboard.press("Home")  # it stays behind the first
    expect(page.get_by_label("To", exact=True)).to_have_value("2023-03-02")
    page.go_back()
    expect(page.get_by_role("slider", name="Last day")).to_have_attribute("aria-valuetext", "until 21 March 2023")


BINS = [
    (["2023-03-01", "2023-03-03", "2023-03-03"], ["2023-03-01/2023-03-01 1", "2023-03-02/2023-03-02 0",
                                                  "2023-03-03/2023-03-03 2"]),
    (["2023-03-01"], ["2023-03-01/2023-03-01 1", "2023-03-02/2023-03-02 0"]),  # one bin alone has no ends to move
    (["2022-12-31", "2023-12-31"], ["2022-12-26/2023-01-01 1", *["0"] * 51, "2023-12-25/2023-12-31 1"]),
    (["2020-02-29", "2023-03-31"], ["2020-02-01/2020-02-29 1", *["0"] * 36, "2023-03-01/2023-03-31 1"]),
    (["1890-05-01", "2023-03-31"], ["1890-01-01/1890-12-31 1", *["0"] * 132, "2023-01-01/2023-12-31 1"]),
    ([None, "soon"], []),
]  # fmt: skip


def test_bins_are_days_weeks_months_or_years_whichever_can_be_read(page_tab, site):
    page = page_tab(site)
    module = file_path(page.content(), "bins.js")
    script = f"""async (days) => (await import("/{module}")).binned(days.map((value) => ({{ value, articles: 1 }})))
               .map((bin) => `${{bin.since}}/${{bin.until}} ${{bin.articles}}`)"""
    for days, bins in BINS:
        counted = page.evaluate(script, days)
        assert len(counted) == len(bins), days
        assert all(found.endswith(expected) for found, expected in zip(counted, bins, strict=True)), days


def test_counts_are_those_of_the_question_and_an_author_can_be_ticked(page_tab, site):
    page = page_tab(f"{site}{QUESTION}")
    authors = page.locator("#author label")
    expect(authors).to_have_count(3)
    expect(authors.first).to_have_text("Ilse Tarn2")
    expect(page.locator("#source label")).to_have_count(3)  # the Weather Desk has nothing on it
    page.get_by_role("checkbox", name="Ilse Tarn").check()
    expect(page.locator("#chips")).to_contain_text("Ilse Tarn")
    expect(hits(page).nth(2)).to_be_hidden()
    assert all("Ilse Tarn" in origin for origin in origins(page))
    expect(page.locator("#source label")).to_have_count(1)
    expect(authors).to_have_count(3)  # as if it were not narrowed itself


def test_where_nothing_on_the_question_has_a_section_none_is_counted(page_tab, site):
    # The sections were those of the whole archive then, with its counts; and a single day was told as two.
    facets = {name: [] for name in ("source", "category", "author", "day")}
    facets |= {"source": [{"value": "Estmark Post", "articles": 1}], "day": [{"value": "2023-03-01", "articles": 1}]}
    page = page_tab(site)
    page.route("**/search?*facets=true*", lambda route: route.fulfill(json={"facets": facets}))
    page.goto(f"{site}{QUESTION}")
    expect(page.locator("#source label")).to_have_count(1)
    expect(page.locator("#category label")).to_have_count(0)
    expect(page.locator("#histogram p")).to_have_text("1 March 2023: 1 article")


def test_what_was_understood_can_be_switched_off_or_made_a_filter(page_tab, site):
    page = page_tab(f"{site}?q=what+did+the+Estmark+Post+say+of+the+“leaking+drain”+in+March+2023")
    chips = page.locator("#chips")
    expect(chips).to_contain_text("exactly “leaking drain”")
    chips.get_by_role("button", name="Ignore exactly “leaking drain”").click()
    expect(chips.locator("s")).to_have_text("leaking drain")
    expect(chips).not_to_contain_text("exactly")
    chips.get_by_role("button", name="Only prefers Estmark Post").click()
    expect(page.get_by_role("checkbox", name="Estmark Post")).to_be_checked()
    chips.get_by_role("button", name="Only prefers 1 – 31 March 2023").click()
    expect(page.get_by_label("To", exact=True)).to_have_value("2023-03-31")
    assert parameters(page_tab(page.url)) == parameters(page)
    chips.get_by_role("button", name="leaking drain is ignored, switch it on").click()
    expect(chips).to_contain_text("exactly “leaking drain”")
