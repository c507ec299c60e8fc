"""The command embed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from shlex import quote
from typing import Annotated, Literal

import typer

from ....corpus.settings.read_settings import ReadKeywords
from ...output.console import Exit, notice, report_lines
from ...output.counts import counted
from .. import parameters
from ..progress import ProgressBar


@parameters.with_read_settings
def embed(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files and folders.")],
    *,
    to: Annotated[
        Path, typer.Option("--to", metavar="DIR", help="Folder of the blocks; all machines share it, and each PATH.")
    ],
    engine: Annotated[
        Literal["local", "ray"],
        typer.Option("--engine", help="What embeds: local, processes of this machine; ray, a Ray cluster."),
    ] = "local",
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="Workers that embed at a time.", show_default="1; with ray, one a GPU or a core"
        ),
    ] = None,
    settings: ReadKeywords,
    model: parameters.Model = None,
    download: parameters.Download = False,
    dimensions: parameters.Dimensions = None,
    device: parameters.Device = None,
) -> None:
    """Embed a large archive in blocks, on many machines, an index each; import makes one index of them.

    If it is killed, or a machine dies, run it again: what is embedded stays, and no article counts twice.
    """
    from ...library.embedding import embed_files, load_model

    load = partial(load_model, model, on=device, download=download, dimensions=dimensions)
    with ProgressBar("embedding", lambda: 0, " articles") as bar:
        try:
            report = embed_files(
                to, paths, engine=engine, workers=workers, load=load, **settings,
                on_warning=lambda warning: bar.note(str(warning)), on_articles=lambda done: bar.reach(done, done),
            )  # fmt: skip
        except KeyboardInterrupt:
            notice("stopped; whole blocks stay; run the same command again to continue")
            raise
    there = f" ({report.there:,} of them there before)" if report.there else ""
    report_lines(
        [
            f"{counted(len(report.blocks), 'block')}{there}: {counted(report.articles, 'article')}, "
            f"{counted(report.embedded, 'window')} embedded, {report.skipped:,} skipped",
            *([f"make one index of them: nutgraf import {quote(str(to))}/*"] if report.blocks else []),
        ]
    )
    if report.skipped:
        raise typer.Exit(Exit.SKIPPED)
