"""Looking after an index from Python."""

import nutgraf
import pytest
from nutgraf import Article
from small_indexes.fakes import FakeEmbedder, index_at

ARTICLES = [Article(id=f"s{number}", text=f"Story {number}.", source="Herald") for number in range(5)]


@pytest.fixture
def index(tmp_path):
    return index_at(tmp_path / "index", ARTICLES)


def file_of(index, name):
    (path,) = index.glob(f"segments/*/{name}")
    return path


def test_a_sound_index_has_no_damage_and_needs_no_repair(index):
    assert nutgraf.check(index) == []
    assert nutgraf.repair(index) == nutgraf.RepairReport()


def test_damage_is_listed_and_repaired_with_the_model_that_is_given(index):
    path = file_of(index, "vectors.safetensors")
    path.write_bytes(path.read_bytes()[:-1])
    (damage,) = nutgraf.check(str(index))
    assert isinstance(damage, nutgraf.Damage)
    assert damage.path == path
    report = nutgraf.repair(index, embedder=FakeEmbedder())
    assert report.repaired == [f"{path}: rebuilt for 5 articles"]
    assert (report.lost, nutgraf.check(index)) == ([], [])


def test_a_lost_article_is_named_with_the_file_that_holds_what_is_left(index):
    path = file_of(index, "articles.jsonl")
    path.write_bytes(path.read_bytes().replace(b"Story 3", b"Stony 3"))
    (loss,) = nutgraf.repair(index).lost
    assert isinstance(loss, nutgraf.Loss)
    assert (loss.path, loss.article_id) == (path, "s3")
    assert b"Stony 3" in loss.set_aside.read_bytes()
    assert nutgraf.status(index).articles == 4


def test_compacting_drops_what_was_removed(index):
    nutgraf.remove(index, ["s1"])
    report = nutgraf.compact(index)
    assert isinstance(report, nutgraf.CompactReport)
    assert (report.dropped, report.segments, report.generation) == (1, 1, 3)


def test_status_counts(index):
    status = nutgraf.status(index)
    assert isinstance(status, nutgraf.Status)
    assert (status.articles, status.passages, status.sources) == (5, 5, {"Herald": 5})


@pytest.mark.parametrize("call", [nutgraf.check, nutgraf.repair, nutgraf.compact, nutgraf.status])
def test_without_an_index_each_call_says_so(tmp_path, call):
    with pytest.raises(nutgraf.IndexMissingError):
        call(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
