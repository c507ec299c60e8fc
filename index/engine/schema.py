"""The collections of an archive in Milvus, and their fields.

    articles   an article each: its line, the words of the whole article, what lists are made of
    passages   a paragraph each: weights of its words and pairs of words, sparse; its evidence, see `evidence_block`
    windows    a sentence each: its vector
    terms      a stem in a layer: in how many passages and articles, and in which, see `generation.Published`
    blobs      everything else, by name: the generations, the vocabulary, the rest of long values

The key of an article, a passage or a window is its number in its segment, and 2^32 times the number of the segment. All
but `blobs` have a partition for each segment, so a search reads the segments of its generation, and a segment that was
merged away is dropped at once. Every field that a filter needs is in all three; names are numbers, see `codes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_STRING = 65_535
MOST_NAMES = 1_024
"""Categories or authors of an article that filters know."""
_ON_A_SERVER = {"index_type": "IVF_SQ8", "params": {"nlist": 512}}
"""The index of the vectors on a server; Milvus Lite compares all."""
PARAMETERS = {"vector": {"nprobe": 64}}
"""Parameters of a search: at 512 lists, 64 find 0.98 of the 300 nearest. docs/scale.md."""
_FACETS = ("published", "day", "source", "categories", "authors", "key", "title", "languages")
_ARRAYS = ("categories", "authors", "languages")


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection.

    Attributes:
        name: The end of its name.
        numbers: Its fields of int64, beside the key.
        strings: Its fields of strings.
        vectors: Its fields of vectors; a field ``nothing`` where it has none, as Milvus wants one.
        sparse: Its fields of sparse vectors.
        parted: True where it has a partition for each segment.
        named: True where its key is a string.
    """

    name: str
    numbers: Sequence[str] = ()
    strings: Sequence[str] = ()
    vectors: Sequence[str] = ()
    sparse: Sequence[str] = ()
    parted: bool = True
    named: bool = False

    def schema(self, schema: Any, dim: int) -> Any:  # noqa: ANN401  # of pymilvus
        """Add the fields to an empty schema."""
        from pymilvus import DataType

        if self.named:
            schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=256)
        else:
            schema.add_field("id", DataType.INT64, is_primary=True)
        for name in self.numbers:
            if name in _ARRAYS:
                schema.add_field(name, DataType.ARRAY, element_type=DataType.INT64, max_capacity=MOST_NAMES)
            else:
                schema.add_field(name, DataType.INT64)
        for name in self.strings:
            schema.add_field(name, DataType.VARCHAR, max_length=LONGEST_STRING)
        for name in self.vectors:
            schema.add_field(name, DataType.FLOAT_VECTOR, dim=dim)
        for name in self.sparse:
            schema.add_field(name, DataType.SPARSE_FLOAT_VECTOR)
        if not (self.vectors or self.sparse):
            schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)
        return schema

    def indexes(self, params: Any, *, lite: bool) -> Any:  # noqa: ANN401  # of pymilvus
        """Add the indexes to empty parameters."""
        flat = {"index_type": "FLAT", "params": {}}
        for name in self.vectors:
            params.add_index(name, metric_type="IP", **(flat if lite else _ON_A_SERVER))
        for name in self.sparse:
            params.add_index(name, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        if not (self.vectors or self.sparse):
            params.add_index("nothing", metric_type="IP", **flat)
        return params


COLLECTIONS = (
    Collection(
        "articles",
        numbers=(*_FACETS, "first", "passages", "more_words", "more_line"),
        strings=("names", "words", "line"),
    ),
    Collection(
        "passages",
        numbers=(*_FACETS, "article", "more_evidence"),
        strings=("source_name", "language", "evidence"),
        sparse=("terms", "pairs"),
    ),
    Collection("windows", numbers=(*_FACETS, "article", "passage"), vectors=("vector",)),
    Collection("terms", numbers=("layer", "in_passages", "in_articles"), strings=("passages", "articles")),
    Collection("blobs", strings=("data",), parted=False, named=True),
)
"""All of them, in the order in which they are written."""
NOTHING = [1.0, 0.0]
"""The value of the field ``nothing``."""
