"""Many questions at once: from a program, and on standard input."""

import json
import subprocess
import sys

import nutgraf
import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.cli.batch import BATCH_SIZE
from nutgraf.search.library import searcher as searcher_module
from nutgraf.search.library.searcher import Searcher
from running.processes import QUICK_COMMAND, clean_environment

QUESTIONS = ["the mayor and the river", "storm", "who won the vote?", "storm", '"harbour strike"']


@pytest.fixture
def archive(add, folder, embedder):
    texts = ["The mayor spoke.\n\nThe river rose.", "A storm came.", "The harbour strike ended.\n\nThe vote was won."]
    add([Article(id=f"a{number}", text=text) for number, text in enumerate(texts)])
    return Searcher(folder.path, embedder=embedder)


def test_many_questions_get_the_answers_that_each_gets_alone(archive):
    for options in ({}, {"k": 1}, {"mode": "bm25"}, {"mode": "dense", "literal": True}):
        alone = [archive.search(question, **options) for question in QUESTIONS]
        assert archive.search_many(QUESTIONS, **options) == alone
    assert archive.search_many([]) == []


def test_a_generator_of_questions_is_a_list_of_them(archive):  # it was used up by the check, and nothing was answered
    assert archive.search_many(it for it in QUESTIONS) == archive.search_many(QUESTIONS)
    with pytest.raises(ValueError, match="give a list of questions, not 'storm'"):
        archive.embed("storm")


def test_they_are_embedded_together_and_each_once(archive, embedder):
    embedder.questions.clear()  # the scale of its cosines was measured
    archive.search_many(QUESTIONS)
    assert embedder.questions == list(dict.fromkeys(QUESTIONS))
    archive.search_many(QUESTIONS[:2])
    assert len(embedder.questions) == 4
    archive.search_many(["a word", "another"], mode="bm25")
    assert len(embedder.questions) == 4


def test_all_answers_are_of_one_generation(archive, folder, embedder, add, monkeypatch):
    archive = Searcher(folder.path, embedder=embedder, follow=False)
    add([Article(id="late", text="A storm at last.")])
    answer, before = searcher_module.answer, archive.generation

    def refreshed_meanwhile(now, question, *options):
        archive.refresh()
        return answer(now, question, *options)

    monkeypatch.setattr(searcher_module, "answer", refreshed_meanwhile)
    assert {result.generation for result in archive.search_many(QUESTIONS)} == {before}
    assert archive.generation > before


@pytest.mark.parametrize("wrong", [["storm", " "], ["storm", 7], "storm", ["storm", "\ud800"]])
def test_what_is_no_question_is_refused(archive, wrong):
    with pytest.raises(nutgraf.QuestionError):
        archive.search_many(wrong)


def test_wrong_options_are_refused(archive):
    with pytest.raises(nutgraf.QuestionError):
        archive.search_many(["storm"], k=0)


def test_a_program_that_asks_and_waits_gets_each_answer_at_once(run, tmp_path):
    (tmp_path / "news.jsonl").write_text(json.dumps({"id": "a", "text": "A storm came.\n\nThe mayor spoke."}))
    assert run("index", "news.jsonl").returncode == 0
    program = QUICK_COMMAND
    with subprocess.Popen(
        [sys.executable, "-c", program, "search", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path, env=clean_environment(), text=True, bufsize=1,
    ) as process:  # fmt: skip
        for question in ("storm", "the mayor", "storm again"):
            process.stdin.write(f"{question}\n")
            assert json.loads(process.stdout.readline())["query"] == question
        process.stdin.close()
        assert process.wait(30) == 0


def test_more_questions_than_are_taken_at_once_are_answered_in_order_with_what_is_wrong_between(run, tmp_path):
    (tmp_path / "news.jsonl").write_text(json.dumps({"id": "a", "text": "A storm came.\n\nThe mayor spoke."}))
    assert run("index", "news.jsonl").returncode == 0
    expected = [f"storm number {number}" for number in range(3 * BATCH_SIZE)]
    lines = [*map(str.encode, expected[:5]), b"", b"\xff", b" \t", *map(str.encode, expected[5:])]
    done = run("search", "-", stdin=b"\n".join(lines))
    assert [json.loads(line)["query"] for line in done.stdout.splitlines()] == expected
    assert done.returncode == 4
    assert done.stderr == "nutgraf: -:7: not UTF-8; convert the questions to UTF-8\n"


def test_what_is_embedded_together_is_what_is_searched_for(archive, embedder):
    asked = ["tell me about the harbour strike", "the storm -vote", "the storm"]
    embedder.questions.clear()
    archive.search_many(asked)
    assert embedder.questions == ["the harbour strike", "the storm"]  # no request, and nothing twice
    archive.embed(["Tell me about the river."], literal=True)
    assert embedder.questions[2:] == ["Tell me about the river."]
