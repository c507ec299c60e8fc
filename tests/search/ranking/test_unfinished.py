"""Unfinished passages: headings, captions, links and lone questions come after sentences that fit about as well."""

import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.filter import Filter
from nutgraf.search.ranking.unfinished import is_unfinished

ASKS = "When is the harvest fair of Arlen?"
LEADS = "Read more about the harvest fair of Arlen:"
TELLS = "The harvest fair of Arlen opens on the third Sunday of September at ten, the town said."


@pytest.mark.parametrize(
    "text",
    [
        "Read more:",
        "Butternut squash lasagna",
        "When is the fair?",
        "7. When is the fair?",
        "12) Fairs",
        "“When is the fair?”",
        "Ready for the fair 🎪",
        "Fair of Arlen, November 19, 2022",
        "収穫祭はいつですか？",
        "When is the fair? Who pays for it?",
        "1. When is the fair? 2. Who pays for it? 3. Who comes?",
        "Our quiz: When is the fair? Who pays for it? Who comes? Write to us!",
    ],
)
def test_what_ends_like_no_sentence_or_only_asks_is_unfinished(text):
    assert is_unfinished(text)


@pytest.mark.parametrize(
    "text",
    [
        "The fair opened.",
        "“The fair opened.”",
        "The fair opened (on Sunday.)",
        "It opened! ",
        "Nobody came… ",
        "The fair opened. But who paid for it?",
        "Why did the fair close? Was it the rain? The town had no money left.",
        "Who pays? The town. Who comes? Farmers. Who cleans up? Nobody.",
        "7. The fair opened.",
        "The fair opened. These were there:",
        "The fair opened.[2]",
        "収穫祭が始まった。誰が来たのか？",
        "収穫祭が始まった。",
        "मेला खुल गया।",
        "งานเปิดแล้ว",
        "",
        "  ",
    ],
)
def test_what_ends_like_a_sentence_is_not(text):
    assert not is_unfinished(text)


@pytest.fixture
def archive(searcher):
    others = [Article(id=f"o{number}", text=f"The mayor of Lund spoke {number} times.") for number in range(5)]
    return searcher([Article(id="fair", title="Fair", text=f"{ASKS}\n\n{TELLS}\n\n{LEADS}"), *others])


def test_the_sentence_goes_before_the_question_and_the_link(archive):
    hits = archive.search("harvest fair of Arlen, third Sunday").hits
    assert hits[0].passage.text == TELLS
    assert {hit.passage.text for hit in hits[1:3]} == {ASKS, LEADS}


def test_what_only_asks_comes_after_all_that_says_something_however_well_its_words_fit(archive):
    assert archive.search(ASKS, mode="bm25").hits[0].passage.text == ASKS
    texts = [hit.passage.text for hit in archive.search(ASKS).hits]
    assert texts[0] == TELLS
    assert texts[-1] == ASKS


def test_a_question_that_is_quoted_keeps_its_place(archive):
    assert archive.search(f'"{ASKS}"').hits[0].passage.text == ASKS


def test_the_first_hits_are_the_same_for_any_number_of_hits(archive):
    ids = [hit.id for hit in archive.search(ASKS, k=20).hits]
    for k in range(1, len(ids) + 1):
        assert [hit.id for hit in archive.search(ASKS, k=k).hits] == ids[:k]


def test_the_heading_is_found_all_the_same_and_its_relevance_stays(archive):
    question = "harvest fair of Arlen"
    alone = archive.search(question, filters=Filter(id=("fair",)), k=1_000)
    relevance = {hit.id: hit.relevance for hit in archive.search(question).hits}
    assert {"fair#p0", "fair#p1", "fair#p2"} <= relevance.keys()
    assert {hit.id: hit.relevance for hit in alone.hits} == {f"fair#p{at}": relevance[f"fair#p{at}"] for at in range(3)}


@pytest.mark.parametrize("mode", ["dense", "bm25"])
def test_a_leg_alone_is_what_it_is(archive, mode):
    for hit in archive.search(ASKS, mode=mode).hits:
        assert hit.score == (hit.cosine if mode == "dense" else hit.bm25)
