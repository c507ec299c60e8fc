import hashlib

import pytest
from nutgraf.corpus.article import Article
from nutgraf.index import cache, entry, segment, writer


def test_texts_whose_digests_share_64_bits_are_told_apart(add, folder, embedder, monkeypatch):
    def weak(data):
        return bytes(8) + hashlib.blake2b(data, digest_size=8).digest()

    for module in (cache, entry, segment, writer):
        monkeypatch.setattr(module, "text_digest", weak)
    add([Article(id="a", text="One.\n\nTwo.\n\nThree.")])
    add([Article(id="b", text="Three.\n\nFour.\n\nOne.")])
    assert embedder.texts == ["One.", "Two.", "Three.", "Four."]
    last = folder.open().segments[-1]
    for vector, text in zip(last.vectors.vectors(slice(None)), ["Three.", "Four.", "One."], strict=True):
        assert vector.tolist() == pytest.approx(embedder.query(text).tolist(), abs=0.003)
