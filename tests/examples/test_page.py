"""The page, with a fake of Streamlit that remembers what it shows."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest


class Streamlit:
    """A page on which somebody typed `question` and chose `outlets`."""

    def __init__(self, question, outlets=()):
        self.question, self.outlets, self.shown = question, list(outlets), []
        self.sidebar = SimpleNamespace(multiselect=self.choose, date_input=lambda *_, **__: None)

    def choose(self, _, options):
        assert options == ["", "Harbour Gazette"]
        return self.outlets

    def text_input(self, *_, **__):
        return self.question

    def container(self, **_):
        return nullcontext()

    def cache_resource(self, function):
        return function

    def __getattr__(self, name):
        return lambda *values: self.shown.append((name, *values))


@pytest.fixture
def ask(example, fake, index):  # noqa: ARG001
    def ask(question, outlets=()):
        page = Streamlit(question, outlets)
        names = ("cache_resource", "container", "link_button", "sidebar", "text", "text_input", "title")
        fake("streamlit", **{name: getattr(page, name) for name in (*names, "success", "warning", "info")})
        example("page")
        return page.shown

    return ask


def test_it_shows_passages_as_text_with_their_sources(ask):
    shown = ask("what pay rise does the union of ferry crews want?", ["Harbour Gazette"])
    assert ("text", "The union of ferry crews wants a pay rise of nine per cent.") in shown
    assert ("text", "Harbour Gazette · 18 April 2023") in shown
    assert ("link_button", "Read the article", "https://example.com/ferry") in shown
    assert not any("Otters" in str(each) for each in shown)


def test_it_asks_nothing_before_somebody_does(ask):
    assert ask("  ") == [("title", "Ask the archive")]
