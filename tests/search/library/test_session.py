"""A searcher as a Python object: closed, copied, pickled and shown."""

import copy
import pickle

import nutgraf
import pytest
from nutgraf.index.profile import RankingProfile

FERRY = nutgraf.Article(id="ferry", text="No ferry leaves.\n\nThe union wants nine per cent.")


@pytest.fixture
def opened(searcher):
    return searcher([FERRY])


def test_it_is_closed_at_the_end_of_a_block_and_a_question_then_says_so(opened):
    with opened as same:
        assert same is opened
        assert opened.search("ferry").hits
    for closed in (lambda: opened.search("ferry"), opened.refresh, opened.status, lambda: opened.generation):
        with pytest.raises(ValueError, match=r"the searcher is closed; open the index again with nutgraf\.open"):
            closed()
    opened.close()
    assert repr(opened).endswith("index: closed>")


def test_it_tells_what_it_asks_in_one_line(opened):
    assert repr(opened).endswith("index: 1 articles, 2 passages, generation 1>")


def test_its_copies_are_itself(opened):
    assert copy.copy(opened) is opened
    assert copy.deepcopy([opened]) == [opened]


def test_unpickled_it_opens_the_index_again_from_any_folder(opened, tmp_path, monkeypatch):  # noqa: ARG001
    monkeypatch.chdir(tmp_path)
    relative = nutgraf.open("index", follow=False, rerankers=["off"])
    pickled = pickle.dumps(relative)
    monkeypatch.chdir("/")
    again = pickle.loads(pickled)
    assert again is not relative
    assert again.search("ferry", mode="bm25") == relative.search("ferry", mode="bm25")
    assert repr(again) == repr(relative)


def test_one_of_another_profile_is_another_and_leaves_the_first_as_it_was(opened):
    other = opened.with_profile(RankingProfile(coverage_cut=0.5))
    assert other.profile.coverage_cut == 0.5
    assert opened.profile == RankingProfile()
    other.close()
    assert opened.search("ferry").hits
