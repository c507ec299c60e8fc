"""The words of a published generation, for those of a question that no text has as they were typed."""

from __future__ import annotations

import zlib

import numpy as np

from ..retrieval.vocabulary import SegmentedVocabulary, SegmentWords
from .generation import Published, read_blob, segment_number, vocabulary_name
from .milvus import Milvus


def pack_words(words: SegmentWords) -> bytes:
    """Pack the words of a segment; `unpack_words` reads them back."""
    sizes = np.array([len(words.starts), len(words.encoded)], np.int64)
    arrays = (sizes, words.starts, words.texts.astype(np.int64), words.encoded)
    return zlib.compress(b"".join(array.tobytes() for array in arrays))


def unpack_words(data: bytes) -> SegmentWords:
    """Read what `pack_words` packed."""
    plain = zlib.decompress(data)
    starts, _ = np.frombuffer(plain, np.int64, 2).tolist()
    numbers = np.frombuffer(plain, np.int64, 2 * starts - 1, 16)
    encoded = np.frombuffer(plain, np.uint8, offset=16 + 8 * (2 * starts - 1))
    return SegmentWords.of_arrays(encoded, numbers[:starts], numbers[starts:])


def engine_vocabulary(engine: Milvus, published: Published) -> SegmentedVocabulary:
    """The words of a generation: the first look-up fetches all of them."""
    names = [vocabulary_name(segment_number(entry.name)) for entry in published.manifest.segments]
    return SegmentedVocabulary(
        lambda: [it for name in names if len(it := unpack_words(read_blob(engine, name, published.parts[name]))) > 0]
    )
