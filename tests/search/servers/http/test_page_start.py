"""The start of the web page, its basket and its steadiness, in a real browser."""

from __future__ import annotations

import json
import re

import pytest
from material.affair import AFFAIR, OTHERS, QUESTION
from running.pages import histogram, hits, tab

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: `pip install playwright` brings it")
expect = sync_api.expect


@pytest.fixture(scope="module")
def site(page_served):
    return page_served([*AFFAIR, *OTHERS])


# The start


def test_the_start_has_the_newest_articles_and_questions_of_this_archive(page_tab, site):
    page = page_tab(site)
    expect(page.locator("#count")).to_have_text("29 articles, newest first")
    expect(hits(page)).to_have_count(20)
    expect(hits(page).first).to_contain_text("Brief 23")
    page.get_by_role("button", name="Show more articles").click()
    expect(hits(page)).to_have_count(29)
    expect(page.locator("#end")).to_have_text("No more articles.")
    page.get_by_role("checkbox", name="Estmark Post").check()
    expect(hits(page)).to_have_count(2)
    page.get_by_role("checkbox", name="Estmark Post").uncheck()
    expect(hits(page)).to_have_count(20)
    example = page.locator(".examples button").first
    words = example.inner_text()
    example.click()
    expect(page.locator("#question")).to_have_value(words)
    expect(tab(page, "Passages")).to_be_visible()
    assert words.split()[0] in hits(page).first.inner_text()


def test_escape_never_wipes_a_question(page_tab, site):
    page = page_tab(f"{site}{QUESTION}")
    page.locator("#question").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#question")).to_have_value("is the Orsby dam leaking")
    page.locator("#question").fill("the Orsby dam")
    page.keyboard.press("Escape")
    expect(page.locator("#question")).to_have_value("the Orsby dam")


# The basket


def test_kept_passages_stay_and_are_exported(page_tab, site):
    page = page_tab(f"{site}{QUESTION}", permissions=["clipboard-read", "clipboard-write"])
    hits(page).first.get_by_role("button", name="Keep").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Basket (2)")).to_be_visible()
    page.reload()
    expect(hits(page).first.get_by_role("button", name="Kept")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("b")
    basket = page.get_by_role("dialog", name="Basket")
    expect(basket.locator("li")).to_have_count(2)
    text = basket.get_by_label("Citations")
    expect(text).to_have_value(
        re.compile(r"^> The Orsby dam is leaking.*\n>\n> — Maren Tolliver, \[Orsby dam, report 0\].*para\. 1")
    )
    basket.get_by_role("button", name="Copy all").click()
    expect(basket.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == text.input_value()
    basket.get_by_label("Cite as").select_option("CSL JSON")
    expect(text).to_have_value(re.compile('"title"'))
    assert json.loads(text.input_value())[0]["title"] == "Orsby dam, report 0"
    with page.expect_download() as saved:
        basket.get_by_role("button", name="Save as a file").click()
    assert saved.value.suggested_filename == "passages.json"
    basket.get_by_role("button", name="Take out").first.click()
    expect(basket.locator("li")).to_have_count(1)
    basket.get_by_role("button", name="Empty the basket").click()
    expect(basket).to_contain_text("Nothing is kept yet.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Kept")).to_have_count(0)


# Care


def watch_shifts(page):
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries())"
        " if (!entry.hadRecentInput) window.moved += entry.value; }).observe({ type: 'layout-shift', buffered: true });"
    )


def test_the_start_does_not_move_when_its_parts_come_one_after_the_other(page_tab, site):
    page = page_tab(site, fresh=True)
    expect(page.get_by_text("Ask in plain words")).to_be_visible()
    watch_shifts(page)
    held = []
    page.route("**/status", lambda route: held.append(route))
    with page.expect_response("**/articles?*"):
        page.reload()
    expect(hits(page)).to_have_count(20)
    held[0].continue_()
    expect(page.get_by_text("Ask in plain words")).to_be_visible()
    expect(hits(page).first).to_be_visible()
    assert page.evaluate("window.moved") < 0.01


def test_nothing_moves_while_an_answer_comes_and_all_fits_a_phone(page_tab, site):
    page = page_tab(site, fresh=True, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    watch_shifts(page)
    for view in ("passages", "timeline", "outlets"):
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"{site}{QUESTION}&view={view}")
        expect(histogram(page)).to_be_visible()
        expect(page.locator("#panel")).to_contain_text("Orsby dam, report 0")
        assert page.evaluate("window.moved") < 0.01, view
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, view
