from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from material.word_corpora import Story, built, corpora, owners_of
from nutgraf.index.columns import inverted_merger
from nutgraf.index.columns.inverted import InvertedIndex
from nutgraf.index.columns.inverted_builder import MAX_FREQUENCY
from nutgraf.index.columns.inverted_merger import LivePart, merge
from nutgraf.index.storage.arrays import ChunkedArray


def whole(arrays):
    """The arrays, with those in one piece that are written in chunks."""
    return {
        name: np.concatenate([np.zeros(0, array.dtype), *array.chunks]) if isinstance(array, ChunkedArray) else array
        for name, array in arrays.items()
    }


def same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        assert one[name].dtype == other[name].dtype, name
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)


@given(st.lists(corpora, min_size=1, max_size=4), st.data())
def test_merging_gives_the_same_arrays_as_building_from_the_live_articles(parts, data):
    left, live = [], []
    for part in parts:
        kept = np.array(data.draw(st.lists(st.booleans(), min_size=len(part), max_size=len(part))), bool)
        owners = owners_of(part)
        passages = kept[owners.articles]
        live.append(LivePart(InvertedIndex.from_arrays(built(part)), kept, passages, passages[owners.passages]))
        left += [story for story, keeps in zip(part, kept.tolist(), strict=True) if keeps]
    with patch.object(inverted_merger, "_POSTINGS_AT_ONCE", data.draw(st.integers(1, 9))):
        same(whole(merge(live)), built(left))


def test_words_of_removed_articles_alone_leave_the_vocabulary():
    part = [Story(["storm"], [[["vote"]]]), Story(["train"], [[["voting"]]])]
    first = np.array([True, False])
    words = InvertedIndex.from_arrays(built(part))
    merged = InvertedIndex.from_arrays(whole(merge([LivePart(words, first, first, first)])))
    assert list(merged.terms) == ["storm", "vote"]
    assert list(merged.forms) == ["storm", "vote"]


def test_a_frequency_has_a_limit_and_a_length_has_none():
    words = InvertedIndex.from_arrays(
        built([Story(["storm"] * 3, [[["storm"] * MAX_FREQUENCY, ["storm"]], [["vote"]]])])
    )
    postings = words.postings(("storm",))
    assert postings.in_text.tolist() == [MAX_FREQUENCY, 0]
    assert postings.in_title.tolist() == [3, 3]
    assert words.lengths.tolist() == [MAX_FREQUENCY + 4, 4]
    assert words.article_lengths.tolist() == [MAX_FREQUENCY + 5]
