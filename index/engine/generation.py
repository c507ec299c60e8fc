"""A generation as an engine holds it: what the receipt of a publication says.

The receipt is one row, which names the generation's description and is written last: whoever reads it finds all that
it speaks of. The description is written under a name of its own before. It stays until the publication after the next
one, so a search that goes on meanwhile reads on.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson

from ...corpus.errors import EngineError, IndexFormatError
from ..segments.manifest import Manifest
from ..segments.segment_entry import SegmentEntry
from .milvus import Milvus
from .packing.chunks import from_parts, to_parts
from .packing.codes import name_code
from .schema import NOTHING

FORMAT = 3
RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts over the collection that do not depend on a term; see `CollectionStatistics`."""

    articles: int
    passages: int
    average_passage: float
    average_window: float
    average_article: float


@dataclass(frozen=True, slots=True)
class Published:
    """One published generation.

    Attributes:
        manifest: The manifest of the index, less what a search does not need.
        statistics: Counts.
        days: The earliest and the latest day of publication; None where no article has one.
        published: When it was published, UTC.
        layers: By name of a segment, the layer of the statistics of its dead articles; a segment without dead articles
            has none. The layer of all of its articles is the number of the segment.
        swept: By name of a segment, the dead articles that were deleted from the engine, sorted.
        parts: By name, the number of rows of each blob of this generation and of its segments.
        outdated: The prefix of the generation before, whose blobs the publication after this one may delete; or empty.
        outdated_layers: The layers that it may delete.
        texts: The store that has the texts of articles; empty where the engine has them.
    """

    manifest: Manifest
    statistics: Statistics
    days: tuple[date, date] | None
    published: datetime
    layers: Mapping[str, int]
    swept: Mapping[str, tuple[int, ...]]
    parts: Mapping[str, int]
    outdated: str
    outdated_layers: tuple[int, ...]
    texts: str = ""

    @property
    def prefix(self) -> str:
        """The beginning of the names of this generation's blobs."""
        return f"generation/{self.manifest.generation}-{self.published:%Y%m%dT%H%M%S%f}"

    def fresh(self, entry: SegmentEntry) -> tuple[int, ...]:
        """The dead articles of a segment that the engine still holds."""
        return tuple(sorted({*entry.dead} - {*self.swept.get(entry.name, ())}))

    def to_bytes(self) -> bytes:
        """Serialize; `from_bytes` reads it back."""
        plain = {
            "manifest": self.manifest.to_bytes().decode(),
            "statistics": asdict(self.statistics),
            "days": self.days,
            "published": self.published.isoformat(),
            "layers": dict(self.layers),
            "swept": {name: list(dead) for name, dead in self.swept.items()},
            "parts": dict(self.parts),
            "outdated": self.outdated,
            "outdated_layers": self.outdated_layers,
            "texts": self.texts,
        }
        return zlib.compress(orjson.dumps(plain))

    @classmethod
    def from_bytes(cls, data: bytes) -> Published:
        """Read what `to_bytes` wrote.

        Raises:
            IndexFormatError: The manifest has another format.
        """
        plain: dict[str, Any] = orjson.loads(zlib.decompress(data))
        first_last = plain["days"] and [date.fromisoformat(day) for day in plain["days"]]
        return cls(
            manifest=Manifest.from_bytes(plain["manifest"].encode(), Path("engine")),
            statistics=Statistics(**plain["statistics"]),
            days=(first_last[0], first_last[1]) if first_last else None,
            published=datetime.fromisoformat(plain["published"]),
            layers=plain["layers"],
            swept={name: tuple(dead) for name, dead in plain["swept"].items()},
            parts=plain["parts"],
            outdated=plain["outdated"],
            outdated_layers=tuple(plain["outdated_layers"]),
            texts=plain.get("texts", ""),
        )


def segment_number(name: str) -> int:
    """The number of a segment in an engine: the first 31 bits of the digest in its name."""
    return int(name.partition("-")[2][:8], 16) >> 1


def partition_of(number: int) -> str:
    """The name of the partition of a segment."""
    return f"s{number:08x}"


def for_searching(manifest: Manifest) -> Manifest:
    """Copy a manifest without what concerns its files and its past."""
    segments = tuple(replace(entry, files={}) for entry in manifest.segments)
    return replace(
        manifest, segments=segments, moved={}, taken_down={}, erased=(), history=(), settings={}, last_run=None
    )


def write_blob(engine: Milvus, name: str, data: bytes) -> int:
    """Write bytes under a name of letters, digits, ``/`` and ``-``; return the number of rows."""
    parts = to_parts(data)
    for number, part in enumerate(parts):
        engine.upsert("blobs", [{"id": f"{name}/{number}", "data": part, "nothing": NOTHING}])
    return len(parts)


def read_blob(engine: Milvus, name: str, count: int) -> bytes:
    """Read what `write_blob` wrote in `count` rows.

    Raises:
        EngineError: A row is missing.
    """
    names = [f"{name}/{number}" for number in range(count)]
    found = {row["id"]: row["data"] for row in engine.get("blobs", names, ["data"])}
    if len(found) < count:
        raise EngineError(f"the engine at {engine.address} lacks {name}; run: nutgraf publish --to {engine.address}")
    return from_parts([found[name] for name in names])


def delete_blobs(engine: Milvus, prefix: str) -> None:
    """Delete all blobs whose names begin with `prefix` and a slash."""
    engine.delete("blobs", f'id like "{prefix}/%"')


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receipt of a publication, which names the newest generation.

    Attributes:
        name: The name of its description.
        count: The number of rows of that.
    """

    name: str
    count: int


def read_receipt(engine: Milvus) -> Receipt | None:
    """Read the receipt; None where nothing was published.

    Raises:
        EngineError: The engine does not answer, or holds what another version of nutgraf published.
    """
    if not engine.exists():
        return None
    rows = engine.get("blobs", [RECEIPT], ["data"], strong=True)
    if not rows:
        return None
    plain = orjson.loads(rows[0]["data"])
    if plain["format"] != FORMAT:
        raise EngineError(
            f"the engine at {engine.address} was filled by another version of nutgraf; "
            f"publish again with this one: nutgraf publish --replace --to {engine.address}"
        )
    return Receipt(plain["name"], plain["count"])


def vocabulary_name(number: int) -> str:
    """The name of the blob with the words of a segment."""
    return f"{partition_of(number)}/vocabulary"


def write_receipt(engine: Milvus, published: Published) -> None:
    """Write the description of a generation, and then the receipt, which makes it the one that is searched."""
    count = write_blob(engine, published.prefix, published.to_bytes())
    data = orjson.dumps({"format": FORMAT, "name": published.prefix, "count": count}).decode()
    engine.flush()
    engine.upsert("blobs", [{"id": RECEIPT, "data": data, "nothing": NOTHING}])


def read_published(engine: Milvus, receipt: Receipt) -> Published:
    """Read the description that a receipt names.

    Raises:
        EngineError: The engine does not answer, or lacks it.
    """
    try:
        return Published.from_bytes(read_blob(engine, receipt.name, receipt.count))
    except (IndexFormatError, zlib.error, KeyError, orjson.JSONDecodeError) as error:
        raise EngineError(
            f"the engine at {engine.address} holds what this nutgraf cannot read; "
            f"run: nutgraf publish --replace --to {engine.address}"
        ) from error


def dead_layer(entry: SegmentEntry) -> int:
    """The number of the layer that counts the dead articles of a segment."""
    return name_code(f"{entry.name} {list(entry.dead)}")
