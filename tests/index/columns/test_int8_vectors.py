import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from nutgraf.index.columns import int8_vectors
from nutgraf.index.columns.int8_vectors import Int8Vectors, VectorStream

RAW = hnp.arrays(np.float32, (4, 16), elements=st.floats(-1, 1, width=32)).filter(
    lambda rows: (np.linalg.norm(rows, axis=1) > 1e-3).all()
)


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@given(RAW)
def test_a_number_is_off_by_half_a_step_at_most(raw):
    vectors = unit(raw)
    step = np.abs(vectors).max(axis=1, keepdims=True) / 127
    assert (np.abs(Int8Vectors.quantize(vectors).dequantize(slice(None)) - vectors) <= 0.57 * step).all()


@given(RAW)
def test_decoded_vectors_are_encoded_to_the_same_bytes(raw):
    once = Int8Vectors.quantize(unit(raw))
    again = Int8Vectors.quantize(once.dequantize(slice(None)))
    assert np.array_equal(once.codes, again.codes)
    assert np.array_equal(once.scales, again.scales)


@given(RAW)
def test_cosines_are_inner_products_of_what_is_stored(raw):
    stored, query = Int8Vectors.quantize(unit(raw)), unit(raw)[0]
    rows = np.array([3, 0, 3])
    np.testing.assert_allclose(stored.take(rows).cosines(query), stored.dequantize(rows) @ query, atol=1e-6)
    np.testing.assert_allclose(stored.take(rows).cosines(query), unit(raw)[rows] @ query, atol=0.03)


@given(st.integers(0, 99), st.integers(1, 70), st.sampled_from([4, 6, 16, 384, 390]))
def test_a_cosine_is_the_same_to_the_bit_wherever_its_vector_stands(seed, many, dim):
    random = np.random.default_rng(seed)
    one, query, *others = unit(random.normal(size=(2 + many, dim)).astype(np.float32))
    place = int(random.integers(many))
    stored = Int8Vectors.quantize(np.stack([*others[:place], one, *others[place:]]))
    [alone] = Int8Vectors.quantize(one[np.newaxis]).cosines(query)
    assert stored.cosines(query)[place] == alone == stored.take(np.array([place] * 3)).cosines(query)[2]


def test_parts_are_joined_in_order():
    parts = [Int8Vectors.quantize(unit(np.random.default_rng(size).normal(size=(size, 8)))) for size in (2, 3)]
    joined = Int8Vectors.concatenate(parts, 8)
    assert joined.codes.tolist() == [*parts[0].codes.tolist(), *parts[1].codes.tolist()]
    assert joined.scales.tolist() == [*parts[0].scales.tolist(), *parts[1].scales.tolist()]
    assert Int8Vectors.concatenate([], 8).codes.shape == (0, 8)


@pytest.mark.parametrize("sizes", [(3,), (2, 0, 9), (0,)])
def test_a_stream_concatenates_the_included_vectors_in_chunks(sizes, monkeypatch):
    monkeypatch.setattr(int8_vectors, "_CHUNK_ROWS", 4)
    random = np.random.default_rng(1)
    parts = [Int8Vectors.quantize(unit(random.normal(size=(size, 8)).astype(np.float32))) for size in sizes]
    kept = [random.random(size) < 0.6 for size in sizes]
    joined = VectorStream(list(zip(parts, kept, strict=True))).arrays()
    for name, stream in joined.items():
        expected = np.concatenate([getattr(part, name)[mask] for part, mask in zip(parts, kept, strict=True)])
        assert (stream.dtype, stream.shape) == (expected.dtype, expected.shape)
        chunks = list(stream.chunks)
        assert max(map(len, chunks), default=0) <= 4
        np.testing.assert_array_equal(np.concatenate([expected[:0], *chunks]), expected)


def test_a_stream_of_one_segment_includes_all_its_vectors():
    vectors = Int8Vectors.quantize(unit(np.random.default_rng(1).normal(size=(5, 8)).astype(np.float32)))
    [chunk] = VectorStream.of_segment(vectors).chunks()
    assert chunk.codes.tolist() == vectors.codes.tolist()


def test_no_vectors_are_encoded_to_none():
    assert len(Int8Vectors.quantize(np.zeros((0, 8), np.float32))) == 0
