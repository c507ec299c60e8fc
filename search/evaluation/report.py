"""What `nutgraf eval` shows: rankings side by side, and two of them against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

from ...corpus.characters import one_line
from ..output.terminal_view import counted
from .comparison import DECISIVE, Comparison, QueryComparison
from .measures import MEASURES, RunResults, bootstrap

_LISTED = 10
"""Losses and wins that are shown; JSON has them all."""
_LONGEST_NAME = 24
"""Of a ranking: a table of longer ones would not fit 100 columns."""


def render_scores(questions: int, scores: Mapping[str, RunResults]) -> str:
    """The measures of each ranking, side by side; below each mean its interval."""
    names = {name: _short(name) for name in scores}
    wide = max(map(len, names.values()))
    lines = [
        f"{counted(questions, 'question')}; the 95 % confidence interval stands below each mean",
        "",
        f"{'':{wide}}" + "".join(f"{name:>12}" for name in MEASURES) + f"{'ms':>8}",
    ]
    for name, it in scores.items():
        found = bootstrap(it.per_query).values()
        took = "-" if it.seconds is None else f"{it.seconds * 1000:.1f}"
        lines += [
            f"{names[name]:{wide}}" + "".join(f"{mean:12.3f}" for mean, _, _ in found) + f"{took:>8}",
            " " * wide + "".join(f"{f'{low:.3f}-{high:.3f}':>12}" for _, low, high in found),
        ]
    return "\n".join(lines) + "\n"


def render_comparison(compared: Comparison, *, width: int) -> str:
    """The difference in each measure, then the questions that are lost and won most."""
    first, second = map(_short, compared.names)
    columns = [max(8, len(it) + 2) for it in (first, second)]
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
    for what, changes in (("lost", compared.losses), ("won", compared.wins)):
        if changes:
            lines += ["", f"{what} most: {DECISIVE}, rank of first relevant hit; {first} | {second}"]
            lines += _changes(changes[:_LISTED], width)
    return "\n".join(lines) + "\n"


def _changes(changes: Sequence[QueryComparison], width: int) -> list[str]:
    """A question each, with its figures before it."""
    lines = []
    for it in changes:
        ranks = ["-" if rank is None else str(rank) for rank in it.ranks]
        figures = f"  {it.values[0]:.3f} | {it.values[1]:.3f}   {ranks[0]:>3} | {ranks[1]:<3}  "
        indent = " " * len(figures)
        lines.append(
            fill(one_line(it.text), max(width, len(figures) + 20), initial_indent=figures, subsequent_indent=indent)
        )
    return lines


def _short(name: str) -> str:
    shown = one_line(name)
    return shown if len(shown) <= _LONGEST_NAME else f"…{shown[1 - _LONGEST_NAME :]}"  # a path tells most at its end
