"""A file becomes a stream of articles, and of notices about what in it could not be taken."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from functools import partial
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import BinaryIO

from .errors import CorpusError, ExtraMissingError
from .formats.feed import feed
from .formats.markdown import markdown
from .formats.page import page
from .formats.plain import plain
from .formats.records import json_file, json_lines
from .formats.table import table
from .record import Fault, Record, refuse_unknown_fields, to_article
from .source import Source, StoppedError, open_file
from .sourced import ReadWarning, SourcedArticle
from .walk import STDIN, File, belongs_to, refuse_missing, walk

__all__ = ["FORMATS", "belongs_to", "read", "size"]

Format = Callable[[Source], Iterator[Record | Fault]]

FORMATS: Mapping[str, Format] = {
    **dict.fromkeys((".jsonl", ".ndjson"), json_lines),
    ".json": json_file,
    **dict.fromkeys((".csv", ".tsv"), table),
    ".txt": plain,
    **dict.fromkeys((".md", ".markdown"), markdown),
    **dict.fromkeys((".html", ".htm"), page),
    ".xml": feed,
}
"""Ending, in small letters -> how such a file is read. Each ending may be followed by ``.gz``."""


def read(
    paths: Iterable[str | Path],
    *,
    base: Path,
    mapping: Mapping[str, str] = MappingProxyType({}),
    skip: str | Path | None = None,
    stdin: BinaryIO | None = None,
    on_bytes: Callable[[int], None] = lambda _: None,
) -> Iterator[SourcedArticle | ReadWarning]:
    """The articles in files and folders, as they come; no more than a record at a time is in memory.

    Args:
        paths: Files, folders (walked in sorted order), or "-": JSON lines on standard input.
        base: The folder that holds the index: origins are relative to it.
        mapping: Field of an article -> the key that holds it, before the usual spellings.
        skip: A folder never to be walked: the index.
        stdin: What "-" reads; the process's own standard input if None.
        on_bytes: Called with the number of bytes taken from disk, as reading advances: `size` of them in all.

    Raises:
        CorpusError: At once, and not for a bad record: a path is not there, or `mapping` names no field.
    """
    named = [os.fspath(path) for path in paths]
    refuse_missing(named)
    refuse_unknown_fields(mapping)
    opened = partial(_source, stdin=stdin, on_bytes=on_bytes)
    return (
        item
        for file in walk(named, base=base, skip=skip)
        for item in ([file] if isinstance(file, ReadWarning) else _articles(file, opened, mapping))
    )


def size(paths: Iterable[str | Path], *, skip: str | Path | None = None) -> int:
    """Bytes on disk that `read` would read; standard input counts as none."""
    files = walk([os.fspath(path) for path in paths], base=Path(), skip=skip)
    return sum(_bytes_of(file.path) for file in files if isinstance(file, File) and _format(file))


def _articles(
    file: File, opened: Callable[[File], Source], mapping: Mapping[str, str]
) -> Iterator[SourcedArticle | ReadWarning]:
    """One file's articles. Whatever is wrong with it, the next file is read."""
    notice = partial(ReadWarning, file.path, origin=file.origin)
    read_format = _format(file)
    if read_format is None:
        if file.named:
            yield notice(
                None, f"unknown file type; nutgraf reads {' '.join(FORMATS)}, each also with .gz", skipped=True
            )
        return
    empty = True
    try:
        for item in read_format(opened(file)):
            empty = False
            if isinstance(item, Fault):
                yield notice(item.line, item.reason, skipped=item.skipped)
            else:
                yield from _article(item, file, mapping)
    except Exception as error:  # the parsers of others meet hostile files here, and raise whatever their insides raise
        yield notice(*_place_and_reason(error), skipped=True)
    else:
        if empty:
            # A feed that failed must not cost what it held before: what is skipped is not pruned.
            yield notice(None, "no articles in it", skipped=True)


def _article(record: Record, file: File, mapping: Mapping[str, str]) -> Iterator[SourcedArticle | ReadWarning]:
    notice = partial(ReadWarning, file.path, record.line, origin=file.origin)
    try:
        article, warning = to_article(record, file.origin, mapping)
    except CorpusError as error:
        yield notice(str(error), skipped=True)
        return
    if warning:
        yield notice(warning, skipped=False)
    yield SourcedArticle(article, file.origin, file.path, record.line)


def _place_and_reason(error: Exception) -> tuple[int | None, str]:
    if isinstance(error, StoppedError):
        return error.line, str(error)
    if isinstance(error, ExtraMissingError):
        return None, str(error)
    if isinstance(error, OSError):
        return None, f"cannot be read: {error.strerror or error}"
    return None, f"its parser failed on it with {type(error).__name__}"


def _format(file: File) -> Format | None:
    if file.path == STDIN:
        return json_lines
    return FORMATS.get(PurePath(file.path.lower().removesuffix(".gz")).suffix)


def _source(file: File, *, stdin: BinaryIO | None, on_bytes: Callable[[int], None]) -> Source:
    if file.path == STDIN:
        return Source(lambda: nullcontext(stdin or sys.stdin.buffer))  # not ours to close
    return Source(lambda: open_file(file.path), packed=file.path.lower().endswith(".gz"), on_bytes=on_bytes)


def _bytes_of(path: str) -> int:
    try:
        return Path(path).stat().st_size if path != STDIN else 0
    except OSError:
        return 0
