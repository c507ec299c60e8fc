"""A model of a file system that loses power: which calls have reached the disk, and what is there without the others.

POSIX promises only what was flushed: a file's bytes by fsync of the file, its names by fsync of each folder that they
are in. Whatever was not flushed may be there, or not, in any order, but for one thing that every journaling file system
keeps: a rename is whole or did not happen. Of a write, half may be there, or zeros in its place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count
from pathlib import Path
from random import Random

from intercept import Call

File = bytearray
Folder = dict[str, int]
"""The entries of a folder: an inode by name."""
ROOT = 0


class Fate(IntEnum):
    """What a power cut leaves of a change."""

    KEPT = 1
    LOST = 0
    HALF = 2
    ZEROS = 3


@dataclass
class Change:
    """The change that a call made.

    Attributes:
        call: The number of the call.
        entries: The folders that get another entry: inode of the folder, name, inode of the file or None for no entry.
        inode, data, offset: Of a write.
        size: Of a truncate.
        unflushed: The inodes that must be flushed before it is on the disk.
        flushed: The number of the call that flushed the last of them.
    """

    call: int
    entries: tuple[tuple[int, str, int | None], ...] = ()
    inode: int = -1
    data: bytes = b""
    offset: int = 0
    size: int | None = None
    unflushed: set[int] = field(default_factory=set)
    flushed: int | None = None

    def is_flushed(self, point: int) -> bool:
        """True where it is on the disk for sure after call `point`."""
        return self.flushed is not None and self.flushed <= point


class Tree:
    """Files and folders by inode, as they are on a disk."""

    def __init__(self, inodes: dict[int, File | Folder]) -> None:
        self.inodes = inodes

    @classmethod
    def read(cls, path: Path) -> Tree:
        """Read a folder; an empty one where there is none."""
        tree, numbers = cls({ROOT: {}}), count(ROOT + 1)

        def enter(folder: Path, inode: int) -> None:
            for each in sorted(folder.iterdir()) if folder.exists() else ():
                number = next(numbers)
                tree.folder(inode)[each.name] = number
                tree.inodes[number] = {} if each.is_dir() else bytearray(each.read_bytes())
                if each.is_dir():
                    enter(each, number)

        enter(path, ROOT)
        return tree

    def copy(self) -> Tree:
        """Copy everything."""
        return Tree({number: it.copy() for number, it in self.inodes.items()})

    def folder(self, inode: int) -> Folder:
        """The entries of a folder."""
        folder = self.inodes[inode]
        assert isinstance(folder, dict)
        return folder

    def find(self, path: str) -> int | None:
        """The inode at `path`; None where there is nothing."""
        inode: int | None = ROOT
        for name in path.split("/") if path != "." else ():
            inode = None if inode is None else self.folder(inode).get(name)
        return inode

    def place(self, path: str) -> tuple[int, str]:
        """The inode of the folder that `path` is in, and its name there."""
        parent, name = os.path.split(path)
        inode = self.find(parent or ".")
        assert inode is not None, path
        return inode, name

    def apply(self, change: Change, fate: Fate = Fate.KEPT) -> None:
        """Make a change, or what is left of it."""
        for folder, name, inode in change.entries:
            if inode is None:
                self.folder(folder).pop(name, None)
            else:
                self.folder(folder)[name] = inode
        if change.inode < 0:
            return
        file = self.inodes[change.inode]
        assert isinstance(file, bytearray)
        if change.size is not None:
            del file[change.size :]
            file.extend(bytes(change.size - len(file)))
            return
        data = change.data[: len(change.data) // 2] if fate is Fate.HALF else change.data
        data = bytes(len(data)) if fate is Fate.ZEROS else data
        file.extend(bytes(max(0, change.offset - len(file))))
        file[change.offset : change.offset + len(data)] = data

    def write(self, path: Path, inode: int = ROOT) -> None:
        """Write everything that has a name to a folder."""
        path.mkdir(exist_ok=True)
        for name, number in self.folder(inode).items():
            it = self.inodes[number]
            if isinstance(it, dict):
                self.write(path / name, number)
            else:
                (path / name).write_bytes(it)


def changes_of(start: Tree, calls: Sequence[Call]) -> list[Change]:
    """List what the calls change; new files and folders come into `start` as inodes without a name."""
    return _Replay(start, start.copy()).changes(calls)


def fates(pending: Sequence[int], is_data: Sequence[bool], random: Random, tries: int) -> Iterator[list[Fate]]:
    """Yield fates for changes that were not flushed: all kept, none, names or data alone, each alone, random ones."""
    kept, lost = Fate.KEPT, Fate.LOST
    yield [kept] * len(pending)
    yield [lost] * len(pending)
    for names, data in ((kept, lost), (kept, Fate.ZEROS), (kept, Fate.HALF), (lost, kept)):
        yield [data if it else names for it in is_data]
    for one in range(len(pending)):
        yield [lost if number == one else kept for number in range(len(pending))]
        yield [kept if number == one else lost for number in range(len(pending))]
    for _ in range(tries):
        yield [random.choice([*Fate] if it else [kept, lost]) for it in is_data]


class _Replay:
    """Makes the calls one after another on a tree that loses nothing, so that each path is found."""

    def __init__(self, start: Tree, view: Tree) -> None:
        self._start, self._view = start, view
        self._numbers = count(max(view.inodes) + 1)
        self._files: dict[int, int] = {}  # inode by descriptor
        self._changes: list[Change] = []

    def changes(self, calls: Sequence[Call]) -> list[Change]:
        for number, call in enumerate(calls, 1):
            for change in self._of(number, call):
                self._view.apply(change)
                self._changes.append(change)
        return self._changes

    def _of(self, number: int, call: Call) -> Iterator[Change]:
        inode = self._files.get(call.file, -1)
        match call.name:
            case "open" | "open to read":
                yield from self._opened(number, call)
            case "write":
                yield Change(number, inode=inode, data=call.data, offset=call.offset, unflushed={inode})
            case "truncate":
                yield Change(number, inode=inode, size=call.offset, unflushed={inode})
            case "fsync":
                self._flush(number, inode)
            case "mkdir" if call.path != ".":
                yield self._entries(number, (*self._view.place(call.path), self._new({})))
            case "rename":
                old, new = self._view.place(call.source), self._view.place(call.path)
                yield self._entries(number, (*old, None), (*new, self._view.find(call.source)))
            case "link":
                yield self._entries(number, (*self._view.place(call.path), self._view.find(call.source)))
            case "unlink" | "rmdir":
                yield self._entries(number, (*self._view.place(call.path), None))
            case other:
                assert other in ("read", "mmap", "mkdir"), f"the model does not know the call {other}"

    def _opened(self, number: int, call: Call) -> Iterator[Change]:
        inode = self._view.find(call.path)
        if inode is None:
            inode = self._new(bytearray())
            yield self._entries(number, (*self._view.place(call.path), inode))
        elif call.truncates:
            yield Change(number, inode=inode, size=0, unflushed={inode})
        self._files[call.file] = inode

    def _new(self, empty: File | Folder) -> int:
        number = next(self._numbers)
        self._view.inodes[number] = empty
        self._start.inodes[number] = empty.copy()
        return number

    def _entries(self, number: int, *entries: tuple[int, str, int | None]) -> Change:
        return Change(number, entries, unflushed={folder for folder, *_ in entries})

    def _flush(self, number: int, inode: int) -> None:
        for change in self._changes:
            if inode in change.unflushed:
                change.unflushed.discard(inode)
                if not change.unflushed:
                    change.flushed = number
