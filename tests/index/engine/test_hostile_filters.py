"""Whatever a filter or a question holds, an engine finds what an index finds, and nothing of it is an expression."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.filter import Filter
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.search.query.options import SearchOptions
from nutgraf.search.ranking.pipeline import answer
from nutgraf.search.ranking.reader import IndexReader
from small_indexes.fakes import FakeEmbedder, index_at
from systems.milvus_lite import needs_engine, new_archive, published

pytestmark = needs_engine
PROFILE = RankingProfile()
MARKS = (*"'\"\\%_[](){},\n\0日\u202e", " or id >= 0 or ", " == ", "--", "/*")
NAMES = st.lists(st.sampled_from((*MARKS, "Ada", "Berg", "storm")), min_size=1, max_size=5).map("".join)
FACETS = tuple(Filter().facets())
TEXTS = st.text(max_size=20) | NAMES
KEPT = ('Ada " Berg', "O'Berg\\", "] or id >= 0 or [", "Ada", "日storm")
"""Names that articles have."""


@pytest.fixture(scope="module")
def stores(tmp_path_factory, engine_server_uri):
    """Articles with hostile ids and names, in an index and in an engine."""
    articles = [
        Article(id=f"{name}/{number}", title=name, text=f"Of {name} and a storm.\n\nFerry {number} sank.", source=name,
                authors=(name, "Bo"), categories=(name,))
        for number, name in enumerate(KEPT * 2)
    ]  # fmt: skip
    place = index_at(tmp_path_factory.mktemp("hostile") / "index", articles)
    return LocalStore(IndexFolder(place).open(), PROFILE), published(place, new_archive(engine_server_uri), PROFILE)


@settings(max_examples=settings.default.max_examples // 3)  # each asks a dozen times
@given(TEXTS | st.sampled_from(KEPT), st.sampled_from(FACETS), st.booleans())
def test_a_filter_with_any_name_lets_the_same_articles_through(stores, name, field, is_quoted):
    here, there = stores
    for wanted in (Filter(**{field: (name,)}), Filter(**{field: (name, "Ada")})):
        assert there.counts("source", wanted) == here.counts("source", wanted)
        listed = [store.ordered_articles(wanted, "title").rows.tolist() for store in stores]
        assert listed[0] == listed[1]
    question = f'"{name}" storm' if is_quoted else f"{name} storm"
    options = SearchOptions(filters=Filter(**{field: (name, "Ada")}))
    found = [answer(IndexReader(store, FakeEmbedder, PROFILE), question, options).to_dict() for store in stores]
    assert found[0] == found[1]


@settings(max_examples=settings.default.max_examples // 3)
@given(TEXTS)
def test_an_id_of_any_letters_names_no_other_article(stores, name):
    for store in stores:
        assert store.article(name) is None
        assert store.rows_of(name).tolist() == []
    here, there = stores
    assert there.article(f"{KEPT[0]}/0") == here.article(f"{KEPT[0]}/0") is not None
