"""The web page for everybody, in a real browser: by keyboard, in the dark, on a phone."""

from __future__ import annotations

import re

import pytest
from material.page_news import NEWS
from running.pages import hits, outlet

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: `pip install playwright` brings it")
expect = sync_api.expect


@pytest.fixture(scope="module")
def site(page_served):
    return page_served(NEWS)


def test_the_keyboard_is_enough(page_tab, site):
    page = page_tab(f"{site}?q=deckhands+strike")
    links = page.locator(".hit h2 a")
    expect(links.first).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("weather fog drizzle")  # "/" selected what was there
    expect(hits(page).first).to_contain_text("fog and drizzle")
    page.keyboard.press("ArrowDown")
    expect(links.first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(links.nth(2)).to_be_focused()
    page.keyboard.press("k")
    expect(links.nth(1)).to_be_focused()
    assert links.nth(1).evaluate("it => getComputedStyle(it).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator("#article .asked")).to_be_focused()
    page.keyboard.press("Escape")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_escape_leaves_the_question_and_letters_are_keys_again(page_tab, site):
    """What was typed after a question, such as 2 for the timeline, became a part of it."""
    page = page_tab(site)
    page.keyboard.type("deckhands strike")
    page.keyboard.press("Enter")
    expect(hits(page).first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(page.get_by_role("tab", name="Timeline")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#question")).to_have_value("deckhands strike")


def test_single_letters_can_be_switched_off(page_tab, site):
    page = page_tab(f"{site}?q=deckhands+strike")
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single letters and signs are keys").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    expect(hits(page).first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement === document.body")


def test_colours_follow_the_system_until_one_chooses_and_then_stay(page_tab, site):
    page = page_tab(site, color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Light colours").click()
    light = page.evaluate(ground)
    assert (dark, light) == ("rgb(24, 23, 21)", "rgb(252, 251, 248)")
    page.reload()
    assert page.evaluate(ground) == light
    assert page_tab(site).evaluate(ground) == light  # as the system of all tests


def test_nothing_is_wider_than_the_window(page_tab, site):
    page = page_tab(f"{site}?q=deckhands+strike&source=Harbour+Gazette")
    for address in (page.url, f"{page.url}&article=ferry&paragraph=10"):
        page.goto(address)
        expect(page.locator(".asked" if "article" in address else ".hit").first).to_be_in_viewport()
        for width in (320, 390, 600, 800, 1000, 1400, 1600, 2200):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_filters_fold_away_and_the_article_covers_the_page(page_tab, site):
    page = page_tab(f"{site}?q=strike", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    expect(page.get_by_label("From", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Filters").tap()
    outlet(page, "Harbour Gazette").check()
    page.get_by_role("button", name="Show the passages").tap()
    expect(page.get_by_role("button", name="Filters (1)")).to_have_attribute("aria-expanded", "false")
    hits(page).first.get_by_role("link").first.tap()
    expect(page.locator("#article")).to_have_css("position", "fixed")
    assert page.locator("#main").evaluate("it => it.inert")
    page.get_by_role("button", name="Close").tap()
    expect(hits(page).first).to_be_in_viewport()


def test_everything_that_can_be_used_has_a_name(page_tab, site):
    page = page_tab(f"{site}?q=deckhands+strike&article=ferry&paragraph=10")
    expect(page.locator("#article .asked mark")).to_be_visible()
    snapshot = page.locator("body").aria_snapshot()
    nameless = r"^\s*- (button|link|checkbox|textbox|searchbox|region|group)(?![^\n]*[\"/])"
    assert re.findall(nameless, snapshot, re.MULTILINE) == []
    assert 'searchbox "Your question to the archive"' in snapshot
