"""Read files as a stream of articles, and of warnings about the parts that were not read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import BinaryIO

from .archives.member import Member
from .errors import CorpusError, ExtraMissingError
from .formats.records import json_lines
from .kinds import APART, ENDINGS, Kind, is_gzipped, kind_of, unpacked_name
from .limits import DEFAULT_LIMITS, ReadLimits
from .parser_process import Format, ParserProcess
from .passages import refuse_too_many_windows
from .passed_over import PassedOver
from .record import Fault, Record, StoppedError, refuse_unknown_fields, to_article
from .source import Source
from .sourced import ReadWarning, SourcedArticle
from .tidy import tidied
from .walk import STDIN, File, belongs_to, escape_name, refuse_missing, walk

__all__ = ["belongs_to", "read", "size"]

_DEEPEST = 4
"""Archives inside one another: a page in a WARC file in a tar archive that is compressed."""
_JSON_LINES = Kind(json_lines)


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
    return _read(names, base, skip, lambda parser: _Reading(mapping, limits, stdin, on_bytes, parser), limits)


def size(paths: Iterable[str | Path], *, skip: str | Path | None = None) -> int:
    """Return the number of bytes on disk that `read` would read; standard input counts as none."""
    files = walk([os.fspath(path) for path in paths], base=Path(), skip=skip)
    return sum(_bytes_of(file) for file in files if isinstance(file, File))


class _Reading:
    """Reads the files of one call of `read`, with the arguments that hold for each of them."""

    def __init__(
        self,
        mapping: Mapping[str, str],
        limits: ReadLimits,
        stdin: BinaryIO | None,
        on_bytes: Callable[[int], None],
        parser: ParserProcess,
    ) -> None:
        self._mapping, self._limits, self._stdin, self._on_bytes = mapping, limits, stdin, on_bytes
        self._parser, self._passed_over = parser, PassedOver()

    def files(self, files: Iterable[File | ReadWarning]) -> Iterator[SourcedArticle | ReadWarning]:
        """Read each file. An error in one does not stop the next."""
        for file in files:
            if isinstance(file, ReadWarning):
                yield file
            else:
                yield from self._file(file, self._source(file))
        yield from self._passed_over.warnings()

    def _source(self, file: File) -> Source:
        if file.path == STDIN:
            return Source(lambda: nullcontext(self._stdin or sys.stdin.buffer), limits=self._limits)  # the caller's
        return Source(file.open, gzipped=is_gzipped(file.path), on_bytes=self._on_bytes, limits=self._limits)

    def _file(self, file: File, source: Source, depth: int = 0) -> Iterator[SourcedArticle | ReadWarning]:
        """Read the articles of a file, or of a member of an archive."""
        warning = partial(ReadWarning, file.path, origin=file.origin)
        kind = _kind(file, source)
        if kind is None:
            yield from self._unknown(file)
            return
        empty = True
        try:
            for item in self._members(file, source, kind, depth) if kind.members else self._records(kind, file, source):
                empty = False
                yield item
        except ExtraMissingError as error:
            if file.named:
                yield warning(None, str(error), skipped=True)
            else:
                self._passed_over.count(file, install=error.command)
        except Exception as error:  # third-party parsers raise any kind of error on a hostile file
            yield warning(*_line_and_reason(error), skipped=True)
        else:
            self._passed_over.read(file)
            if empty and not depth:
                # A failed feed must not remove its earlier articles: a skipped file is not pruned.
                yield warning(None, "the file contains no articles", skipped=True)

    def _unknown(self, file: File) -> Iterator[ReadWarning]:
        if file.named:
            known = f"unknown file ending; known endings: {' '.join(ENDINGS)}, each also with .gz"
            yield ReadWarning(file.path, None, known, skipped=True, origin=file.origin)
        else:
            self._passed_over.count(file)

    def _members(self, file: File, source: Source, kind: Kind, depth: int) -> Iterator[SourcedArticle | ReadWarning]:
        assert kind.members
        warning = partial(ReadWarning, file.path, origin=file.origin)
        if depth == _DEEPEST:
            yield warning(None, f"not read: more than {_DEEPEST} archives inside one another", skipped=True)
            return
        for member in kind.members(source):
            if isinstance(member, Fault):
                yield warning(member.line, member.reason, skipped=member.skipped)
            elif member.read:
                yield from self._part(member, file)
            else:
                inner = _inside(file, member)
                yield from self._file(inner, member.source, depth + 1)

    def _part(self, member: Member, file: File) -> Iterator[SourcedArticle | ReadWarning]:
        """Read a part of an archive that has no path of its own; an error in it does not stop the next one."""
        assert member.read
        try:
            for item in self._parsed(member.read, member.source):
                if isinstance(item, Fault):
                    yield ReadWarning(file.path, member.line, item.reason, skipped=item.skipped, origin=file.origin)
                else:
                    given = {name: value for name, value in member.given.items() if value}
                    derived = {**given, **{name: value for name, value in item.derived.items() if value}}
                    part = replace(item, line=member.line, derived=derived, is_whole_file=False)
                    yield from self._article(part, file)
        except StoppedError as error:
            yield ReadWarning(file.path, member.line, str(error), skipped=True, origin=file.origin)

    def _records(self, kind: Kind, file: File, source: Source) -> Iterator[SourcedArticle | ReadWarning]:
        assert kind.read
        for item in self._parsed(kind.read, source):
            if isinstance(item, Fault):
                yield ReadWarning(file.path, item.line, item.reason, skipped=item.skipped, origin=file.origin)
            else:
                yield from self._article(item, file)

    def _parsed(self, read_format: Format, source: Source) -> Iterator[Record | Fault]:
        limit = APART.get(read_format)
        if not limit:
            return read_format(source)
        return self._parser.parse(read_format, source.read_bytes(raw=True, limit=limit(source.limits)))

    def _article(self, record: Record, file: File) -> Iterator[SourcedArticle | ReadWarning]:
        warning = partial(ReadWarning, file.path, record.line, origin=file.origin)
        try:
            article, problem = to_article(record, file.origin, self._mapping)
            article = tidied(article)
            refuse_too_many_windows(article)
        except CorpusError as error:
            yield warning(str(error), skipped=True)
            return
        if problem:
            yield warning(problem, skipped=False)
        yield SourcedArticle(article, file.origin, file.path, record.line)


def _read(
    names: list[str],
    base: Path,
    skip: str | Path | None,
    reading: Callable[[ParserProcess], _Reading],
    limits: ReadLimits,
) -> Iterator[SourcedArticle | ReadWarning]:
    with ParserProcess(limits) as parser:
        yield from reading(parser).files(walk(names, base=base, skip=skip))


def _line_and_reason(error: Exception) -> tuple[int | None, str]:
    if isinstance(error, StoppedError):
        return error.line, str(error)
    if isinstance(error, OSError):
        return None, f"cannot be read: {error.strerror or error}"
    return None, f"the parser failed with {type(error).__name__}"


def _kind(file: File, source: Source) -> Kind | None:
    return _JSON_LINES if file.path == STDIN else kind_of(PurePath(file.path).name, source.head)


def _inside(file: File, member: Member) -> File:
    """Return a member of an archive as a file; the only file in a compressed one bears its name without the ending."""
    if not member.name:
        inner = PurePath(unpacked_name(file.path)).suffix
        return replace(file, path=file.path[: -len(inner)], named=False)
    name = escape_name(member.name)
    return replace(file, path=f"{file.path}/{name}", origin=f"{file.origin}/{name}", named=False)


def _bytes_of(file: File) -> int:
    if file.path == STDIN:
        return 0
    try:
        count = Path(file.path).stat().st_size
    except OSError:
        return 0
    return count if _kind(file, Source(file.open, gzipped=is_gzipped(file.path))) else 0
