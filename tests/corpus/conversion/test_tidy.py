"""What hides inside words is gone before an article is indexed; what a script needs stays."""

import json

import pytest


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u2060", "\ufeff", "\u200c", "\u200d"])
def test_words_are_whole(reading, hidden):
    (it,), _ = reading("a.txt", f"Die Ver{hidden}kehrs{hidden}ministerin sprach.")
    assert it.article.text == "Die Verkehrsministerin sprach."
    (it,), _ = reading("a.jsonl", f'{{"title": "Ver{hidden}kehr", "text": "words"}}')
    assert it.article.title == "Verkehr"


def test_a_zero_width_beside_a_space_is_gone(reading):
    (it,), _ = reading("a.jsonl", '{"title": "The\u200b quay \u200bis \u200cshut\u200b", "text": "words"}')
    assert it.article.title == "The quay is shut"


@pytest.mark.parametrize("text", ["می\u200cخواهم", "क्\u200dष", "ភាសា\u200bខ្មែរ", "👩\u200d🚀"])
def test_scripts_that_need_zero_widths_keep_them(reading, text):
    (it,), _ = reading("a.txt", text)
    assert it.article.text == text


@pytest.mark.parametrize(("sign", "end"), [("\u2028", "\n"), ("\x0b", "\n"), ("\u2029", "\n\n")])
def test_what_layout_programs_write_for_a_line_end_is_one(reading, sign, end):
    (it,), warnings = reading("a.jsonl", json.dumps({"text": f"The quay is shut.{sign}It opens in May."}))
    assert it.article.text == f"The quay is shut.{end}It opens in May."
    assert not warnings


def test_a_soft_hyphen_at_a_line_end_joins_the_word(reading):
    text = "Die Ver\u00ad\nkehrsministerin sprach in\nder Halle am Hafen mit den\nneuen Besatzungen der Boote."
    (it,), _ = reading("a.txt", text)
    assert it.article.text.startswith("Die Verkehrsministerin sprach")
