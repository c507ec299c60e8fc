"""Names in filters that nothing has."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.filter import Filter
from nutgraf.search.query.names import unknown_names as names
from nutgraf.search.query.names.unknown_names import unknown_names

COUNTS = {
    "source": {"Harbour Gazette": 3, "Northern Wire": 2, "Głos Wybrzeża": 1, "": 4},
    "category": {"Politics": 1},
    "author": {"Agnieszka Wrótna": 1, "Ludmila Čapková": 1},
}


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (Filter(), ""),
        (Filter(source=("HARBOUR GAZETTE", "glos wybrzeza"), author=("agnieszka wrotna",)), ""),
        (Filter(source=("Harbor Gazete",)), "no article has the source 'Harbor Gazete', but 'Harbour Gazette'"),
        (Filter(source=("gazette",)), "no article has the source 'gazette', but 'Harbour Gazette'"),
        (Filter(author=("Wrotna",)), "no article has the author 'Wrotna', but 'Agnieszka Wrótna'"),
        (Filter(author=("Capkova Ludmila",)), "no article has the author 'Capkova Ludmila', but 'Ludmila Čapková'"),
        (Filter(source=("Northern Wire", "Le Monde")), "no article has the source 'Le Monde'"),
        (
            Filter(source=("Le Monde",), category=("Politcs",)),
            "no article has the source 'Le Monde'; no article has the category 'Politcs', but 'Politics'",
        ),
    ],
)
def test_what_nothing_has_is_told_with_what_was_likely_meant(filters, told):
    assert unknown_names(filters, SimpleNamespace(counts=COUNTS.__getitem__)) == told


ARTICLES = [
    Article(id="ferry-strike", title="Ferries stop", text="A ferry stopped.", language="pt-BR"),
    Article(id="ferry-deal", text="It ended."),
]


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (Filter(id=("ferry-strike",), title=("ferries STOP",), language=("pt-br", "PT", "en")), ""),
        (Filter(id=("ferry-strikes",)), "no article has the id 'ferry-strikes', but 'ferry-strike'"),
        (Filter(id=("Ferry-Deal",)), "no article has the id 'Ferry-Deal', but 'ferry-deal'"),
        (Filter(title=("Ferries sink",)), "no article has the title 'Ferries sink'"),
        (Filter(language=("pt-PT", "de")), "no article has the language 'pt-PT', but 'pt'; "
                                           "no article has the language 'de'"),
    ],
)  # fmt: skip
def test_an_id_a_headline_or_a_language_that_nothing_has_is_told(searcher, filters, told):
    assert unknown_names(filters, searcher(ARTICLES).store) == told


def test_a_large_archive_s_ids_are_not_compared(searcher, monkeypatch):
    monkeypatch.setattr(names, "MOST_IDS_COMPARED", 1)
    told = unknown_names(Filter(id=("ferry-strikes",)), searcher(ARTICLES).store)
    assert told == "no article has the id 'ferry-strikes'"
