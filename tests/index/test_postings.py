from collections import Counter
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.postings import Postings, build, merge
from nutgraf.index.tokens import tokens

titles = st.sampled_from(["", "Storm", "Big Vote"])
texts = st.lists(st.sampled_from(["a", "b", "c", "dd", "vote", "storm", "é"])).map(" ".join)
passages = st.lists(st.tuples(titles, texts), max_size=12)


def same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        assert one[name].dtype == other[name].dtype
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)


@given(passages)
def test_every_word_knows_its_passages_and_how_often(texts):
    postings = Postings.over(build(texts))
    counted = [Counter(tokens(title) + tokens(text)) for title, text in texts]
    assert postings.lengths.tolist() == [count.total() for count in counted]
    assert list(postings.terms) == sorted(set().union(*counted))
    for term in [*postings.terms, "absent"]:
        rows, counts = postings.entries(term)
        expected = [(row, count[term]) for row, count in enumerate(counted) if term in count]
        assert list(zip(rows.tolist(), counts.tolist(), strict=True)) == expected


@given(passages, st.sampled_from(["a", "big", "storm", "absent"]), st.sampled_from(["b", "storm", "vote", "a"]))
def test_two_words_are_found_where_they_stand_side_by_side_in_the_paragraph(given, first, second):
    standing = [list(pairwise(tokens(text))).count((first, second)) for _, text in given]
    expected = [(row, count) for row, count in enumerate(standing) if count]
    rows, counts = Postings.over(build(given)).adjacent(first, second)
    assert list(zip(rows.tolist(), counts.tolist(), strict=True)) == expected


@given(st.lists(passages, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_merged_parts_are_what_building_at_once_makes_of_the_passages_kept(parts, random):
    kept = [np.array([random.random() < 0.7 for _ in part], bool) for part in parts]
    merged = merge([(Postings.over(build(part)), mask) for part, mask in zip(parts, kept, strict=True)])
    left = [text for part, mask in zip(parts, kept, strict=True) for text, keep in zip(part, mask, strict=True) if keep]
    same(merged, build(left))
