"""The counts of outlets, categories and authors of a generation, as an engine holds them."""

from __future__ import annotations

import zlib

import orjson

from ..segments.snapshot import Snapshot

FACETS = ("source", "category", "author")


def facets_of(snapshot: Snapshot) -> dict[str, bytes]:
    """Pack the counts of each facet, by its name; the order of values is kept."""
    return {facet: zlib.compress(orjson.dumps(list(snapshot.counts(facet).items()))) for facet in FACETS}


def to_counts(data: bytes) -> dict[str, int]:
    """Read the counts of one facet."""
    return dict(orjson.loads(zlib.decompress(data)))
