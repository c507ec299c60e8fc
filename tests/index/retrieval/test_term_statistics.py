import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval import term_statistics
from nutgraf.index.retrieval.term_statistics import LocalStatistics
from nutgraf.index.segments.folder import IndexFolder
from small_indexes.fakes import index_at


@pytest.fixture
def collection(tmp_path):
    folder = IndexFolder(tmp_path / "index")
    texts = ["storm roof", "storm harbour", "ferry"]
    articles = [Article(id=str(number), text=text) for number, text in enumerate(texts)]
    index_at(folder.path, articles)
    return LocalStatistics(folder.open(), RankingProfile())


def test_postings_are_made_once(collection):
    assert collection.postings(("storm",)).rows.tolist() == [0, 1]
    assert collection.postings(("storm",)) is collection.postings(("storm",))


def test_unknown_words_are_not_cached(collection, monkeypatch):
    """Regression: each unknown word was cached at no cost, so a server grew by a kilobyte for each."""
    monkeypatch.setattr(term_statistics, "_CACHED_TERMS", 8)
    for number in range(100):
        assert not len(collection.postings((f"word{number}",)).rows)
        collection.term(f"word{number}")
    assert not collection._postings
    assert len(collection._terms) <= 8


def test_the_most_recently_used_terms_stay_cached(collection, monkeypatch):
    monkeypatch.setattr(term_statistics, "_CACHED_POSTINGS", 250)
    storm = collection.postings(("storm",))
    for other in ("roof", "harbour", "ferry"):
        collection.postings((other,))
        assert collection.postings(("storm",)) is storm
