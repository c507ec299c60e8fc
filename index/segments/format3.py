"""Format 3: reads its manifest and the lines of its articles, from which a rebuild upgrades an index."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from ...corpus.article import Article
from ...corpus.errors import IndexFormatError
from ...corpus.text.characters import has_visible_text
from ..embedding.fingerprint import Fingerprint
from ..storage.whole_file import read_whole
from .folder import IndexFolder
from .manifest import Manifest
from .manifest_format import UPGRADABLE_FORMAT, split_manifest
from .segment_entry import SegmentEntry


@dataclass(frozen=True, slots=True)
class OldManifest:
    """A generation of format 3.

    Attributes:
        generation, cut, segments: As in `Manifest`.
        model: The fingerprint as format 3 stores it: with a digest of the prompts instead of their text.
    """

    generation: int
    model: Mapping[str, Any]
    cut: str
    segments: tuple[SegmentEntry, ...]

    @property
    def live(self) -> int:
        """Number of live articles."""
        return sum(entry.live for entry in self.segments)

    def __str__(self) -> str:
        """Describe the model, for messages."""
        return f"{self.model['name']} (weights {self.model['weights'][:8]})"

    def has_vectors_of(self, model: Fingerprint) -> bool:
        """True where `model` certainly made the vectors; False with a default prompt, which format 3 did not store."""
        prompts = dict(model.prompts)
        digest = hashlib.sha256(orjson.dumps(prompts, option=orjson.OPT_SORT_KEYS)).hexdigest() if prompts else ""
        expected = model.to_dict() | {"prompts": digest, "name": self.model["name"]}
        usual = expected.pop("pools_prompt") and not expected.pop("default_prompt") and not expected.pop("truncate_dim")
        del expected["transformer"]
        return bool(usual) and expected == self.model

    def with_model(self, model: Fingerprint) -> Manifest:
        """Convert to a manifest of the current format, with `model` as its model."""
        return Manifest(self.generation, model, self.cut, self.segments)


def read_old_manifest(folder: IndexFolder) -> OldManifest | None:
    """Read the newest readable manifest if it has format 3; None if it has another format.

    The choice of MANIFEST or a copy is the same as in a repair, which does not read format 3.

    Raises:
        IndexFormatError: The manifest names a file that cannot belong to an index.
    """
    for path in (folder.path / "MANIFEST", *folder.copies()):
        try:
            version, body = split_manifest(read_whole(path), path)
        except (FileNotFoundError, IndexFormatError):  # reported by the functions that need this file
            continue
        if version != UPGRADABLE_FORMAT:
            return None
        plain = orjson.loads(body)
        segments = tuple(SegmentEntry.from_dict(entry, path) for entry in plain["segments"])
        return OldManifest(plain["generation"], plain["model"], plain["cut"], segments)
    return None


def read_old_line(line: bytes) -> tuple[Article, str]:
    """Read a line of ``articles.jsonl``: the article, with its one author and one category as lists, and its origin."""
    record: dict[str, Any] = orjson.loads(line)
    origin, published = record.pop("origin"), record.pop("published")
    for old, new in (("author", "authors"), ("category", "categories")):
        value = record.pop(old)
        record[new] = (value,) if has_visible_text(value) else ()
    return Article(published=datetime.fromisoformat(published) if published else None, **record), origin
