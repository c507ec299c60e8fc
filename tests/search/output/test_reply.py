from dataclasses import replace

import orjson
import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.filter import Filter
from nutgraf.search.output.console import notice
from nutgraf.search.output.reply import OutputStyle, remarks, reply
from nutgraf.search.query.names.outlets import Outlets
from nutgraf.search.query.parse import parse_query
from nutgraf.search.query.parsed import ParsedQuery
from nutgraf.search.ranking.relevance.verdict import Verdict

STORY = Article(id="a", text="Text.")


def told_of(answer):
    return remarks(answer.understood, answer.verdict, found=bool(answer.hits))


@pytest.mark.parametrize(
    ("answer", "notices"),
    [
        ("strong", []),
        ("weak", ["this may not answer the question: why"]),
        ("none", ["there is probably no answer: why"]),
    ],
)
def test_people_are_told_how_sure_the_answer_is(result, answer, notices):
    assert told_of(replace(result(STORY), verdict=Verdict(answer, 0.5, 0.5, "why"))) == notices


def test_people_are_told_where_the_first_hit_is_not_the_answer(result):
    verdict = Verdict("strong", 0.05, 0.7, "why; a later one fits better", by_a_later_hit=True)
    told = ["look further down: why; a later one fits better"]
    assert told_of(replace(result(STORY), verdict=verdict)) == told


def test_where_nothing_was_found_nobody_needs_to_be_told_that_it_is_no_answer(result):
    assert told_of(replace(result(), verdict=Verdict("none", 0, 0, "why"))) == []


def test_a_time_that_an_operator_names_is_told_apart_from_one_that_is_preferred(result):
    for question, told in (
        ("storm before:2020", "preferred to all else: until"),
        ("storm before 2020", "preferred: until"),
    ):
        parsed = parse_query(question, Outlets(()))
        assert told_of(replace(result(STORY), understood=parsed))[0].startswith(told)


def test_what_is_told_of_a_question_steers_no_terminal(capsys, result):
    [line] = told_of(replace(result(), understood=ParsedQuery(("a\x1b[31m",), ("x\u202e\ny",))))
    notice(line)
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert not set(shown) & set("\x1b\u202e")


def test_a_reply_has_all_that_is_printed(searcher):
    archive = searcher([STORY, Article(id="b", text="Storm.")])
    replied = reply(archive, "storm", {"k": 1}, OutputStyle("json", 80, colour=False))
    assert replied.exit == 0
    assert replied.notices == [f"there is probably no answer: {archive.search('storm', k=1).verdict.reason}"]
    assert orjson.loads(replied.data) == archive.search("storm", k=1).to_dict()
    only = Filter(source=("Gazete",))
    nothing = reply(archive, "zebra", {"mode": "bm25", "filters": only}, OutputStyle("md", 80, colour=False))
    assert nothing.exit == 1
    assert nothing.notices == ["nothing found; no article has the source 'Gazete'"]
    assert "Nothing found." in nothing.data
