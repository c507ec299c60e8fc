"""Read files as a stream of articles, and of warnings about the parts that were not read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO

from .archives.member import Member, Members
from .archives.newsletter_export import UnpackedExport
from .conversion.article_stream import ArticleStream
from .conversion.converter import dates_of
from .conversion.file_notices import LeftOut
from .errors import ExtraMissingError
from .files.limits import DEFAULT_LIMITS, ReadLimits
from .files.passed_over import CONVERSIONS, PassedOver
from .files.source import Source
from .files.walk import STDIN, File, belongs_to, escape_name, refuse_missing, walk
from .formats.json.records import json_lines
from .kinds import APART, DECODED, ENDINGS, Kind, is_gzipped, kind_of, without_compression
from .record import Fault, Record, StoppedError
from .sandbox.parser_process import Format, ParserProcess
from .settings.places import SettingsOf
from .settings.read_settings import NO_SETTINGS, ReadSettings
from .sourced import ReadWarning, SourcedArticle
from .times.day_order import DayOrder

__all__ = ["belongs_to", "read", "read_files", "size"]

_DEEPEST = 4
"""Archives inside one another: a page in a WARC file in a tar archive that is compressed."""
_NOTHING: Mapping[str, object] = {}
_JSON_LINES = Kind(json_lines)


def read(
    paths: Iterable[str | Path],
    *,
    base: Path,
    settings: SettingsOf = lambda _: NO_SETTINGS,
    skip: str | Path | None = None,
    stdin: BinaryIO | None = None,
    on_bytes: Callable[[int], None] = lambda _: None,
    limits: ReadLimits = DEFAULT_LIMITS,
) -> Iterator[SourcedArticle | ReadWarning]:
    """Read the articles of files and folders as a stream; at most one record at a time is in memory.

    Args:
        paths: Files, folders (walked in sorted order), or "-": JSON lines on standard input.
        base: The folder that holds the index: origins are relative to it.
        settings: Gives what is told about the file of an origin.
        skip: A folder that is never walked: the index.
        stdin: Stream to read for "-"; the process's own standard input if None.
        on_bytes: Called with the number of bytes read from disk, as reading advances: `size` of them in all.
        limits: What a record, a file and a parser may take; what exceeds them is passed over with a warning.

    Raises:
        CorpusError: A path does not exist. This is raised at once; a bad record only gives a warning.
    """
    names = [os.fspath(path) for path in paths]
    refuse_missing(names)
    options = _Options(settings, limits, stdin, on_bytes)
    return _read(walk(names, base=base, skip=skip), options)


@dataclass(frozen=True, slots=True)
class EndNotes:
    """Counts that are told once, at the end of a run; those of its parts can be joined."""

    passed_over: PassedOver = field(default_factory=PassedOver)
    left_out: LeftOut = field(default_factory=LeftOut)

    def join(self, other: EndNotes) -> None:
        """Add the notes of another part of the run."""
        self.passed_over.join(other.passed_over)
        self.left_out.join(other.left_out)

    def warnings(self) -> Iterator[ReadWarning]:
        """Yield them."""
        yield from self.left_out.warnings()
        yield from self.passed_over.warnings()


def read_files(
    files: Iterable[File | ReadWarning], notes: EndNotes, *, settings: SettingsOf = lambda _: NO_SETTINGS
) -> Iterator[SourcedArticle | ReadWarning]:
    """Read a part of the files that `walk` found, as `read` does all of them; what is told at the end goes to `notes`.

    Args:
        files: The files, and warnings about others, which are passed on.
        notes: Takes what is told at the end of the run.
        settings: As for `read`.
    """
    options = _Options(settings, DEFAULT_LIMITS, None, lambda _: None)
    with ParserProcess(options.limits) as parser:
        yield from _Reading(options, parser, notes).files(files)


def size(paths: Iterable[str | Path], *, skip: str | Path | None = None) -> int:
    """Return the number of bytes on disk that `read` would read; standard input counts as none."""
    files = walk([os.fspath(path) for path in paths], base=Path(), skip=skip)
    return sum(_bytes_of(file) for file in files if isinstance(file, File))


@dataclass(frozen=True, slots=True)
class _Options:
    """The arguments of `read` that hold for each file."""

    settings: SettingsOf
    limits: ReadLimits
    stdin: BinaryIO | None
    on_bytes: Callable[[int], None]


def _read(files: Iterable[File | ReadWarning], options: _Options) -> Iterator[SourcedArticle | ReadWarning]:
    notes = EndNotes()
    with ParserProcess(options.limits) as parser:
        yield from _Reading(options, parser, notes).files(files)
        yield from notes.warnings()


class _Reading:
    """Reads files; what is told once all are read goes to `notes`."""

    def __init__(self, options: _Options, parser: ParserProcess, notes: EndNotes) -> None:
        self._options, self._parser = options, parser
        self._passed_over, self._left_out = notes.passed_over, notes.left_out
        self._export = UnpackedExport(options.limits)

    def files(self, files: Iterable[File | ReadWarning]) -> Iterator[SourcedArticle | ReadWarning]:
        """Read each file. An error in one does not stop the next."""
        for file in files:
            if isinstance(file, ReadWarning):
                yield file
                continue
            fields = _NOTHING if file.named else self._export.fields(file.path)
            if fields is not None:
                yield from self._file(file, self._source(file), fields=fields)

    def _source(self, file: File) -> Source:
        options = self._options
        if file.path == STDIN:
            stream = options.stdin or sys.stdin.buffer  # it is the caller's: not closed
            return Source(lambda: nullcontext(stream), limits=options.limits, is_read_once=True)
        return Source(file.open, gzipped=is_gzipped(file.path), on_bytes=options.on_bytes, limits=options.limits)

    def _file(
        self, file: File, source: Source, depth: int = 0, fields: Mapping[str, object] = _NOTHING
    ) -> Iterator[SourcedArticle | ReadWarning]:
        """Read the articles of a file, or of a member of an archive, about which `fields` may be told."""
        warning = partial(ReadWarning, file.path, origin=file.origin)
        kind = _kind(file, source)
        if kind is None:
            yield from self._unknown(file)
            return
        settings = self._options.settings(file.origin)
        if settings.encoding and kind.read in DECODED:
            source = source.in_encoding(settings.encoding)
        order = self._day_order(kind.read, file, source, settings)
        stream = ArticleStream(file, settings, order, self._left_out)
        nothing = True
        try:
            for item in self._items(kind, file, source, stream, depth, fields):
                nothing = False
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
            if nothing and stream.is_empty and not depth:
                # A failed feed must not remove its earlier articles: a skipped file is not pruned.
                yield warning(None, "the file contains no articles", skipped=True)
        yield from stream.end()

    def _items(
        self, kind: Kind, file: File, source: Source, stream: ArticleStream, depth: int, fields: Mapping[str, object]
    ) -> Iterator[SourcedArticle | ReadWarning]:
        if kind.read:
            records = _parsed(kind.read, source, self._parser)
            return stream.articles(_with_fields(records, fields) if fields else records)
        assert kind.members
        return self._members(kind.members, file, source, stream, depth)

    def _unknown(self, file: File) -> Iterator[ReadWarning]:
        if file.named:
            ending = PurePath(file.path.lower()).suffix
            convert = f"not read as it is; convert it first: {CONVERSIONS[ending]}" if ending in CONVERSIONS else ""
            known = f"unknown file ending; known endings: {' '.join(ENDINGS)}, each also with .gz"
            yield ReadWarning(file.path, None, convert or known, skipped=True, origin=file.origin)
        else:
            self._passed_over.count(file)

    def _members(
        self, members: Members, file: File, source: Source, stream: ArticleStream, depth: int
    ) -> Iterator[SourcedArticle | ReadWarning]:
        if depth == _DEEPEST:
            yield stream.fault(Fault(None, f"not read: more than {_DEEPEST} archives inside one another"))
            return
        for member in members(source):
            if isinstance(member, Fault):
                yield stream.fault(member)
            elif member.read:
                yield from stream.articles(self._part(member, member.read))
            else:
                yield from self._file(_inside(file, member), member.source, depth + 1, member.fields)

    def _part(self, member: Member, read_format: Format) -> Iterator[Record | Fault]:
        """Read a part of an archive that has no path of its own; an error in it does not stop the next one."""
        given = {name: value for name, value in member.given.items() if value}
        try:
            for item in _parsed(read_format, member.source, self._parser):
                if isinstance(item, Fault):
                    yield replace(item, line=member.line)
                else:
                    derived = {**given, **{name: value for name, value in item.derived.items() if value}}
                    yield replace(item, line=member.line, derived=derived, is_whole_file=False)
        except StoppedError as error:
            yield Fault(member.line, str(error))

    def _day_order(self, read_format: Format | None, file: File, source: Source, settings: ReadSettings) -> DayOrder:
        """Make what tells the order of day and month in a file: it reads the file again if a date leaves it open."""

        def dates() -> Iterator[tuple[str, object]]:
            # Standard input cannot be read again; the parts of an archive are of different hands.
            if file.path == STDIN or read_format is None:
                return
            again = replace(source, on_bytes=lambda _: None)
            # The first reading tells what is wrong. It is still going on, and keeps its own parser.
            with suppress(Exception), ParserProcess(self._options.limits) as other:
                for item in _parsed(read_format, again, other):
                    if isinstance(item, Record):
                        yield from dates_of(item, settings.mapping)

        return DayOrder(settings.day_first, dates)


def _parsed(read_format: Format, source: Source, parser: ParserProcess) -> Iterator[Record | Fault]:
    limit = APART.get(read_format)
    if not limit:
        return read_format(source)
    content = source.read_bytes(raw=True, limit=limit(source.limits))
    return parser.parse(read_format, content, encoding=source.encoding)


def _with_fields(records: Iterable[Record | Fault], fields: Mapping[str, object]) -> Iterator[Record | Fault]:
    """Add what is told beside a file to its records."""
    for item in records:
        yield replace(item, fields={**fields, **item.fields}) if isinstance(item, Record) else item


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
        return replace(file, path=without_compression(file.path), named=False)
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
