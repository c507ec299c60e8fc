"""The web page on a bad day: it explains each trouble in a sentence, and recovers where it can."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from nutgraf.corpus.article import Article

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: `pip install playwright` brings it")
expect = sync_api.expect

NEWS = [
    Article(
        "rent",
        "The council capped the rent by nine votes to four.",
        "Rent cap passes",
        datetime(2023, 5, 1, tzinfo=UTC),
    ),
    Article("ferry", "Deckhands began a strike.", "Ferry crews walk out", datetime(2023, 3, 14, tzinfo=UTC)),
]
ASKING = "**/search?*"
TOKEN = "s3cret-of-the-newsroom"


@pytest.fixture(scope="module")
def site(page_served):
    return page_served(NEWS)


@pytest.fixture
def tab(page_tab, site):
    def tab(query="", **options):
        return page_tab(f"{site}{query}", troubled=True, **options)

    return tab


def failing(status, code, message="", **headers):
    body = json.dumps({"error": {"code": code, "message": message, "request_id": "req-17"}})

    def fail(route):
        route.fulfill(status=status, body=body, content_type="application/json", headers=headers)

    return fail


def ask(page, words="rent cap council"):
    page.locator("#question").fill(words)


def notice(page):
    return page.get_by_role("alert").filter(visible=True)


def answered(page):
    return expect(page.locator(".hit").first).to_contain_text("Rent cap passes")


def test_a_busy_server_is_asked_again_when_it_says(tab):
    page = tab()
    page.route(ASKING, failing(503, "busy", "Too many questions.", **{"Retry-After": "1"}), times=1)
    ask(page)
    expect(notice(page)).to_contain_text("The server is busy.")
    expect(notice(page)).to_contain_text("repeats your question in 1 s")
    answered(page)  # by itself
    expect(page.locator("#notice")).to_be_hidden()


def test_it_is_asked_at_once_on_demand_and_never_twice(tab):
    page = tab()
    page.route(ASKING, failing(503, "busy", **{"Retry-After": "100"}), times=1)
    ask(page)
    notice(page).get_by_role("button", name="Ask now").click()
    answered(page)


def test_another_question_takes_the_place_of_one_that_waits(tab):
    page = tab()
    page.route(ASKING, failing(503, "busy", **{"Retry-After": "100"}), times=1)
    ask(page, "deckhands")
    expect(notice(page)).to_be_visible()
    ask(page)
    answered(page)


def test_an_index_that_is_gone_is_told_in_the_servers_words(tab):
    page = tab("?q=rent+cap")
    answered(page)
    page.route(ASKING, failing(503, "index_missing", "there is no index at x; nutgraf index makes one"))
    ask(page)
    expect(notice(page)).to_contain_text("The archive is not available at the moment.")
    expect(notice(page)).to_contain_text("There is no index at x; nutgraf index makes one. (request req-17)")
    expect(page.locator(".hit")).to_have_count(0)  # no answer to another question stays


def test_offline_is_told_and_ends_by_itself(tab):
    page = tab()
    page.context.set_offline(True)
    ask(page)
    expect(notice(page)).to_contain_text("You are offline.")
    page.context.set_offline(False)
    answered(page)


def test_a_server_that_is_down_is_told(tab):
    page = tab()
    page.route(ASKING, lambda route: route.abort("connectionrefused"))
    ask(page)
    expect(notice(page)).to_contain_text("The server cannot be reached.")


TROUBLES = [
    (failing(400, "bad_request", "<b>since</b> is no date"), "The server refused the question.<b>since</b> is no date"),
    (failing(500, "internal", "a bug of ours"), "The server could not answer.A bug of ours. (request req-17)"),
    (lambda route: route.fulfill(status=200, body="<h1>Log in</h1>"), "Is there another server in between?"),
    (lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"), "The server could not answer."),
    (lambda route: route.fulfill(status=200, body="null"), "Is there another server in between?"),
    (lambda route: route.fulfill(status=429, body=""), "The server is busy."),
]
"""What comes back, and what is told of it: no two in a row are told alike."""


def test_whatever_else_comes_back_is_told(tab):
    page = tab()
    for number, (trouble, message) in enumerate(TROUBLES):
        page.unroute_all()
        page.route(ASKING, trouble)
        ask(page, f"rent cap {number}")
        expect(notice(page)).to_contain_text(message)
        expect(page.locator("#notice b")).to_have_count(1)  # the title, and nothing of theirs


def test_a_token_is_asked_for_and_sent_and_stands_in_no_address(page_tab, page_served):
    page = page_tab(f"{page_served(NEWS, token=TOKEN)}?q=rent+cap+council", troubled=True)
    seen = []
    page.on("request", lambda request: seen.append((request.url, request.headers.get("authorization"))))
    expect(notice(page)).to_contain_text("This archive requires an access token.")
    field = page.get_by_label("Access token")
    expect(field).to_be_focused()
    field.fill("wrong")
    field.press("Enter")
    expect(notice(page)).to_contain_text("This token was not accepted.")
    field.fill(TOKEN)
    page.get_by_role("button", name="Continue").click()
    answered(page)
    expect(page.locator("#source")).to_be_hidden()  # nothing on the question names an outlet
    page.get_by_role("link", name="Rent cap passes").click()
    expect(page.locator("#article .asked")).to_be_visible()
    assert {bearing for _, bearing in seen if bearing} == {"Bearer wrong", f"Bearer {TOKEN}"}
    assert any(address.endswith("/status") and bearing == f"Bearer {TOKEN}" for address, bearing in seen)
    assert not any(TOKEN in address for address, _ in seen)
    assert TOKEN not in page.evaluate("location.href + JSON.stringify(localStorage) + document.cookie")
    assert TOKEN in page.evaluate("JSON.stringify(sessionStorage)")


def test_a_token_that_no_header_takes_is_refused_on_the_spot(tab):
    page = tab()
    page.route(ASKING, failing(401, "unauthorized"))
    ask(page)
    page.get_by_label("Access token").fill("schlüssel ☃")
    page.get_by_role("button", name="Continue").click()
    expect(notice(page)).to_contain_text("only ASCII letters, digits and signs")


def test_a_start_without_status_is_told(tab):
    page = tab()
    gone = failing(503, "index_missing", "there is no index", **{"Retry-After": "100"})
    for address in (re.compile(r"/status"), re.compile(r"/articles\b")):  # either would bring the other back
        page.route(address, gone)
    page.reload()
    expect(notice(page)).to_contain_text("The archive is not available at the moment.")
    page.unroute_all()
    notice(page).get_by_role("button", name="Ask now").click()
    expect(page.get_by_text("Ask in plain words")).to_be_visible()


def test_an_empty_archive_says_how_to_fill_it(tab):
    page = tab()
    empty = {
        "generation": 2,
        "articles": 0,
        "passages": 0,
        "first": None,
        "last": None,
        "sources": {},
        "categories": {},
    }
    page.route("**/status", lambda route: route.fulfill(json=empty))
    page.reload()
    expect(page.locator("#start")).to_contain_text("The archive is empty")
    expect(page.locator("#start")).to_contain_text("nutgraf index FOLDER")
    expect(page.locator("#source")).to_be_hidden()


def test_nothing_found_says_what_to_do(tab):
    page = tab("?q=rent&since=2030-01-01")
    expect(page.locator("#nothing")).to_contain_text("No passage was found")
    expect(page.locator("#count")).to_have_text("Nothing found")
    page.get_by_role("button", name="Ask the whole archive").click()
    answered(page)


def test_an_article_that_is_gone_is_told(tab):
    page = tab("?q=rent+cap+council&article=gone&paragraph=3")
    answered(page)
    expect(page.locator("#article")).to_contain_text("This article is no longer in the archive.")
    page.get_by_role("button", name="Close").click()
    assert urlsplit(page.url).query == "q=rent+cap+council"


def test_a_passage_that_is_gone_still_shows_the_article(tab):
    page = tab("?q=rent+cap+council&article=rent&paragraph=77")
    expect(page.locator("#article")).to_contain_text("no longer in the article")
    expect(page.locator("#article .story")).to_contain_text("nine votes to four")


def test_an_article_that_could_not_be_fetched_can_be_tried_again(tab):
    page = tab("?q=rent+cap+council")
    page.route("**/articles/*", failing(500, "internal", "a bug"), times=1)
    page.get_by_role("link", name="Rent cap passes").click()
    expect(page.locator("#article")).to_contain_text("The article could not be fetched.")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#article .asked")).to_be_visible()
    assert page.locator("#article .asked mark").inner_text().startswith("The council")


def test_an_index_that_grew_is_told_of(tab):
    page = tab()
    grown = {"generation": 99, "articles": 7, "passages": 8, "first": None, "last": None, "categories": {}}
    expect(page.get_by_text("2 articles, 2 paragraphs")).to_be_visible()
    page.route("**/status", lambda route: route.fulfill(json=grown | {"sources": {"New Outlet": 5}}))
    page.route(ASKING, lambda route: route.fulfill(json={"hits": [], "index": {"generation": 99}}))
    ask(page)
    expect(page.get_by_role("checkbox", name=re.compile("New Outlet"))).to_be_visible()


def test_storage_that_is_switched_off_stops_nothing(tab):
    page = tab(fresh=True)
    denied = "Object.defineProperty(window, '{}', {{ get() {{ throw new DOMException('no', 'SecurityError') }} }})"
    for name in ("localStorage", "sessionStorage"):
        page.add_init_script(denied.format(name))
    page.reload()
    page.get_by_role("button", name="Dark colours").click()
    ask(page)
    answered(page)
