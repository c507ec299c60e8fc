"""The command publish."""

from __future__ import annotations

from typing import Annotated

import typer

from ...output.console import report
from ...output.counts import counted
from .. import parameters
from ..progress import ProgressBar


def publish(
    to: Annotated[
        str,
        typer.Option(
            "--to", envvar="NUTGRAF_ENGINE", metavar="URI", help="Address of the engine: http://HOST:PORT[/NAME]."
        ),
    ],
    texts: Annotated[
        str | None,
        typer.Option(
            "--texts",
            envvar="NUTGRAF_TEXTS",
            metavar="URI",
            help="Object store for the texts of articles: s3://BUCKET/FOLDER.",
            show_default="the one of the publication before, or the engine",
        ),
    ] = None,
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    replace: Annotated[
        bool, typer.Option("--replace", help="Drop first what the engine holds under this name.")
    ] = False,
) -> None:
    """Publish an index to an engine, for searching from any number of machines.

    Only segments that are new to the engine are sent, and nothing is embedded. If it is killed, run it again.
    """
    from ....index.engine.publisher import publish as publish_index
    from ....index.segments.folder import IndexFolder

    with ProgressBar("publishing", lambda: 0, "rows") as bar:
        done = publish_index(IndexFolder(index), to, replace=replace, texts=texts, on_rows=bar.reach)
    changes = [
        f"{counted(done.written, 'segment')} written",
        *([f"{counted(done.dropped, 'segment')} dropped"] if done.dropped else []),
        *([f"{counted(done.swept, 'removed article')} deleted"] if done.swept else []),
    ]
    report(
        f"{', '.join(changes)}; generation {done.generation:,} is published: "
        f"{counted(done.articles, 'article')}, {counted(done.passages, 'passage')}\n"
    )
