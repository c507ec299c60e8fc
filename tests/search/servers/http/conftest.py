"""Fixtures for tests of the server: the real one over a real index, and the web page in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from material.worst_ids import STORIES
from nutgraf.corpus.article import Article
from running.servers import ServerProcess, serving
from small_indexes.fakes import index_at

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first has no window to draw, so a page costs half."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--no-first-run", "--in-process-gpu"]  # it draws without one: a process less to talk to
VIEW = {"viewport": {"width": 1400, "height": 900}, "reduced_motion": "reduce"}  # what moves costs, and tests wait
PATIENCE = 60_000
"""Milliseconds to wait for what a page should show: no test fails because the machine is busy."""
NO_BROWSER = "no Chromium on PATH: `apt-get install chromium-headless-shell` brings it"
NO_PLAYWRIGHT = "no Playwright: `pip install playwright` brings it"


@pytest.fixture(scope="module")
def page_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Serve the page over an index of the articles given, at `index` if given; returns its address."""
    with ExitStack() as stack:

        def serve(articles: Iterable[Article], token: str | None = None, index: Path | None = None) -> str:
            index = index or tmp_path_factory.mktemp("page") / "index"
            index_at(index, articles)
            secret = {"NUTGRAF_TOKEN": token} if token else {}
            return stack.enter_context(serving(index, "--workers", 1, **secret)).url + "/"

        yield serve


class Chromium:
    """A browser, open from the first test of the page to the last of those that follow one another.

    No longer: while Playwright runs, nothing else may run an event loop.

    Attributes:
        tabs: Tabs that no test uses, each in a context of its own, by the options of that.
    """

    def __init__(self) -> None:
        self.tabs: dict[str, list[Any]] = {}
        self._browser: Any = None
        self._open = ExitStack()

    def new_context(self, **options: Any) -> Any:
        self._browser = self._browser or self._launched()
        return self._browser.new_context(**options)

    def _launched(self) -> Any:
        sync_api = pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT)
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        if not program:
            pytest.skip(NO_BROWSER)
        sync_api.expect.set_options(timeout=PATIENCE)
        playwright = self._open.enter_context(sync_api.sync_playwright())
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        self._open.callback(browser.close)
        return browser

    def close(self) -> None:
        self._open.close()
        self._browser = None
        self.tabs.clear()


_CHROMIUM = Chromium()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Close the browser where the next test is not one of the page."""
    try:
        return (yield)
    finally:
        if "page_tab" not in getattr(nextitem, "fixturenames", ()):
            _CHROMIUM.close()


@pytest.fixture
def page_tab() -> Iterator[Callable[..., Any]]:
    """Opens a tab in a context of its own. The test fails at its end if a page did something forbidden.

    It is one that an earlier test has left, emptied, since a new one starts a process. A test that changes more
    than what the page keeps, such as the clock, takes a `fresh` one.
    """
    forbidden: list[str] = []
    with ExitStack() as stack:

        def tab(address: str, *, troubled: bool = False, fresh: bool = False, **options: Any) -> Any:
            left = _CHROMIUM.tabs.setdefault(repr(options), [])
            if fresh or not left:
                context = _CHROMIUM.new_context(**VIEW | options)
                context.set_default_timeout(PATIENCE)
                page = context.new_page()
            else:
                page = left.pop()
            stack.callback(page.context.close if fresh else lambda: left.append(emptied(page, VIEW | options)))
            stack.callback(watch(page, address, forbidden, troubled=troubled))
            page.goto(address)
            return page

        yield tab
    assert forbidden == []


def emptied(page: Any, options: dict[str, Any]) -> Any:
    """Return the tab as it was at first: it keeps nothing, and shows nothing."""
    page.unroute_all()
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.goto("about:blank")
    if page.viewport_size != options["viewport"]:
        page.set_viewport_size(options["viewport"])
    return page


def watch(page: Any, address: str, forbidden: list[str], *, troubled: bool) -> Callable[[], object]:
    """Record dialogs, errors and requests to other hosts in `forbidden`, and failed responses unless `troubled`.

    Returns what ends that.
    """

    def on_message(message: Any) -> None:
        expected = troubled and message.text.startswith("Failed to load resource")
        if message.type in ("error", "warning") and not expected:
            forbidden.append(message.text)

    def on_request(request: Any) -> None:
        if not request.url.startswith("data:") and urlsplit(request.url).netloc != urlsplit(address).netloc:
            forbidden.append(request.url)

    def on_dialog(dialog: Any) -> None:
        forbidden.append(dialog.message)
        dialog.dismiss()

    listeners = {
        "console": on_message,
        "pageerror": lambda error: forbidden.append(str(error)),
        "request": on_request,
        "dialog": on_dialog,
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    return lambda: [page.remove_listener(*each) for each in listeners.items()]


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Path:
    return index_at(tmp_path_factory.mktemp("app") / "index", STORIES)


@pytest.fixture(scope="module")
def served(index) -> Iterator[ServerProcess]:
    with serving(index, "--workers", 1) as served:
        yield served


@pytest.fixture(scope="module")
def client(served) -> Iterator[httpx.Client]:
    with served.client() as client:
        yield client
