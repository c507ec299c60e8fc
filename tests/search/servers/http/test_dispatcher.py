"""The dispatcher with real workers: answers, refusals, and workers that die or hang."""

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

import orjson
import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.servers import jobs
from nutgraf.search.servers.http.dispatcher import Dispatcher
from nutgraf.search.servers.limits import Limits
from nutgraf.search.servers.refusals import Refusal
from running import quick_command
from running.servers import alive
from small_indexes.fakes import FakeEmbedder, index_at

STORIES = [Article(id=f"s{number}", text=f"The mayor of town {number} spoke about the river.") for number in range(9)]
_NUMBERS = count()
LIMITS = Limits(queue=4, batch=3, deadline=20)


class Counter:
    """A dispatcher, and the sizes of its batches."""

    def __init__(self, index: Path, hold: Path) -> None:
        self.batches: list[int] = []
        self.runner = asyncio.Runner()  # one event loop for all tests, as tasks may outlive a test
        self._hold, self.index = hold, index
        self.dispatcher = Dispatcher(
            quick_command.FakedArchive(index).open, workers=1, threads=1, limits=LIMITS, on_batch=self.batches.append
        )

    @property
    def worker(self) -> int:
        return self.dispatcher._workers[0]._process.pid  # private: only this test needs it

    def hold(self) -> str:
        """Return a question that keeps the worker busy until `release`; each is new, as embeddings are cached."""
        self._hold.touch()
        return f"held {next(_NUMBERS)}"

    def release(self) -> None:
        self._hold.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("dispatcher")
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
    """A dispatcher whose limits a test may change; it is idle again afterwards."""
    opened.batches.clear()
    opened.dispatcher._limits = LIMITS
    yield opened
    opened.release()
    assert b"hits" in opened.runner.run(opened.dispatcher.ask(search("is it idle?")))


def limits(dispatcher: Counter, **others: Any) -> None:
    dispatcher.dispatcher._limits = Limits(**{"queue": 4, "batch": 3, "deadline": 20} | others)


def search(question: str, **options: Any) -> jobs.Job:
    return partial(jobs.search, question=question, options=options)


async def outcome(asking: Any) -> str:
    """Return "answered", or the code of the refusal."""
    try:
        return "answered" if json.loads(await asking)["hits"] else "nothing"
    except Refusal as refusal:
        return refusal.code


def outcomes(dispatcher: Counter, *questions: str, then: Callable[[], Any] = lambda: None) -> list[str]:
    """Ask all questions, the first before the others, call `then` while all wait, and return the outcomes."""

    async def all_of_them() -> list[str]:
        tasks = []
        for question in questions:
            tasks.append(asyncio.create_task(outcome(dispatcher.dispatcher.ask(search(question)))))
            await asyncio.sleep(0)
        then()
        return await asyncio.gather(*tasks)

    return dispatcher.runner.run(all_of_them())


def test_an_answer_is_that_of_a_searcher_to_the_byte(dispatcher):
    answers = dispatcher.runner.run(dispatcher.dispatcher.ask(search("the river", k=3, mode="bm25")))
    assert answers == orjson.dumps(
        Searcher(dispatcher.index, embedder=FakeEmbedder()).search("the river", k=3, mode="bm25").to_dict()
    )


def test_questions_that_come_while_the_worker_is_busy_go_to_it_as_a_batch(dispatcher):
    held = dispatcher.hold()
    assert outcomes(dispatcher, held, "a", "b", "c", "d", then=dispatcher.release) == ["answered"] * 5
    assert dispatcher.batches == [1, 3, 1]


def test_a_question_to_a_full_queue_is_refused_at_once(dispatcher):
    held = dispatcher.hold()
    answers = outcomes(dispatcher, held, "a", "b", "c", "d", "e", "f", then=dispatcher.release)
    assert answers == ["answered"] * 5 + ["busy"] * 2


def test_a_question_past_its_deadline_is_refused_and_the_worker_goes_on(dispatcher):
    limits(dispatcher, deadline=0.2)
    held = dispatcher.hold()
    assert outcomes(dispatcher, held, "river") == ["deadline", "deadline"]
    limits(dispatcher)
    dispatcher.release()
    assert outcomes(dispatcher, "river") == ["answered"]


def test_a_cancelled_question_is_not_answered(dispatcher):
    held = dispatcher.hold()

    async def cancel_others() -> None:
        first = asyncio.create_task(outcome(dispatcher.dispatcher.ask(search(held))))
        others = [asyncio.create_task(dispatcher.dispatcher.ask(search("river"))) for _ in range(3)]
        await asyncio.sleep(0)
        for task in others:
            task.cancel()
        await asyncio.sleep(0)
        dispatcher.release()
        assert await first == "answered"

    dispatcher.runner.run(cancel_others())
    assert dispatcher.batches == [1]


def test_a_question_that_fails_leaves_the_others_of_its_batch_alone(dispatcher):
    held = dispatcher.hold()
    answers = outcomes(dispatcher, held, "buggy", " ", "river", then=dispatcher.release)
    assert answers == ["answered", "internal", "question_refused", "answered"]


def test_a_worker_that_dies_costs_only_its_own_batch(dispatcher):
    before = dispatcher.worker
    held = dispatcher.hold()
    assert outcomes(dispatcher, held, "deadly", "river", then=dispatcher.release) == [
        "answered",
        "worker_died",
        "worker_died",
    ]
    assert outcomes(dispatcher, "river") == ["answered"]
    assert dispatcher.worker != before
    assert not alive(before)


def test_a_worker_that_died_while_it_was_idle_costs_nothing(dispatcher):
    before = dispatcher.worker
    os.kill(before, signal.SIGKILL)
    dispatcher.dispatcher._workers[0]._process.join()  # of its threads, any may be the last to let go of the pipe
    assert outcomes(dispatcher, "river") == ["answered"]


@pytest.mark.unix("SIGBUS")
def test_a_worker_that_a_truncated_file_kills_says_that_the_index_is_damaged(dispatcher, caplog):
    assert outcomes(dispatcher, "truncated") == ["index_damaged"]
    assert outcomes(dispatcher, "river") == ["answered"]
    assert "check --repair" in caplog.text


def test_a_worker_that_hangs_is_killed_and_replaced(dispatcher):
    before, worker = dispatcher.worker, dispatcher.dispatcher._workers[0]
    worker._timeout = 0.3
    try:
        os.kill(before, signal.SIGSTOP)
        assert outcomes(dispatcher, "river") == ["worker_died"]
    finally:
        worker._timeout = LIMITS.worker_timeout
    assert outcomes(dispatcher, "river") == ["answered"]
    assert not alive(before)


def test_a_worker_that_fails_to_restart_is_started_with_the_next_batch(dispatcher, monkeypatch):
    worker = dispatcher.dispatcher._workers[0]

    def fail() -> None:
        raise OSError("no more processes")

    with monkeypatch.context() as patch:
        patch.setattr(worker, "_start", fail)
        assert outcomes(dispatcher, "deadly") == ["worker_died"]
        assert outcomes(dispatcher, "river") == ["worker_died"]
    assert outcomes(dispatcher, "river") == ["answered"]


def test_a_closed_dispatcher_leaves_no_process_even_of_busy_workers(place, monkeypatch):
    monkeypatch.setenv("FAKE_HOLD", str(place / "kept"))
    counter = Counter(place / "index", place / "kept")
    held = counter.hold()

    async def closed() -> list[str]:
        asking = [asyncio.create_task(outcome(counter.dispatcher.ask(search(each)))) for each in (held, "river")]
        await asyncio.sleep(0.01)
        await counter.dispatcher.close()
        asking.append(asyncio.create_task(outcome(counter.dispatcher.ask(search("too late")))))
        return await asyncio.gather(*asking)

    before = counter.worker
    assert asyncio.run(closed()) == ["busy", "busy", "busy"]
    assert not alive(before)
