import asyncio
import logging
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import IndexMissingError, ModelMismatchError
from nutgraf.index.writing.rebuild import rebuild
from nutgraf.search.library import searcher as searcher_module
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.query.question import QuestionError
from small_indexes.fakes import FakeEmbedder

STORM = Article(id="storm", text="A storm took the roof of the town hall.\n\nNobody was hurt.")


@pytest.fixture
def following(folder, add, embedder):
    add([STORM])
    return Searcher(folder.path, embedder=embedder)


def ids(result):
    return [hit.id for hit in result.hits]


def test_a_question_after_a_commit_sees_it(following, add):
    assert ids(following.search("storm roof")) == ["storm#p0", "storm#p1"]
    add([Article(id="late", text="The storm took a second roof.")])
    result = following.search("storm roof")
    assert "late#p0" in ids(result)
    assert result.generation == following.generation == 2
    assert following.article("late")
    assert not following.refresh()


def test_one_that_does_not_follow_stays_until_it_is_told(folder, add, embedder):
    add([STORM])
    searcher = Searcher(folder.path, embedder=embedder, follow=False)
    add([Article(id="late", text="The storm took a second roof.")])
    assert searcher.generation == 1
    assert searcher.refresh()
    assert searcher.generation == 2


def test_nothing_is_read_while_nothing_changes(following, folder, monkeypatch):
    following.search("storm")
    monkeypatch.setattr(folder.__class__, "manifest", lambda _: pytest.fail("MANIFEST was read"))
    following.search("roof")


def test_segments_that_stay_are_not_opened_again(following, add):
    [first] = following.store.snapshot.segments
    words = first.words
    add([Article(id="late", text="The storm took a second roof.")])
    assert following.store.snapshot.segments[0].words is words


def test_who_asks_while_a_generation_is_opened_does_not_wait(following, add, monkeypatch):
    add([Article(id="late", text="The storm took a second roof.")])
    opening, opened, newest = threading.Event(), threading.Event(), following._follower._newest

    def slow(known):
        opening.set()
        assert opened.wait(10)
        return newest(known)

    monkeypatch.setattr(following._follower, "_newest", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(following.search, "storm")
        assert opening.wait(10)
        assert following.search("storm").generation == 1  # and not stuck behind the other one
        opened.set()
        assert first.result().generation == 2


def test_an_index_that_is_gone_is_said_to_be_and_found_again_when_it_is_back(following, folder, add):
    shutil.rmtree(folder.path)
    for _ in range(2):
        with pytest.raises(IndexMissingError):
            following.search("storm")
    add([Article(id="new", text="Another storm.")])
    assert ids(following.search("storm")) == ["new#p0"]


def test_a_damaged_manifest_is_told_once_and_the_generation_held_answers(following, folder, add, caplog):
    manifest = folder.path / "MANIFEST"
    good = manifest.read_bytes()
    manifest.write_bytes(good.replace(b'"generation"', b'"generatiom"'))
    with caplog.at_level(logging.WARNING, "nutgraf"):
        assert following.search("storm").generation == 1
        assert following.search("roof").generation == 1
    assert len(caplog.records) == 1
    assert "generation 1" in caplog.text

    manifest.write_bytes(good)
    add([Article(id="late", text="The storm took a second roof.")])
    assert following.search("storm").generation == 2


def test_after_a_rebuild_with_another_model_one_with_a_model_of_its_own_refuses(following, folder):
    rebuild(folder, FakeEmbedder("other"))
    with pytest.raises(ModelMismatchError):
        following.search("storm")


def test_the_event_loop_goes_on_while_a_question_is_answered(following, monkeypatch):
    started, answer, beats = threading.Event(), searcher_module.answer, []

    def slow(*arguments):
        assert started.wait(10)
        return answer(*arguments)

    monkeypatch.setattr(searcher_module, "answer", slow)

    async def both():
        question = asyncio.create_task(following.asearch("storm roof", k=1))
        for _ in range(5):
            await asyncio.sleep(0)
            beats.append(question.done())
        started.set()
        return await question

    assert ids(asyncio.run(both())) == ["storm#p0"]
    assert beats == [False] * 5


def test_many_tasks_get_what_each_asked_for(following):
    async def all_of_them():
        questions = ["storm", "nobody was hurt", "roof"] * 10
        return await asyncio.gather(*(following.asearch(question) for question in questions))

    answers = asyncio.run(all_of_them())
    assert [answer.query for answer in answers] == ["storm", "nobody was hurt", "roof"] * 10
    assert all(answer.hits == following.search(answer.query).hits for answer in answers[:3])


def test_what_is_no_question_is_refused_when_it_is_awaited(following):
    with pytest.raises(QuestionError):
        asyncio.run(following.asearch("  "))
    with pytest.raises(TypeError):
        following.search("storm", limit=3)
