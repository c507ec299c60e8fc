"""The commands that take articles in: index, import."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ....corpus.settings.read_settings import ReadKeywords
from ...output.console import Exit, emit_lines, notice, report_lines, say
from ...output.status_line import is_watched
from .. import parameters
from ..place import place_of

if TYPE_CHECKING:
    from ....index.writing.preview import Preview
    from ....index.writing.report import Report

_MOST_KEYS = 20
"""Keys that a dry run lists."""


@parameters.with_read_settings
def index(
    context: typer.Context,
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Files, folders, or - to read JSON lines from standard input."),
    ],
    *,
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune",
            help="Remove indexed articles that are no longer in these paths; with --prune=force even if they are more "
            "than a fifth of what lay there.",
        ),
    ] = False,
    keep_both: Annotated[
        bool,
        typer.Option(
            "--keep-both",
            help="Keep an article whose id is that of a different one, under an id with its outlet or file in front.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read everything, say what would be done and found, and write nothing.")
    ] = False,
    told: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Tell only what the run before did not tell, which is kept in FILE; the rest is counted, and gives no "
            "exit code 4.",
        ),
    ] = None,
    prune_all: Annotated[bool, typer.Option(parameters.PRUNE_ALL, hidden=True)] = False,
    settings: ReadKeywords,
    forget_settings: Annotated[
        bool,
        typer.Option(
            "--forget-settings",
            help="Forget --map, --drafts, --day-first, --encoding and --language of earlier runs over these paths.",
        ),
    ] = False,
    model: parameters.Model = None,
    download: parameters.Download = False,
    dimensions: parameters.Dimensions = None,
    device: parameters.Device = None,
) -> None:
    """Index new and changed articles.

    It remembers --map, --drafts, --day-first, --encoding and --language for each PATH: they need not be typed again.
    """
    from ....corpus.reader import size
    from ....index.segments.folder import IndexFolder
    from ....index.segments.model_choice import embedder_for
    from ....index.writing.preview import Preview
    from ...library.articles import add_files
    from ..progress import ArticleProgress, ProgressBar
    from ..told_before import ToldBefore

    before = ToldBefore(told, paths)
    if place_of(context).is_above:
        notice(f"the index is {index}; --index .nutgraf makes one here")
    embedder = (
        None if dry_run
        else embedder_for(IndexFolder(index), model, download=download, dimensions=dimensions, device=device)
    )  # fmt: skip
    files = partial(size, paths, skip=index)
    bar = ProgressBar("reading", files, "B") if dry_run else ProgressBar("indexing", lambda: 0, " articles")
    with bar:
        progress = ArticleProgress(bar, files() if is_watched() and not dry_run else 0)
        try:
            report = add_files(
                index, paths, prune="force" if prune_all else prune, keep_both=keep_both,
                dry_run=dry_run, forget_settings=forget_settings, embedder=embedder,
                on_warning=lambda warning: bar.note(str(warning)) if before.is_new(warning) else None,
                on_bytes=bar.advance if dry_run else progress.count_bytes, on_progress=progress.count_articles,
                **settings,
            )  # fmt: skip
        except KeyboardInterrupt:
            if not dry_run:
                notice("stopped; what is indexed so far stays; run the same command again to continue")
            raise
    lines = _previewed(report) if isinstance(report, Preview) else [_summary(report)]
    tell = emit_lines if dry_run else report_lines  # what a dry run found is what was asked for
    tell([*lines, *_settings(report, kept=not dry_run), *before.summary()])
    if not dry_run:
        before.save()
    if report.skipped > before.skipped:
        raise typer.Exit(Exit.SKIPPED)


def import_indexes(
    indexes: Annotated[list[Path], typer.Argument(metavar="INDEX...", help="Folders of other indexes, in order.")],
    index: parameters.IndexDir = parameters.DEFAULT_INDEX,
) -> None:
    """Adopt the articles of other indexes, without embedding.

    They must have the same model. A later article replaces the same one before it. The other indexes stay as they are.
    """
    from ...library.maintenance import adopt

    report = adopt(index, indexes, on_warning=lambda warning: say(str(warning)))
    report_lines([_summary(report)])
    if report.skipped:
        raise typer.Exit(Exit.SKIPPED)


def _summary(report: Report) -> str:
    """Summarize a run of `index` on one line."""
    return f"{_counts(report)}; generation {report.generation:,}"


def _settings(report: Report, *, kept: bool) -> list[str]:
    """Tell the settings of a run in one line; none where nothing is told."""
    told = "; ".join(f"{place}: {settings}" for place, settings in report.settings.items())
    remembered = ", remembered with the index (--forget-settings forgets them)" if kept else ""
    return [f"settings for {told}{remembered}"] if told else []


def _counts(report: Report) -> str:
    counts = (f"{getattr(report, name):,} {name}" for name in ("new", "changed", "unchanged", "removed", "skipped"))
    takedowns = f", {report.taken_down:,} taken down" if report.taken_down else ""
    return f"{', '.join(counts)}{takedowns}"


def _previewed(report: Preview) -> list[str]:
    """Tell what a dry run found, a line each: what would be done, the fields, the keys that are none."""
    found = ", ".join(f"{name} {number:,}" for name, number in report.fields.items())
    others = ", ".join(f"{key} {number:,}" for key, number in report.other_keys.most_common(_MOST_KEYS))
    more = f", and {len(report.other_keys) - _MOST_KEYS:,} more" if len(report.other_keys) > _MOST_KEYS else ""
    return [
        f"would be: {_counts(report)}; nothing was written",
        f"fields of {report.articles:,} articles: {found}",
        f"keys that are no field: {others}{more}" if others else "no key is left over",
    ]
