from collections import Counter

import pytest
from nutgraf.index.analysis import analyzer, language
from nutgraf.index.analysis.analyzer import analyzer_of


@pytest.fixture
def changed():
    """An analyzer is told once in a process; here before and after a change."""

    def forget():
        analyzer_of.cache_clear()
        language.language.cache_clear()

    forget()
    yield analyzer_of("en"), forget
    forget()


def test_each_language_has_another_analyzer():
    found = [analyzer_of(code) for code in language.known_languages()]
    assert Counter(found).most_common(1)[0][1] == 1
    assert {it.language for it in found} == set(language.known_languages())


def test_other_stop_words_are_another_analyzer(changed, monkeypatch):
    before, forget = changed
    monkeypatch.setattr(language, "ENGLISH_STOP_WORDS", language.ENGLISH_STOP_WORDS - {"the"})
    forget()
    assert analyzer_of("en").stop_words != before.stop_words


def test_another_version_of_the_stemmer_is_another_analyzer(changed, monkeypatch):
    before, forget = changed
    monkeypatch.setattr(analyzer.Stemmer, "version", lambda: "99.0")
    forget()
    assert analyzer_of("en").stems == before.stems
    assert analyzer_of("en") != before


def test_a_stemmer_that_stems_otherwise_is_another_analyzer(changed, monkeypatch):
    before, forget = changed
    real = language.Stemmer.Stemmer
    monkeypatch.setattr(language.Stemmer, "Stemmer", lambda _, size: real("porter", size))
    forget()
    assert analyzer_of("en").stems != before.stems
