"""The web page over an archive that was written to break it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from nutgraf.corpus.article import Article

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: `pip install playwright` brings it")
expect = sync_api.expect

MARKUP = [
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(2)>',
    "</script><script>alert(3)</script>",
    "{{7*7}} ${7*7} <b>bold</b>",
    "&lt;i&gt; &amp; &#x41;",
    "' onmouseover='alert(4)",
    "<iframe srcdoc='<script>parent.alert(5)</script>'></iframe>",
    "<style>*{display:none}</style><base href=//evil.example><meta http-equiv=refresh content=0>",
]
OVERRIDE = "\u202egnp.exe\u202c \u2066isolated\u2069 \u2028 \ufeff \x1b]52;c;x\x07 end"
ADDRESSES = [
    "javascript:alert(6)",
    "JaVaScRiPt:alert(7)",
    "data:text/html,<script>alert(8)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/x",
    "relative/x",
    " java\nscript:alert(9)",
    "blob:https://evil.example/x",
]
FOLLOWED = 'https://safe.example/"><img src=x onerror=alert(10)>'


def hostile(at, words, url):
    return Article(
        f'../{at}/<b>?q=x&article=y#"{words}',
        f"The quarrel 👹 about {words} went on. Nobody won the quarrel about {words}.\n\nAnother paragraph, {words}.",
        f"Quarrel {at} {words}",
        source=f"Outlet {words}",
        categories=(words,),
        authors=(words,),
        url=url,
        extra={words: words, "nested": {"a": [words]}},
    )


ARTICLES = [hostile(at, *pair) for at, pair in enumerate(zip([*MARKUP, OVERRIDE], ADDRESSES, strict=True))]
ARTICLES.append(hostile(99, "plain", FOLLOWED))

OURS = (
    "A ARTICLE B BDI BUTTON CODE DD DETAILS DIALOG DIV DL DT FIELDSET FOOTER FORM H1 H2 HEADER INPUT KBD LABEL LEGEND"
    " LI MAIN MARK NOSCRIPT OL OPTION P S SECTION SELECT SMALL SPAN SUMMARY TEXTAREA TIME UL rect svg"
)


@pytest.fixture(scope="module")
def site(page_served):
    return page_served(ARTICLES)


def assert_harmless(page):
    """Assert that the page has only our elements, no handlers, and only links into the page or to http(s)."""
    assert set(page.evaluate("[...document.body.querySelectorAll('*')].map(it => it.tagName)")) <= set(OURS.split())
    attributes = "[...document.querySelectorAll('*')].flatMap(it => it.getAttributeNames())"
    assert not [name for name in page.evaluate(attributes) if name.startswith("on") or name in ("style", "srcdoc")]
    links = page.evaluate("[...document.querySelectorAll('a')].map(it => it.href)")
    home = page.evaluate("location.origin")
    assert all(link.startswith((f"{home}/", "https://safe.example/")) for link in links), links


def test_what_articles_say_is_text_and_nothing_else(page_tab, site):
    page = page_tab(f"{site}?q=quarrel")
    expect(page.locator(".hit")).to_have_count(len(ARTICLES) * 2)
    text = page.locator("#panel").inner_text()
    for words in MARKUP:
        assert text.count(words) >= 5  # outlet, section, byline, headline, passage
    for button in page.locator("#filters fieldset button").all():
        button.click()  # "2 more"
    for words in MARKUP:
        assert words in page.locator("#filters").inner_text()
    assert_harmless(page)


def test_each_hostile_article_can_be_read(page_tab, site):
    page = page_tab(f"{site}?q=quarrel")
    for article in ARTICLES:
        name = " ".join(article.title.split()[:2])
        page.locator(f".hit h2 a:has-text('{name} ')").first.click()
        expect(page.locator("#article h2")).to_contain_text(name)
        expect(page.locator("#article .story p")).to_have_count(2)
        page.locator("#article summary").click()
        expect(page.locator("#article dl")).to_contain_text("nested")
        assert_harmless(page)


def test_a_hostile_id_survives_the_address(page_tab, site):
    page = page_tab(f"{site}?q=quarrel&article={quote(ARTICLES[0].id)}&paragraph=1")
    expect(page.locator("#article .asked")).to_have_text(f"Another paragraph, {MARKUP[0]}.")


def test_only_an_address_of_the_web_can_be_followed(page_tab, site):
    page = page_tab(f"{site}?q=quarrel")
    outward = page.locator("#panel a[target=_blank]")
    expect(outward).to_have_count(2)  # two passages of one article
    assert outward.first.inner_text() == "Original at safe.example ↗"
    assert outward.first.get_attribute("rel") == "noopener noreferrer nofollow"
    assert outward.first.get_attribute("href").startswith("https://safe.example/%22%3E%3Cimg")


def test_characters_that_steer_are_left_out_and_names_are_isolated(page_tab, site):
    page = page_tab(f"{site}?q=quarrel+gnp.exe")
    hit = page.locator(".hit:has-text('gnp.exe')").first
    expect(hit).to_be_visible()
    text = page.locator("body").evaluate("it => it.textContent")
    assert not set(text) & set("\u202e\u202c\u2066\u2069\u2028\ufeff\x1b\x07")
    for part in (".origin bdi", "h2 a", ".passage"):
        assert hit.locator(part).first.evaluate("it => getComputedStyle(it).unicodeBidi") == "isolate"


def test_the_mark_stands_right_though_characters_before_it_are_left_out(page_tab, site):
    page = page_tab(f"{site}?q=nobody+won+the+quarrel+about+gnp.exe")
    mark = page.locator(".hit mark").filter(has_text="gnp.exe").first
    expect(mark).to_have_text("Nobody won the quarrel about gnp.exe isolated ]52;c;x end.")


def test_a_question_is_text_too_and_so_are_filters_and_what_the_server_says_of_them(page_tab, site):
    page = page_tab(site, troubled=True)
    for words in [" ".join(MARKUP[:5]), " ".join(MARKUP[5:]), "\u0000", "%00%ff", "a" * 5000, "🗞" * 500]:
        page.goto(f"{site}?q={quote('quarrel ' + words)}&source={quote(words)}&since={quote(words[:200])}")
        expect(page.locator("#chips li")).to_have_count(2)
        told = "at most 2000 characters" if len(words) > 2_000 else "is not a date"  # which quotes it
        expect(page.get_by_role("alert")).to_contain_text(told)
        assert page.locator("#question").input_value() == f"quarrel {words}"
        assert_harmless(page)


def test_a_citation_pasted_into_a_terminal_runs_nothing(page_tab, site):
    page = page_tab(f"{site}?q=quarrel+gnp.exe", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".hit:has-text('gnp.exe')").first.get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "gnp.exe" in copied
    assert copied.isprintable()


def test_a_headline_of_50_kilobytes_does_not_fill_the_page(page_tab, site):
    article = {"id": "long", "title": "W" * 50_000, "source": "S" * 12_000, "authors": ["x\u0301" * 5_000]}
    hit = {"rank": 1, "id": "long#p0", "text": "y" * 25_000, "highlight": [10_000, 10_010], "article": article}
    answer = {"hits": [hit | {"paragraph": 0}], "verdict": {"answer": "strong"}, "index": {"generation": 1}}
    page = page_tab(site)
    page.route("**/search?*", lambda route: route.fulfill(json=answer))
    page.locator("#question").fill("long")
    expect(page.locator(".hit mark")).to_have_text("y" * 10)
    assert page.locator(".hit").bounding_box()["height"] < 900
    assert page.evaluate("document.documentElement.scrollWidth") <= 1400


def test_a_highlight_that_cannot_be_marks_nothing_and_loses_no_text(page_tab, site):
    impossible = [None, [5, 2], [-1, 3], [0, 10**9], ["a", {}], [0.5, 1], "xy", []]
    hit = {"id": "a#p0", "text": "All of it 👹.", "article": {"id": "a"}, "paragraph": 0}
    hits = [hit | {"rank": at, "highlight": highlight} for at, highlight in enumerate(impossible, start=1)]
    page = page_tab(site)
    page.route("**/search?*", lambda route: route.fulfill(json={"hits": hits, "index": {"generation": 1}}))
    page.locator("#question").fill("all")
    expect(page.locator(".passage")).to_have_text(["All of it 👹."] * len(impossible))
    expect(page.locator(".passage mark")).to_have_count(0)
