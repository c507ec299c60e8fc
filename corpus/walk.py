"""Files and folders as a person names them become the files to read, each with the origin the index knows it by."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import CorpusError
from .source import NO_FILE, StoppedError, open_file
from .sourced import ReadWarning

STDIN = "-"
ARTICLES, QUERIES, QRELS = "articles.jsonl", "queries.jsonl", "qrels.tsv"
"""The files of a folder to evaluate, each also as ``.gz``."""

_INDEX_MARK = b"nutgraf "
"""How the file MANIFEST of an index begins."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to read.

    Attributes:
        path: As a person would name it.
        origin: Its path relative to the folder of the index, or "-".
        named: Whether it was asked for by name, and not met in a folder.
    """

    path: str
    origin: str
    named: bool


def refuse_missing(paths: Iterable[str]) -> None:
    """A typing error is told before anything is read.

    Raises:
        CorpusError: One of `paths` is not there.
    """
    for path in paths:
        try:
            if path != STDIN:
                Path(path).stat()
        except (OSError, ValueError) as error:
            raise CorpusError(f"{path}: {getattr(error, 'strerror', error)}; give a file, a folder or -") from None


def walk(paths: Iterable[str], *, base: Path, skip: str | Path | None = None) -> Iterator[File | ReadWarning]:
    """The files at and below `paths`, in sorted order, and what was passed over that a person may have meant.

    Args:
        paths: Files, folders, or "-".
        base: The folder that origins are relative to.
        skip: A folder never to be walked: the index.
    """
    skipped = _identity(os.fspath(skip)) if skip else None
    for path in paths:
        here = File(path, origin_of(path, base), named=True)
        if path != STDIN and Path(path).is_dir():
            yield from _below(here, skipped, base)
        else:
            yield here


def belongs_to(paths: Iterable[str | Path], *, base: Path) -> Callable[[str], bool]:
    """Whether an article's origin is one of `paths` or below it: what `--prune` asks."""
    places = [origin_of(os.fspath(path), base) for path in paths]

    def belongs(origin: str) -> bool:
        if origin in ("", STDIN):  # articles that a program made in memory, or that came in by a pipe
            return origin in places
        return any(is_within(origin, place) for place in places)

    return belongs


def is_within(origin: str, place: str) -> bool:
    """Whether `origin` is `place` or below it; both as by `origin_of`, relative to one folder, which is "."."""
    steps = place.split("/")
    if {*steps} <= {os.curdir, os.pardir}:
        return not origin.startswith("../" * (steps.count(os.pardir) + 1))
    return origin == place or origin.startswith(f"{place}/")


def origin_of(path: str, base: Path) -> str:
    """`path` relative to `base`, whatever the current directory; "-" for standard input.

    A name that is not UTF-8, or holds controls, has them as visible escapes: an origin is a clean string.
    """
    if path == STDIN:
        return STDIN
    folder, name = os.path.split(path.rstrip(os.sep) or os.sep)
    # A link is known by where it stands, not by what it leads to; only the way to it is made straight.
    dots = name in ("", os.curdir, os.pardir)
    real = os.path.realpath(path) if dots else f"{os.path.realpath(folder)}/{name}"
    relative = os.path.relpath(real, os.path.realpath(base)).replace(os.sep, "/")
    return _clean(f"./{relative}" if relative.split("/")[0] == STDIN else relative)


def _below(folder: File, skipped: tuple[int, int] | None, base: Path) -> Iterator[File | ReadWarning]:
    """The files in `folder` and its folders. A stack and no recursion: trees may be deeper than Python's own stack."""
    stack: list[tuple[File, bool]] = [(folder, True)]
    while stack:
        here, is_folder = stack.pop()
        if not is_folder:
            yield _refusal(here) or here
        elif skipped == _identity(here.path) or _is_index(here.path):
            if here.named:
                yield _notice(here, "this is an index, not a folder of articles")
        else:
            try:
                stack += [*_entries(here, base)]
            except OSError as error:
                yield _notice(here, f"cannot be read: {error.strerror}")


def _entries(folder: File, base: Path) -> Iterator[tuple[File, bool]]:
    """What is in `folder`, last name first, and whether it is a folder; hidden things are left out.

    Where there are questions and judgements beside articles, only the articles are, whatever the others look like.
    """
    with os.scandir(folder.path) as entries:
        found = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    if {ARTICLES, QUERIES, QRELS} <= {_unpacked(entry.name) for entry in found}:
        found = [entry for entry in found if entry.is_dir() or _unpacked(entry.name) == ARTICLES]
    for entry in reversed(found):
        path = f"{folder.path.rstrip('/')}/{entry.name}"
        above = {*folder.origin.split("/")} == {os.pardir}  # from there the way may lead down again, to `base`
        origin = origin_of(path, base) if above else _joined(folder.origin, entry.name)
        yield File(path, origin, named=False), entry.is_dir(follow_symlinks=False)


def _unpacked(name: str) -> str:
    return name.removesuffix(".gz")


def _refusal(file: File) -> ReadWarning | None:
    """What is to be said of something in a folder that is no file; opening would find out, but not for every name."""
    try:
        mode = Path(file.path).stat().st_mode
    except OSError as error:
        return _notice(file, f"cannot be read: {error.strerror}")
    if stat.S_ISDIR(mode) and Path(file.path).is_symlink():
        return _notice(file, "a link to a folder is not followed; name the folder itself to read it", skipped=False)
    return None if stat.S_ISREG(mode) else _notice(file, NO_FILE)


def _is_index(folder: str) -> bool:
    try:
        with open_file(f"{folder}/MANIFEST") as file:
            return file.read(len(_INDEX_MARK)) == _INDEX_MARK
    except (OSError, StoppedError):
        return False


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        found = Path(folder).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _joined(folder: str, name: str) -> str:
    if folder != os.curdir:
        return f"{folder}/{_clean(name)}"
    return f"./{STDIN}" if name == STDIN else _clean(name)


def _clean(name: str) -> str:
    name = os.fsencode(name).decode(errors="backslashreplace")
    return "".join(char if unicodedata.category(char) != "Cc" else f"\\x{ord(char):02x}" for char in name)


def _notice(file: File, reason: str, *, skipped: bool = True) -> ReadWarning:
    return ReadWarning(file.path, None, reason, skipped=skipped, origin=file.origin)
