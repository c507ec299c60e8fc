import numpy as np
from nutgraf.search.evaluation.comparison import Comparison, QueryComparison, compare
from nutgraf.search.evaluation.measures import MEASURES, Estimate, RunResults, measure
from nutgraf.search.evaluation.report import render_comparison, render_scores
from nutgraf.search.evaluation.test_collection import TestCollection

HALF = np.array([[0.0] * 5, [1.0] * 5])


def test_scores_are_shown_side_by_side_with_their_intervals():
    shown = render_scores(
        1234, {"hybrid": RunResults({}, HALF, 0.0123), "theirs": RunResults({}, np.ones((2, 5)), None)}
    )
    assert shown == (
        "1,234 questions; the 95 % confidence interval stands below each mean\n"
        "\n"
        "           nDCG@10   recall@20      MRR@10       hit@1      hit@10      ms\n"
        "hybrid       0.500       0.500       0.500       0.500       0.500    12.3\n"
        "       0.000-1.000 0.000-1.000 0.000-1.000 0.000-1.000 0.000-1.000\n"
        "theirs       1.000       1.000       1.000       1.000       1.000       -\n"
        "       1.000-1.000 1.000-1.000 1.000-1.000 1.000-1.000 1.000-1.000\n"
    )


def test_a_comparison_tells_the_difference_and_the_questions():
    collection = TestCollection({"q1": "who?", "q2": "where?"}, {"q1": {"a": 1}, "q2": {"b": 1}}, by_article=True)
    runs = [measure(collection, {"q1": ["a"], "q2": ["x", "b"]}), measure(collection, {"q1": ["x"], "q2": ["b"]})]
    assert render_comparison(compare(collection, ("ours", "theirs"), *runs), width=80) == (
        "ours compared with theirs, with 95 % intervals\n"
        "\n"
        "             ours  theirs  difference\n"
        "nDCG@10     0.815   0.500      +0.315   -0.369 to +1.000\n"
        "recall@20   1.000   0.500      +0.500   +0.000 to +1.000\n"
        "MRR@10      0.750   0.500      +0.250   -0.500 to +1.000\n"
        "hit@1       0.500   0.500      +0.000   -1.000 to +1.000\n"
        "hit@10      1.000   0.500      +0.500   +0.000 to +1.000\n"
        "\n"
        "1 question won, 1 lost, 0 equal by nDCG@10\n"
        "\n"
        "lost most: nDCG@10, rank of first relevant hit; ours | theirs\n"
        "  0.631 | 1.000     2 | 1    where?\n"
        "\n"
        "won most: nDCG@10, rank of first relevant hit; ours | theirs\n"
        "  1.000 | 0.000     1 | -    who?\n"
    )


def test_whatever_names_and_questions_are_like_a_line_is_safe_and_fits():
    names = ("a/very/long/path/" * 3 + "first.run", "\x1b[31m" * 20)
    change = QueryComparison("q", "why " * 60 + "\x1b]0;x\x07", (0.5, 1.0), (100, None))
    differences = dict.fromkeys(MEASURES, Estimate(-0.5, -0.9, -1e-18))
    compared = Comparison(names, dict.fromkeys(MEASURES, (0.5, 1.0)), differences, (change,) * 40, (), 0)
    scores = render_scores(2, {name: RunResults({}, HALF, 123.456) for name in names})
    for shown in (scores, render_comparison(compared, width=100)):
        assert max(map(len, shown.splitlines())) <= 100
        assert "\x1b" not in shown
        assert "…" in shown
        assert "h/first.run" in shown
        assert "-0.000" not in shown
    assert shown.count("0.500 | 1.000") == 10  # of forty
