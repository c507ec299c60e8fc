import threading
import time
from concurrent.futures import ThreadPoolExecutor

from nutgraf.corpus.article import Article
from nutgraf.index.segments import model_choice
from nutgraf.search.library.searcher import Searcher
from small_indexes.fakes import FakeEmbedder, index_at

EDITIONS, ARTICLES = 12, 4


def edition(mark):
    """Make articles that all hold the generation's mark; each edition has one article more."""
    return [
        Article(id=str(each), text=f"storm in edition {mark}\n\nthe mayor of {each} in edition {mark}")
        for each in range(ARTICLES + mark)
    ]


def test_every_answer_is_out_of_one_generation_while_one_writes_and_others_refresh(folder, add):
    add(edition(0))
    searcher = Searcher(folder.path, embedder=FakeEmbedder())
    done, marks, went_back = threading.Event(), {}, []

    def ask(mode):
        while not done.is_set():
            result = searcher.search("storm mayor edition", k=1000, mode=mode)
            mark = result.articles - ARTICLES
            places = [place for hit in result.hits for place in (hit, *hit.copies)]
            assert result.passages == len(places) == 2 * result.articles
            assert {each.article.text for each in places} == {each.text for each in edition(mark)}
            assert all(each.passage.text in each.article.text for each in places)
            assert marks.setdefault(result.generation, mark) == mark

    def refresh():
        newest = 0
        while not done.is_set():
            searcher.refresh()
            before, newest = newest, searcher.generation
            if newest < before:
                went_back.append((before, newest))

    def write():
        for mark in range(1, EDITIONS):
            index_at(folder.path, edition(mark))

    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(ask, mode) for mode in ("hybrid", "dense", "bm25", "hybrid")]
        jobs += [pool.submit(refresh) for _ in range(2)]
        try:
            pool.submit(write).result()
        finally:
            done.set()
        for job in jobs:
            job.result()
    assert len(set(marks.values())) > 3  # generations went by
    assert [mark for _, mark in sorted(marks.items())] == sorted(marks.values())
    assert went_back == []


def test_the_slower_of_two_refreshes_cannot_go_back(folder, add, monkeypatch):
    add(edition(0))
    asked = Searcher(folder.path, embedder=FakeEmbedder(), follow=False)
    add(edition(1))
    newest, first = asked._follower._newest, threading.Event()

    def slow_for_the_first_one(known):
        generation = newest(known)
        if not first.is_set():
            first.set()
            time.sleep(0.3)
        return generation

    monkeypatch.setattr(asked._follower, "_newest", slow_for_the_first_one)
    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(asked.refresh)
        first.wait()
        add(edition(2))
        quick = pool.submit(asked.refresh)
        assert slow.result()
        assert quick.result()
    assert asked.generation == folder.manifest().generation


def test_many_threads_load_one_model(folder, add, monkeypatch):
    made = []

    def load(name, *, device, dimensions):  # noqa: ARG001  # the real one's
        made.append(name)
        time.sleep(0.1)
        return FakeEmbedder(name)

    monkeypatch.setattr(model_choice, "ModelEmbedder", load)
    add(edition(0))
    asked = Searcher(folder.path)
    with ThreadPoolExecutor(6) as pool:  # past `cached_property`, which has no lock of its own from Python 3.12 on
        models = list(pool.map(asked._follower._model, [folder.manifest()] * 6))
    assert len(set(map(id, models))) == 1
    assert made == ["fake"]
