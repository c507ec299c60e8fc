from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article, iso
from nutgraf.corpus.passages import cut
from nutgraf.corpus.text.characters import has_visible_text
from nutgraf.index.segments.stored_article import AnalyzedArticle, from_line, to_line

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
seen = texts.filter(has_visible_text)
json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
offsets = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone)
times = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=offsets | st.timezones())
names = st.lists(seen, max_size=3).map(tuple)
articles = st.builds(
    Article,
    id=seen,
    text=seen,
    title=texts,
    published=st.none() | times,
    source=texts,
    categories=names,
    authors=names,
    url=texts,
    updated=st.none() | times,
    language=st.sampled_from(["", "en", "pt-BR", "zh-Hant-TW"]),
    extra=st.dictionaries(texts, json, max_size=3),
)


@given(articles, texts)
def test_a_stored_line_gives_back_every_field_and_the_origin(article, origin):
    line = to_line(article, origin)
    again, where = from_line(line)
    assert (again, where) == (article, origin)
    for time in ("published", "updated"):  # equality ignores the offset
        assert iso(getattr(again, time)) == iso(getattr(article, time))
    assert again.day == article.day
    assert line.endswith(b"\n")
    assert len(line.splitlines()) == 1  # whatever line ends the text holds
    assert to_line(*from_line(line)) == line


@given(articles, texts)
def test_a_stored_entry_is_the_one_that_was_written(article, origin):
    entry = AnalyzedArticle.of(article, origin, to_line(article, origin))
    assert AnalyzedArticle.stored(entry.line) == entry
    assert list(entry.passages) == cut(article)
    assert [text for text in entry.window_texts() if not has_visible_text(text)] == []


@given(articles)
def test_any_change_of_the_article_or_its_origin_changes_the_digest(article):
    def digest(article, origin="a.jsonl"):
        return AnalyzedArticle.of(article, origin, to_line(article, origin)).digest

    others = [replace(article, **{name: getattr(article, name) + "!"}) for name in ("id", "text", "title", "url")]
    others += [replace(article, **{name: (*getattr(article, name), "!")}) for name in ("authors", "categories")]
    time = datetime(2023, 4, 18, 2, tzinfo=timezone(timedelta(hours=2)))
    same_instant = (time, time.astimezone(UTC))
    times = [replace(article, published=moment, updated=moment) for moment in same_instant]
    assert len({digest(variant) for variant in [article, *others, *times]} | {digest(article, "b.jsonl")}) == 10
