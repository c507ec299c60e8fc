"""The articles that a command is told to take: by id, by ids on standard input, or by filter."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import orjson
import typer

from ...index.filter import Filter
from ..output.console import Exit, fail, notice
from .archive import Archive

Ids = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID...|-]", help="Ids; - reads them from standard input, one a line or as JSON lines."),
]
Undated = Annotated[bool, typer.Option("--undated", help="Only articles without a date.")]


@dataclass(frozen=True, slots=True)
class SelectedArticles:
    """The articles that a command was told to take.

    Attributes:
        ids: The ids, as they were given, or of the articles that pass the filters.
        is_filtered: True where filters selected them.
    """

    ids: list[str]
    is_filtered: bool


def select(archive: Archive, ids: Sequence[str] | None, filters: Filter, *, undated: bool) -> SelectedArticles:
    """Select by `ids`, where ``-`` is those on standard input, or by filter.

    Raises:
        typer.BadParameter: Both, or neither, were given.
        typer.Exit: Nothing is selected.
        QuestionError: The conditions contradict each other.
    """
    is_filtered = undated or filters != Filter()
    if ids and is_filtered:
        raise typer.BadParameter("give ids, or filters, not both", param_hint="ID")
    if not (ids or is_filtered):
        raise typer.BadParameter("give the ids of articles, - for standard input, or a filter", param_hint="ID")
    if is_filtered:
        return SelectedArticles(_passing(archive, filters, undated=undated), is_filtered=True)
    return SelectedArticles(given_ids(ids or ()), is_filtered=False)


def given_ids(ids: Sequence[str]) -> list[str]:
    """The ids as they were given, where ``-`` alone is those on standard input.

    Raises:
        typer.Exit: There are none.
    """
    given = list(_ids_on_stdin()) if list(ids) == ["-"] else list(ids)
    if not given:
        fail("no id on standard input", Exit.NOTHING_FOUND)
    return given


def _passing(archive: Archive, filters: Filter, *, undated: bool) -> list[str]:
    from ..output.listing import nothing_found

    searcher = archive.open()
    found = searcher.list_articles(filters=filters, undated=undated, limit=0)
    if not found.total:
        notice(nothing_found(found, searcher.store))
        raise typer.Exit(Exit.NOTHING_FOUND)
    return [article["id"] for article in found.articles]


def _ids_on_stdin() -> Iterator[str]:
    """Yield an id for each line that is not blank: the line itself, or the ``id`` of a JSON object."""
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            text = line.decode().strip()
        except UnicodeDecodeError:
            fail(f"-:{number}: not UTF-8; convert the ids to UTF-8", Exit.WRONG_INPUT)
        if text:
            yield _id_of(text)


def _id_of(text: str) -> str:
    if text.startswith("{"):
        try:
            record = orjson.loads(text)
        except orjson.JSONDecodeError:
            return text
        if isinstance(record, dict) and isinstance(record.get("id"), str):
            return str(record["id"])
    return text
