"""The command show: articles and passages by id, as they are or as they were."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from ...output.console import Exit, emit, warn
from ...output.formats import as_json
from ...query.filters import MOMENTS
from .. import parameters
from ..archive import Archive
from ..selection import given_ids
from ..terminal import terminal

if TYPE_CHECKING:
    from ...library.lookup import ArticlePassages
    from ...library.searcher import Searcher


AsOf = Annotated[
    date | None,
    typer.Option(
        parser=parameters.parsed(MOMENTS["until"]),
        metavar="TIME",
        help="The version of that time, or of the end of that day (UTC).",
    ),
]


@parameters.with_archive
def show(
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="ID...|-",
            help="Ids of articles and passages, as printed by search; - reads them from "
            "standard input, one a line or as JSON lines.",
        ),
    ],
    *,
    archive: Archive,
    context: parameters.Neighbours = 0,
    versions: Annotated[
        bool, typer.Option("--versions", help="Show all versions of the article, and what changed.")
    ] = False,
    as_of: AsOf = None,
    output: parameters.TextOrJson = "text",
) -> None:
    """Print articles and passages; as JSON, an object for each."""
    searcher = archive.open()
    names = given_ids(ids)
    shown = 0
    for name in names:
        if versions:
            text = _versions(searcher, name, output)
        elif as_of:
            text = _of_that_time(searcher, name, as_of, output)
        else:
            text = _newest(searcher, name, context, output)
        if text:
            emit(f"\n{text}" if shown and output == "text" else text)
            shown += 1
        else:
            warn(f"{archive} has {_missing(searcher, name, versions=versions, as_of=as_of)}")
    if shown < len(names):
        raise typer.Exit(Exit.SKIPPED if shown else Exit.NOTHING_FOUND)


def _newest(searcher: Searcher, name: str, context: int, output: str) -> str:
    from ...library.lookup import look_up

    found = look_up(searcher.store, name, reach=context)
    return _rendered(found, name, output) if found else ""


def _of_that_time(searcher: Searcher, name: str, moment: date, output: str) -> str:
    from ...library.lookup import with_passages

    article = searcher.article(name, moment)
    return _rendered(with_passages(article), name, output) if article else ""


def _rendered(found: ArticlePassages, name: str, output: str) -> str:
    from ...output.terminal_view import render_article

    if output == "json":
        return as_json(found.to_dict())
    return render_article(found.article, found.passages, **terminal(), asked=name)


def _versions(searcher: Searcher, name: str, output: str) -> str:
    from ...library.history.past import versions_to_dict
    from ...output.changes_view import render_versions

    found = searcher.versions(name)
    if not found:
        return ""
    return (
        as_json(versions_to_dict(name, found))
        if output == "json"
        else render_versions(found, colour=terminal()["colour"])
    )


def _missing(searcher: Searcher, name: str, *, versions: bool, as_of: date | None) -> str:
    """Say what an archive lacks, and which ids are near."""
    from ...library.lookup import nearest_ids
    from ...query.names.unknown_names import suggested

    if versions:
        return f"no version of an article {name!r}"
    if as_of:
        return f"no version of {name!r} from then: it had none, or has forgotten it"
    return f"no article or passage {name!r}{suggested(nearest_ids(searcher.store, name))}"
