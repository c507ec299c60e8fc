"""The desk with real workers: who is answered, who is sent away, and what becomes of workers that fall."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import faked
import orjson
import pytest
from fakes import FakeEmbedder
from nutgraf.corpus.article import Article
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.servers.http.dispatcher import Dispatcher
from nutgraf.search.servers.http.worker import Job
from nutgraf.search.servers.limits import Limits
from nutgraf.search.servers.refusals import Refusal
from served import alive, index_at, wait_until

STORIES = [Article(id=f"s{number}", text=f"The mayor of town {number} spoke about the river.") for number in range(9)]
_NUMBERS = count()
LIMITS = Limits(queue=4, batch=3, deadline=20)


class Counter:
    """A desk, and how many questions were handed over together."""

    def __init__(self, index: Path, hold: Path) -> None:
        self.batches: list[int] = []
        self.runner = asyncio.Runner()  # one event loop for all tests: what one leaves behind goes on in the next
        self._hold, self.index = hold, index
        self.dispatcher = Dispatcher(
            partial(faked.open_faked, index), workers=1, threads=1, limits=LIMITS, on_batch=self.batches.append
        )

    @property
    def worker(self) -> int:
        return self.dispatcher._workers[0]._process.pid  # nobody else has to know

    def hold(self) -> str:
        """A question that keeps the worker until it is released. A new one each time: it must not be known yet."""
        self._hold.touch()
        return f"held {next(_NUMBERS)}"

    def release(self) -> None:
        self._hold.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("desk")
    index_at(place / "index", STORIES)
    return place


@pytest.fixture(scope="module")
def opened(place) -> Iterator[Counter]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAKE_HOLD", str(place / "hold"))
        counter = Counter(place / "index", place / "hold")
        with counter.runner:
            counter.runner.run(counter.dispatcher.warm_up())
            yield counter
            counter.runner.run(counter.dispatcher.close())


@pytest.fixture
def dispatcher(opened) -> Iterator[Counter]:
    """A desk, whose limits may be changed, and which is left as it was found."""
    opened.batches.clear()
    opened.dispatcher._limits = LIMITS
    yield opened
    opened.release()
    assert b"hits" in opened.runner.run(opened.dispatcher.ask(Job("is it idle?")))


def limits(dispatcher: Counter, **others: Any) -> None:
    dispatcher.dispatcher._limits = Limits(**{"queue": 4, "batch": 3, "deadline": 20} | others)


async def told(asking: Any) -> str:
    """The code of a refusal, or that it was answered."""
    try:
        return "answered" if json.loads(await asking)["hits"] else "nothing"
    except Refusal as refusal:
        return refusal.code


def together(dispatcher: Counter, *questions: str, then: Callable[[], Any] = lambda: None) -> list[str]:
    """What is said to these, the first of which a worker has when the others come; `then` happens while all wait."""

    async def all_of_them() -> list[str]:
        tasks = []
        for question in questions:
            tasks.append(asyncio.create_task(told(dispatcher.dispatcher.ask(Job(question)))))
            await asyncio.sleep(0)
        then()
        return await asyncio.gather(*tasks)

    return dispatcher.runner.run(all_of_them())


def test_an_answer_is_what_a_searcher_says_to_the_byte(dispatcher):

    said = dispatcher.runner.run(dispatcher.dispatcher.ask(Job("the river", {"k": 3, "mode": "bm25"})))
    assert said == orjson.dumps(
        Searcher(dispatcher.index, embedder=FakeEmbedder()).search("the river", k=3, mode="bm25").to_dict()
    )


def test_questions_that_come_while_the_worker_is_busy_are_handed_over_together(dispatcher):
    held = dispatcher.hold()
    assert together(dispatcher, held, "a", "b", "c", "d", then=dispatcher.release) == ["answered"] * 5
    assert dispatcher.batches == [1, 3, 1]


def test_whoever_comes_when_too_many_wait_is_sent_away_at_once(dispatcher):
    held = dispatcher.hold()
    said = together(dispatcher, held, "a", "b", "c", "d", "e", "f", then=dispatcher.release)
    assert said == ["answered"] * 5 + ["busy"] * 2


def test_who_waits_too_long_is_told_so_and_the_worker_goes_on(dispatcher):
    limits(dispatcher, deadline=0.2)
    held = dispatcher.hold()
    assert together(dispatcher, held, "river") == ["deadline", "deadline"]
    limits(dispatcher)
    dispatcher.release()
    assert together(dispatcher, "river") == ["answered"]


def test_what_nobody_waits_for_any_more_is_not_answered(dispatcher):
    held = dispatcher.hold()

    async def timeout_protocol() -> None:
        first = asyncio.create_task(told(dispatcher.dispatcher.ask(Job(held))))
        others = [asyncio.create_task(dispatcher.dispatcher.ask(Job("river"))) for _ in range(3)]
        await asyncio.sleep(0)
        for it in others:
            it.cancel()
        await asyncio.sleep(0)
        dispatcher.release()
        assert await first == "answered"

    dispatcher.runner.run(timeout_protocol())
    assert dispatcher.batches == [1]


def test_a_question_that_breaks_is_no_matter_for_those_beside_it(dispatcher):
    held = dispatcher.hold()
    said = together(dispatcher, held, "buggy", " ", "river", then=dispatcher.release)
    assert said == ["answered", "internal", "question_refused", "answered"]


def test_a_worker_that_dies_costs_its_questions_and_no_more(dispatcher):
    before = dispatcher.worker
    held = dispatcher.hold()
    assert together(dispatcher, held, "deadly", "river", then=dispatcher.release) == [
        "answered",
        "internal",
        "internal",
    ]
    assert together(dispatcher, "river") == ["answered"]
    assert dispatcher.worker != before
    assert not alive(before)


def test_a_worker_that_died_while_it_was_idle_costs_nothing(dispatcher):
    before = dispatcher.worker
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: not alive(before))
    assert together(dispatcher, "river") == ["answered"]


def test_a_worker_that_hangs_is_ended_and_followed_by_another(dispatcher):
    before, worker = dispatcher.worker, dispatcher.dispatcher._workers[0]
    worker._timeout = 0.3
    try:
        os.kill(before, signal.SIGSTOP)
        assert together(dispatcher, "river") == ["internal"]
    finally:
        worker._timeout = LIMITS.worker_timeout
    assert together(dispatcher, "river") == ["answered"]
    assert not alive(before)


def test_a_worker_that_cannot_be_started_anew_is_tried_again(dispatcher, monkeypatch):
    worker = dispatcher.dispatcher._workers[0]

    def fail() -> None:
        raise OSError("no more processes")

    with monkeypatch.context() as patch:
        patch.setattr(worker, "_start", fail)
        assert together(dispatcher, "deadly") == ["internal"]
        assert together(dispatcher, "river") == ["internal"]
    assert together(dispatcher, "river") == ["answered"]


def test_a_desk_that_is_closed_leaves_no_process_whatever_they_are_at(place, monkeypatch):
    monkeypatch.setenv("FAKE_HOLD", str(place / "kept"))
    counter = Counter(place / "index", place / "kept")
    held = counter.hold()

    async def closed() -> list[str]:
        asking = [asyncio.create_task(told(counter.dispatcher.ask(Job(it)))) for it in (held, "river")]
        await asyncio.sleep(0.01)
        await counter.dispatcher.close()
        asking.append(asyncio.create_task(told(counter.dispatcher.ask(Job("too late")))))
        return await asyncio.gather(*asking)

    before = counter.worker
    assert asyncio.run(closed()) == ["busy", "busy", "busy"]
    assert not alive(before)
