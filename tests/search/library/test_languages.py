"""News in many languages: detected, kept, and found by other forms of its words, whatever the model knows."""

import json
from dataclasses import replace

import pytest
from material.news_pairs import PAIRS
from nutgraf.corpus.article import Article
from nutgraf.index.analysis.analyzer import analyzer_of
from nutgraf.index.analysis.language import language
from nutgraf.index.analysis.words import fold, split
from nutgraf.index.segments.status import status_of
from nutgraf.search.library.articles import add as add_articles
from nutgraf.search.library.articles import rebuild
from nutgraf.search.library.maintenance import status

STORIES = [
    Article(id=f"{code}{number}", text=text)
    for code, pair in PAIRS.items()
    for number, text in enumerate((pair.first, pair.second), start=1)
]


UNINFLECTED = {"he", "ja", "ko", "th", "vi", "zh"}
"""Languages whose words do not change, or that are not stemmed here."""


def test_twenty_languages_and_more_are_asked_about_in_other_forms_of_their_words():
    assert len(PAIRS.keys() - UNINFLECTED) >= 20
    for code in PAIRS.keys() - UNINFLECTED:
        there, asked = (
            {word: language(code).term(word)[0] for word in split(text)}
            for text in (PAIRS[code].first, PAIRS[code].question)
        )
        assert any(stem in there.values() and word not in there for word, stem in asked.items()), code


@pytest.mark.parametrize("code", PAIRS)
def test_an_archive_of_one_language_is_searched_by_any_form_of_its_words(searcher, folder, code):
    pair = PAIRS[code]
    asked = searcher([Article(id="first", text=pair.first), Article(id="second", text=pair.second)])
    assert folder.manifest().analyzers == (analyzer_of(code),)
    hits = asked.search(pair.question, mode="bm25").hits
    assert hits[0].article.id == "first"


def test_an_archive_of_all_languages_is_searched_in_each(searcher, folder):
    asked = searcher(STORIES)
    assert {analyzer.language for analyzer in folder.manifest().analyzers} == PAIRS.keys()
    found = {code: asked.search(pair.question, mode="bm25").hits[0].article.id for code, pair in PAIRS.items()}
    assert found == {code: f"{code}1" for code in PAIRS}


def test_status_counts_the_articles_of_each_language(searcher, folder):
    searcher([*STORIES, Article(id="declared", text="x y z", language="tlh"), Article(id="en", text="The end.")])
    assert status_of(folder.open()).languages == dict.fromkeys(PAIRS, 2) | {"en": 1, "tlh": 1}


def test_the_language_that_an_article_declares_wins_over_the_callers_and_both_over_the_detector(folder, embedder):
    stories = [Article(id="a", text=PAIRS["de"].first, language="nl"), Article(id="b", text=PAIRS["fr"].first)]
    add_articles(folder.path, stories, language="ca", embedder=embedder)
    assert status(folder.path).languages == {"ca": 1, "nl": 1}
    add_articles(folder.path, stories, embedder=embedder)
    assert status(folder.path).languages == {"fr": 1, "nl": 1}


@pytest.mark.parametrize("tag", ["", "german", "12"])
def test_a_language_that_is_no_tag_is_refused(folder, embedder, tag):
    with pytest.raises(ValueError, match="language must be a BCP 47 tag like en or pt-BR"):
        add_articles(folder.path, STORIES, language=tag, embedder=embedder)


def test_a_quotation_is_found_in_each_language_as_it_stands(searcher):
    asked = searcher(STORIES)
    for phrase, expected in (
        ("beschädigten Häuser", "de1"),
        ("nuevas cuotas", "es1"),
        ("小学停课", "zh1"),
        ("ชาวประมงต้อง", "th1"),
        ("два моста", "ru1"),
    ):
        assert asked.search(f'"{phrase}"', mode="bm25").hits[0].article.id == expected
        assert asked.search(f'"{phrase}"', mode="bm25").understood.phrases == (phrase,)


def test_a_rebuild_after_the_terms_changed_embeds_nothing(searcher, folder, embedder):
    searcher(STORIES)
    before = folder.manifest()
    with folder.writing():
        folder.commit(
            replace(
                before.next(before.segments),
                analyzers=tuple(replace(analyzer, version=1) for analyzer in before.analyzers),
            )
        )
    assert rebuild(folder.path, embedder=embedder).embedded == 0
    assert {analyzer.language for analyzer in folder.manifest().analyzers} == PAIRS.keys()


def test_a_language_is_detected_and_told_at_the_command_line(run, tmp_path):
    records = [{"id": "a", "text": PAIRS["de"].first}, {"id": "b", "text": PAIRS["el"].first, "language": "el"}]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(it) + "\n" for it in records))
    assert run("index", "news.jsonl", "--index", "x").returncode == 0
    told = json.loads(run("status", "--index", "x", "--format", "json").stdout)
    assert told["languages"] == {"de": 1, "el": 1}
    assert told["model_languages"] is None or told["model_languages"]
    assert "de (1" in run("status", "--index", "x").stdout
    assert run("index", "news.jsonl", "--index", "y", "--language", "sv").returncode == 0
    assert json.loads(run("status", "--index", "y", "--format", "json").stdout)["languages"] == {"el": 1, "sv": 1}
    refused = run("index", "news.jsonl", "--index", "z", "--language", "german")
    assert (
        refused.returncode,
        "--language: language must be a BCP 47 tag like en or pt-BR, not 'german'" in refused.stderr,
    ) == (2, True)


def test_a_word_without_its_accents_finds_the_same_word(searcher):
    for code, text in (
        ("ro", "inundațiile orașului"),
        ("pt", "eleições"),
        ("cs", "řidičům"),
        ("hu", "kvótákat"),
        ("fr", "élevés"),
    ):
        asked = searcher(
            [Article(id=code, text=f"{text} 1", language=code), Article(id="other", text="x", language=code)]
        )
        for question in (text, fold(text), text.upper()):
            assert asked.search(question, mode="bm25").hits[0].article.id == code
        asked = searcher([Article(id=code, text=f"{fold(text)} 2", language=code)])
        assert asked.search(text, mode="bm25").hits[0].article.id == code
