import json

import pytest
from material.judged_sets import ARTICLES, lines, qrels
from nutgraf.search.evaluation.systems import SYSTEMS


def test_all_settings_stand_side_by_side(run, judged_set):
    done = run("eval", judged_set())
    assert (done.returncode, done.stderr) == (0, "")
    head, _, columns, *rows = done.stdout.splitlines()
    assert head.startswith("2 questions")
    assert columns.split() == ["nDCG@10", "recall@20", "MRR@10", "hit@1", "hit@10", "ms"]
    assert [row.split()[0] for row in rows[::2]] == [*SYSTEMS]


def test_settings_can_be_chosen_and_keep_their_order(run, judged_set):
    done = run("eval", judged_set(), "--system", "rrf", "--system", "bm25", "--format", "json")
    assert [*json.loads(done.stdout)["rankings"]] == ["bm25", "rrf"]


def test_json_holds_the_questions_where_asked_to(run, judged_set):
    arguments = ("eval", judged_set(), "--system", "bm25", "--format", "json")
    printed = json.loads(run(*arguments).stdout)
    assert [*printed] == ["questions", "rankings"]
    assert printed["rankings"]["bm25"]["nDCG@10"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert printed["rankings"]["bm25"]["seconds"] > 0
    each = json.loads(run(*arguments, "--per-question").stdout)["per_question"]
    assert [(it["id"], it["text"]) for it in each] == [("q1", "fire in the school"), ("q2", "storm")]
    assert each[0]["rankings"] == {"bm25": dict.fromkeys(("nDCG@10", "recall@20", "MRR@10", "hit@1", "hit@10"), 1.0)}


def test_only_the_first_questions_are_asked(run, judged_set):
    assert run("eval", judged_set(), "--system", "bm25", "--limit", 1).stdout.startswith("1 question;")


def test_the_coverage_of_each_question_is_measured(run, judged_set):
    arguments = ("eval", judged_set(), "--coverage", "--min-relevance", "0.2")
    assert "1 question with nothing relevant" in run(*arguments).stdout
    printed = json.loads(run(*arguments, "--format", "json", "--per-question").stdout)
    assert [*printed] == ["questions", "coverage", "per_question"]
    assert printed["questions"] == 2
    assert [*printed["coverage"]] == [
        *("precision", "recall", "F1", "found", "unanswered", "unanswered_with_any", "seconds")
    ]
    assert printed["coverage"]["recall"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert [(it["id"], it.get("recall")) for it in printed["per_question"]] == [
        ("q1", 1),
        ("q2", 1),
        ("unjudged", None),
    ]


def test_a_saved_run_can_be_compared_with_without_asking_again(run, judged_set, tmp_path):
    saved = run("eval", judged_set(), "--save-runs", "runs", "--format", "json")
    assert {path.name for path in (tmp_path / "runs").iterdir()} == {f"{name}.run" for name in SYSTEMS}
    names = ("runs/bm25.run", "runs/dense.run")
    (tmp_path / "set" / "articles.jsonl").unlink()  # nothing is indexed where nothing is asked
    done = run("eval", "set", "--run", names[0], "--run", names[1], "--compare", *names, "--format", "json")
    printed = json.loads(done.stdout)
    for name in ("bm25", "dense"):
        measured = json.loads(saved.stdout)["rankings"][name]
        assert printed["rankings"][f"runs/{name}.run"] == measured | {"seconds": None}
    assert printed["comparison"]["names"] == [*names]


def test_another_system_is_set_beside_ours(run, judged_set, tmp_path):
    (tmp_path / "theirs.run").write_text("q2 Q0 a#p0 1 3.5 theirs\n")
    done = run("eval", judged_set(), "--run", "theirs.run", "--compare", "bm25", "theirs")
    assert done.returncode == 0
    assert done.stderr == "nutgraf: theirs has no answer to 1 of 2 questions; each of them scores 0\n"
    assert [line.split()[0] for line in done.stdout.splitlines()[3:6:2]] == ["bm25", "theirs"]  # and no other setting
    assert "bm25 compared with theirs" in done.stdout
    assert "2 questions won, 0 lost, 0 equal" in done.stdout
    assert "1.000 | 0.000     1 | -    fire in the school" in done.stdout


def test_judgements_may_be_on_articles(run, judged_set):
    folder = judged_set(qrels=qrels([("q1", "b", 1), ("q2", "a", 1), ("q2", "c", 1)]))
    printed = json.loads(run("eval", folder, "--system", "bm25", "--format", "json").stdout)
    assert printed["rankings"]["bm25"]["nDCG@10"]["mean"] == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--system", "magic"], "'magic' is no system; use one of: hybrid, dense, bm25, rrf"),
        (["--compare", "bm25", "theirs"], "cannot compare 'theirs'; use one of: hybrid, dense, bm25, rrf"),
        (["--compare", "bm25"], "--compare"),
        (["--run", "absent.run"], "absent.run: cannot be read"),
        (["--run", "bad.run"], "bad.run:2: not a line of a TREC run"),
        (["--run", "other.run"], "other.run: has no answer to any of the 2 questions"),
        (["--per-question"], "--per-question needs --format json"),
        (["--limit", "0"], "--limit"),
        (["--coverage", "--system", "bm25"], "--coverage measures sets, not rankings: leave out --system"),
        (["--min-relevance", "0.5"], "--min-relevance needs --coverage"),
        (["--coverage", "--min-relevance", "2"], "--min-relevance"),
        (["--system", "bm25", "--save-runs", "bad.run"], "bad.run/bm25.run: cannot be written"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(run, judged_set, tmp_path, arguments, says):
    (tmp_path / "bad.run").write_text("q1 Q0 b#p0 1 1 x\nq1 b#p0 1\n")
    (tmp_path / "other.run").write_text("q7 Q0 b#p0 1 1 x\n")
    done = run("eval", judged_set(), *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""


def test_a_run_that_cannot_be_saved_says_why(run, judged_set):
    spaced = [{**ARTICLES[0], "id": "a storm"}, *ARTICLES[1:]]
    done = run("eval", judged_set(articles=lines(spaced)), "--system", "bm25", "--save-runs", "runs")
    assert done.returncode == 2
    assert "the id 'a storm#p0' cannot be written to a run file" in done.stderr
