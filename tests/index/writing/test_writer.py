from dataclasses import replace

import numpy as np
import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import IndexFormatError, ModelMismatchError, NutgrafError
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.index.segments import manifest
from nutgraf.index.segments.journal import Journal
from nutgraf.index.segments.segment import VECTORS
from nutgraf.index.segments.stored_article import text_digest
from nutgraf.index.writing import build
from nutgraf.index.writing.merge_policy import MergePolicy
from nutgraf.index.writing.write_policy import WritePolicy
from nutgraf.index.writing.writer import Writer
from small_indexes.fakes import FakeEmbedder
from small_indexes.policies import UNMERGED


def test_new_articles_are_committed_and_their_windows_embedded_once(add, folder, embedder, story, stored):
    stories = [story(number) for number in range(12)]
    report = add(stories)
    assert (report.new, report.changed, report.unchanged, report.removed) == (12, 0, 0, 0)
    assert report.generation == folder.manifest().generation == 1
    assert report.embedded == len(embedder.texts) == len(set(embedder.texts)) > 12
    assert list(stored(folder.open()).values()) == stories


def test_a_run_without_changes_embeds_nothing_and_writes_nothing(add, folder, embedder, story):
    stories = [story(number) for number in range(12)]
    add(stories)
    before = {path: path.stat().st_mtime_ns for path in folder.path.rglob("*") if path.name != "LOCK"}
    embedder.texts.clear()

    report = add(stories)

    assert (report.unchanged, report.new, report.embedded, report.generation) == (12, 0, 0, 1)
    assert embedder.texts == []
    assert {path: path.stat().st_mtime_ns for path in folder.path.rglob("*") if path.name != "LOCK"} == before


def test_an_edited_article_costs_only_its_new_text(add, folder, embedder, stored):
    before = Article(id="a", text="The first.\n\nThe second.\n\nThe third.")
    add([before])
    embedder.texts.clear()

    moved = replace(before, text="The third.\n\nThe first.\n\nA fourth.", title="New")
    report = add([moved])

    assert embedder.texts == ["A fourth."]
    assert (report.changed, report.new, report.embedded) == (1, 0, 1)
    assert stored(folder.open()) == {"a": moved}


def test_an_edit_undone_costs_nothing_while_the_old_text_is_on_disk(add, folder, embedder, stored):
    others = [Article(id=f"o{number}", text=f"Other {number}.") for number in range(3)]
    first, second = Article(id="a", text="One way."), Article(id="a", text="The other way.")
    add([first, *others])
    add([second], policy=UNMERGED)
    embedder.texts.clear()
    add([first])
    assert embedder.texts == []
    assert stored(folder.open())["a"] == first


def test_the_same_text_in_many_places_is_embedded_once_and_found_in_all(add, folder, embedder):
    add([Article(id=str(number), text="The very same.\n\nThe very same.") for number in range(5)])
    assert embedder.texts == ["The very same."]
    assert folder.open().passages == 10


def test_of_two_articles_with_one_id_in_a_run_the_first_stays_and_the_other_is_told(add, folder, stored):
    first = Article(id="a", text="The first.")
    warnings = []
    report = add(
        [first, Article(id="b", text="B."), Article(id="a", text="Another."), first], on_warning=warnings.append
    )
    assert [str(warning) for warning in warnings] == [
        "a.jsonl:3: the id 'a' was used before for another text; the first is kept; "
        "--keep-both (in Python keep_both=True) keeps both"
    ]
    assert (report.new, report.skipped) == (2, 1)
    assert stored(folder.open())["a"] == first


def test_the_first_stays_also_when_it_was_committed_in_between(add, folder, stored):
    articles = [Article(id="a", text="The first."), Article(id="b", text="B."), Article(id="a", text="Another.")]
    add(articles, policy=WritePolicy(commit_windows=1))
    assert stored(folder.open())["a"].text == "The first."


def test_removing_gives_back_the_ids_that_are_not_there(add, remove, folder, story, stored):
    add([story(number) for number in range(4)])
    assert remove("s1", "s9", "s1", "s3") == ["s9"]
    assert set(stored(folder.open())) == {"s0", "s2"}
    generation = folder.manifest().generation
    assert remove("s1") == ["s1"]
    assert folder.manifest().generation == generation  # nothing removed, nothing committed


def test_an_index_whose_every_article_was_removed_is_empty_and_can_be_filled_again(add, remove, folder, story, stored):
    add([story(0), story(1)])
    remove("s0", "s1")
    assert stored(folder.open()) == {}
    assert list((folder.path / "segments").iterdir()) == []
    add([story(1)])
    assert stored(folder.open()) == {"s1": story(1)}


def test_taking_and_removing_in_one_run_happen_in_that_order(folder, embedder, sourced, story, stored):
    with Writer(folder, embedder) as open_writer:
        for item in sourced([story(0), story(1)]):
            open_writer.add(item)
        assert open_writer.remove(["s0"]) == []
        open_writer.add(*sourced([story(2)]))
        assert open_writer.remove(["s2"]) == []
        open_writer.add(*sourced([story(2)]))
        open_writer.commit()
    assert set(stored(folder.open())) == {"s1", "s2"}
    with Writer(folder, embedder) as open_writer:
        assert open_writer.remove(["s1"]) == []
        open_writer.add(*sourced([story(1)]))
        open_writer.commit()
    assert stored(folder.open()) == {"s2": story(2), "s1": story(1)}


def test_batches_are_searchable_before_the_run_ends(folder, embedder, sourced, story, stored):
    seen = []

    def items():
        for item in sourced([story(number) for number in range(20)]):
            yield item
            seen.append(len(stored(folder.open())) if folder.exists else 0)

    build.add(folder, items(), embedder, policy=WritePolicy(commit_windows=8))
    assert seen == sorted(seen)
    assert len(set(seen)) > 4
    assert len(stored(folder.open())) == 20


class Failing(FakeEmbedder):
    """Fails at the call of that number, or gives there what `spoil` makes of the vectors."""

    def __init__(self, at, spoil=None):
        super().__init__()
        self.at, self.calls, self.spoil = at, 0, spoil

    def passages(self, texts):
        self.calls += 1
        if self.calls == self.at and not self.spoil:
            raise RuntimeError("the model fell over")
        vectors = super().passages(texts)
        return self.spoil(vectors) if self.calls == self.at else vectors


def test_articles_of_many_bytes_are_committed_however_few_their_windows(add, story):
    articles = [story(number) for number in range(6)]
    assert add(articles, policy=replace(UNMERGED, commit_bytes=1)).generation == 6


SMALL_BATCHES = WritePolicy(commit_windows=24, embed_windows=5)


def test_whenever_the_model_fails_the_last_generation_stays_and_a_new_run_embeds_nothing_twice(
    tmp_path, sourced, story, stored, answers, add, folder
):
    stories = [story(number) for number in range(20)]
    add(stories, policy=SMALL_BATCHES)
    undisturbed = answers(folder.open())
    whole = Failing(0)
    build.add(type(folder)(tmp_path / "whole"), sourced(stories), whole, policy=SMALL_BATCHES)
    assert whole.calls > 10

    for at in range(1, whole.calls + 1):
        broken = type(folder)(tmp_path / f"broken at {at}")
        failing = Failing(at)
        with pytest.raises(RuntimeError, match="the model fell over"):
            build.add(broken, sourced(stories), failing, policy=SMALL_BATCHES)
        held = stored(broken.open()) if broken.exists else {}
        assert list(held.values()) == stories[: len(held)]

        again = FakeEmbedder()
        build.add(broken, sourced(stories), again, policy=SMALL_BATCHES)
        assert sorted(failing.texts + again.texts) == sorted(whole.texts)
        assert answers(broken.open()) == undisturbed
        assert not broken.journal.exists()


@pytest.mark.parametrize(
    "spoil",
    [lambda it: it * np.nan, lambda it: it * np.inf, lambda it: it * 0, lambda it: it[:, :7], lambda it: it[:-1]],
    ids=["NaN", "infinite", "zero", "other dimension", "fewer rows"],
)
def test_no_vector_that_is_none_gets_in(folder, sourced, story, stored, spoil):
    stories = [story(number) for number in range(20)]
    failing = Failing(10, spoil)
    with pytest.raises(NutgrafError, match="the model fake returned"):
        build.add(folder, sourced(stories), failing, policy=SMALL_BATCHES)
    assert failing.calls == 10
    held = stored(folder.open())
    assert 0 < len(held) < 20

    build.add(folder, sourced(stories), FakeEmbedder(), policy=SMALL_BATCHES)
    assert len(stored(folder.open())) == 20
    for segment in folder.open().segments:
        assert np.abs(np.linalg.norm(segment.vectors.dequantize(slice(None)), axis=1) - 1).max() < 0.01
    assert VECTORS in segment.files


def test_another_model_is_refused_and_nothing_changes(add, folder, sourced, story):
    add([story(0)])
    other = FakeEmbedder("other")
    with pytest.raises(ModelMismatchError) as refusal:
        build.add(folder, sourced([story(1)]), other)
    for part in (str(FakeEmbedder().fingerprint), str(other.fingerprint), "run: nutgraf rebuild --model other"):
        assert part in str(refusal.value)
    assert folder.manifest().generation == 1
    assert add([story(1)]).generation == 2  # and the lock is free


def test_another_cut_is_refused_and_nothing_changes(add, folder, story, monkeypatch):
    add([story(0)])
    monkeypatch.setattr(manifest, "CUT", "in another way")
    with pytest.raises(IndexFormatError, match="run: nutgraf rebuild"):
        add([story(1)])
    assert folder.manifest().generation == 1


def test_a_damaged_segment_is_told_as_such_when_writing(add, folder, story):
    add([story(0)])
    next(folder.path.glob("segments/*/rows.safetensors")).unlink()
    with pytest.raises(IndexFormatError, match=r"rows\.safetensors is missing; run: nutgraf check --repair"):
        add([story(1)])


def test_a_removal_forgets_nothing_that_a_killed_run_embedded(add, remove, folder, embedder, story):
    add([story(1)])
    Journal(folder.journal, embedder.fingerprint).append([text_digest(b"of a killed run")], embedder.passages(["x"]))
    remove(story(1).id)
    assert len(Journal(folder.journal, embedder.fingerprint).vectors) == 1


@pytest.mark.parametrize("commit_windows", [1, 999], ids=["committed in between", "still pending"])
def test_the_same_text_with_other_details_is_told_and_the_first_kept(folder, embedder, stored, commit_windows):
    policy = WritePolicy(commit_windows=commit_windows)
    first = Article(id="x", text="W.", title="One")
    told = []
    items = [SourcedArticle(it, "a.jsonl", "a.jsonl", 1) for it in (first, replace(first, title="Two"), first)]
    report = build.add(folder, items, embedder, on_warning=told.append, policy=policy)
    assert [str(it) for it in told] == ["a.jsonl:1: the id 'x' was used before with other details; the first is kept"]
    assert (report.new, report.warned, report.skipped) == (1, 1, 0)
    assert stored(folder.open()) == {"x": first}


def test_an_article_that_came_again_from_another_file_is_the_same_if_nothing_else_is_new(folder, embedder, story):
    told = []
    items = [SourcedArticle(story(1), origin, origin, 1) for origin in ("a.jsonl", "b.jsonl")]
    build.add(folder, items, embedder)
    report = build.add(folder, items[::-1], embedder, on_warning=told.append)
    assert (report.changed, report.unchanged, told) == (1, 0, [])  # the file that comes first counts


def test_a_run_merges_no_more_than_it_may_and_a_later_one_goes_on(add, folder, stored):
    merging = MergePolicy(merge_factor=2, floor_windows=2)

    def sizes_after(name, *, budget, per_written=0):
        policy = WritePolicy(merge_budget=budget, merge_budget_per_written=per_written, merge=merging)
        add([Article(id=name, text=f"The story of {name}.")], policy=policy)
        return [entry.windows for entry in folder.manifest().segments]

    assert [sizes_after(name, budget=1) for name in "abcd"][-1] == [1, 1, 1, 1]
    assert sizes_after("e", budget=4) == [4, 1]
    assert sizes_after("f", budget=1) == [4, 1, 1]
    assert sizes_after("g", budget=0, per_written=2) == [4, 2, 1]
    assert sizes_after("h", budget=99) == [8]
    assert list(stored(folder.open())) == [*"abcdefgh"]
