import hashlib

import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.segments import segment, stored_article
from nutgraf.index.segments.journal import Journal
from nutgraf.index.writing import embedding_cache, segment_writer, writer


def test_a_text_is_found_in_any_segment_the_journal_or_what_is_known(add, folder, embedder):
    add([Article(id="a", text="One.\n\nTwo.\n\nTwo.")])
    add([Article(id="b", text="Three.\n\nOne.")])
    journal = Journal(folder.journal, embedder.fingerprint)
    journal.append([stored_article.text_digest(b"Four.")], embedder.passages(["Four."]))
    known = {stored_article.text_digest(b"Five."): embedder.queries(["Five."])[0]}
    cache = embedding_cache.EmbeddingCache(embedder, journal, known)
    cache.follow(folder.open().segments)
    embedder.texts.clear()

    texts = ["Two.", "Six.", "Five.", "One.", "Four.", "Three.", "Six.", "Two."]
    assert cache.missing(texts) == ["Six."]
    vectors = cache.vectors(texts)

    assert embedder.texts == ["Six."]
    assert cache.embedded == 1
    for vector, text in zip(vectors, texts, strict=True):
        assert vector.tolist() == pytest.approx(embedder.queries([text])[0].tolist(), abs=0.003)
    assert cache.vectors([]).shape == (0, embedder.fingerprint.dim)


def test_texts_whose_digests_share_64_bits_are_told_apart(add, folder, embedder, monkeypatch):
    def weak(data):
        return bytes(8) + hashlib.blake2b(data, digest_size=8).digest()

    for module in (embedding_cache, stored_article, segment, segment_writer, writer):
        monkeypatch.setattr(module, "text_digest", weak)
    add([Article(id="a", text="One.\n\nTwo.\n\nThree.")])
    add([Article(id="b", text="Three.\n\nFour.\n\nOne.")])
    assert embedder.texts == ["One.", "Two.", "Three.", "Four."]
    last = folder.open().segments[-1]
    for vector, text in zip(last.vectors.dequantize(slice(None)), ["Three.", "Four.", "One."], strict=True):
        assert vector.tolist() == pytest.approx(embedder.queries([text])[0].tolist(), abs=0.003)
