"""Texts that hold several articles."""

import pytest

ONE = "The seals are back on the sand in front of the harbour.\n\nNobody had seen so many of them since the year 1973."
TWO = "The lamp on the pier is dark."
LABELS = {
    "English": "Title: {0}\nDate: {1} February 2024\nSource: {2}\nAuthor: {3}\n\n",
    "German": "Titel: {0}\nDatum: {1}.02.2024\nQuelle: {2}\nAutor: {3}\n\n",
    "a label above the text": "HEADLINE: {0}\nDATE: {1} February 2024\nPUBLICATION: {2}\nBYLINE: {3}\nBODY:\n",
}
FACTS = (("Seals", "3", "Post", "Ada Vond"), ("Lamp", "4", "Gazette", "Kit Marr"))


def told(found):
    return [(it.article.title, str(it.article.day.day), it.article.source, *it.article.authors) for it in found]


@pytest.mark.parametrize("rule", ["-" * 40, "=" * 20, "_" * 60, "* * * * *", "#####"])
@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
def test_articles_with_fields_at_their_head_and_rules_between_are_read_apart(reading, labels, rule):
    parts = [labels.format(*facts) + text for facts, text in zip(FACTS, (ONE, TWO), strict=True)]
    found, warnings = reading("a.txt", f"\n\n{rule}\n".join([*parts, ""]))
    assert told(found) == [*FACTS]
    assert [it.article.text for it in found] == [ONE, TWO]
    assert found[0].line < found[1].line
    assert not warnings


BELOW_TITLES = {
    "labels": "{0}\n\nSource: {2}\nDate: {1} February 2024\nAuthor: {3}\n\n",
    "Genios": "{0}\n\nQuelle: {2} vom 0{1}.02.2024, Seite 4\nAutor: {3}\n\n",
    "Genios with the outlet above": "{0}\n\n{2} vom 0{1}.02.2024\n\nAutor: {3}\nSeite: 4\nRessort: Lokales\n\n",
    "PressReader": "{0}\n{2} · {1} Feb 2024 · 4 · BY {3}\n\n",
    "a byline and a day": "{0}\nBy {3}\nFebruary {1}, 2024\n\n",
    "a day": "{0}\n\nSaturday, {1} February 2024\n",
}


@pytest.mark.parametrize("head", BELOW_TITLES.values(), ids=BELOW_TITLES)
@pytest.mark.parametrize("count", [1, 2])
def test_titles_above_their_fields_are_told_from_the_text(reading, head, count):
    parts = [head.format(*facts) + text for facts, text in zip(FACTS, (ONE, TWO), strict=True)]
    found, warnings = reading("a.txt", "\n\n=====\n\n".join(parts[:count]))
    articles = [it.article for it in found]
    assert [(it.title, str(it.day.day), it.text.strip()) for it in articles] == [
        (*facts[:2], text) for facts, text in zip(FACTS, (ONE, TWO), strict=True)
    ][:count]
    assert [it.source for it in articles] == [facts[2] if "{2}" in head else "" for facts in FACTS][:count]
    assert [it.authors for it in articles] == [(facts[3],) if "{3}" in head else () for facts in FACTS][:count]
    assert not warnings


def test_a_rule_inside_an_article_stays_in_it(reading):
    head = LABELS["English"]
    text = f"{head.format(*FACTS[0])}{ONE}\n-----\n{TWO}\n-----\n{head.format(*FACTS[1])}{TWO}"
    found, _ = reading("a.txt", text)
    assert [it.article.text.split() for it in found] == [f"{ONE} {TWO}".split(), TWO.split()]


@pytest.mark.parametrize(
    ("issue", "end"),
    [("{2}, 2024-02-0{1}, Sida 6\nPublicerat i print.\n", "=" * 70), ("{2} | 0{1}.02.2024 | Indland | Side 4\n", "")],
    ids=["Retriever", "Infomedia"],
)
def test_articles_below_a_line_with_outlet_and_day_are_read_apart(reading, issue, end):
    parts = [f"{it[0]}\n{issue.format(*it)}\n{text}\n\n{end}\n" for it, text in zip(FACTS, (ONE, TWO), strict=True)]
    found, warnings = reading("a.txt", "\n".join(parts))
    assert told(found) == [facts[:3] for facts in FACTS]
    assert all(text in it.article.text for it, text in zip(found, (ONE, TWO), strict=True))
    assert not warnings


def test_long_pieces_between_rules_that_nothing_tells_apart_are_told(reading):
    (it,), (warning,) = reading("a.txt", f"\n{'=' * 20}\n".join([ONE * 3] * 3))
    assert it.article.text.count("seals") == 9
    assert warning.reason == "rules part it into 3 pieces, which were read as one article"
    assert not warning.skipped


@pytest.mark.parametrize(
    "text", ["One.\n-----\nTwo.", "Estmark, 3 February 2024\nOne.\n\nTwo.", "A: b\n\n-----\nC: d\n\ne"]
)
def test_any_other_text_is_one_article(reading, text):
    (_,), warnings = reading("a.txt", text)
    assert not warnings
