"""The manifest: the one file that says what the index holds. To write it is to commit."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import Any

import orjson

from ...corpus.errors import IndexFormatError, IndexTooNewError, IndexTooOldError, ModelMismatchError
from ...corpus.passages import CUT
from ..embedding.fingerprint import Fingerprint
from ..storage.durable import FileDigest, damaged

FORMAT = 3
_MAGIC = b"nutgraf"
_VERSION = re.compile(rb"[0-9]{1,18}")
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """What the manifest says of one segment.

    Attributes:
        name: Its folder under ``segments/``.
        files: The digest of each of its files, by name.
        articles: Articles in it, dead ones too.
        passages: Their passages.
        windows: Their windows, which is the rows of its vectors.
        dead: The article rows that were removed or replaced since, sorted: its tombstones.
    """

    name: str
    files: Mapping[str, FileDigest]
    articles: int
    passages: int
    windows: int
    dead: tuple[int, ...] = ()

    @property
    def live(self) -> int:
        """Articles that are still there."""
        return self.articles - len(self.dead)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Articles, passages and windows."""
        return self.articles, self.passages, self.windows

    def with_dead(self, articles: Iterable[int]) -> SegmentEntry:
        """The entry with more tombstones."""
        return replace(self, dead=tuple(sorted({*self.dead, *articles})))


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation of the index.

    Attributes:
        generation: Counts commits, from 1.
        model: What embedded the text.
        cut: How text was cut into passages and windows (`corpus.passages.CUT`).
        segments: In row order.
    """

    generation: int
    model: Fingerprint
    cut: str
    segments: tuple[SegmentEntry, ...] = ()

    def next(self, segments: tuple[SegmentEntry, ...]) -> Manifest:
        """The generation after this one."""
        return replace(self, generation=self.generation + 1, segments=segments)

    def refuse_other_model(self, model: Fingerprint, folder: Path) -> None:
        """Vectors of two models cannot be compared; `folder` is the index, for the message.

        Raises:
            ModelMismatchError: `model` is not the one that built the index.
        """
        if self.model != model:
            raise ModelMismatchError(
                f"{folder} was built with {self.model}, not with {model}; "
                f"run: nutgraf rebuild --model {quote(model.name)} --index {quote(str(folder))}"
            )

    def refuse_other_cut(self, folder: Path) -> None:
        """Articles cut in two ways would not be found alike; `folder` is the index, for the message.

        Raises:
            IndexFormatError: Text is cut otherwise today.
        """
        if self.cut != CUT:
            raise IndexFormatError(
                f"{folder} holds text cut as {self.cut!r}, and this nutgraf cuts as {CUT!r}; "
                f"run: nutgraf rebuild --index {quote(str(folder))}"
            )

    def to_bytes(self) -> bytes:
        """One line ``nutgraf <format> <digest>``, then JSON that a person can read.

        The digest is the SHA-256 of everything but itself. Later formats keep this first line, so that this version
        can tell a newer index from a damaged one.
        """
        body = orjson.dumps(_plain(self), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        mark = b"%s %d" % (_MAGIC, FORMAT)
        return b"%s %s\n%s" % (mark, _digest(mark, body), body)

    @classmethod
    def from_bytes(cls, data: bytes, path: Path) -> Manifest:
        """Read what `to_bytes` wrote; `path` is for messages.

        Raises:
            IndexFormatError: It is damaged.
            IndexTooNewError, IndexTooOldError: It is of another format.
        """
        head, _, body = data.partition(b"\n")
        mark, _, digest = head.rpartition(b" ")
        magic, _, version = mark.partition(b" ")
        if magic != _MAGIC or not _VERSION.fullmatch(version) or digest != _digest(mark, body):
            raise damaged(path)
        if int(version) < FORMAT:
            raise IndexTooOldError(
                f"{path} has format {int(version)} and this nutgraf reads format {FORMAT}; "
                "index the articles again in a new folder: nutgraf index PATH --index FOLDER"
            )
        if int(version) > FORMAT:
            raise IndexTooNewError(
                f"{path} has format {int(version)} and this nutgraf reads format {FORMAT}; "
                "run: pip install --upgrade nutgraf"
            )
        manifest = _from_plain(orjson.loads(body))
        for name in (name for entry in manifest.segments for name in (entry.name, *entry.files)):
            if not _NAME.fullmatch(name):  # never a way out of the index, whoever wrote it
                raise damaged(path, f"names {name!r}, which is no file of an index,")
        return manifest


def _digest(mark: bytes, body: bytes) -> bytes:
    return hashlib.sha256(mark + b"\n" + body).hexdigest().encode()


def _plain(manifest: Manifest) -> dict[str, Any]:
    return {
        "generation": manifest.generation,
        "model": manifest.model.to_dict(),
        "cut": manifest.cut,
        "segments": [
            {
                "name": entry.name,
                "articles": entry.articles,
                "passages": entry.passages,
                "windows": entry.windows,
                "files": {name: {"size": it.size, "xxh3_128": it.digest} for name, it in entry.files.items()},
                "dead": list(entry.dead),
            }
            for entry in manifest.segments
        ],
    }


def _from_plain(plain: dict[str, Any]) -> Manifest:
    segments = tuple(
        SegmentEntry(
            name=entry["name"],
            files={name: FileDigest(it["size"], it["xxh3_128"]) for name, it in entry["files"].items()},
            articles=entry["articles"],
            passages=entry["passages"],
            windows=entry["windows"],
            dead=tuple(entry["dead"]),
        )
        for entry in plain["segments"]
    )
    return Manifest(plain["generation"], Fingerprint(**plain["model"]), plain["cut"], segments)
