"""The tables that `nutgraf eval` prints: systems side by side, the comparison of two, and coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

from ...corpus.text.characters import one_line
from ..output.counts import counted
from .comparison import DECISIVE, Comparison, QueryComparison
from .coverage_measures import SET_MEASURES, CoverageResults
from .measures import MEASURES, RunResults, bootstrap

_LISTED = 10
"""Losses and wins to print; JSON has them all."""
_LONGEST_NAME = 24
"""Characters of a system's name: with longer names a table would not fit 100 columns."""


def render_scores(questions: int, results: Mapping[str, RunResults]) -> str:
    """Render the measures of each system side by side; its interval stands below each mean."""
    names = {name: _short(name) for name in results}
    wide = max(map(len, names.values()))
    lines = [
        f"{counted(questions, 'question')}; the 95 % confidence interval stands below each mean",
        "",
        f"{'':{wide}}" + "".join(f"{name:>12}" for name in MEASURES) + f"{'ms':>8}",
    ]
    for name, run in results.items():
        estimates = bootstrap(run.per_query).values()
        took = "-" if run.seconds is None else f"{run.seconds * 1000:.1f}"
        lines += [
            f"{names[name]:{wide}}" + "".join(f"{mean:12.3f}" for mean, _, _ in estimates) + f"{took:>8}",
            " " * wide + "".join(f"{f'{low:.3f}-{high:.3f}':>12}" for _, low, high in estimates),
        ]
    return "\n".join(lines) + "\n"


def render_coverage(results: CoverageResults) -> str:
    """Render the measures of the coverages, and how many of the questions with nothing relevant got any."""
    estimates = bootstrap(results.per_query, SET_MEASURES).values()
    values = results.to_dict()
    lines = [
        f"{counted(len(results.per_query), 'question')}; the 95 % confidence interval stands below each mean",
        "",
        "".join(f"{name:>12}" for name in SET_MEASURES) + f"{'found':>10}{'ms':>8}",
        "".join(f"{mean:12.3f}" for mean, _, _ in estimates) + f"{values['found']:10.1f}{results.seconds * 1000:8.1f}",
        "".join(f"{f'{low:.3f}-{high:.3f}':>12}" for _, low, high in estimates),
    ]
    if results.unanswered:
        asked = counted(len(results.unanswered), "question")
        lines += ["", f"{results.unanswered_with_any:,} of {asked} with nothing relevant got any"]
    return "\n".join(lines) + "\n"


def render_comparison(compared: Comparison, *, width: int) -> str:
    """Render the difference in each measure, then the queries with the largest losses and wins."""
    first, second = map(_short, compared.names)
    columns = [max(8, len(name) + 2) for name in (first, second)]
    lines = [f"{first} compared with {second}, with 95 % intervals", ""]
    lines.append(f"{'':9}{first:>{columns[0]}}{second:>{columns[1]}}{'difference':>12}")
    for name, (mean, low, high) in compared.differences.items():
        of_first, of_second = compared.means[name]
        lines.append(
            f"{name:9}{of_first:{columns[0]}.3f}{of_second:{columns[1]}.3f}{mean:+z12.3f}   {low:+z.3f} to {high:+z.3f}"
        )
    lines += [
        "",
        f"{counted(len(compared.wins), 'question')} won, {len(compared.losses):,} lost, {compared.equal:,} equal "
        f"by {DECISIVE}",
    ]
    for outcome, queries in (("lost", compared.losses), ("won", compared.wins)):
        if queries:
            lines += ["", f"{outcome} most: {DECISIVE}, rank of first relevant hit; {first} | {second}"]
            lines += _render_queries(queries[:_LISTED], width)
    return "\n".join(lines) + "\n"


def _render_queries(queries: Sequence[QueryComparison], width: int) -> list[str]:
    """Render each query, with its figures before its text."""
    lines = []
    for query in queries:
        ranks = ["-" if rank is None else str(rank) for rank in query.ranks]
        figures = f"  {query.values[0]:.3f} | {query.values[1]:.3f}   {ranks[0]:>3} | {ranks[1]:<3}  "
        indent = " " * len(figures)
        lines.append(
            fill(one_line(query.text), max(width, len(figures) + 20), initial_indent=figures, subsequent_indent=indent)
        )
    return lines


def _short(name: str) -> str:
    shown = one_line(name)
    return shown if len(shown) <= _LONGEST_NAME else f"…{shown[1 - _LONGEST_NAME :]}"  # the end of a path says most
