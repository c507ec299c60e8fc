import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.query.negation import is_negated, says_no


@pytest.mark.parametrize(
    ("question", "negated"),
    [
        ("who did NOT vote for the levy?", True),
        ("who did not vote for the levy?", True),
        ("which councillors didn't vote for it?", True),
        ("who refused to vote for the levy?", True),
        ("which states in the south declined to sign?", True),
        ("who refused the offer?", False),
        ("who voted for the levy?", False),
        ("why did he not resign?", False),
        ("levy NOT council", False),
        ("WHO DID NOT VOTE?", False),
        ("who may not vote?", False),
    ],
)
def test_a_question_for_who_did_not(question, negated):
    assert is_negated(question) == negated


@pytest.mark.parametrize(
    ("text", "negates"),
    [("Five voted against it.", True), ("She refused.", True), ("It isn’t so.", True), ("Eleven voted for it.", False)],
)
def test_a_passage_that_says_no(text, negates):
    assert says_no(text) == negates


def test_whoever_did_not_comes_first(searcher):
    texts = ["Eleven councillors voted for the levy.", "Five councillors voted against the levy."]
    fillers = ["A harbour for ships.", "The mayor slept.", "A ferry for Skarrow.", "Rain fell on the school."]
    archive = searcher([Article(id=f"a{number}", text=text) for number, text in enumerate(texts + fillers)])
    assert archive.search("who did NOT vote for the levy?", mode="bm25").hits[0].passage.text == texts[1]
    assert archive.search("who did vote for the levy?", mode="bm25").hits[0].passage.text == texts[0]
