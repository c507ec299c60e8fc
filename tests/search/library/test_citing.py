import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.query.question import QuestionError


@pytest.fixture
def opened(searcher):
    return searcher([Article(id="a", text="One.\n\nTwo.", title="T"), Article(id="b#p0", text="One.")])


def test_articles_and_passages_are_cited_once_in_the_order_of_their_ids(opened):
    found = opened.cite(["b#p0", "a#p1", "none", "b#p0", "a", "a#p7"])
    assert found.text == "- `b#p0`\n- T, para. 2 (`a#p1`)\n- T (`a`)\n"
    assert found.unknown == ("none", "a#p7")
    assert found.to_dict() == {
        "style": "md", "text": found.text, "items": list(found.items), "unknown": ["none", "a#p7"],
    }  # fmt: skip


def test_nonsense_is_refused_in_a_line(opened):
    with pytest.raises(QuestionError, match="md, bibtex, ris"):
        opened.cite(["a"], style="mla")
    with pytest.raises(QuestionError, match="list of ids"):
        opened.cite("a")
