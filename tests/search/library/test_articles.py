import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import nutgraf
import pytest
from small_indexes.fakes import FakeEmbedder

FERRY = nutgraf.Article(
    id="ferry", title="Ferry strike", text="No ferry sails.\n\nThe union wants more.", source="Gazette"
)
RIVER = nutgraf.Article(
    id="river", text="Otters swim again.", published=datetime(2023, 4, 18, tzinfo=UTC), extra={"pages": [1, 2]}
)


@pytest.fixture
def model():
    return FakeEmbedder()


def ids(searcher, question, **options):
    return {hit.id for hit in searcher.search(question, **options).hits}


def test_articles_in_memory_become_an_index_that_answers(tmp_path, model):
    report = nutgraf.add(tmp_path / "archive", [FERRY, RIVER], embedder=model)
    assert (report.new, report.embedded, report.generation) == (2, 3, 1)

    searcher = nutgraf.open(tmp_path / "archive", embedder=model)

    best = searcher.search("what does the union want?").hits[0]
    assert (best.id, best.passage.text, best.article) == ("ferry#p1", "The union wants more.", FERRY)
    assert searcher.article("river") == RIVER
    assert ids(searcher, "otters", filters=nutgraf.Filter(source=("gazette",))) == {"ferry#p0", "ferry#p1"}


def test_adding_again_does_only_what_is_new(tmp_path, model):
    nutgraf.add(tmp_path / "archive", [FERRY, RIVER], embedder=model)
    changed = nutgraf.Article(id="river", text="Otters swim again.\n\nThe clean-up took years.")
    model.texts.clear()

    report = nutgraf.add(tmp_path / "archive", [FERRY, changed], embedder=model)

    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)
    assert model.texts == ["The clean-up took years."]


def test_two_texts_under_one_id_are_refused(tmp_path, model):
    twin = nutgraf.Article(id="ferry", text="Something else.")
    with pytest.raises(nutgraf.CorpusError, match="'ferry' was used before for another text; the first is kept"):
        nutgraf.add(tmp_path / "archive", [FERRY, twin], embedder=model)


def test_removed_articles_answer_no_more_and_unknown_ones_are_named(tmp_path, model):
    nutgraf.add(tmp_path / "archive", [FERRY, RIVER], embedder=model)
    searcher = nutgraf.open(tmp_path / "archive", embedder=model)
    held = nutgraf.open(tmp_path / "archive", embedder=model, follow=False)
    assert nutgraf.remove(tmp_path / "archive", ["ferry", "nobody"]) == ["nobody"]
    assert ids(searcher, "ferry") == {"river#p0"}
    assert "ferry#p0" in ids(held, "ferry")


def test_files_are_followed_and_pruned_with_warnings_and_progress(tmp_path, model):
    news = tmp_path / "news.jsonl"
    news.write_text(
        json.dumps({"id": "a", "Body": "ferry"}) + '\n{"id": "bad"}\n' + json.dumps({"id": "b", "Body": "otter"})
    )
    warnings, read = [], []
    report = nutgraf.add_files(
        tmp_path / "archive",
        [news],
        mapping={"text": "Body"},
        embedder=model,
        on_warning=warnings.append,
        on_bytes=read.append,
    )
    assert (report.new, report.skipped) == (2, 1)
    assert [str(it) for it in warnings] == [f"{news}:2: no text: no key 'Body'"]
    assert sum(read) == news.stat().st_size

    news.write_text(json.dumps({"id": "a", "body": "ferry"}))
    assert nutgraf.add_files(tmp_path / "archive", [news], embedder=model).removed == 0
    assert nutgraf.add_files(tmp_path / "archive", [news], embedder=model, prune=True).removed == 1


def test_pruning_files_leaves_what_a_program_added(tmp_path, model):
    news = tmp_path / "news.jsonl"
    news.write_text('{"id": "a", "text": "ferry"}')
    nutgraf.add(tmp_path / "archive", [RIVER], embedder=model)
    nutgraf.add_files(tmp_path / "archive", [news, tmp_path], embedder=model, prune=True)
    assert nutgraf.open(tmp_path / "archive", embedder=model).status().articles == 2


def test_a_path_that_is_not_there_is_refused_before_anything_is_made(tmp_path, model):
    with pytest.raises(nutgraf.CorpusError, match="absent"):
        nutgraf.add_files(tmp_path / "archive", [tmp_path / "absent"], embedder=model)
    assert not (tmp_path / "archive").exists()
    with pytest.raises(nutgraf.IndexMissingError, match="nutgraf index PATH --index"):
        nutgraf.open(tmp_path / "archive")


def test_many_threads_get_the_answers_of_one(tmp_path, model):
    nutgraf.add(tmp_path / "archive", [FERRY, RIVER], embedder=model)
    searcher = nutgraf.open(tmp_path / "archive", embedder=model)
    questions = ["ferry", "otters swim", "the union", "nothing of the kind"] * 25
    alone = [searcher.search(it) for it in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(searcher.search, questions)) == alone


def test_an_index_can_be_made_anew_with_another_model(tmp_path, model):
    nutgraf.add(tmp_path / "archive", [FERRY, RIVER], embedder=model)
    other = FakeEmbedder("other")
    assert nutgraf.rebuild(tmp_path / "archive", embedder=other).embedded == 3
    with pytest.raises(nutgraf.ModelMismatchError):
        nutgraf.open(tmp_path / "archive", embedder=model).search("ferry")
    assert "ferry#p0" in ids(nutgraf.open(tmp_path / "archive", embedder=other), "ferry")


def test_a_filter_of_no_strings_is_refused():
    for wrong in (None, 5, (None,)):
        with pytest.raises(ValueError, match="source takes a name or a list of names"):
            nutgraf.Filter(source=wrong)


def test_one_string_is_no_list_of_them(tmp_path, model):
    nutgraf.add(tmp_path / "archive", [nutgraf.Article(id=it, text="W.") for it in ("1", "2", "12")], embedder=model)
    with pytest.raises(ValueError, match="article_ids must be a list"):
        nutgraf.remove(tmp_path / "archive", "12")
    with pytest.raises(ValueError, match="article_ids must be a list"):
        nutgraf.remove(tmp_path / "archive", [12])
    for wrong in (FERRY, None):  # was a TypeError: 'Article' object is not iterable
        with pytest.raises(ValueError, match="articles must be a list of articles"):
            nutgraf.add(tmp_path / "archive", wrong, embedder=model)
    with pytest.raises(ValueError, match="paths must be a list"):
        nutgraf.add_files(tmp_path / "archive", str(tmp_path), embedder=model)
    with pytest.raises(ValueError, match="item 2 must be an Article, not str"):
        nutgraf.add(tmp_path / "archive", [FERRY, "x"], embedder=model)
    assert nutgraf.open(tmp_path / "archive").status().articles == 3


@pytest.mark.parametrize("wrong", [{"k": 1.5}, {"k": "3"}, {"filters": None}, {"neighbours": None}, {"question": None}])
def test_a_wrong_argument_is_told_as_such(tmp_path, model, wrong):
    nutgraf.add(tmp_path / "archive", [FERRY], embedder=model)
    searcher = nutgraf.open(tmp_path / "archive", embedder=model)
    with pytest.raises(nutgraf.QuestionError):
        searcher.search(**{"question": "ferry", **wrong})


def test_a_model_that_is_gone_is_told_with_what_to_do(tmp_path):
    gone = FakeEmbedder(str(tmp_path / "my-model"))
    nutgraf.add(tmp_path / "archive", [FERRY], embedder=gone)
    with pytest.raises(nutgraf.ModelMismatchError, match="put it back, or run: nutgraf rebuild --model MODEL --index"):
        nutgraf.open(tmp_path / "archive").search("ferry")
