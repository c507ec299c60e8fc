"""A `Searcher` holds one generation, and takes a newer one when it is told to."""

import shutil

import pytest
from material.thirty_stories import STORIES
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import IndexMissingError, ModelMismatchError
from nutgraf.corpus.passages import cut
from nutgraf.index.segments import model_choice
from nutgraf.index.writing.rebuild import rebuild
from nutgraf.search.library.searcher import Searcher
from small_indexes.fakes import FakeEmbedder

MODES = ("hybrid", "dense", "bm25")


def ids(result):
    return [hit.id for hit in result.hits]


def test_another_model_is_refused_with_both_names_and_the_remedy(folder, add):
    add(STORIES)
    archive = Searcher(folder.path, embedder=FakeEmbedder("other"))
    assert archive.search("storm", mode="bm25").hits
    for mode in ("hybrid", "dense"):
        with pytest.raises(ModelMismatchError) as error:
            archive.search("storm", mode=mode)
        message = str(error.value)
        for fingerprint in (FakeEmbedder("other").fingerprint, FakeEmbedder().fingerprint):
            assert str(fingerprint) in message
        assert f"nutgraf rebuild --model other --index {folder.path}" in message


def test_no_index_is_an_error_at_once(folder):
    with pytest.raises(IndexMissingError, match="nutgraf index PATH"):
        Searcher(folder.path)


def test_an_empty_index_answers_with_nothing(searcher):
    archive = searcher([])
    for mode in MODES:
        result = archive.search("storm", mode=mode)
        assert (result.hits, result.articles, result.passages) == ((), 0, 0)
    assert archive.article("a") is None
    assert archive.passages("a") == []


def test_articles_and_passages_are_found_by_id(archive):
    assert archive.article("s3") == STORIES[3]
    assert archive.passages("s3") == cut(STORIES[3])
    assert archive.article("s3#p0") is None
    assert archive.passages("S3") == []


def test_a_searcher_holds_its_generation_until_it_is_refreshed(archive, add):
    before = archive.search("storm", k=5)
    assert not archive.refresh()
    add([Article(id="new", text="storm"), Article(id="s3", text="storm storm")])
    assert archive.search("storm", k=5) == before
    assert archive.article("s3") == STORIES[3]

    assert archive.refresh()
    after = archive.search("storm", k=100)
    assert after.generation == before.generation + 1
    assert (after.articles, after.passages) == (31, 89)
    assert {"new#p0", "s3#p0"} <= set(ids(after))
    assert not {"s3#p1", "s3#p2"} & set(ids(after))
    assert archive.article("s3").text == "storm storm"
    assert not archive.refresh()


def test_a_new_index_in_the_same_folder_is_opened(archive, add, folder):
    shutil.rmtree(folder.path)
    add([Article(id="only", text="storm")])
    assert archive.refresh()
    assert ids(archive.search("storm")) == ["only#p0"]


def test_an_index_that_is_gone_leaves_the_generation_held(archive, folder):
    before = archive.search("storm")
    shutil.rmtree(folder.path)
    with pytest.raises(IndexMissingError):
        archive.refresh()
    assert archive.search("storm") == before


def test_after_a_rebuild_with_another_model_the_old_generation_still_answers(archive, folder):
    before = archive.search("storm")
    rebuild(folder, FakeEmbedder("other"))
    assert archive.search("storm") == before
    assert archive.refresh()
    with pytest.raises(ModelMismatchError):  # the model was given, so it is not ours to change
        archive.search("storm")


def test_a_model_that_was_not_given_is_loaded_once_and_changed_after_a_rebuild(folder, add, monkeypatch):
    made = []

    def load(name, *, device, dimensions):  # noqa: ARG001  # the real one's
        made.append(name)
        return FakeEmbedder(name)

    monkeypatch.setattr(model_choice, "ModelEmbedder", load)
    add(STORIES)
    archive = Searcher(folder.path)
    archive.search("storm", mode="bm25")
    assert made == []
    archive.search("storm")
    add([Article(id="new", text="storm")])
    archive.refresh()
    archive.search("storm")
    assert made == ["fake"]

    rebuild(folder, FakeEmbedder("other"))
    archive.search("storm")
    archive.refresh()
    result = archive.search("storm", k=1000, collapse=False)
    assert made == ["fake", "other"]
    assert (result.model, len(result.hits)) == ("other", result.passages)
