"""The parts of a manifest's format: its first line, its keys, the names of files and their digests.

All formats have the first line, with format and digest: a newer index is not taken for damage.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Set
from pathlib import Path
from shlex import quote
from typing import Any

from ...corpus.errors import IndexFormatError, IndexTooNewError, IndexTooOldError
from ..storage.durable import FileDigest, damaged, index_of

FORMAT = 4
UPGRADABLE_FORMAT = 3
"""The older format that a rebuild can upgrade, see `format3`."""
MAGIC = b"nutgraf"
DIGEST_KEYS = {"size", "xxh3_128"}
"""The keys of a `FileDigest`."""
_VERSION = re.compile(rb"[0-9]{1,18}")
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")


def split_manifest(data: bytes, path: Path) -> tuple[int, bytes]:
    """Split a manifest of any format into its format number and its JSON; `path` is for messages.

    Raises:
        IndexFormatError: The manifest is damaged.
    """
    head, _, body = data.partition(b"\n")
    mark, _, digest = head.rpartition(b" ")
    magic, _, version = mark.partition(b" ")
    if magic != MAGIC or not _VERSION.fullmatch(version) or digest != digest_of(mark, body):
        raise damaged(path)
    return int(version), body


def unreadable_format(version: int, path: Path) -> IndexFormatError:
    """Make the error for a manifest of another format than `FORMAT`."""
    reason = f"{path} has format {version} and this nutgraf reads format {FORMAT}"
    if version > FORMAT:
        return IndexTooNewError(f"{reason}; run: pip install --upgrade nutgraf")
    if version == UPGRADABLE_FORMAT:
        return IndexTooOldError(f"{reason}; run: nutgraf rebuild --index {quote(str(index_of(path)))}")
    return IndexTooOldError(f"{reason}; index the articles again in a new folder: nutgraf index PATH --index FOLDER")


def digest_of(mark: bytes, body: bytes) -> bytes:
    """Compute the digest in the first line of a manifest."""
    return hashlib.sha256(mark + b"\n" + body).hexdigest().encode()


def digest_to_dict(digest: FileDigest) -> dict[str, Any]:
    """Convert the digest of a file to the JSON values of a manifest."""
    return {"size": digest.size, "xxh3_128": digest.digest}


def digest_from_dict(plain: dict[str, Any]) -> FileDigest:
    """Read what `digest_to_dict` returned, also among other keys."""
    return FileDigest(plain["size"], plain["xxh3_128"])


def refuse_other_keys(plain: dict[str, Any], known: set[str], path: Path, *, added: Set[str] = frozenset()) -> None:
    """Refuse an object of a manifest that has other keys than `known`; those `added` later may be missing.

    Raises:
        IndexTooNewError: It has a key that this version does not know.
        IndexFormatError: It lacks a key.
    """
    if unknown := sorted(plain.keys() - known):
        raise IndexTooNewError(
            f"{path} has the key {unknown[0]!r}, which this nutgraf does not know; run: pip install --upgrade nutgraf"
        )
    if missing := sorted(known - plain.keys() - added):
        raise damaged(path, f"has no key {missing[0]!r}")


def refuse_other_name(name: str, path: Path) -> None:
    """Refuse a name that is none of a file of an index: one with a path in it could lead out of the folder.

    Raises:
        IndexFormatError: It is none; `path` is the manifest, for the message.
    """
    if not _NAME.fullmatch(name):
        raise damaged(path, f"names {name!r}, which is no file of an index,")
