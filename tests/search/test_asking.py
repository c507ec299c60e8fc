from dataclasses import replace

import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.asking import _remark
from nutgraf.search.understanding import Understood
from nutgraf.search.verdict import Verdict

STORY = Article(id="a", text="Text.")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("strong", ""),
        ("weak", "nutgraf: this may not answer the question: why\n"),
        ("none", "nutgraf: most likely no answer: why\n"),
    ],
)
def test_people_are_told_how_sure_the_answer_is(capsys, result, answer, told):
    _remark(replace(result(STORY), verdict=Verdict(answer, 0.5, "why")))
    assert capsys.readouterr() == ("", told)


def test_where_nothing_was_found_nobody_needs_to_be_told_that_it_is_no_answer(capsys, result):
    _remark(replace(result(), verdict=Verdict("none", 0, "why")))
    assert capsys.readouterr().err == ""


def test_what_is_told_of_a_question_steers_no_terminal(capsys, result):
    _remark(replace(result(), understood=Understood(("a\x1b[31m",), ("x\u202e\ny",))))
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert not set(told) & set("\x1b\u202e")
