import numpy as np
import pytest
from nutgraf.corpus.errors import IndexFormatError
from nutgraf.index.segments.journal import Journal
from nutgraf.index.segments.stored_article import text_digest
from small_indexes.fakes import FakeEmbedder

MODEL = FakeEmbedder(dim=3)
TEXTS = ["one", "two", "three"]
DIGESTS = [text_digest(text.encode()) for text in TEXTS]
HEAD, RECORD = 48, 16 + 3 * 4 + 8


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "journal"
    journal = Journal(path, MODEL.fingerprint)
    journal.append(DIGESTS[:1], MODEL.passages(TEXTS[:1]))
    journal.append(DIGESTS[1:], MODEL.passages(TEXTS[1:]))
    assert path.stat().st_size == HEAD + 3 * RECORD
    return path


def right(journal):
    """Count the vectors of a journal, and check that each is right."""
    for text, digest in zip(TEXTS, DIGESTS, strict=True):
        if digest in journal.vectors:
            np.testing.assert_array_equal(journal.vectors[digest], MODEL.queries([text])[0])
    assert journal.vectors.keys() <= set(DIGESTS)
    return len(journal.vectors)


def test_what_was_appended_is_there_when_opened_again(path):
    journal = Journal(path, MODEL.fingerprint)
    assert right(journal) == 3
    assert journal.is_intact


def test_cut_at_any_byte_it_loses_only_the_torn_record_and_goes_on(path):
    data = path.read_bytes()
    for size in range(len(data)):
        path.write_bytes(data[:size])
        journal = Journal(path, MODEL.fingerprint)
        assert right(journal) == max(0, size - HEAD) // RECORD
        assert journal.is_intact  # a killed run leaves it so

        journal.append(DIGESTS, MODEL.passages(TEXTS))
        assert right(Journal(path, MODEL.fingerprint)) == 3


def test_a_flipped_bit_is_seen_and_never_gives_a_wrong_vector(path):
    data = path.read_bytes()
    for bit in range(len(data) * 8):
        spoiled = bytearray(data)
        spoiled[bit // 8] ^= 1 << bit % 8
        path.write_bytes(spoiled)
        journal = Journal(path, MODEL.fingerprint)
        assert right(journal) == max(0, bit // 8 - HEAD) // RECORD
        assert not journal.is_intact


def test_an_append_cuts_off_records_after_a_damaged_one(path):
    path.write_bytes(path.read_bytes()[: HEAD + RECORD] + b"junk" * 100)
    journal = Journal(path, MODEL.fingerprint)
    assert not journal.is_intact
    journal.append(DIGESTS[2:], MODEL.passages(TEXTS[2:]))
    again = Journal(path, MODEL.fingerprint)
    assert (right(again), again.is_intact) == (2, True)


def test_records_of_another_model_are_not_read_and_are_overwritten(path):
    other = FakeEmbedder("other", dim=3)
    journal = Journal(path, other.fingerprint)
    assert not journal.vectors
    assert not journal.is_intact

    journal.append(DIGESTS[:1], other.passages(TEXTS[:1]))

    assert list(Journal(path, other.fingerprint).vectors) == DIGESTS[:1]
    assert not Journal(path, MODEL.fingerprint).vectors


def test_a_cleared_journal_is_empty_and_takes_more(path):
    journal = Journal(path, MODEL.fingerprint)
    journal.clear()
    assert not path.exists()
    journal.append(DIGESTS[:1], MODEL.passages(TEXTS[:1]))
    assert right(journal) == right(Journal(path, MODEL.fingerprint)) == 1


@pytest.mark.parametrize(
    ("left", "readable"),
    [
        (lambda data: bytes(len(data)), 0),
        (lambda _: bytes(4096), 0),
        (lambda _: bytes(1), 0),
        (lambda data: data + bytes(999), 3),
        (lambda data: data[:20] + bytes(len(data) - 20), 0),
        (lambda data: data[: HEAD + RECORD + 10] + bytes(2 * RECORD), 1),
        (lambda data: data[: HEAD + 10] + bytes(RECORD) + data[HEAD + RECORD + 10 :], 0),
        (lambda data: bytes(HEAD) + data[HEAD:], 0),
    ],
)
def test_zeros_that_a_power_cut_left_are_no_damage_and_are_overwritten(path, left, readable):
    path.write_bytes(left(path.read_bytes()))
    journal = Journal(path, MODEL.fingerprint)
    assert (right(journal), journal.is_intact) == (readable, True)
    journal.append(DIGESTS, MODEL.passages(TEXTS))
    again = Journal(path, MODEL.fingerprint)
    assert (right(again), again.is_intact) == (3, True)


@pytest.mark.parametrize("junk", [b"junk" * 20, b"\1" * RECORD, bytes(8)])
def test_what_no_power_cut_leaves_is_damage(path, junk):
    data = path.read_bytes()
    path.write_bytes(data[: HEAD + RECORD] + junk + data[HEAD + RECORD + len(junk) :])
    journal = Journal(path, MODEL.fingerprint)
    assert (right(journal), journal.is_intact) == (1, False)


def test_what_is_no_file_is_refused(path):
    path.unlink()
    path.mkdir()
    with pytest.raises(IndexFormatError, match="is not a regular file; run: nutgraf check --repair"):
        Journal(path, MODEL.fingerprint)
