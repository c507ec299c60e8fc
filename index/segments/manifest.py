"""The manifest: the one file that says what the index holds. To write it is to commit.

A key that this nutgraf does not know is refused, and never passed over: with the next commit it would be lost. So a
later nutgraf may add a key without another format, takes its absence for nothing, and older ones ask to be upgraded.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import Any

import orjson

from ...corpus.article import iso
from ...corpus.errors import IndexFormatError, IndexTooNewError, IndexTooOldError, ModelMismatchError
from ...corpus.passages import CUT
from ..columns.analyzer import Analyzer, english
from ..embedding.fingerprint import Fingerprint
from ..storage.durable import FileDigest, damaged

FORMAT = 4
BROUGHT_OVER = 3
"""The older format that a rebuild brings over, see `format3`."""
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
        analyzers: What made terms of the text.
        scales: Of the model's cosines over this archive, by name; None where they were not measured.
        committed: When the generation was made, UTC; None before the first.
    """

    generation: int
    model: Fingerprint
    cut: str
    segments: tuple[SegmentEntry, ...] = ()
    analyzers: tuple[Analyzer, ...] = field(default_factory=lambda: (english(),))
    scales: Mapping[str, float] | None = None
    committed: datetime | None = None

    def next(self, segments: tuple[SegmentEntry, ...]) -> Manifest:
        """The generation after this one."""
        return replace(self, generation=self.generation + 1, segments=segments, committed=datetime.now(UTC))

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

    def refuse_other_analyzer(self, folder: Path) -> None:
        """Terms made in two ways would not be found alike; `folder` is the index, for the message.

        Raises:
            IndexFormatError: Terms are made otherwise today.
        """
        if self.analyzers != (english(),):
            raise IndexFormatError(
                f"{folder} has its words by {', '.join(map(str, self.analyzers))}, and this nutgraf has {english()}; "
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
        version, body = opened(data, path)
        if version != FORMAT:
            raise other_format(version, path)
        return _from_plain(orjson.loads(body), path)


def opened(data: bytes, path: Path) -> tuple[int, bytes]:
    """The format of a manifest, of any nutgraf, and the JSON in it; `path` is for messages.

    Raises:
        IndexFormatError: It is damaged.
    """
    head, _, body = data.partition(b"\n")
    mark, _, digest = head.rpartition(b" ")
    magic, _, version = mark.partition(b" ")
    if magic != _MAGIC or not _VERSION.fullmatch(version) or digest != _digest(mark, body):
        raise damaged(path)
    return int(version), body


def other_format(version: int, path: Path) -> IndexFormatError:
    """The error to raise over a manifest of another format than ours."""
    index = path.parent.parent if path.parent.name == "manifests" else path.parent
    told = f"{path} has format {version} and this nutgraf reads format {FORMAT}"
    if version > FORMAT:
        return IndexTooNewError(f"{told}; run: pip install --upgrade nutgraf")
    if version == BROUGHT_OVER:
        return IndexTooOldError(f"{told}; run: nutgraf rebuild --index {quote(str(index))}")
    return IndexTooOldError(f"{told}; index the articles again in a new folder: nutgraf index PATH --index FOLDER")


def _digest(mark: bytes, body: bytes) -> bytes:
    return hashlib.sha256(mark + b"\n" + body).hexdigest().encode()


def _plain(manifest: Manifest) -> dict[str, Any]:
    return {
        "generation": manifest.generation,
        "committed": iso(manifest.committed),
        "model": manifest.model.to_dict(),
        "scales": manifest.scales and dict(manifest.scales),
        "analyzers": [analyzer.to_dict() for analyzer in manifest.analyzers],
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


def _from_plain(plain: dict[str, Any], path: Path) -> Manifest:
    _refuse_other_keys(plain, {field.name for field in fields(Manifest)}, path)
    _refuse_other_keys(plain["model"], {field.name for field in fields(Fingerprint)}, path)
    for analyzer in plain["analyzers"]:
        _refuse_other_keys(analyzer, {field.name for field in fields(Analyzer)}, path)
    return Manifest(
        generation=plain["generation"],
        committed=datetime.fromisoformat(plain["committed"]) if plain["committed"] else None,
        model=Fingerprint(**plain["model"]),
        scales=plain["scales"],
        analyzers=tuple(Analyzer(**it) for it in plain["analyzers"]),
        cut=plain["cut"],
        segments=tuple(segment_entry(it, path) for it in plain["segments"]),
    )


def segment_entry(plain: dict[str, Any], path: Path) -> SegmentEntry:
    """What a manifest says of one segment; `path` is for messages.

    Raises:
        IndexFormatError: It names what is no file of an index.
        IndexTooNewError: It says more than this nutgraf knows.
    """
    _refuse_other_keys(plain, {field.name for field in fields(SegmentEntry)}, path)
    for name in (plain["name"], *plain["files"]):
        if not _NAME.fullmatch(name):  # never a way out of the index, whoever wrote it
            raise damaged(path, f"names {name!r}, which is no file of an index,")
    for it in plain["files"].values():
        _refuse_other_keys(it, {"size", "xxh3_128"}, path)
    files = {name: FileDigest(it["size"], it["xxh3_128"]) for name, it in plain["files"].items()}
    return SegmentEntry(**plain | {"files": files, "dead": tuple(plain["dead"])})


def _refuse_other_keys(plain: dict[str, Any], known: set[str], path: Path) -> None:
    if more := sorted(plain.keys() - known):
        raise IndexTooNewError(
            f"{path} says {more[0]!r}, which this nutgraf does not know; run: pip install --upgrade nutgraf"
        )
    if less := sorted(known - plain.keys()):
        raise damaged(path, f"does not say {less[0]!r}")
