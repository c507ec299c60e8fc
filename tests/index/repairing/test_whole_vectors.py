import shutil

import numpy as np
import pytest
import xxhash
from nutgraf.index.repairing.whole_vectors import whole_vectors
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.segment import VECTORS
from nutgraf.index.writing.segment_writer import write_columns
from nutgraf.index.writing.write_policy import WritePolicy
from small_indexes.fakes import index_at

BLOCK = 1 << 16


@pytest.fixture(scope="module")
def written(tmp_path_factory, story):
    """A folder, its entry and its dimension; vectors of some blocks, with their checksums."""
    place = tmp_path_factory.mktemp("written") / "index"
    folder = IndexFolder(index_at(place, map(story, range(0, 700, 5)), policy=WritePolicy(commit_windows=100_000)))
    manifest = folder.manifest()
    (entry,) = manifest.segments
    path = folder.segments / entry.name
    data = (path / VECTORS).read_bytes()
    assert len(data) > 2 * BLOCK
    sums = [xxhash.xxh3_64_intdigest(data[start : start + BLOCK]) for start in range(0, len(data), BLOCK)]
    right = folder.open().segments[0].vectors.dequantize(slice(None))
    (path / "checksums.safetensors").unlink(missing_ok=True)
    write_columns(path / "checksums.safetensors", {VECTORS: np.array(sums, np.uint64)})
    return path, entry, manifest.model.dim, right


@pytest.fixture
def segment(written, tmp_path):
    """A copy of it."""
    path, *others = written
    return shutil.copytree(path, tmp_path / path.name), *others


def whole(segment, *, is_damaged=True):
    path, entry, dim, right = segment
    vectors, mask = whole_vectors(path, entry, dim, is_damaged=is_damaged)
    np.testing.assert_array_equal(vectors.dequantize(np.flatnonzero(mask)), right[mask])
    return mask


def test_all_vectors_of_an_undamaged_file_are_whole(segment):
    assert whole(segment, is_damaged=False).all()
    assert whole(segment).all()


def test_a_flipped_bit_costs_only_the_vectors_in_its_block(segment):
    path, entry, dim, _ = segment
    data = bytearray((path / VECTORS).read_bytes())
    data[-1] ^= 1
    (path / VECTORS).write_bytes(data)
    mask = whole(segment)
    first_bad = (len(data) - 1) // BLOCK * BLOCK
    assert (~mask).sum() == -(-(len(data) - first_bad) // dim)
    assert mask[: entry.windows // 2].all()


def test_a_file_cut_off_keeps_the_vectors_before_the_cut(segment):
    path, *_ = segment
    data = (path / VECTORS).read_bytes()
    (path / VECTORS).write_bytes(data[: 2 * BLOCK + 100])
    mask = whole(segment)
    assert mask.any()
    assert not mask.all()


def test_a_damaged_header_costs_the_vectors_of_its_block_alone(segment):
    path, *_ = segment
    data = bytearray((path / VECTORS).read_bytes())
    data[:60] = bytes(60)
    (path / VECTORS).write_bytes(data)
    whole(segment)


def test_without_checksums_no_vector_of_a_damaged_file_is_believed(segment):
    path, *_ = segment
    (path / "checksums.safetensors").unlink()
    assert not whole(segment).any()
