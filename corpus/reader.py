"""Read files as a stream of articles, and of warnings about the parts that were not read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import BinaryIO

from .errors import CorpusError
from .formats.feed import feed
from .formats.markdown import markdown
from .formats.pages.page import page
from .formats.plain import plain
from .formats.records import json_file, json_lines
from .formats.table import table
from .limits import DEFAULT_LIMITS, ReadLimits
from .parser_process import Format, ParserProcess
from .passages import refuse_too_many_windows
from .record import Fault, Record, StoppedError, refuse_unknown_fields, to_article
from .source import Source
from .sourced import ReadWarning, SourcedArticle
from .walk import STDIN, File, belongs_to, refuse_missing, walk

__all__ = ["FORMATS", "belongs_to", "read", "size"]

FORMATS: Mapping[str, Format] = {
    **dict.fromkeys((".jsonl", ".ndjson"), json_lines),
    ".json": json_file,
    **dict.fromkeys((".csv", ".tsv"), table),
    ".txt": plain,
    **dict.fromkeys((".md", ".markdown"), markdown),
    **dict.fromkeys((".html", ".htm"), page),
    ".xml": feed,
}
"""File ending, in lower case -> reader of the format. Each ending may be followed by ``.gz``."""

_PARSED_APART: Mapping[Format, Callable[[ReadLimits], int]] = {
    markdown: attrgetter("record_bytes"),
    page: attrgetter("record_bytes"),
    feed: attrgetter("feed_bytes"),
}
"""Formats that are parsed by libraries that take a whole file -> the longest one that they are given."""


def read(
    paths: Iterable[str | Path],
    *,
    base: Path,
    mapping: Mapping[str, str] = MappingProxyType({}),
    skip: str | Path | None = None,
    stdin: BinaryIO | None = None,
    on_bytes: Callable[[int], None] = lambda _: None,
    limits: ReadLimits = DEFAULT_LIMITS,
) -> Iterator[SourcedArticle | ReadWarning]:
    """Read the articles of files and folders as a stream; at most one record at a time is in memory.

    Args:
        paths: Files, folders (walked in sorted order), or "-": JSON lines on standard input.
        base: The folder that holds the index: origins are relative to it.
        mapping: Field of an article -> key in the file, tried before the usual aliases.
        skip: A folder that is never walked: the index.
        stdin: Stream to read for "-"; the process's own standard input if None.
        on_bytes: Called with the number of bytes read from disk, as reading advances: `size` of them in all.
        limits: What a record, a file and a parser may take; what exceeds them is passed over with a warning.

    Raises:
        CorpusError: A path does not exist, or `mapping` sets an unknown field. This is raised at once; a bad record
            only gives a warning.
    """
    names = [os.fspath(path) for path in paths]
    refuse_missing(names)
    refuse_unknown_fields(mapping)
    return _read(names, base, skip, _Reading(mapping, limits, stdin, on_bytes))


def size(paths: Iterable[str | Path], *, skip: str | Path | None = None) -> int:
    """Return the number of bytes on disk that `read` would read; standard input counts as none."""
    files = walk([os.fspath(path) for path in paths], base=Path(), skip=skip)
    return sum(_bytes_of(file.path) for file in files if isinstance(file, File) and _format(file))


@dataclass(frozen=True, slots=True)
class _Reading:
    """The arguments of `read` that hold for each file."""

    mapping: Mapping[str, str]
    limits: ReadLimits
    stdin: BinaryIO | None
    on_bytes: Callable[[int], None]

    def source(self, file: File) -> Source:
        if file.path == STDIN:
            return Source(lambda: nullcontext(self.stdin or sys.stdin.buffer), limits=self.limits)  # the caller's
        gzipped = file.path.lower().endswith(".gz")
        return Source(file.open, gzipped=gzipped, on_bytes=self.on_bytes, limits=self.limits)


def _read(
    names: list[str], base: Path, skip: str | Path | None, reading: _Reading
) -> Iterator[SourcedArticle | ReadWarning]:
    with ParserProcess(reading.limits) as parser:
        for file in walk(names, base=base, skip=skip):
            if isinstance(file, ReadWarning):
                yield file
            else:
                yield from _articles(file, reading, parser)


def _articles(file: File, reading: _Reading, parser: ParserProcess) -> Iterator[SourcedArticle | ReadWarning]:
    """Read the articles of one file. An error in the file does not stop the next one."""
    warning = partial(ReadWarning, file.path, origin=file.origin)
    read_format = _format(file)
    if read_format is None:
        if file.named:
            yield warning(
                None, f"unknown file ending; known endings: {' '.join(FORMATS)}, each also with .gz", skipped=True
            )
        return
    empty = True
    try:
        for item in _records(read_format, reading.source(file), parser):
            empty = False
            if isinstance(item, Fault):
                yield warning(item.line, item.reason, skipped=item.skipped)
            else:
                yield from _article(item, file, reading.mapping)
    except Exception as error:  # third-party parsers raise any kind of error on a hostile file
        yield warning(*_line_and_reason(error), skipped=True)
    else:
        if empty:
            # A failed feed must not remove its earlier articles: a skipped file is not pruned.
            yield warning(None, "the file contains no articles", skipped=True)


def _records(read_format: Format, source: Source, parser: ParserProcess) -> Iterator[Record | Fault]:
    limit = _PARSED_APART.get(read_format)
    if not limit:
        return read_format(source)
    return parser.parse(read_format, source.read_bytes(raw=True, limit=limit(source.limits)))


def _article(record: Record, file: File, mapping: Mapping[str, str]) -> Iterator[SourcedArticle | ReadWarning]:
    warning = partial(ReadWarning, file.path, record.line, origin=file.origin)
    try:
        article, problem = to_article(record, file.origin, mapping)
        refuse_too_many_windows(article)
    except CorpusError as error:
        yield warning(str(error), skipped=True)
        return
    if problem:
        yield warning(problem, skipped=False)
    yield SourcedArticle(article, file.origin, file.path, record.line)


def _line_and_reason(error: Exception) -> tuple[int | None, str]:
    if isinstance(error, StoppedError):
        return error.line, str(error)
    if isinstance(error, OSError):
        return None, f"cannot be read: {error.strerror or error}"
    return None, f"the parser failed with {type(error).__name__}"


def _format(file: File) -> Format | None:
    if file.path == STDIN:
        return json_lines
    return FORMATS.get(PurePath(file.path.lower().removesuffix(".gz")).suffix)


def _bytes_of(path: str) -> int:
    try:
        return Path(path).stat().st_size if path != STDIN else 0
    except OSError:
        return 0
