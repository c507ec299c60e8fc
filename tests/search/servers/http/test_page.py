"""The web page in a real browser: asking, filtering, reading and sharing, by mouse and by keyboard."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from nutgraf.corpus.article import Article

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: `pip install playwright` brings it")
expect = sync_api.expect

WIRE = "Crews of the sound line voted on Thursday night for a rise of six per cent. The vote was close."
ANSWER = "Deckhands began a strike at four o’clock."
FILLER = ["lantern", "orchard", "granite", "violin", "saddle", "copper", "meadow", "anchor", "barley", "window"]


def story(name, title, text, source, category, day, zone=UTC, **more):
    return Article(name, text, title, datetime(2023, *day, tzinfo=zone), source, (category,), **more)


def filler(word):
    return f"The {word} stood where the {word} had always stood, said the keeper of the {word}. " * 4


NEWS = [
    story(
        "ferry",
        "Ferry crews walk out",
        "\n\n".join(
            [*map(filler, FILLER), f"🗞️🚢 The harbour woke early 😀. {ANSWER} Nobody sailed.", filler("pebble")]
        ),
        "Harbour Gazette",
        "Local",
        (3, 14),
        authors=("Maren Tolliver",),
        url="https://example.com/ferry",
    ),
    story("vote", "Crews accept six per cent", WIRE, "Northern Wire", "Business", (4, 2)),
    story("vote-again", "Sound line vote", WIRE, "Estmark Post", "Business", (4, 3)),
    story(
        "rent",
        "Rent cap passes",
        "The council capped the rent by nine votes to four.",
        "Estmark Post",
        "Politics",
        (5, 1),  # in UTC it is the day before
        timezone(timedelta(hours=2)),
        authors=("Ilse Tarn", "Per Ohm"),
    ),
    Article("bare", "A strike of lightning hit the deckhands’ hall."),
    *(
        story(
            f"brief-{at}",
            f"Brief {at}",
            f"Weather for the week {at}: fog and drizzle.",
            f"Outlet {at:02}",
            "Briefs",
            (6, 1),
        )
        for at in range(30)
    ),
]


@pytest.fixture(scope="module")
def site(page_served):
    return page_served(NEWS)


def hits(page):
    return page.locator(".hit")


def titles(page):
    return page.locator(".hit h2").all_inner_texts()


def parameters(page):
    return parse_qs(urlsplit(page.url).query)


def outlet(page, name):
    return page.get_by_role("checkbox", name=re.compile(f"^{name}"))


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


def test_a_citation_is_copied(page_tab, site):
    page = page_tab(f"{site}?q=deckhands+strike+four", permissions=["clipboard-read", "clipboard-write"])
    hits(page).first.get_by_role("link").first.focus()
    page.keyboard.press("c")
    expect(hits(page).first.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    with urlopen(f"{site}cite?id=ferry%23p10") as answer:
        assert f"- {copied}\n" == json.load(answer)["text"]
    assert copied.endswith("14 March 2023, para. 11 (`ferry#p10`)")


def test_colours_follow_the_system_until_one_chooses_and_then_stay(page_tab, site):
    page = page_tab(site, color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Light colours").click()
    light = page.evaluate(ground)
    assert (dark, light) == ("rgb(24, 23, 21)", "rgb(252, 251, 248)")
    page.reload()
    assert page.evaluate(ground) == light
    assert page_tab(site, color_scheme="light").evaluate(ground) == light


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
    assert {"/archive/search", "/archive/status", "/archive/page/page.js"} <= {*asked}
