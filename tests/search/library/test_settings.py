"""What a person tells about an archive is told once."""

import json

import nutgraf
import pytest
from small_indexes.fakes import FakeEmbedder

ROWS = "id,date,Body,draft\n1,04/05/2023,A café opened.,no\n2,06/07/2023,No ferry sails.,yes\n"


@pytest.fixture
def model():
    return FakeEmbedder()


@pytest.fixture
def index(tmp_path, model):
    """A function that indexes paths in ``news``, which has two tables in another encoding, and returns the report."""
    for name in ("a.csv", "old/b.csv"):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(ROWS.replace("\n1,", f"\n1-{path.stem},").replace("\n2,", f"\n2-{path.stem},").encode("cp850"))

    def run(*paths, **options):
        return nutgraf.add_files(
            tmp_path / "index", [tmp_path / path for path in paths or ["news"]], embedder=model, **options
        )

    return run


def days(tmp_path):
    searcher = nutgraf.open(tmp_path / "index", embedder=FakeEmbedder())
    return {name: searcher.article(name).day.isoformat() for name in ("1-a", "1-b")}


TOLD = {"mapping": {"text": "Body"}, "day_first": True, "encoding": "cp850", "drafts": True, "language": "fr"}


def test_a_second_run_reads_as_the_first_was_told(index, tmp_path, model):
    assert index(**TOLD).new == 4
    again = index()
    assert (again.new, again.changed, again.unchanged, again.warned) == (0, 0, 4, 0)
    assert {place: str(told) for place, told in again.settings.items()} == {
        "news": "--map text=Body --day-first --drafts --encoding cp850 --language fr"
    }
    article = nutgraf.open(tmp_path / "index", embedder=model).article("1-a")
    assert (article.text, article.language, article.day.isoformat()) == ("A café opened.", "fr", "2023-05-04")


def test_another_value_replaces_the_one_that_was_told_and_a_nested_path_has_its_own(index, tmp_path):
    index(**TOLD)
    assert index("news/old", day_first=False).changed == 2
    assert days(tmp_path) == {"1-a": "2023-05-04", "1-b": "2023-04-05"}
    assert index().unchanged == 4, "each file as it was told last"
    assert index(day_first=False).changed == 2
    assert days(tmp_path) == {"1-a": "2023-04-05", "1-b": "2023-04-05"}


def test_a_dry_run_uses_what_is_remembered_and_remembers_nothing(index):
    index(**TOLD)
    preview = index(day_first=False, dry_run=True)
    assert (preview.changed, preview.unchanged) == (4, 0)
    assert index(dry_run=True).unchanged == 4


def test_what_is_remembered_can_be_forgotten(index):
    index(**TOLD)
    report = index(forget_settings=True, mapping={"text": "Body"})
    assert report.changed > 0
    assert {place: told.to_dict() for place, told in report.settings.items()} == {"news": {"mapping": {"text": "Body"}}}


def test_settings_and_the_last_run_outlive_what_is_done_to_an_index(index, tmp_path, model):
    index(**TOLD)
    path = tmp_path / "index"
    before = nutgraf.status(path)
    nutgraf.remove(path, ["2-a"])
    nutgraf.compact(path)
    nutgraf.rebuild(path, embedder=model)
    (path / "MANIFEST").write_bytes(b"")
    nutgraf.repair(path, embedder=model)
    after = nutgraf.status(path)
    assert after.settings == before.settings == {"news": TOLD}
    assert after.last_run == before.last_run


def test_the_index_can_be_moved_with_its_archive(index, tmp_path, model):
    index(**TOLD)
    (tmp_path / "elsewhere").mkdir()
    for name in ("index", "news"):
        (tmp_path / name).rename(tmp_path / "elsewhere" / name)
    moved = nutgraf.add_files(tmp_path / "elsewhere" / "index", [tmp_path / "elsewhere" / "news"], embedder=model)
    assert (moved.unchanged, moved.new) == (4, 0)


def test_status_tells_the_last_run_even_if_it_found_nothing_new(index, tmp_path):
    index(**TOLD)
    first = nutgraf.status(tmp_path / "index")
    index("news", "news/old")
    (tmp_path / "bad.jsonl").write_text("{\n")
    index("bad.jsonl")
    last = nutgraf.status(tmp_path / "index")
    assert (first.last_run["places"], first.last_run["counts"]["new"]) == (["news"], 4)
    assert (last.last_run["places"], last.last_run["counts"]["skipped"]) == (["bad.jsonl"], 1)
    assert last.generation == first.generation, "nothing changed but the time of the last run"
    assert json.dumps(last.to_dict())
