import pytest
from nutgraf.corpus.errors import IndexFormatError, IndexMissingError
from nutgraf.index.segments.check import check
from nutgraf.index.segments.segment import ROWS
from nutgraf.index.writing.compact import compact
from nutgraf.index.writing.merge_policy import MergePolicy
from nutgraf.index.writing.write_policy import WritePolicy
from small_indexes.policies import NEVER


@pytest.fixture
def policy():
    return WritePolicy(merge=NEVER)


@pytest.fixture
def index(add, remove, folder, story):
    """Five segments, with tombstones in one, and one of removed articles only."""
    for start in range(0, 20, 4):
        add([story(number) for number in range(start, start + 4)])
    remove("s1", "s9")
    assert len(folder.manifest().segments) == 5
    return folder


def test_all_segments_become_one_without_tombstones_and_answer_as_before(index, answers, stored):
    before, size = (answers(index.open()), stored(index.open())), index.manifest().size
    report = compact(index)
    (entry,) = index.manifest().segments
    assert (entry.articles, entry.dead) == (18, ())
    assert (report.segments_before, report.segments, report.dropped) == (5, 1, 2)
    assert (report.generation, report.bytes) == (index.manifest().generation, index.manifest().size)
    assert report.bytes < report.bytes_before == size
    assert (answers(index.open()), stored(index.open())) == before
    assert check(index) == []
    again = compact(index)
    assert (again.generation, again.dropped) == (report.generation, 0)


def test_no_segment_grows_beyond_what_the_policy_merges(index):
    windows = max(entry.windows for entry in index.manifest().segments)
    compact(index, policy=WritePolicy(merge=MergePolicy(max_merged_windows=3 * windows)))
    entries = index.manifest().segments
    assert 1 < len(entries) < 5
    assert all(entry.windows <= 4 * windows for entry in entries)  # the policy knows live windows by estimate only
    assert not any(entry.dead for entry in entries)


def test_a_damaged_segment_is_refused_and_stays(index):
    path = index.segments / index.manifest().segments[2].name / ROWS
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(IndexFormatError, match="check --repair"):
        compact(index)
    assert [damage.path for damage in check(index)] == [path]


def test_an_index_whose_articles_are_all_removed_becomes_empty(index, remove, stored):
    remove(*(f"s{number}" for number in range(20) if number not in (1, 9)))
    assert compact(index).segments == 0
    assert stored(index.open()) == {}


def test_without_an_index_there_is_nothing_to_compact(folder):
    with pytest.raises(IndexMissingError):
        compact(folder)
    assert not folder.path.exists()
