import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.errors import CorpusError
from nutgraf.search.evaluation.test_collection import TestCollection
from nutgraf.search.evaluation.trec_run import read_run, read_runs, write_run

JUDGED = TestCollection({"q1": "who?", "q2": "where?"}, {"q1": {"a#p0": 1}, "q2": {"b#p0": 1}}, by_article=False)
# A byte order mark is taken away from the start of a line, so the id of a question cannot begin with it.
IDS = st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), min_size=1).filter(
    lambda it: it.split() == [it]
)


@pytest.fixture
def run_file(tmp_path):
    def run_file(text, name="theirs.run"):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path / name

    return run_file


@given(st.dictionaries(IDS, st.lists(IDS, min_size=1, max_size=30, unique=True), min_size=1, max_size=5))
def test_what_is_written_is_read_again_in_the_same_order(run):
    collection = TestCollection(dict.fromkeys(run, "who?"), {query: {"a": 1} for query in run}, by_article=False)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "new" / "ours.run"
        write_run(path, run)
        assert read_run(path, collection) == run


def test_a_run_is_six_columns_whose_scores_count_down(tmp_path):
    write_run(tmp_path / "bm25.run", {"q1": ["b#p0", "a#p0"], "q2": []})
    assert (tmp_path / "bm25.run").read_text() == "q1 Q0 b#p0 1 2 bm25\nq1 Q0 a#p0 2 1 bm25\n"


def test_scores_rank_and_not_the_column_of_ranks_nor_the_order_of_lines(run_file):
    path = run_file("q1 Q0 a#p0 1 0.5 x\nq1\tQ0\tb#p0\t2\t7e-1\tx\r\n\nq2 Q0 c#p0 1 -1 x\nq1 Q0 c#p0 3 0.6 x\n")
    assert read_run(path, JUDGED) == {"q1": ["b#p0", "c#p0", "a#p0"], "q2": ["c#p0"]}


def test_ties_are_broken_as_trec_eval_does(run_file):
    assert read_run(run_file("q1 Q0 a 1 1 x\nq1 Q0 c 2 1 x\nq1 Q0 b 3 1 x\n"), JUDGED) == {"q1": ["c", "b", "a"]}


def test_other_questions_are_passed_over(run_file):
    assert read_run(run_file("q9 Q0 a 1 1 x\nq1 Q0 a 1 1 x\n"), JUDGED) == {"q1": ["a"]}


def test_where_articles_are_judged_an_article_ranks_where_its_best_passage_does(run_file):
    collection = TestCollection({"q1": "who?"}, {"q1": {"a": 1}}, by_article=True)
    path = run_file("q1 Q0 b#p1 1 3 x\nq1 Q0 a#p0 2 2 x\nq1 Q0 b#p0 3 1 x\n")
    assert read_run(path, collection) == {"q1": ["b", "a"]}


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ("q1 Q0 a 1 1\n", 1),
        ("q1 Q0 a 1 1 x\nq1 Q0 b c 2 1 x\n", 2),
        ("q1 Q0 a 1 high x\n", 1),
        ("q1 Q0 a 1 nan x\n", 1),
        ("\nq1 Q0 a 1 inf x\n", 2),
        ("q1 Q0 a 1 2 x\nq1 Q0 a 2 1 x\n", 2),
        (b"q1 Q0 \xff 1 1 x\n", 1),
    ],
)
def test_a_broken_line_is_named(run_file, broken, line):
    with pytest.raises(CorpusError, match=rf"theirs\.run:{line}: not a line of a TREC run"):
        read_run(run_file(broken), JUDGED)


@pytest.mark.parametrize("text", ["", "q9 Q0 a 1 1 x\n"])
def test_a_run_that_answers_nothing_is_refused(run_file, text):
    with pytest.raises(CorpusError, match=r"theirs\.run: has no answer to any of the 2 questions"):
        read_run(run_file(text), JUDGED)


def test_a_run_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"absent\.run: cannot be read"):
        read_run(tmp_path / "absent.run", JUDGED)


def test_runs_are_named_by_their_files(run_file):
    plain = "q1 Q0 a 1 1 x\n"
    paths = [run_file(plain, "txtai.run"), run_file(gzip.compress(plain.encode()), "lance.v1.run.gz")]
    assert read_runs(paths, JUDGED, reserved_names={"bm25"}) == {"txtai": {"q1": ["a"]}, "lance.v1": {"q1": ["a"]}}


def test_a_run_whose_name_is_taken_bears_its_path(run_file):
    path = run_file("q1 Q0 a 1 1 x\n", "bm25.run")
    assert [*read_runs([path], JUDGED, reserved_names={"bm25"})] == [str(path)]
    with pytest.raises(CorpusError, match=r"bm25\.run is given twice"):
        read_runs([path, path], JUDGED, reserved_names={"bm25"})


@pytest.mark.parametrize("run", [{"q 1": ["a"]}, {"q1": ["a", "b\u00a0c"]}, {"q1": [""]}])
def test_an_id_with_white_space_is_refused_and_nothing_written(tmp_path, run):
    with pytest.raises(CorpusError, match="separated by white space"):
        write_run(tmp_path / "x.run", run)
    assert not (tmp_path / "x.run").exists()


def test_a_run_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CorpusError, match=r"x\.run: cannot be written"):
        write_run(tmp_path / "file" / "x.run", {"q1": ["a"]})
