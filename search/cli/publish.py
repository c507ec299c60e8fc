"""The command publish."""

from __future__ import annotations

from typing import Annotated

import typer

from ..output.console import emit
from ..output.counts import counted
from . import parameters
from .progress import rows_written


def publish(
    to: Annotated[
        str,
        typer.Option(
            "--to", envvar="NUTGRAF_ENGINE", metavar="URI", help="Address of the engine: http://HOST:PORT[/NAME]."
        ),
    ],
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    replace: Annotated[
        bool, typer.Option("--replace", help="Drop first what the engine holds under this name.")
    ] = False,
) -> None:
    """Publish an index to an engine, for searching from any number of machines.

    Only segments that are new to the engine are sent, and nothing is embedded. If it is killed, run it again.
    """
    from ...index.engine.publisher import publish as publish_index
    from ...index.segments.folder import IndexFolder

    with rows_written("publishing") as on_rows:
        report = publish_index(IndexFolder(index), to, replace=replace, on_rows=on_rows)
    changes = [
        f"{counted(report.written, 'segment')} written",
        *([f"{counted(report.dropped, 'segment')} dropped"] if report.dropped else []),
        *([f"{counted(report.swept, 'removed article')} deleted"] if report.swept else []),
    ]
    emit(
        f"{', '.join(changes)}; generation {report.generation:,} is published: "
        f"{counted(report.articles, 'article')}, {counted(report.passages, 'passage')}\n"
    )
