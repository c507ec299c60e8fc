"""Find the files at the given paths, each with the origin under which the index knows it."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from ..errors import CorpusError
from ..record import StoppedError
from ..sourced import ReadWarning
from .source import NO_FILE, open_file

STDIN = "-"
ARTICLES, QUERIES, QRELS = "articles.jsonl", "queries.jsonl", "qrels.tsv"
"""The files of a folder to evaluate, each also as ``.gz``."""

_INDEX_MARK = b"nutgraf "
"""First bytes of an index's MANIFEST file."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_LEFT_OUT = re.compile(r"\.|~\$|(?:thumbs\.db|desktop\.ini)$", re.IGNORECASE)
"""Names of hidden entries, of the locks that Office puts beside open documents, and of notes of Windows on folders."""
_PAGE = re.compile(r"\.x?html?(?:\.gz)?$", re.IGNORECASE)
_PARTS_OF_PAGE = re.compile(
    r"[_-](?:files|file|filer|fichiers|archivos|arquivos|bestanden|dateien|elemei|ficheiros|pliki|soubory|tiedostot)$",
    re.IGNORECASE,
)
"""Endings of the folders that browsers save beside a page, in the languages in which they do."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to read.

    Attributes:
        path: Path as the user gave it.
        origin: Path relative to the folder of the index, or "-".
        named: True where the user named the file itself, not a folder above it.
        target: Where the file is, if `path` is a link below a named folder; "" if it is not.
        top: The folder that the user named, if the file is in it; "" if it is not.
        top_origin: The origin of that folder.
    """

    path: str
    origin: str
    named: bool
    target: str = ""
    top: str = ""
    top_origin: str = ""

    def open(self) -> BinaryIO:
        """Open the file without blocking, see `open_file`; a link only if it is named, or known to lead to `target`."""
        return open_file(self.path) if self.named else open_file(self.target or self.path, follow_links=False)


def refuse_missing(paths: Iterable[str]) -> None:
    """Report a mistyped path before anything is read.

    Raises:
        CorpusError: One of `paths` does not exist, or is empty.
    """
    for path in paths:
        if not path:  # of a script, with a variable that is not set; it would be the current folder
            raise CorpusError("the path is empty; give a file, a folder or -")
        try:
            if path != STDIN:
                Path(path).stat()
        except (OSError, ValueError) as error:
            if _ADDRESS.match(path):
                raise CorpusError(
                    f"{path}: nothing is fetched from an address; download it, and give the file"
                ) from None
            raise CorpusError(f"{path}: {getattr(error, 'strerror', error)}; give a file, a folder or -") from None


def walk(paths: Iterable[str], *, base: Path, skip: str | Path | None = None) -> Iterator[File | ReadWarning]:
    """Yield the files at and below `paths`, in sorted order, with warnings about files the user may have expected.

    Args:
        paths: Files, folders, or "-".
        base: The folder that origins are relative to.
        skip: A folder that is never walked: the index.
    """
    skipped = _identity(os.fspath(skip)) if skip else None
    paths = [*paths]
    roots = [os.path.realpath(path) for path in paths if path != STDIN]
    for path in paths:
        origin = origin_of(path, base)
        here = File(path, origin, named=True, top=path, top_origin=origin)
        if path != STDIN and Path(path).is_dir():
            nothing = True
            for found in _walk_folder(here, skipped, base, roots):
                nothing = False
                yield found
            if nothing:
                yield replace(_warning(here, "no file is in this folder"), skipped=False)
        else:
            yield here


def belongs_to(paths: Iterable[str | Path], *, base: Path) -> Callable[[str], bool]:
    """Return a function that is True for origins at or below one of `paths`; `--prune` uses it."""
    places = [origin_of(os.fspath(path), base) for path in paths]

    def belongs(origin: str) -> bool:
        if origin in ("", STDIN):  # articles made in memory, or read from standard input
            return origin in places
        return any(is_within(origin, place) for place in places)

    return belongs


def is_within(origin: str, place: str) -> bool:
    """True where `origin` is `place` or below it; both come from `origin_of` with the same base, which is "."."""
    steps = place.split("/")
    if {*steps} <= {os.curdir, os.pardir}:
        return not origin.startswith("../" * (steps.count(os.pardir) + 1))
    return origin == place or origin.startswith(f"{place}/")


def is_gone(origin: str, base: Path) -> bool:
    """True where nothing is at `origin`, a file or a folder, any more; `base` is as for `origin_of`.

    A name with escapes, a member of an archive that is still there, and what came from no file are never gone.
    """
    if origin in ("", STDIN) or "\\" in origin:
        return False
    place = base / origin
    standing = next((above for above in (place, *place.parents) if os.path.lexists(above)), base)
    return standing != place and standing.is_dir()


def origin_of(path: str, base: Path) -> str:
    """Return `path` relative to `base`, independent of the current folder; "-" for standard input.

    Bytes that are not UTF-8, and control characters, become visible escapes: an origin is a clean string.
    """
    if path == STDIN:
        return STDIN
    folder, name = os.path.split(path.rstrip(os.sep) or os.sep)
    # A link keeps its own name and not that of its target; only the folders above it are resolved.
    dots = name in ("", os.curdir, os.pardir)
    real = os.path.realpath(path) if dots else f"{os.path.realpath(folder)}/{name}"
    relative = os.path.relpath(real, os.path.realpath(base)).replace(os.sep, "/")
    return escape_name(f"./{relative}" if relative.split("/")[0] == STDIN else relative)


def _walk_folder(
    folder: File, skipped: tuple[int, int] | None, base: Path, roots: list[str]
) -> Iterator[File | ReadWarning]:
    """Yield the files in `folder` and below; with a stack, as folders may be nested deeper than Python's own stack.

    `roots` are the real paths of all that the user named: a link is followed only to a file at or below one of them.
    """
    stack: list[tuple[File, bool]] = [(folder, True)]
    while stack:
        here, is_folder = stack.pop()
        if not is_folder:
            yield _checked(here, roots)
        elif skipped == _identity(here.path) or _is_index(here.path):
            if here.named:
                yield _warning(here, "this folder is an index, not a folder of articles")
        else:
            try:
                stack += [*_list_folder(here, base)]
            except OSError as error:
                yield _warning(here, f"cannot be read: {error.strerror}")


def _list_folder(folder: File, base: Path) -> Iterator[tuple[File, bool]]:
    """Yield the entries of `folder`, last name first, each with True for a folder; `_LEFT_OUT` are left out.

    The folder that a browser saves beside a page, with frames and scripts, belongs to the page and is left out. In a
    folder with queries and judgements beside its articles, only the articles and the folders are listed.
    """
    with os.scandir(folder.path) as entries:
        listed = sorted((each for each in entries if not _LEFT_OUT.match(each.name)), key=lambda entry: entry.name)
    if {ARTICLES, QUERIES, QRELS} <= {_without_gz(entry.name) for entry in listed}:
        listed = [entry for entry in listed if entry.is_dir() or _without_gz(entry.name) == ARTICLES]
    pages = {_without_gz(entry.name).rpartition(".")[0] for entry in listed if _PAGE.search(entry.name)}
    listed = [entry for entry in listed if not (_belongs_to_page(entry.name, pages) and entry.is_dir())]
    for entry in reversed(listed):
        path = f"{folder.path.rstrip('/')}/{entry.name}"
        above = {*folder.origin.split("/")} == {os.pardir}  # the path may lead down again into `base`
        origin = origin_of(path, base) if above else _joined(folder.origin, entry.name)
        yield replace(folder, path=path, origin=origin, named=False), entry.is_dir(follow_symlinks=False)


def _belongs_to_page(name: str, pages: set[str]) -> bool:
    match = _PARTS_OF_PAGE.search(name)
    return match is not None and name[: match.start()] in pages


def _without_gz(name: str) -> str:
    return name.removesuffix(".gz")


def _checked(file: File, roots: list[str]) -> File | ReadWarning:
    """Return the entry of a folder, or a warning if it is no regular file, or a link that is not followed."""
    try:
        mode, is_link = Path(file.path).stat().st_mode, Path(file.path).is_symlink()
    except OSError as error:
        return _warning(file, f"cannot be read: {error.strerror}")
    if stat.S_ISDIR(mode) and is_link:
        return _warning(file, "a link to a folder is not followed; name the folder itself to read it", skipped=False)
    if not stat.S_ISREG(mode):
        return _warning(file, NO_FILE)
    if not is_link:
        return file
    target = os.path.realpath(file.path)
    if not any(target == root or target.startswith(f"{root.rstrip(os.sep)}{os.sep}") for root in roots):
        reason = "a link to a file elsewhere is not followed; name the link or the file itself to read it"
        return _warning(file, reason, skipped=False)
    return replace(file, target=target)


def _is_index(folder: str) -> bool:
    try:
        with open_file(f"{folder}/MANIFEST") as file:
            return file.read(len(_INDEX_MARK)) == _INDEX_MARK
    except (OSError, StoppedError):
        return False


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        state = Path(folder).stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino


def _joined(folder: str, name: str) -> str:
    if folder != os.curdir:
        return f"{folder}/{escape_name(name)}"
    return f"./{STDIN}" if name == STDIN else escape_name(name)


def escape_name(name: str) -> str:
    """Write bytes of a file's name that are not UTF-8, and control characters, as visible escapes."""
    name = os.fsencode(name).decode(errors="backslashreplace")
    return "".join(char if unicodedata.category(char) != "Cc" else f"\\x{ord(char):02x}" for char in name)


def _warning(file: File, reason: str, *, skipped: bool = True) -> ReadWarning:
    return ReadWarning(file.path, None, reason, skipped=skipped, origin=file.origin)
