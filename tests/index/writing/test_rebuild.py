import shutil
from functools import partial

import pytest
from nutgraf.corpus.errors import IndexFormatError, IndexLockedError, IndexMissingError
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.journal import Journal
from nutgraf.index.segments.stored_article import text_digest
from nutgraf.index.writing import build
from nutgraf.index.writing.rebuild import rebuild as rebuild_index
from nutgraf.index.writing.write_policy import WritePolicy
from nutgraf.index.writing.writer import Writer
from small_indexes.fakes import PROBED, FakeEmbedder, index_at

OTHER = "other"
POLICY = WritePolicy(commit_windows=16, embed_windows=4)

rebuild = partial(rebuild_index, policy=POLICY)


@pytest.fixture
def policy():
    return POLICY


@pytest.fixture(scope="module")
def written(tmp_path_factory, story):
    folder = IndexFolder(index_at(tmp_path_factory.mktemp("written") / "index", map(story, range(20)), policy=POLICY))
    index_at(folder.path, [story(number, edition=1) for number in range(0, 20, 6)], policy=POLICY)
    build.remove(folder, ["s3"], policy=POLICY)
    return folder.path


@pytest.fixture
def index(written, folder):
    """A copy of an index of many segments, with articles that were changed and removed."""
    shutil.copytree(written, folder.path)
    return folder


def tidy(folder):
    assert check(folder) == []
    assert not (folder.path / "rebuild").exists()
    assert not folder.journal.exists()
    assert {it.name for it in folder.segments.iterdir()} == {it.name for it in folder.manifest().segments}


def test_a_rebuilt_index_holds_the_same_and_answers_the_same(index, answers, stored):
    before = index.open()
    model, taken = FakeEmbedder(), []

    report = rebuild(index, model, on_article=lambda: taken.append(1))

    after = index.open()
    assert list(stored(after).items()) == list(stored(before).items())
    assert answers(after) == answers(before)
    assert after.manifest.generation == report.generation > before.manifest.generation
    assert (report.new, report.embedded, len(taken)) == (19, len(model.texts), 19)
    assert len(model.texts) == len(set(model.texts)) > 40
    tidy(index)


def test_another_model_takes_the_place_of_the_first(index, sourced, story, answers, stored):
    before = index.open()
    other = FakeEmbedder(OTHER, dim=16)
    rebuild(index, other)
    after = index.open()
    assert after.manifest.model == other.fingerprint
    assert list(stored(after).items()) == list(stored(before).items())
    assert answers(after, other)[4:] == answers(before)[4:]  # the lexical leg knows nothing of models
    assert answers(after, other)[:4] != answers(before)[:4]
    assert {segment.vectors.dim for segment in after.segments} == {16}
    assert build.add(index, sourced([story(40)]), other).new == 1
    tidy(index)


def test_a_reader_of_the_old_generation_goes_on(index, answers, stored):
    held = index.open()
    before = answers(held), stored(held)
    untouched = type(index)(index.path).open()
    rebuild(index, FakeEmbedder(OTHER))
    assert (answers(held), stored(held)) == (answers(untouched), stored(untouched)) == before


class Failing(FakeEmbedder):
    def __init__(self, name, after):
        super().__init__(name)
        self.after = after

    def passages(self, texts):
        if len(self.texts) + len(set(texts) - PROBED) > self.after:
            raise RuntimeError("killed")
        return super().passages(texts)


@pytest.mark.parametrize("after", [0, 4, 20, 60])
def test_a_rebuild_that_is_killed_leaves_the_old_index_in_use_and_resumes_without_embedding_twice(
    index, answers, stored, after
):
    before = index.open()
    failing, again, whole = Failing(OTHER, after), FakeEmbedder(OTHER), FakeEmbedder(OTHER)
    with pytest.raises(RuntimeError, match="killed"):
        rebuild(index, failing)
    assert len(failing.texts) <= after
    assert index.manifest() == before.manifest
    assert answers(index.open()) == answers(before)
    assert check(index) == []

    rebuild(index, again)

    assert not set(failing.texts) & set(again.texts)
    assert list(stored(index.open()).items()) == list(stored(before).items())
    tidy(index)
    resumed = answers(index.open(), whole)
    rebuild(index, whole)
    assert answers(index.open(), whole) == resumed
    assert sorted(failing.texts + again.texts) == sorted(whole.texts)


def test_what_changed_after_a_killed_rebuild_is_in_the_next(index, add, remove, story, stored):
    with pytest.raises(RuntimeError):
        rebuild(index, Failing(OTHER, 60))
    assert len(list((index.path / "rebuild" / "segments").iterdir())) > 0
    add([story(1, edition=5), story(50)])
    remove("s0", "s2")
    now = stored(index.open())
    rebuild(index, FakeEmbedder(OTHER))
    assert stored(index.open()) == now
    tidy(index)


def test_generations_go_on_counting_however_far_the_index_went_since_a_rebuild_was_killed(index, add, story):
    with pytest.raises(RuntimeError):
        rebuild(index, Failing(OTHER, 60))
    for edition in range(2, 25):
        add([story(1, edition)])
    before = index.manifest().generation
    assert rebuild(index, FakeEmbedder(OTHER)).generation == index.manifest().generation > before
    tidy(index)


def test_the_journal_of_the_old_model_goes_with_it(index):
    Journal(index.journal, FakeEmbedder().fingerprint).append([text_digest(b"x")], FakeEmbedder().passages(["x"]))
    rebuild(index, FakeEmbedder(OTHER))
    tidy(index)


def test_what_a_killed_rebuild_with_a_third_model_left_is_thrown_away(index, answers):
    with pytest.raises(RuntimeError):
        rebuild(index, Failing("third", 60))
    other = FakeEmbedder(OTHER)
    rebuild(index, other)
    resumed = answers(index.open(), other)
    rebuild(index, other)
    assert answers(index.open(), other) == resumed
    tidy(index)


@pytest.mark.parametrize("name", ["MANIFEST", "segments/*/vectors.safetensors", "segments/*/articles.jsonl"])
def test_what_a_killed_rebuild_left_is_thrown_away_if_it_is_damaged(index, name):
    with pytest.raises(RuntimeError):
        rebuild(index, Failing(OTHER, 60))
    path = next((index.path / "rebuild").glob(name))
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)
    again = FakeEmbedder(OTHER)
    rebuild(index, again)
    assert len(again.texts) > 60  # nothing was trusted
    tidy(index)


def test_killed_between_its_commit_and_the_last_broom_it_is_done_all_the_same(index, answers, monkeypatch):
    real = shutil.rmtree

    def killed(path, **options):
        if path.name == "rebuild":
            raise KeyboardInterrupt
        real(path, **options)

    monkeypatch.setattr(shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        rebuild(index, FakeEmbedder(OTHER))
    monkeypatch.undo()
    assert check(index) == []
    said = answers(index.open(), FakeEmbedder(OTHER))
    again = FakeEmbedder(OTHER)
    rebuild(index, again)
    assert again.texts == []
    assert answers(index.open(), again) == said
    tidy(index)


@pytest.mark.parametrize("gone", [["MANIFEST"], ["MANIFEST", "manifests"]])
def test_the_next_run_removes_what_the_last_broom_left_in_part(index, add, story, monkeypatch, gone):
    real = shutil.rmtree

    def stopped(path, **options):
        if path.name == "rebuild":
            (path / "MANIFEST").unlink()
            for name in gone[1:]:
                real(path / name)
        else:
            real(path, **options)

    monkeypatch.setattr(shutil, "rmtree", stopped)
    rebuild(index, FakeEmbedder())
    monkeypatch.undo()
    assert (index.path / "rebuild" / "segments").exists()
    add([story(1, edition=5)])
    tidy(index)


def test_it_works_where_files_cannot_be_linked(index, answers, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    before = answers(index.open())
    rebuild(index, FakeEmbedder())
    assert answers(index.open()) == before
    tidy(index)


def test_an_index_cut_in_another_way_is_mended_by_it(index, add, story, monkeypatch, stored):
    now = stored(index.open())
    for module in ("segments.manifest", "writing.writer", "writing.rebuild"):
        monkeypatch.setattr(f"nutgraf.index.{module}.CUT", "in another way")
    with pytest.raises(IndexFormatError, match="run: nutgraf rebuild"):
        add([story(60)])
    rebuild(index, FakeEmbedder())
    assert index.manifest().cut == "in another way"
    assert stored(index.open()) == now
    assert add([story(60)]).new == 1


def test_it_is_a_writer_like_any_other(index, embedder):
    with Writer(index, embedder), pytest.raises(IndexLockedError):
        rebuild(index, embedder)


def test_a_damaged_or_missing_file_is_told_and_the_index_stays(index, answers):
    path = next(index.path.glob("segments/*/articles.jsonl"))
    data = path.read_bytes()
    path.write_bytes(data[:-9])
    with pytest.raises(IndexFormatError, match=r"articles\.jsonl has .* bytes instead .*; run: nutgraf check --repair"):
        rebuild(index, FakeEmbedder())
    path.unlink()
    with pytest.raises(IndexFormatError, match=r"articles\.jsonl is missing; run: nutgraf check --repair"):
        rebuild(index, FakeEmbedder())
    path.write_bytes(data)
    assert answers(index.open())
    assert check(index) == []


def test_where_there_is_no_index_nothing_is_made(folder, embedder):
    with pytest.raises(IndexMissingError):
        rebuild(folder, embedder)
    assert not folder.path.exists()


def test_an_empty_index_can_be_rebuilt(add, folder):
    add([])
    rebuild(folder, FakeEmbedder(OTHER))
    assert folder.manifest().model == FakeEmbedder(OTHER).fingerprint
    tidy(folder)
