"""Notices of one file: each kind of loss once, and records that were left out on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..fields.english_names import SUMMARY_ALIASES
from ..fields.values import host
from ..files.walk import File
from ..record import Notice, Record
from ..sourced import ReadWarning
from .unread import UNREAD, strings_in

_MOST_TOLD = 100
"""Records without text that a file tells one by one."""
_MOST_KEYS = 30
_SHORTEST_TEXT = 100
"""Characters from which on a value beside an address may be the text of the page there, and so may a sentence."""


@dataclass(slots=True)
class FileNotices:
    """Collects what one file tells.

    Attributes:
        file: The file.
    """

    file: File
    _kinds: dict[str, tuple[int, str]] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)
    _textless: list[tuple[int, str]] = field(default_factory=list)
    _first_textless: Record | None = None
    _count: int = 0
    _articles: int = 0

    def add(self, line: int, notices: Iterable[Notice]) -> None:
        """Take what was told about the record at `line`, which was kept."""
        for notice in notices:
            self._kinds.setdefault(notice.kind, (line, notice.reason))
            self._counts[notice.kind] += 1

    def article(self) -> Iterator[ReadWarning]:
        """Take note of an article; yield the records without text that were held back until then."""
        self._articles += 1
        if self._articles == 1:
            yield from self._each_textless()

    def textless(self, record: Record, reason: str) -> Iterator[ReadWarning]:
        """Take a record without text: it is told at once if the file has articles, and held back while it has none."""
        self._count += 1
        self._first_textless = self._first_textless or record
        if self._count <= _MOST_TOLD:
            self._textless.append((record.line, reason))
        if self._articles:
            yield from self._each_textless()

    def end(self) -> Iterator[ReadWarning]:
        """Yield what is told at the end of the file."""
        if self._articles or self._count == 1:
            if self._first_textless and not self._articles and self._first_textless.fields:
                line, reason = self._textless.pop()
                yield self._warning(line, f"{reason}; {_keys(self._first_textless.fields)}", skipped=True)
            yield from self._each_textless()
            if self._count > _MOST_TOLD:
                yield self._warning(None, f"{self._count - _MOST_TOLD:,} more records without text", skipped=True)
        elif self._first_textless:
            told = f"none of {self._count:,} records has a text; {_keys(self._first_textless.fields)}"
            yield self._warning(None, told, skipped=True)
        for kind, (line, reason) in self._kinds.items():
            if kind in UNREAD and 2 * self._counts[kind] < self._articles:  # the others have it: no other name holds it
                continue
            others = self._counts[kind] - 1
            more = f" (and so in {others:,} more record{'s' * (others > 1)})" if others else ""
            yield self._warning(line, f"{reason}{more}", skipped=False)

    def _each_textless(self) -> Iterator[ReadWarning]:
        for line, reason in self._textless:
            yield self._warning(line, reason, skipped=True)
        self._textless.clear()

    def _warning(self, line: int | None, reason: str, *, skipped: bool) -> ReadWarning:
        return ReadWarning(self.file.path, line, reason, skipped=skipped, origin=self.file.origin)


class LeftOut:
    """Counts what was left out because it was never published: by file, or by folder for files of one article."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[tuple[str, bool]]] = {}
        self._files: dict[str, File] = {}

    def add(self, file: File, kind: str, *, is_whole_file: bool, taken_with_drafts: bool) -> None:
        """Count a record of `file`."""
        place = str(Path(file.path).parent) if is_whole_file else file.path
        self._files.setdefault(place, file)
        self._counts.setdefault(place, Counter())[kind, taken_with_drafts] += 1

    def join(self, other: LeftOut) -> None:
        """Add what was counted elsewhere."""
        for place, counts in other._counts.items():
            self._counts.setdefault(place, Counter()).update(counts)
        self._files = other._files | self._files

    def warnings(self) -> Iterator[ReadWarning]:
        """Yield one line for each place."""
        for place, counts in self._counts.items():
            kinds = ", ".join(f"{number:,} {_plural(kind, number)}" for (kind, _), number in sorted(counts.items()))
            hint = "; --drafts takes the unpublished posts" if any(taken for _, taken in counts) else ""
            file = self._files[place]
            where = place if counts.total() > 1 else file.path
            told = f"left out what was not published: {kinds}{hint}"
            yield ReadWarning(where, None, told, skipped=False, origin=file.origin)


def _plural(kind: str, number: int) -> str:
    if number == 1:
        return kind
    return f"{kind.removesuffix('y')}ies" if kind.endswith("y") else f"{kind}s"


def _keys(fields: Mapping[str, object]) -> str:
    """Name the keys of a record, and say how to choose one."""
    strings = dict(strings_in(fields))
    empty = [key for key, value in fields.items() if value == []]
    if empty and all(len(value) < _SHORTEST_TEXT for value in strings.values()):
        return f"its list {empty[0]} is empty"
    if not strings:
        return "it has no keys with words in them"
    addresses = {key for key, value in strings.items() if host(value)}
    order = {
        key: (key.rpartition(".")[2] in SUMMARY_ALIASES, key not in addresses, len(value))
        for key, value in strings.items()
    }
    likely = max(order, key=lambda key: order[key])
    names = ", ".join(list(strings)[:_MOST_KEYS]) + (", ..." if len(strings) > _MOST_KEYS else "")
    others = (value for key, value in strings.items() if key not in addresses)
    if addresses and not any(len(it) >= _SHORTEST_TEXT or it.rstrip().endswith((".", "!", "?", "…")) for it in others):
        return f"its keys are {names}; a list of pages holds no text: save the pages, and index those"
    return f"its keys are {names}; name the one that holds it, as in --map text={likely}"
