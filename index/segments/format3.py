"""Format 3, as far as a rebuild reads it to bring an index over: its manifest, and the lines of its articles."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from ...corpus.article import Article
from ...corpus.characters import has_visible_text
from ...corpus.errors import IndexFormatError
from ..embedding.fingerprint import Fingerprint
from .folder import IndexFolder
from .manifest import BROUGHT_OVER, Manifest, SegmentEntry, opened, segment_entry


@dataclass(frozen=True, slots=True)
class OldManifest:
    """A generation of format 3.

    Attributes:
        generation, cut, segments: As in `Manifest`.
        model: The fingerprint as it stands there, with the digest of the prompts in place of them.
    """

    generation: int
    model: Mapping[str, Any]
    cut: str
    segments: tuple[SegmentEntry, ...]

    def __str__(self) -> str:
        """Its model, for messages."""
        return f"{self.model['name']} (weights {self.model['weights'][:8]})"

    def has_vectors_of(self, model: Fingerprint) -> bool:
        """Whether the vectors are certainly those of `model`: a default prompt was not noted then."""
        prompts = dict(model.prompts)
        digest = hashlib.sha256(orjson.dumps(prompts, option=orjson.OPT_SORT_KEYS)).hexdigest() if prompts else ""
        told = model.to_dict() | {"prompts": digest, "name": self.model["name"]}
        return not told.pop("default_prompt") and told == self.model

    def with_model(self, model: Fingerprint) -> Manifest:
        """The same generation as this nutgraf has it."""
        return Manifest(self.generation, model, self.cut, self.segments)


def old_manifest(folder: IndexFolder) -> OldManifest | None:
    """The newest manifest that is readable, if it is of format 3: what a repair would take, which knows no format 3.

    Raises:
        IndexFormatError: It names what is no file of an index.
    """
    for path in (folder.path / "MANIFEST", *folder.copies()):
        try:
            version, body = opened(path.read_bytes(), path)
        except (FileNotFoundError, IndexFormatError):  # which is told by those who need it
            continue
        if version != BROUGHT_OVER:
            return None
        plain = orjson.loads(body)
        segments = tuple(segment_entry(it, path) for it in plain["segments"])
        return OldManifest(plain["generation"], plain["model"], plain["cut"], segments)
    return None


def old_article(line: bytes) -> tuple[Article, str]:
    """The article of a line of ``articles.jsonl``, its one author and category in lists, and its origin."""
    record: dict[str, Any] = orjson.loads(line)
    origin, published = record.pop("origin"), record.pop("published")
    for old, new in (("author", "authors"), ("category", "categories")):
        value = record.pop(old)
        record[new] = (value,) if has_visible_text(value) else ()
    return Article(published=datetime.fromisoformat(published) if published else None, **record), origin
