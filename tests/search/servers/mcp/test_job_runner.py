"""The archive in the server's own process, before and after it has loaded the model."""

from __future__ import annotations

import asyncio
from functools import partial
from threading import Event

import pytest
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.servers import jobs
from nutgraf.search.servers.mcp import InProcessRunner
from small_indexes.fakes import FakeEmbedder


class SlowToLoad(FakeEmbedder):
    """A model whose first use takes until `ready` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.ready = Event()

    def queries(self, texts):
        assert self.ready.wait(60)
        return super().queries(texts)


@pytest.fixture
def model():
    model = SlowToLoad()
    yield model
    model.ready.set()


def ask(runner, **options):
    return asyncio.run(runner.run(search(options)))


def search(options):
    return partial(jobs.search, question="when will the ferry leave?", options=options)


def test_while_the_model_is_prepared_it_answers_by_words_and_says_so(mcp_index, model):
    runner = InProcessRunner(Searcher(mcp_index, embedder=model), patience=0.01)
    early = ask(runner)
    assert (early["mode"], early["hits"][0]["id"]) == ("bm25", "ferry#p0")
    assert "by words alone" in early["verdict"]["reason"]
    model.ready.set()
    late = ask(InProcessRunner(Searcher(mcp_index, embedder=model)))
    assert late["mode"] == "hybrid"
    assert "by words alone" not in late["verdict"]["reason"]


def test_whoever_wants_meaning_alone_waits(mcp_index, model):
    runner = InProcessRunner(Searcher(mcp_index, embedder=model), patience=0.01)

    async def ask_twice():
        dense = asyncio.create_task(runner.run(search({"mode": "dense"})))
        await asyncio.wait([dense], timeout=0.2)
        assert not dense.done()
        model.ready.set()
        return await dense

    assert asyncio.run(ask_twice())["mode"] == "dense"


def test_a_model_that_cannot_be_loaded_is_told_with_each_question(mcp_index):
    class Broken(FakeEmbedder):
        def queries(self, _):
            raise RuntimeError("no model")

    runner = InProcessRunner(Searcher(mcp_index, embedder=Broken()))
    for _ in range(2):
        with pytest.raises(RuntimeError, match="no model"):
            ask(runner)
