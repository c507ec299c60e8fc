from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.search.library.lookalikes import sanitized

answers = pytest.importorskip("nutgraf.search.servers.mcp.responses")

TEXT = st.text(st.sampled_from("ab \n\u202e\u200b[1]<>é%#\U000e0041"), max_size=30)


@given(TEXT)
def test_a_safe_id_hides_nothing_and_can_be_decoded(name):
    from urllib.parse import unquote

    safe_id = answers.safe_id(name)
    assert sanitized(safe_id) == safe_id
    assert safe_id.isprintable()
    assert safe_id == name or unquote(safe_id.removeprefix("nutgraf:")) == name


def answered(result, *articles, **changed):
    values = result(*articles).to_dict()
    for hit in values["hits"]:
        hit.update(changed)
    return answers.answer(values).model_dump(mode="json", exclude_unset=True)


@given(st.text(st.sampled_from("ab .[1]<>\u200b\n"), min_size=1, max_size=60), st.data())
@example("<<<<", None)
def test_the_highlight_is_the_sentence_wherever_it_stands_afterwards(result, text, data):
    start = data.draw(st.integers(0, len(text))) if data else 1
    end = data.draw(st.integers(start, len(text))) if data else 3
    hit = answered(result, Article(id="a", text="words"), text=text, highlight=[start, end])["hits"][0]
    first, last = hit["highlight"]
    assert hit["text"] == sanitized(text)
    assert hit["text"][first:last] in (sanitized(text[start:end]), hit["text"])


@pytest.mark.parametrize("start", [0, 3_000, 50_000, 99_990])
def test_a_long_passage_is_cut_around_its_highlight(result, start):
    text = ("word " * 20_000)[:100_000]
    text = text[:start] + "THE ANSWER"[: 100_000 - start] + text[start + 10 :]
    hit = answered(result, Article(id="a", text="words"), text=text, highlight=[start, start + 10])["hits"][0]
    first, last = hit["highlight"]
    assert hit["text"][first:last] == "THE ANSWER"
    assert len(hit["text"]) <= 4_010
    assert hit["text"].startswith("[…]") == (start > 1_000)
    assert hit["text"].endswith("[…]") == (start < 99_000)


def test_an_answer_is_bounded_and_says_what_it_leaves_out(result):
    articles = [Article(id=f"{n}", text="é" * 50_000, title="T" * 10_000) for n in range(50)]
    answer = answered(result, *articles)
    assert len(json.dumps(answer, ensure_ascii=False).encode()) < 65_000
    assert len(answer["hits"]) + answer["left_out"] == 50
    assert answer["hits"]


def test_a_hit_too_large_for_an_answer_is_given_all_the_same(result):
    around = [{"paragraph": n, "id": f"a#p{n}", "text": "水" * 100_000} for n in range(1, 11)]
    answer = answered(result, Article(id="a", text="水" * 100_000), Article(id="b", text="words"), neighbours=around)
    assert answer["hits"][0]["id"] == "a#p0"
    assert len(json.dumps(answer, ensure_ascii=False).encode()) < 65_000


def test_copies_come_with_their_place_and_without_their_text(result):
    article = Article(id="b", text="words", source="Northern Wire")
    copy = {"id": "b#p0", "text": "words", "paragraph": 0} | {
        "article": result(article).to_dict()["hits"][0]["article"]
    }
    [hit] = answered(result, Article(id="a", text="words"), copies=[copy] * 9)["hits"]
    assert len(hit["copies"]) == 5
    assert hit["copies"][0].keys() == {"id", "article", "paragraph"}


def test_a_paragraph_too_long_to_fetch_is_cut_and_crowds_nothing_out():
    header = dict.fromkeys(("title", "published", "updated", "source", "language", "url")) | {"id": "a"}
    header |= {"categories": [], "authors": []}
    passages = [{"id": f"a#p{n}", "paragraph": n, "text": f"{n} " + "水" * 20_000} for n in range(3)]
    whole = answers.document("a", {"article": header, "passages": passages})
    one = answers.document("a#p1", {"article": header, "passages": passages})
    assert whole.text.startswith("0 ")
    assert whole.metadata["next"] == "a#p1-"
    assert one.text.startswith("1 ")
    for document in (whole, one):
        assert document.text.endswith(" […]")
        assert len(document.text.encode()) < 20_010


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/é?b[1]=c", "https://a.example/é?b[1]=c"),
        ("https://a.example/b [1]", "nutgraf:a"),
        ("https://a.example/\u202eb", "nutgraf:a"),
        ("https://a.example/\ufe01b", "nutgraf:a"),
        ("https://a.example/<<b>>", "nutgraf:a"),
        ("javascript:alert(1)", "nutgraf:a"),
        ("https://a.example/" + "b" * 2_000, "nutgraf:a"),
        (None, "nutgraf:a"),
    ],
)
def test_an_address_is_given_only_as_it_stands(url, shown):
    header = dict.fromkeys(("title", "published", "updated", "source", "language")) | {"id": "a", "url": url}
    header |= {"categories": [], "authors": []}
    assert answers.document("a", {"article": header, "passages": []}).url == shown
