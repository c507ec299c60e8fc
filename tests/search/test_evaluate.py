import gzip
import json
from math import log2
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import CorpusError
from nutgraf.index.folder import IndexFolder
from nutgraf.search.engine import Searcher
from nutgraf.search.evaluate import Judged, Scores, compare, evaluate, existing, index_articles, load
from nutgraf.search.hits import MODES
from nutgraf.search.screen import show_scores

ARTICLES = [
    {"id": "a", "title": "Weather", "text": "the storm at the bridge\n\nthe mayor on the river"},
    {"id": "b", "title": "Glacier", "text": "a fire in the school"},
    {"id": "c", "title": "Budget", "text": "the budget vote\n\nthe storm in the harbour"},
]
QUERIES = [
    {"id": "q1", "text": "fire in the school"},
    {"id": "q2", "text": "storm"},
    {"id": "unjudged", "text": "who?"},
]
PASSAGES = [("q1", "b#p0", 1), ("q2", "a#p0", 1), ("q2", "c#p1", 1)]


def lines(records):
    return "".join(json.dumps(it) + "\n" for it in records)


def judgements(rows):
    return "query-id\tcorpus-id\tscore\n" + "".join(f"{query}\t{judged}\t{grade}\n" for query, judged, grade in rows)


@pytest.fixture
def judged_set(tmp_path):
    """A folder to evaluate; what is given replaces a file of it."""

    def judged_set(**changed):
        folder = tmp_path / "set"
        folder.mkdir(exist_ok=True)
        files = {"articles.jsonl": lines(ARTICLES), "queries.jsonl": lines(QUERIES), "qrels.tsv": judgements(PASSAGES)}
        for name, text in files.items():
            text = changed.get(name.partition(".")[0], text)
            if text is not None:
                (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return judged_set


def test_questions_without_judgements_are_left_out(judged_set):
    assert load(judged_set()) == Judged(
        {"q1": "fire in the school", "q2": "storm"},
        {"q1": {"b#p0": 1}, "q2": {"a#p0": 1, "c#p1": 1}},
        by_article=False,
    )


def test_judgements_without_a_question_are_left_out(judged_set):
    judged = load(judged_set(qrels=judgements([*PASSAGES, ("q9", "a", 1)])))
    assert set(judged.judgements) == set(judged.queries) == {"q1", "q2"}


def test_judgements_on_articles_are_known_by_their_ids(judged_set):
    judged = load(judged_set(qrels=judgements([("q1", "b", 2), ("q2", 'a "quoted" id', 1)])))
    assert judged.by_article
    assert judged.judgements == {"q1": {"b": 2}, "q2": {'a "quoted" id': 1}}


def test_files_may_be_packed_and_written_on_another_system(judged_set):
    plain = load(judged_set())
    folder = judged_set()
    for path in [*folder.iterdir()]:
        text = path.read_text()
        path.unlink()
        Path(f"{path}.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b"\r\n"))
    assert load(folder) == plain
    assert existing(folder, "qrels.tsv").name == "qrels.tsv.gz"


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
        ("queries", lines(QUERIES[:1]).encode() + b'{"id": "q2", "text": "\xff"}\n', 2),
        ("qrels", "q1\tb#p0\n", 1),
        ("qrels", judgements(PASSAGES) + "q1\tb#p0\t1\t1\n", 5),
        ("qrels", judgements(PASSAGES[:1]) + "q2\ta#p0\tyes\n", 3),
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
    ("changed", "told"),
    [
        ({"qrels": judgements([])}, "no question has a judgement"),
        ({"queries": lines(QUERIES[2:])}, "no question has a judgement"),
        (
            {"qrels": judgements([("q1", "b", 1), ("q2", "a#p0", 1)])},
            "some judgements are on passages and some on articles",
        ),
    ],
)
def test_a_set_that_measures_nothing_is_refused(judged_set, changed, told):
    with pytest.raises(CorpusError, match=told):
        load(judged_set(**changed))


def test_measures_are_those_worked_by_hand(result):
    a, b, c = (Article(id=name, text="Text.") for name in "abc")
    answers = {"one": result(b, a), "two": result(c, b), "three": result(), "four": result(c, a, b)}
    judged = Judged(
        {"q1": "one", "q2": "two", "q3": "three", "q4": "four"},
        {"q1": {"a#p0": 1}, "q2": {"b#p0": 2, "c#p0": 1}, "q3": {"a#p0": 1}, "q4": {"c#p0": 1, "x#p0": 1}},
        by_article=False,
    )
    gain = {
        "q1": 1 / log2(3),  # the one right answer, second
        "q2": (1 + 2 / log2(3)) / (2 + 1 / log2(3)),  # both right ones, the better one second
        "q3": 0,  # no answer at all counts, and does not drop out of the mean
        "q4": 1 / (1 + 1 / log2(3)),  # one of two
    }
    means = evaluate(judged, answers.__getitem__).means
    assert means == pytest.approx(
        {
            "nDCG@10": sum(gain.values()) / 4,
            "recall@20": (1 + 1 + 0 + 1 / 2) / 4,
            "MRR@10": (1 / 2 + 1 + 0 + 1) / 4,
            "hit@1": (0 + 1 + 0 + 1) / 4,
            "hit@10": (1 + 1 + 0 + 1) / 4,
        },
        abs=1e-6,
    )


def test_what_is_too_far_down_does_not_count(result):
    others = [Article(id=f"x{number}", text="Text.") for number in range(25)]
    answer = Article(id="a", text="Text.")
    judged = Judged({"q": "who?"}, {"q": {"a#p0": 1}}, by_article=False)
    for place, found in (
        (10, {"hit@10": 1, "recall@20": 1}),
        (11, {"hit@10": 0, "recall@20": 1}),
        (21, {"hit@10": 0, "recall@20": 0}),
    ):
        means = evaluate(judged, lambda _, place=place: result(*others[: place - 1], answer)).means
        assert {name: means[name] for name in found} == found
        assert means["MRR@10"] == pytest.approx(1 / 10 if place == 10 else 0)


def test_an_article_ranks_where_its_best_passage_does(searcher):
    asked = searcher(
        [
            Article(id="a", text="storm storm storm\n\nstorm storm storm\n\none storm in a paragraph of many words"),
            Article(id="b", text="nothing here\n\na storm and a storm"),
        ]
    )
    found = asked.search("storm", mode="bm25")
    assert [hit.article.id for hit in found.hits] == ["a", "a", "b", "a"]
    for answer, measured in (("a", 1), ("b", 1 / 2)):
        judged = Judged({"q": "storm"}, {"q": {answer: 1}}, by_article=True)
        assert evaluate(judged, lambda _: found).means["MRR@10"] == measured


def test_the_order_of_hits_counts_and_not_their_scores(result):
    a, b = (Article(id=name, text="Text.") for name in "ab")
    judged = Judged({"q": "who?"}, {"q": {"b#p0": 1}}, by_article=False)
    assert evaluate(judged, lambda _: result(b, a, score=0.5)).means["hit@1"] == 1
    assert evaluate(judged, lambda _: result(a, b, score=0.5)).means["hit@1"] == 0


def test_a_folder_is_measured_from_end_to_end_in_each_mode(judged_set, tmp_path):
    folder, index = judged_set(), tmp_path / "index"
    index_articles(folder, index, FakeEmbedder())
    scores = compare(load(folder), Searcher(index, embedder=FakeEmbedder()), MODES)
    assert list(scores) == list(MODES)
    assert scores["bm25"].means == pytest.approx(dict.fromkeys(scores["bm25"].means, 1.0))
    assert all(it.seconds > 0 for it in scores.values())
    assert list(scores["hybrid"].to_dict()) == ["nDCG@10", "recall@20", "MRR@10", "hit@1", "hit@10", "seconds"]


def test_titles_can_be_left_out(judged_set, tmp_path):
    folder, index = judged_set(), tmp_path / "index"
    for titles, found in ((True, ["b#p0"]), (False, []), (True, ["b#p0"])):
        index_articles(folder, index, FakeEmbedder(), titles=titles)
        asked = Searcher(index, embedder=FakeEmbedder())
        assert [hit.id for hit in asked.search("glacier", mode="bm25").hits] == found


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
    with pytest.raises(CorpusError, match=r"holds articles that are not of .*; name another folder"):
        index_articles(judged_set(), folder.path, FakeEmbedder())
    assert IndexFolder(folder.path).open().counts("origin") == {"a.jsonl": 1}


def test_an_article_that_cannot_be_taken_stops_the_measuring(judged_set, tmp_path):
    bad = lines([*ARTICLES, {"id": "d", "text": None}])
    with pytest.raises(CorpusError, match=r"articles\.jsonl:4: "):
        index_articles(judged_set(articles=bad), tmp_path / "index", FakeEmbedder())


def test_a_date_that_is_not_understood_does_not(judged_set, tmp_path):
    index_articles(judged_set(articles=lines([{**ARTICLES[0], "date": "soon"}])), tmp_path / "index", FakeEmbedder())
    assert IndexFolder(tmp_path / "index").open().articles == 1


def test_scores_are_shown_side_by_side():
    means = {"nDCG@10": 0.85612, "recall@20": 1.0, "MRR@10": 0.5, "hit@1": 0.25, "hit@10": 0.75}
    assert show_scores(1234, {"hybrid": Scores(means, 0.0123), "bm25": Scores(means, 1.5)}) == (
        "1,234 questions\n"
        "mode       nDCG@10 recall@20    MRR@10     hit@1    hit@10     ms\n"
        "hybrid       0.856     1.000     0.500     0.250     0.750   12.3\n"
        "bm25         0.856     1.000     0.500     0.250     0.750 1500.0\n"
    )
