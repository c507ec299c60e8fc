"""Fixtures for the web page: the real server over a real index, in a real browser."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nutgraf
import pytest
from fakes import FakeEmbedder, index_at
from nutgraf.corpus.article import Article

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--no-first-run"]
NO_BROWSER = "no Chromium on PATH: `apt-get install chromium` brings it"
NO_PLAYWRIGHT = "no Playwright: `pip install playwright` brings it"


@contextmanager
def served(index: Path, embedder: Any = None, token: str | None = None) -> Iterator[str]:
    """Serve the page over `index` while the block lasts; yields its address."""
    import uvicorn
    from nutgraf.search.servers.http.app import make_app
    from nutgraf.search.servers.http.dispatcher import Dispatcher
    from nutgraf.search.servers.http.metrics import Metrics
    from nutgraf.search.servers.http.middleware import RequestGuard
    from nutgraf.search.servers.limits import Limits

    open_index = partial(nutgraf.open, index, embedder=embedder)
    searcher, limits = open_index(), Limits()
    dispatcher = Dispatcher(open_index, workers=1, threads=1, limits=limits)
    metrics = Metrics(lambda: dispatcher.waiting, lambda: searcher.generation)
    guarded = RequestGuard(make_app(dispatcher, metrics), limits, token=token)
    with socket.create_server(("127.0.0.1", 0)) as listener:  # early requests wait in the backlog
        server = uvicorn.Server(uvicorn.Config(guarded, log_config=None, ws="none"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        running.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            running.join()


@pytest.fixture(scope="module")
def page_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Serve the page over an index of the articles given, at `index` if given; returns its address."""
    with ExitStack() as stack:

        def serve(articles: Iterable[Article], token: str | None = None, index: Path | None = None) -> str:
            index = index or tmp_path_factory.mktemp("page") / "index"
            index_at(index, articles)
            return stack.enter_context(served(index, FakeEmbedder(), token))

        yield serve


@pytest.fixture(scope="module")  # not session: while Playwright runs, nothing else may run an event loop
def page_browser() -> Iterator[Any]:
    """Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT)
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not chromium:
        pytest.skip(NO_BROWSER)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page_tab(page_browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a tab in a fresh context. The test fails at its end if a page did something forbidden."""
    forbidden: list[str] = []
    with ExitStack() as stack:

        def tab(address: str, *, troubled: bool = False, **options: Any) -> Any:
            context = page_browser.new_context(**{"viewport": {"width": 1400, "height": 900}} | options)
            stack.callback(context.close)
            context.set_default_timeout(10_000)
            page = context.new_page()
            watch(page, address, forbidden, troubled=troubled)
            page.goto(address)
            return page

        yield tab
    assert forbidden == []


def watch(page: Any, address: str, forbidden: list[str], *, troubled: bool) -> None:
    """Record dialogs, errors and requests to other hosts in `forbidden`, and failed responses unless `troubled`."""

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

    page.on("console", on_message)
    page.on("pageerror", lambda error: forbidden.append(str(error)))
    page.on("request", on_request)
    page.on("dialog", on_dialog)
