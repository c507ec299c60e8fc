"""Cuts an archive into groups of files, which are read side by side, and each of these into blocks."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...corpus.errors import CorpusError
from ...corpus.files.walk import STDIN, File, refuse_missing, walk
from ...corpus.reader import EndNotes, read_files
from ...corpus.settings.places import SettingsOf
from ...corpus.sourced import ReadWarning, SourcedArticle
from .block import Block, ReadEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPolicy:
    """Sizes of what is read and embedded at a time.

    Attributes:
        group_bytes: Bytes of files that are read by one process, in order. A larger file is a group by itself.
        group_files: Files of a group.
        articles: Articles of a block. 5,000 are some 130,000 windows, minutes of a core: what is lost with a machine,
            and what fits in a segment.
        bytes: Bytes of text of a block, which is in memory and travels.
    """

    group_bytes: int = 32 << 20
    group_files: int = 2_000
    articles: int = 5_000
    bytes: int = 32 << 20


@dataclass(frozen=True, slots=True)
class Group:
    """Files that are read by one process, and what was told on the way to them.

    Attributes:
        number: Its place in the order of reading.
        files: The files.
    """

    number: int
    files: tuple[File | ReadWarning, ...]


def groups(paths: Sequence[str], *, base: Path, skip: Path, policy: BlockPolicy) -> Iterator[Group]:
    """Yield the files at and below `paths` in the order in which `read` reads them.

    Args:
        paths: Files and folders; each machine must find them under these names.
        base: The folder that origins are relative to.
        skip: A folder that is not walked.
        policy: Sizes.

    Raises:
        CorpusError: A path does not exist, or is standard input. This is raised at once.
    """
    if STDIN in paths:
        raise CorpusError("standard input can be read in one place only; give files or folders")
    absolute = [os.path.abspath(path) for path in paths]  # noqa: PTH100  # `resolve` would follow links
    refuse_missing(absolute)
    return _grouped(walk(absolute, base=base, skip=skip), policy)


def _grouped(files: Iterator[File | ReadWarning], policy: BlockPolicy) -> Iterator[Group]:
    number, size, some = 0, 0, list[File | ReadWarning]()
    for file in files:
        more = _bytes_of(file)
        if some and (size + more > policy.group_bytes or len(some) >= policy.group_files):
            yield Group(number, tuple(some))
            number, size, some = number + 1, 0, []
        some.append(file)
        size += more
    if some:
        yield Group(number, tuple(some))


def read_group(group: Group, settings: SettingsOf, policy: BlockPolicy) -> Iterator[Block | ReadEnd]:
    """Read a group, and yield its blocks as they fill up, then what was told.

    Raises:
        CorpusError: This machine does not have the files.
    """
    _refuse_absent(group)
    warnings, notes = list[ReadWarning](), EndNotes()
    number, size, some = 0, 0, list[SourcedArticle]()
    for item in read_files(group.files, notes, settings=settings):
        if isinstance(item, ReadWarning):
            warnings.append(item)
            continue
        some.append(item)
        size += len(item.article.text)
        if len(some) >= policy.articles or size >= policy.bytes:
            yield Block.of(group.number, number, some)
            number, size, some = number + 1, 0, []
    if some:
        yield Block.of(group.number, number, some)
    yield ReadEnd(group.number, tuple(warnings), notes)


def _bytes_of(file: File | ReadWarning) -> int:
    try:
        return Path(file.path).stat().st_size if isinstance(file, File) else 0
    except OSError:
        return 0  # reading it tells why


def _refuse_absent(group: Group) -> None:
    """Refuse to take a folder that is not mounted here for one whose files cannot be read."""
    tops = dict.fromkeys(file.top or file.path for file in group.files if isinstance(file, File))
    for top in tops:
        if not Path(top).exists():
            raise CorpusError(f"{top} is not on the machine {socket.gethostname()}; mount it there under the same name")
