"""The entry of one segment in the manifest: its files with their digests, its counts, and its tombstones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from ..storage.durable import FileDigest
from .manifest_format import DIGEST_KEYS, digest_from_dict, digest_to_dict, refuse_other_keys, refuse_other_name


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment as the manifest names it.

    Attributes:
        name: The segment's folder under ``segments/``.
        files: The digest of each file, by name.
        articles: Number of articles, dead ones included.
        passages: Number of passages of these articles.
        windows: Number of windows of these passages, and of vectors.
        dead: Tombstones: the rows of articles that were removed or replaced, sorted.
    """

    name: str
    files: Mapping[str, FileDigest]
    articles: int
    passages: int
    windows: int
    dead: tuple[int, ...] = ()

    @property
    def live(self) -> int:
        """Number of live articles."""
        return self.articles - len(self.dead)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Numbers of articles, passages and windows."""
        return self.articles, self.passages, self.windows

    def with_dead(self, articles: Iterable[int]) -> SegmentEntry:
        """Copy the entry with `articles` added to its tombstones."""
        return replace(self, dead=tuple(sorted({*self.dead, *articles})))

    def to_dict(self) -> dict[str, Any]:
        """Convert to the JSON values of a manifest."""
        files = {name: digest_to_dict(digest) for name, digest in self.files.items()}
        return {
            "name": self.name,
            "articles": self.articles,
            "passages": self.passages,
            "windows": self.windows,
            "files": files,
            "dead": list(self.dead),
        }

    @classmethod
    def from_dict(cls, plain: dict[str, Any], path: Path) -> SegmentEntry:
        """Read what `to_dict` returns; `path` is the manifest, for messages.

        Raises:
            IndexFormatError: The entry names a file that cannot belong to an index, or lacks a key.
            IndexTooNewError: It has a key that this version does not know.
        """
        refuse_other_keys(plain, {field.name for field in fields(SegmentEntry)}, path)
        for name in (plain["name"], *plain["files"]):
            refuse_other_name(name, path)
        for digest in plain["files"].values():
            refuse_other_keys(digest, DIGEST_KEYS, path)
        files = {name: digest_from_dict(digest) for name, digest in plain["files"].items()}
        return cls(**plain | {"files": files, "dead": tuple(plain["dead"])})
