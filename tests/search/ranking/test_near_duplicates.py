import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.embedding.cosine_scale import PLAIN
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.search.ranking.near_duplicates import Group, deduplicate, group_near_duplicates
from small_indexes.fakes import passage_at

PROFILE = RankingProfile()
WIRE = (
    "The ferry sank off Skarrow on Sunday night with 214 people on board, the coastguard said. Rescuers pulled 12 "
    "bodies from the water by noon and the search for the others will continue, a spokesman told reporters in the "
    "harbour. The company said that the vessel was “in perfect order” when it sailed."
)


TEXTS = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3)), max_size=25)


def paragraph_of(letter):
    """Make a different paragraph for each letter."""
    return " ".join(f"{letter}{number} said" for number in range(10))


def walked(candidates, k, cap=None, read=None):
    """Group rows 100, 101, ... of (letter, article); rows with equal letters are copies."""
    vectors = np.eye(6, dtype=np.float32)[["abcdef".index(letter) for letter, _ in candidates]].reshape(-1, 6)
    rows = np.arange(len(candidates)) + 100

    def text(row):
        if read is not None:
            read.append(row)
        return paragraph_of(candidates[row - 100][0])

    return group_near_duplicates(
        rows, k, vectors, text, PROFILE, PLAIN.passages, [article for _, article in candidates], cap
    )


def by_hand(candidates, k, cap):
    groups, gone = [], set()
    for place, (letter, article) in enumerate(candidates):
        if len(groups) == k:
            break
        if place in gone or (
            cap is not None and sum(candidates[group.row - 100][1] == article for group in groups) >= cap
        ):
            continue
        same = [
            other for other in range(place + 1, len(candidates)) if other not in gone and candidates[other][0] == letter
        ]
        gone.update(same)
        groups.append(Group(place + 100, tuple(other + 100 for other in same)))
    return groups


@given(TEXTS, st.integers(1, 8), st.one_of(st.none(), st.integers(1, 3)))
def test_groups_equal_the_brute_force(candidates, k, cap):
    assert walked(candidates, k, cap) == by_hand(candidates, k, cap)


@given(TEXTS, st.integers(1, 8), st.one_of(st.none(), st.integers(1, 3)))
def test_no_row_comes_twice_order_stays_and_copies_rank_below_what_they_copy(candidates, k, cap):
    groups = walked(candidates, k, cap)
    rows = [row for group in groups for row in (group.row, *group.copies)]
    assert len(rows) == len(set(rows))
    assert len(groups) <= k
    assert all(one.row < other.row for one, other in pairwise(groups))
    assert all(list(group.copies) == sorted(group.copies) for group in groups)
    assert all(copy > group.row for group in groups for copy in group.copies)
    if cap is not None:
        articles = [candidates[group.row - 100][1] for group in groups]
        assert all(articles.count(article) <= cap for article in articles)


@given(TEXTS)
def test_without_limits_every_row_is_in_a_group(candidates):
    groups = walked(candidates, len(candidates) + 1)
    assert sum(1 + len(group.copies) for group in groups) == len(candidates)


def test_texts_of_distant_rows_are_not_read():
    read = []
    walked([("a", 0), ("b", 0), ("c", 1)], 3, read=read)
    assert read == []
    walked([("a", 0), ("b", 0), ("a", 1)], 3, read=read)
    assert sorted(read) == [100, 102]


def test_a_near_row_with_other_words_is_another_hit():
    vectors = np.ones((2, 1), np.float32)
    texts = {0: paragraph_of("a"), 1: paragraph_of("b")}
    groups = group_near_duplicates(np.arange(2), 5, vectors, texts.__getitem__, PROFILE, PLAIN.passages)
    assert [group.row for group in groups] == [0, 1]


def row_of(snapshot, article_id, number=0):
    rows = range(snapshot.first_rows[-1])
    return next(row for row in rows if passage_at(snapshot, row).id == f"{article_id}#p{number}")


@pytest.fixture
def snapshot(add, folder: IndexFolder):
    """Make two segments: one wire report in four outlets, and two stories of one outlet each."""
    add(
        [
            Article(id="wire", text=WIRE),
            Article(id="mayor", text=paragraph_of("a")),
            Article(id="copy", text=WIRE + " So it was."),
        ]
    )
    add(
        [
            Article(id="school", text=paragraph_of("b") + "\n\n" + "SKARROW (AP) - " + WIRE),
            Article(id="last", text=WIRE),
        ]
    )
    return folder.open()


def grouped(snapshot, rows, k, profile=PROFILE, **options):
    return deduplicate(LocalStore(snapshot, profile), rows, k, profile, fold=True, **options)


def test_copies_in_all_segments_are_one_hit(snapshot):
    order = [("copy", 0), ("school", 0), ("last", 0), ("mayor", 0), ("school", 1), ("wire", 0)]
    rows = np.array([row_of(snapshot, *key) for key in order])
    groups = grouped(snapshot, rows, 10)
    assert [group.row for group in groups] == rows[[0, 1, 3]].tolist()
    assert groups[0].copies == tuple(rows[[2, 4, 5]].tolist())
    assert groups[1].copies == groups[2].copies == ()
    assert grouped(snapshot, rows, 2) == groups[:2]
    assert grouped(snapshot, rows[:0], 2) == []


def test_no_article_has_more_groups_than_the_limit(snapshot):
    rows = np.array([row_of(snapshot, *key) for key in (("school", 0), ("school", 1), ("wire", 0), ("mayor", 0))])
    assert [group.row for group in grouped(snapshot, rows, 3, max_per_article=1)] == rows[[0, 2, 3]].tolist()
    assert [group.row for group in grouped(snapshot, rows, 3, max_per_article=2)] == rows[[0, 1, 3]].tolist()


def test_more_rows_are_compared_only_if_the_first_are_too_few(snapshot):
    shallow = RankingProfile(copies_depth=2)
    rows = np.array([row_of(snapshot, key) for key in ("wire", "mayor", "copy", "last")])
    assert [len(group.copies) for group in grouped(snapshot, rows, 2, shallow)] == [0, 0]
    rows = rows[[0, 2, 3, 1]]
    assert [len(group.copies) for group in grouped(snapshot, rows, 1, shallow)] == [1]
    assert [len(group.copies) for group in grouped(snapshot, rows, 2, shallow)] == [2, 0]


def test_no_matrix_of_all_pairs_is_made_for_any_k():
    size = 3_000
    vectors = np.zeros((size, 1), np.float32)
    tracemalloc.start()
    groups = group_near_duplicates(np.arange(size), size, vectors, str, PROFILE, PLAIN.passages)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert groups == [Group(row) for row in range(size)]
    assert peak < size * size / 4


@pytest.mark.parametrize(("cap", "expected"), [(None, [5, 3, 4, 0, 1, 2]), (1, [5, 3, 0, 1, 2])])
def test_without_folding_every_row_is_a_hit(snapshot, cap, expected):
    rows = np.array([5, 3, 4, 0, 1, 2])  # 3 and 4 are of one article
    for k in (1, 4, 6, 7):
        groups = deduplicate(LocalStore(snapshot, PROFILE), rows, k, PROFILE, fold=False, max_per_article=cap)
        assert [group.row for group in groups] == expected[:k]
        assert {group.copies for group in groups} == {()}
