"""Corrections are recognised where they are notes, and nowhere else; an edit without one is a stealth edit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.library.history.corrections import is_correction, is_stealth, notes

BEFORE = Article(id="a", text="The mayor spent three million.", updated=datetime(2026, 5, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "note",
    [
        "Correction: the sum was five million.",
        "CORRECTION (12 May): the sum was five million.",
        "**Clarification** — the sum is in dollars.",
        "Corrections and clarifications: the sum was five million.",
        "This article was amended on 12 May 2026 to correct the sum.",
        "• An earlier version of this article misstated the sum.",
        "Korrektur: Es waren fünf Millionen.",
        "In einer früheren Version dieses Artikels stand eine andere Summe.",
        "Rectificatif : la somme était de cinq millions.",
        "Fe de errores: la cifra era de cinco millones.",
        "Errata corrige: erano cinque milioni.",
        "Sprostowanie: chodziło o pięć milionów.",
        "Уточнение: речь шла о пяти миллионах.",
        "Виправлення: йшлося про п’ять мільйонів.",
        "更正：金额为五百万。",
        "訂正：金額は五百万でした。",
        "정정: 금액은 500만입니다.",
        "تصحيح: كان المبلغ خمسة ملايين.",
    ],
)
def test_notes_of_many_languages_are_recognised(note):
    after = replace(BEFORE, text=f"The mayor spent five million.\n\n{note}")
    assert is_correction(BEFORE, after)
    assert not is_stealth(BEFORE, after)
    assert not is_correction(after, replace(after, text=after.text + "\n\nMore news."))  # it was there before
    assert is_correction(None, after)


@pytest.mark.parametrize(
    "text",
    [
        "Correction officers went on strike.",
        "Corrections of the exam papers took a week.",
        "The market is in a correction: stocks fell.",
        "A clarification is expected today.",
        "Precision instruments were stolen.",
    ],
)
def test_words_that_only_look_like_a_note_are_none(text):
    assert notes(text) == set()


def test_a_changed_sum_without_a_word_is_a_stealth_edit():
    after = replace(BEFORE, text="The mayor spent five million.")
    assert is_stealth(BEFORE, after)
    assert not is_stealth(BEFORE, replace(after, updated=BEFORE.updated + timedelta(hours=1)))
    assert is_stealth(replace(BEFORE, updated=None), replace(after, updated=None))
    assert is_stealth(BEFORE, replace(BEFORE, title="Mayor spent five million"))


@pytest.mark.parametrize(
    "text",
    ["The mayor spent three  million.", "The mayor spent “three” million", "THE MAYOR spent three million!"],
)
def test_what_changes_no_word_is_no_stealth_edit(text):
    assert not is_stealth(BEFORE, replace(BEFORE, text=text))
