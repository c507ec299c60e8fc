"""The views of an answer in a real browser, what narrows it, what was understood, and the basket."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from nutgraf.corpus.article import Article

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: `pip install playwright` brings it")
expect = sync_api.expect

FIRST = datetime(2023, 3, 1, 8, tzinfo=UTC)
LEAK = "The Orsby dam is leaking, engineers of the dam office found on {}."
OUTLETS = ["Northern Wire", "Harbour Gazette", "Estmark Post"]


def report(at: int, source: str, author: str, text: str, day: int) -> Article:
    published = FIRST + timedelta(days=day)
    return Article(
        f"dam-{at}", text, f"Orsby dam, report {at}", published, source, ("Local",), authors=(author,),
        url=f"https://example.com/dam-{at}",
    )  # fmt: skip


AFFAIR = [
    report(0, "Northern Wire", "Maren Tolliver", LEAK.format("Wednesday"), 0),
    report(1, "Harbour Gazette", "Ilse Tarn", LEAK.format("Wednesday"), 1),  # a copy
    report(2, "Harbour Gazette", "Ilse Tarn", "The Orsby dam leaks, and its office denies that the dam is unsafe.", 9),
    report(3, "Estmark Post", "Per Ohm", "Mayors below the Orsby dam ask who paid for the leaking drain.", 20),
    Article("dam-note", "Nobody dated this note on the leaking Orsby dam.", "Orsby dam, a note", source="Estmark Post"),
]
OTHERS = [
    Article(f"brief-{at}", f"Weather for the week {at}: fog and drizzle.", f"Brief {at}", FIRST + timedelta(days=at),
            "Weather Desk", ("Briefs",))
    for at in range(24)
]  # fmt: skip
QUESTION = "?q=is+the+Orsby+dam+leaking"


@pytest.fixture(scope="module")
def site(page_served):
    return page_served([*AFFAIR, *OTHERS])


def hits(page):
    return page.locator(".hit")


def origins(page):
    return page.locator(".hit .origin").all_inner_texts()


def parameters(page):
    return parse_qs(urlsplit(page.url).query)


def tab(page, name):
    return page.get_by_role("tab", name=name)


def histogram(page):
    return page.locator("#histogram.known")


def drag(page, start, end):
    plot = page.locator(".plot").bounding_box()
    page.mouse.move(plot["x"] + plot["width"] * start, plot["y"] + 20)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * end, plot["y"] + 20, steps=4)
    page.mouse.up()


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
    for days, bins in BINS:
        counted = page.evaluate(
            """async (days) => (await import("/page/bins.js")).binned(days.map((value) => ({ value, articles: 1 })))
               .map((bin) => `${bin.since}/${bin.until} ${bin.articles}`)""",
            days,
        )
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
