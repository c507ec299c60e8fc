"""The sample articles that ship, and their next morning."""

from nutgraf.corpus.reader import read
from nutgraf.corpus.sample import ARTICLES, UPDATES
from nutgraf.corpus.sourced import SourcedArticle


def sampled(path):
    return {
        item.article.id: item.article for item in read([path], base=path.parent) if isinstance(item, SourcedArticle)
    }


def test_the_sample_articles_are_an_archive_of_some_variety():
    articles = sampled(ARTICLES).values()
    assert len(articles) == len(ARTICLES.read_text().splitlines()) >= 100
    assert len({article.source for article in articles}) >= 10
    assert len({category for article in articles for category in article.categories}) >= 6
    assert {article.language for article in articles} == {"", "de", "fr", "pl"}
    assert sum(article.published is None for article in articles) == 2


def test_the_sample_s_next_morning_has_new_articles_and_edits_with_and_without_a_word():
    before, after = sampled(ARTICLES), sampled(UPDATES)
    edited = before.keys() & after.keys()
    assert len(edited) == len(after) - len(edited) == 3
    assert all(before[it].text != after[it].text for it in edited)
    assert {it for it in edited if after[it].updated is None} == {"post-dam-minister"}
    assert "Correction:" in after["courant-dam-readings"].text
