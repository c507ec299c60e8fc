import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index import cache, entry, segment, writer
from nutgraf.index.cache import SortedKeys


@given(st.lists(st.integers(0, 5) | st.integers(2**64 - 3, 2**64 - 1), max_size=20), st.integers(0, 6))
def test_every_row_of_a_key_is_found_ascending(keys, other):
    found = SortedKeys(np.array(keys, np.uint64))
    for key in {*keys, other}:
        assert found.rows(key) == [row for row, value in enumerate(keys) if value == key]


def test_texts_whose_digests_share_64_bits_are_told_apart(add, folder, embedder, monkeypatch):
    def weak(data):
        return bytes(8) + hashlib.blake2b(data, digest_size=8).digest()

    for module in (cache, entry, segment, writer):
        monkeypatch.setattr(module, "text_digest", weak)
    add([Article(id="a", text="One.\n\nTwo.\n\nThree.")])
    add([Article(id="b", text="Three.\n\nFour.\n\nOne.")])
    assert embedder.texts == ["One.", "Two.", "Three.", "Four."]
    last = folder.open().segments[-1]
    for vector, text in zip(last.vectors, ["Three.", "Four.", "One."], strict=True):
        assert vector.tolist() == pytest.approx(embedder.query(text).tolist())
