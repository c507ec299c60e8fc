"""Questions in a language that the archive does not have."""

from __future__ import annotations

import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.query.foreign import is_foreign, why_foreign

BRIDGE = Article(id="bridge", title="Bridge opens", text="The new bridge over the Orme was opened by the mayor.")


@pytest.mark.parametrize(
    "question",
    [
        "¿quién pagó por el nuevo puente de la ciudad?",
        "Wer hat die neue Brücke bezahlt?",
        "qui a payé le nouveau pont de la ville ?",
        "kto zapłacił za nowy most w mieście?",
        "кто заплатил за новый мост?",
        "誰が新しい橋の費用を払いましたか",
        "누가 다리 비용을 냈습니까",
        "من دفع ثمن الجسر الجديد",
    ],
)
def test_a_question_in_another_language_or_script_is_foreign_to_english(question):
    assert is_foreign(question, ["en"])


@pytest.mark.parametrize(
    ("question", "spoken"),
    [
        ("who paid for the new bridge?", ["en"]),
        ("new bridge over river Orme opens after dispute", ["en"]),  # Dutch has "over", too
        ("Die Hard sequel dies at box office", ["en"]),
        ("Brückenbau Orme", ["en"]),  # no function word, so nobody can say
        ("Wer hat die neue Brücke bezahlt?", ["en", "de"]),
        ("Wer hat die neue Brücke bezahlt?", ["de-AT"]),
        ("кто заплатил за новый мост?", ["uk", "ru"]),
        ("ใครจ่ายค่าสะพาน", ["th"]),  # a language without a list of function words
        ("who paid?", []),
        ("", ["en"]),
    ],
)
def test_what_is_in_the_languages_of_the_archive_or_cannot_be_told_is_not(question, spoken):
    assert not is_foreign(question, spoken)


def test_the_languages_of_the_articles_are_named():
    said = "the question seems to be in another language than the articles, which are in "
    assert why_foreign("wer hat das bezahlt?", ["en"]) == said + "English"
    assert why_foreign("wer hat das bezahlt?", ["en", "fr", "es", "it"]) == said + "English, French, Spanish and others"
    assert why_foreign("who paid for it?", ["en"]) == ""


def test_a_search_says_so_instead_of_the_words_that_the_first_hit_lacks(searcher):
    asked = searcher([BRIDGE])
    assert (
        "another language than the articles, which are in English"
        in asked.search("wer hat das bezahlt?").verdict.reason
    )
    assert "another language" not in asked.search("who sold the castle?").verdict.reason
