import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.query.names.acronyms import extract_acronyms


@pytest.mark.parametrize(
    ("question", "acronyms"),
    [
        ("how many IT jobs are cut?", ("IT",)),
        ("what does WHO want, and what did WHO say of IT?", ("IT", "WHO")),
        ("WHO won the prize?", ()),  # stressed
        ("who wants it?", ()),
        ("WHO WANTS IT?", ()),
        ("who did NOT vote?", ()),
        ("did NATO meet?", ()),  # no function word: found as any other word
        ("ICE raids in Arlen", ("ICE",)),
        ("AIDS", ("AIDS",)),
        ("ICE ON THE LAKE", ()),
        ("ice on the lake", ()),
        ("", ()),
    ],
)
def test_words_in_capitals_are_names(question, acronyms):
    assert extract_acronyms(question) == acronyms


@pytest.mark.parametrize("mode", ["hybrid", "bm25"])
def test_a_passage_with_the_acronym_comes_before_one_with_the_word(searcher, mode):
    archive = searcher(
        [
            Article(id="plant", text="The plant cuts jobs, and it cuts many jobs."),
            Article(id="bank", text="The bank will cut 300 jobs in its IT department, many of them in Arlen."),
        ]
    )
    result = archive.search("how many IT jobs are cut?", mode=mode)
    assert result.hits[0].article.id == "bank"
    assert result.to_dict()["understood"]["acronyms"] == ["IT"]
    plant = next(hit for hit in result.hits if hit.article.id == "plant")
    assert plant.relevance < 0.3
    assert "acronyms" not in archive.search("how many jobs does it cut?").to_dict()["understood"]


def test_a_word_in_capitals_that_others_spell_out_does_not_outweigh_the_story(searcher):
    """Every passage about other raids with "ICE" in it came before the one that answers."""
    archive = searcher(
        [
            Article(id="charge", text="Rep. Mara Voss was charged with assault at a detention centre in Arlen."),
            Article(id="raids", text="ICE denied reports of raids in the south of the city."),
        ]
    )
    result = archive.search("Where was Rep. Mara Voss charged with assault at an ICE detention centre?")
    assert result.hits[0].article.id == "charge"
    assert archive.search("what does ICE deny?").hits[0].article.id == "raids"
