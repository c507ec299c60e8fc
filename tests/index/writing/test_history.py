"""Whatever was added, edited and removed, in whatever order: the index is what a dict would be."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import event, given, settings
from hypothesis import strategies as st
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing import build
from nutgraf.index.writing.merge_policy import MergePolicy
from nutgraf.index.writing.rebuild import rebuild
from nutgraf.index.writing.write_policy import WritePolicy
from small_indexes.fakes import FakeEmbedder

numbers = st.integers(0, 11)
articles = st.tuples(numbers, st.integers(0, 2))  # a story's number and its edition
steps = st.one_of(
    st.tuples(st.just("add"), st.lists(articles, min_size=1, max_size=6, unique_by=lambda it: it[0])),
    st.tuples(st.just("remove"), st.lists(numbers, min_size=1, max_size=3)),
    st.tuples(st.just("replace all"), st.lists(articles, max_size=4, unique_by=lambda it: it[0])),
    st.tuples(st.just("rebuild"), st.just([])),
)


@settings(max_examples=settings.default.max_examples * 2 // 3)  # each writes up to a dozen generations
@given(
    st.lists(steps, min_size=1, max_size=12), st.integers(2, 4), st.sampled_from([0.2, 1]), st.sampled_from([1, 9, 999])
)
def test_any_history_ends_as_a_dict_and_answers_as_an_index_made_at_once(
    sourced, story, stored, answers, history, merge_factor, max_deleted_share, commit_windows
):
    merging = MergePolicy(merge_factor=merge_factor, floor_windows=6, max_deleted_share=max_deleted_share)
    policy = WritePolicy(commit_windows=commit_windows, merge=merging)
    with TemporaryDirectory() as place, patch.object(os, "fsync"):
        folder, expected = IndexFolder(Path(place) / "index"), {}
        build.add(folder, [], FakeEmbedder(), policy=policy)
        for step, values in history:
            before, held = dict(expected), folder.open()
            match step:
                case "add":
                    stories = [story(*it) for it in values]
                    expected |= {it.id: it for it in stories}
                    report = build.add(folder, sourced(stories), FakeEmbedder(), policy=policy)
                    assert report.new == len(expected) - len(before)
                case "remove":
                    names = list(dict.fromkeys(f"s{it}" for it in values))
                    assert build.remove(folder, names, policy=policy) == [
                        it for it in names if not expected.pop(it, None)
                    ]
                case "replace all":
                    stories = [story(*it) for it in values]
                    expected = {it.id: it for it in stories}
                    items = sourced(stories)
                    report = build.add(folder, items, FakeEmbedder(), prune=lambda _: True, policy=policy)
                    assert report.removed == len(before.keys() - expected.keys())
                case "rebuild":
                    rebuild(folder, FakeEmbedder(), policy=policy)
            assert stored(folder.open()) == expected
            assert stored(held) == before

        assert check(folder) == []
        event(f"{len(folder.manifest().segments)} segments")
        fresh = IndexFolder(Path(place) / "fresh")
        build.add(fresh, sourced(stored(folder.open()).values()), FakeEmbedder())
        assert answers(folder.open()) == answers(fresh.open())
