"""Sets aside in ``lost/`` what a repair cannot save, and describes each loss.

It happens before the repair commits, and with links, so a kill at any moment leaves the bytes in the segment, in
``lost/``, or in both. What an earlier repair set aside is never replaced.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from ..segments.folder import IndexFolder
from ..storage.durable import durable_file, make_folder, sync_folder
from ..storage.remains import remains_of

UNVERIFIED = "unverified.jsonl"
"""Lines that can be read, and that nothing tells from damaged ones: a person may look at them and index them again."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a repair could not save.

    Attributes:
        path: The damaged file.
        reason: What is lost and why, to be read after the file's name.
        article_id: The id of the lost article, where it can be told.
        set_aside: The file that holds what is left of it, if anything is.
    """

    path: Path
    reason: str
    article_id: str | None = None
    set_aside: Path | None = None

    def __str__(self) -> str:
        aside = f"; what is left is in {self.set_aside}" if self.set_aside else ""
        return f"{self.path}: {self.reason}{aside}"


def lost_folder(folder: IndexFolder) -> Path:
    """The folder for what repairs set aside."""
    return folder.path / "lost"


def move_aside(folder: IndexFolder, path: Path) -> Path:
    """Move a file or a folder to ``lost/``, under its own name or with a number behind it; returns where it is."""
    make_folder(lost_folder(folder))
    target = _free_name(lost_folder(folder) / path.name)
    path.rename(target)
    sync_folder(target.parent)
    return target


def set_aside(folder: IndexFolder, segment: Path, names: Sequence[str], unverified: Sequence[bytes]) -> Path | None:
    """Give files of a damaged segment a second name in ``lost/``; what is no file, such as a folder, is moved.

    Args:
        folder: The index.
        segment: The folder of the segment.
        names: The files; those that are missing are left out.
        unverified: Lines of articles, to be written to `UNVERIFIED` in a form that can be indexed.

    Returns:
        The folder in which they are; None where none of them is there.

    Raises:
        OSError: The disk is full or read-only; the segment is as it was.
    """
    if not segment.is_dir() and os.path.lexists(segment):  # no folder at all
        return move_aside(folder, segment)
    lost = lost_folder(folder)
    names = [name for name in names if os.path.lexists(segment / name)]
    if not names:
        return None
    make_folder(lost)
    part = lost / f"{segment.name}.part"
    shutil.rmtree(part, ignore_errors=True)  # of a killed repair, whose segment still has it all
    part.mkdir()
    for name in names:
        if not (segment / name).is_dir():
            _link(segment / name, part / name)
    if unverified:
        with durable_file(part / UNVERIFIED) as file:
            file.write(b"".join(map(_to_record, unverified)))
    sync_folder(part)
    target = next((earlier for earlier in lost.glob(f"{segment.name}*") if _holds_all(earlier, part)), None)
    if target:
        shutil.rmtree(part)
    else:
        target = part.rename(_free_name(lost / segment.name))
    for name in names:
        if (segment / name).is_dir():
            (segment / name).rename(_free_name(target / name))
    sync_folder(target)
    sync_folder(lost)
    return target


def _to_record(line: bytes) -> bytes:
    """Turn a stored line into one that reads as an article of a file: what the index added to it is left out."""
    record = orjson.loads(line)
    extra, _ = record.pop("extra"), record.pop("origin")
    return orjson.dumps(extra | record, option=orjson.OPT_APPEND_NEWLINE)


def _link(source: Path, target: Path) -> None:
    """Give a file a second name without reading it; on a disk without links, copy what can be read."""
    try:
        target.hardlink_to(source)
    except OSError:
        with durable_file(target) as copy:
            copy.write(remains_of(source))


def _holds_all(folder: Path, part: Path) -> bool:
    """True where `folder` holds all that `part` holds: a repair that was killed set it aside before."""
    return folder != part and all(_is_same(path, folder / path.name) for path in part.iterdir())


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samestat(one.lstat(), other.lstat()) or filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


def _free_name(path: Path) -> Path:
    free, number = path, 1
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
