"""The source files of the sets: which they are, and their bytes from a download or a clone, verified.

`repositories.toml` says where each repository is and at which commit it is read. `sources.sha256` names every file that
a set is made from, as ``<repository>/<path>``, in the form that ``sha256sum --check`` reads.
"""

from __future__ import annotations

import hashlib
import tarfile
import tomllib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

HERE = Path(__file__).parent
TIMEOUT = 60
"""Seconds without an answer."""


class SourceError(Exception):
    """A source or a set is not to be had, or is not the recorded one; the message is one line."""


@dataclass(frozen=True)
class Repository:
    """A public repository at one commit."""

    address: str
    commit: str

    @property
    def archive(self) -> str:
        """The address of all its files in one ``.tar.gz``."""
        return f"{self.address}/archive/{self.commit}.tar.gz"


@cache
def repositories() -> dict[str, Repository]:
    """The repositories by name."""
    tables = tomllib.loads((HERE / "repositories.toml").read_text(encoding="utf-8"))
    return {name: Repository(**fields) for name, fields in tables.items()}


@cache
def recorded(name: str) -> dict[str, str]:
    """SHA-256 by path, from the file `name` beside this one."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, path in (line.split("  ", maxsplit=1) for line in lines)}


def sha256(content: bytes) -> str:
    """The SHA-256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def wanted(prefixes: Sequence[str]) -> list[str]:
    """The recorded paths that are, or lie in, one of `prefixes`."""
    return [path for path in recorded("sources.sha256") if path.startswith(tuple(prefixes))]


def cloned(paths: Iterable[str], folder: Path) -> Iterator[tuple[str, bytes]]:
    """The path and bytes of each of `paths`, read from the clones in `folder`.

    Raises:
        SourceError: A file is missing or is not that of the commit.
    """
    for path in paths:
        name = path.split("/")[0]
        repository = repositories()[name]
        try:
            content = (folder / path).read_bytes()
        except OSError as error:
            advice = f"clone {repository.address} into {folder / name} and check out {repository.commit}"
            raise SourceError(f"{folder / path}: {error.strerror}; {advice}") from None
        yield (
            path,
            verified(
                "sources.sha256",
                path,
                content,
                f", in {folder / path}; check out {repository.commit} with core.autocrlf=false",
            ),
        )


def downloaded(paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The path and bytes of each of `paths`, downloaded: one archive a repository, no file of which is kept.

    Raises:
        SourceError: A repository cannot be reached, or a file is missing or is not that of the commit.
    """
    by_repository: dict[str, set[str]] = {}
    for path in paths:
        by_repository.setdefault(path.split("/")[0], set()).add(path)
    for name, missing in by_repository.items():
        address = repositories()[name].archive
        try:
            for path, content in _unpacked(name, address, missing):
                yield path, verified("sources.sha256", path, content, f", in {address}")
                missing.discard(path)
        except (OSError, HTTPException, tarfile.TarError, EOFError, zlib.error) as error:
            advice = "on a machine without network, use --from"
            raise SourceError(f"{address}: cannot be downloaded: {str(error).strip('<>')}; {advice}") from None
        if missing:
            raise SourceError(f"{address}: {min(missing)} is not in it")


def _unpacked(name: str, address: str, missing: set[str]) -> Iterator[tuple[str, bytes]]:
    """Those of `missing` that the archive at `address` holds, until the caller has emptied the set.

    The archive names each under one folder of its own.
    """
    with (
        urlopen(address, timeout=TIMEOUT) as response,  # noqa: S310 - from our own table
        tarfile.open(fileobj=response, mode="r|gz") as archive,
    ):
        for member in archive:
            path = "/".join([name, *member.name.split("/")[1:]])
            if path in missing and (file := archive.extractfile(member)):
                yield path, file.read()
            if not missing:
                return  # the rest of a repository can be large


def verified(checksums: str, path: str, content: bytes, reason: str) -> bytes:
    """Return `content` if it is what the file `checksums` records for `path`.

    Raises:
        SourceError: It is not; `reason` ends the message.
    """
    expected, actual = recorded(checksums)[path], sha256(content)
    if actual != expected:
        raise SourceError(f"{path}: SHA-256 is {actual}, not {expected}{reason}")
    return content
