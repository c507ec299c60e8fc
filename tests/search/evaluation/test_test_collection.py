import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from material.judged_sets import ARTICLES, PASSAGES, QUERIES, lines, qrels
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import CorpusError
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.search.evaluation.test_collection import TestCollection, find_file, index_articles, load
from nutgraf.search.library.searcher import Searcher
from small_indexes.fakes import FakeEmbedder


def test_questions_without_judgements_are_kept_apart(judged_set):
    assert load(judged_set()) == TestCollection(
        {"q1": "fire in the school", "q2": "storm"},
        {"q1": {"b#p0": 1}, "q2": {"a#p0": 1, "c#p1": 1}},
        by_article=False,
        unanswered={"unjudged": "who?"},
    )


@pytest.mark.parametrize("key", ["as_of", "asked", "date"])
def test_a_question_may_have_a_day_of_asking(judged_set, key):
    folder = judged_set()
    queries = [
        {"id": "q1", "text": "fire in the school", key: "2023-04-18"},
        {"id": "q2", "text": "storm", key: None},
    ]
    (folder / "queries.jsonl").write_text("".join(json.dumps(query) + "\n" for query in queries))
    collection = load(folder)
    assert collection.asked == {"q1": date(2023, 4, 18)}
    assert collection.asked_on(date(2020, 1, 1)).asked == {"q1": date(2023, 4, 18), "q2": date(2020, 1, 1)}
    queries[1][key] = "soon"
    (folder / "queries.jsonl").write_text("".join(json.dumps(query) + "\n" for query in queries))
    with pytest.raises(CorpusError, match=r"queries.jsonl:2: not JSON with id and text, and a day such as 2023-04-18"):
        load(folder)


def test_judgements_without_a_question_are_left_out(judged_set):
    collection = load(judged_set(qrels=qrels([*PASSAGES, ("q9", "a", 1)])))
    assert set(collection.qrels) == set(collection.queries) == {"q1", "q2"}


def test_judgements_on_articles_are_known_by_their_ids(judged_set):
    collection = load(judged_set(qrels=qrels([("q1", "b", 2), ("q2", 'a "quoted" id', 1)])))
    assert collection.by_article
    assert collection.qrels == {"q1": {"b": 2}, "q2": {'a "quoted" id': 1}}


def test_files_may_be_packed_and_written_on_another_system(judged_set):
    plain = load(judged_set())
    folder = judged_set()
    for path in [*folder.iterdir()]:
        text = path.read_text()
        path.unlink()
        Path(f"{path}.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b"\r\n"))
    assert load(folder) == plain
    assert find_file(folder, "qrels.tsv").name == "qrels.tsv.gz"


@pytest.mark.parametrize("name", ["queries.jsonl", "qrels.tsv", "articles.jsonl"])
def test_a_missing_file_is_named(judged_set, tmp_path, name):
    folder = judged_set(**{name.partition(".")[0]: None})
    needs = load if name != "articles.jsonl" else lambda it: index_articles(it, tmp_path / "index", FakeEmbedder())
    with pytest.raises(CorpusError, match=f"{folder} has no {name}"):
        needs(folder)


@pytest.mark.parametrize(
    ("name", "broken", "line"),
    [
        ("queries", "not json\n", 1),
        ("queries", lines(QUERIES[:1]) + '{"id": "q2"}\n', 2),
        ("queries", lines(QUERIES[:2]) + "[]\n", 3),
        ("queries", '\n\n{"id": 1, "text": "storm"}\n', 3),
        ("queries", '{"id": "q1", "text": null}\n', 1),
        ("queries", '{"id": "q1", "text": " \\n"}\n', 1),
        ("queries", '{"id": "q1", "text": "' + 100_001 * "x" + '"}\n', 1),
        ("queries", lines(QUERIES[:1]).encode() + b'{"id": "q2", "text": "\xff"}\n', 2),
        ("qrels", "q1\tb#p0\n", 1),
        ("qrels", qrels(PASSAGES) + "q1\tb#p0\t1\t1\n", 5),
        ("qrels", qrels(PASSAGES[:1]) + "q2\ta#p0\tyes\n", 3),
        ("qrels", b"\xff\xfe\n", 1),
    ],
)
def test_a_broken_line_is_named(judged_set, name, broken, line):
    folder = judged_set(**{name: broken})
    with pytest.raises(CorpusError, match=rf"^{folder}/{name}\.\w+:{line}: not "):
        load(folder)


@pytest.mark.parametrize(
    "packed",
    [b"not packed", gzip.compress(lines(QUERIES).encode())[:-9], b"\x1f\x8b\x08" + b"\0" * 30],
    ids=["another format", "cut off", "damaged"],
)
def test_a_broken_packed_file_is_named(judged_set, packed):
    folder = judged_set(queries=None)
    (folder / "queries.jsonl.gz").write_bytes(packed)
    with pytest.raises(CorpusError, match=r"queries\.jsonl\.gz: cannot be read"):
        load(folder)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"qrels": qrels([])}, "no query has a relevance judgement"),
        ({"queries": lines(QUERIES[2:])}, "no query has a relevance judgement"),
        (
            {"qrels": qrels([("q1", "b", 1), ("q2", "a#p0", 1)])},
            "judges passages in some rows and articles in others",
        ),
    ],
)
def test_a_set_that_measures_nothing_is_refused(judged_set, changed, message):
    with pytest.raises(CorpusError, match=message):
        load(judged_set(**changed))


def test_the_first_questions_are_those_of_the_lowest_ids():
    qrels = {"q2": {"x": 1}, "q10": {"y": 1}, "q1": {"z": 1}}
    collection = TestCollection(
        {"q2": "b", "q10": "c", "q1": "a"}, qrels, by_article=True, unanswered={"u3": "f", "u1": "d", "u2": "e"}
    )
    assert collection.first(2) == TestCollection(
        {"q1": "a", "q10": "c"},
        {"q1": {"z": 1}, "q10": {"y": 1}},
        by_article=True,
        unanswered={"u1": "d", "u2": "e"},
    )
    assert collection.first(9).queries == collection.queries


def test_passages_count_as_what_is_judged():
    passages = ["b#p1", "a#p0", "b#p0"]
    assert TestCollection({}, {}, by_article=False).judged_ids(passages) == passages
    assert TestCollection({}, {}, by_article=True).judged_ids(passages) == ["b", "a"]


def test_titles_can_be_left_out(judged_set, tmp_path):
    folder, index = judged_set(), tmp_path / "index"
    for titles, expected in ((True, ["b#p0"]), (False, []), (True, ["b#p0"])):
        index_articles(folder, index, FakeEmbedder(), titles=titles)
        archive = Searcher(index, embedder=FakeEmbedder())
        assert [hit.id for hit in archive.search("glacier", mode="bm25").hits] == expected


def test_a_kept_index_follows_its_folder_and_embeds_nothing_twice(judged_set, tmp_path):
    folder, index = judged_set(), tmp_path / "index"
    index_articles(folder, index, FakeEmbedder())
    again = FakeEmbedder()
    judged_set(articles=lines(ARTICLES[:2]))
    index_articles(folder, index, again)
    assert again.texts == []
    assert IndexFolder(index).open().articles == 2


def test_an_index_of_other_articles_is_refused_and_left_alone(judged_set, add, folder):
    add([Article(id="mine", text="years of work")])  # from a file a.jsonl
    with pytest.raises(CorpusError, match=r"holds articles that are not from .*; choose another folder"):
        index_articles(judged_set(), folder.path, FakeEmbedder())
    assert IndexFolder(folder.path).open().counts("origin") == {"a.jsonl": 1}


def test_an_article_that_cannot_be_taken_stops_the_measuring(judged_set, tmp_path):
    bad = lines([*ARTICLES, {"id": "d", "text": None}])
    with pytest.raises(CorpusError, match=r"articles\.jsonl:4: "):
        index_articles(judged_set(articles=bad), tmp_path / "index", FakeEmbedder())


def test_a_date_that_is_not_understood_does_not(judged_set, tmp_path):
    index_articles(judged_set(articles=lines([{**ARTICLES[0], "date": "soon"}])), tmp_path / "index", FakeEmbedder())
    assert IndexFolder(tmp_path / "index").open().articles == 1
