"""Lines of a damaged file, judged with a damaged row table: which rows are certain, and what tombstones make of it."""

from dataclasses import replace

import pytest
from nutgraf.index.repairing.line_judge import judge
from nutgraf.index.segments.segment import ARTICLES, ROWS
from nutgraf.index.segments.stored_article import text_digest


@pytest.fixture
def made(add, folder, story):
    """The entry, the lines and the row table of a segment of eight articles, one of them removed."""
    add([story(number) for number in range(8)])
    entry = replace(folder.manifest().segments[0], dead=(2,))
    files = folder.segments / entry.name
    return entry, (files / ARTICLES).read_bytes().splitlines(keepends=True), (files / ROWS).read_bytes()


def spoilt(lines, number=5):
    """One line damaged in its text, so that it still reads as an article."""
    return [*lines[:number], lines[number].replace(b"These words", b"Those words"), *lines[number + 1 :]]


def judged(entry, lines, table, copies=()):
    return judge(b"".join(lines), entry, table, (), {text_digest(line): line for line in copies})


def ids(pieces):
    return [piece.article_id for piece in pieces]


def test_whole_lines_are_kept_the_removed_one_is_not_and_the_damaged_one_is_named(made):
    entry, lines, table = made
    found = judged(entry, spoilt(lines), table)
    assert found.whole == {row: line for row, line in enumerate(lines) if row not in (2, 5)}
    assert {row: piece.article_id for row, piece in found.missing.items()} == {5: "s5"}
    assert not found.doubtful


def test_a_digest_with_a_flipped_bit_still_vouches_for_its_line(made):
    entry, lines, table = made
    at = table.find(text_digest(lines[4]))
    table = table[:at] + bytes([table[at] ^ 8]) + table[at + 1 :]
    assert judged(entry, spoilt(lines), table).whole.keys() == {0, 1, 3, 4, 6, 7}


def test_a_line_whose_digest_is_gone_is_neither_kept_nor_dropped(made):
    entry, lines, table = made
    at = table.find(text_digest(lines[4]))
    table = table[:at] + bytes(16) + table[at + 16 :]
    found = judged(entry, spoilt(lines), table)
    assert found.whole.keys() == {0, 1, 3, 6, 7}
    assert {row: piece.line for row, piece in found.missing.items()} == {4: lines[4], 5: spoilt(lines)[5]}


def test_without_a_header_the_rows_are_found_by_digests_and_keys_together(made):
    entry, lines, table = made
    found = judged(entry, spoilt(lines), bytes(512) + table[512:])
    assert found.whole == {row: line for row, line in enumerate(lines) if row not in (2, 5)}


def test_where_rows_moved_a_removed_article_does_not_come_back(made):
    """Sixteen bytes are lost, so each later digest stands where the digest of the article before it stood."""
    entry, lines, table = made
    at = table.find(text_digest(lines[1]))
    found = judged(entry, spoilt(lines), table[:at] + table[at + 16 :])
    assert lines[2] not in found.whole.values()
    assert found.whole.items() <= dict(enumerate(lines)).items()
    assert {*found.whole, *(int(name[1:]) for name in ids(found.doubtful))} >= {*range(8)} - {2}
    kept = judged(replace(entry, dead=()), spoilt(lines), table[:at] + table[at + 16 :])
    assert {*kept.whole.values()} == {line for row, line in enumerate(lines) if row not in (1, 5)}


def test_without_a_table_nothing_is_believed(made):
    entry, lines, _ = made
    found = judged(entry, spoilt(lines), b"")
    assert found.whole == {}
    assert ids(found.doubtful) == [f"s{number}" for number in range(8)]
    assert ids(judged(replace(entry, dead=()), spoilt(lines), b"").missing.values()) == [f"s{n}" for n in range(8)]


def test_a_lost_line_is_taken_from_a_copy_elsewhere(made):
    entry, lines, table = made
    found = judged(entry, lines[:3], table, copies=lines[:6])
    assert found.whole.keys() == {0, 1, 3, 4, 5}
    assert found.missing == {6: None, 7: None}


def test_a_line_put_in_twice_is_taken_once(made):
    entry, lines, table = made
    found = judged(entry, [lines[0], *lines], table)
    assert found.whole == {row: line for row, line in enumerate(lines) if row != 2}
    assert not found.missing
