"""The trial: what each part is worth with constants that are chosen without the set that is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from changes import GRID, LEFT_OUT, TOGETHER, default, point
from numpy.typing import NDArray

_RESAMPLES = 2_000

Values = NDArray[np.float64]
"""float64 ``(questions,)``: nDCG@10."""


@dataclass(frozen=True)
class Difference:
    """A mean difference and its 95 % interval, by a paired bootstrap over the questions of each set."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        """In thousandths; an asterisk where 0 is outside the interval."""
        return f"{1000 * self.mean:+.1f}{'*' if self.low > 0 or self.high < 0 else ''}"

    def with_interval(self) -> str:
        """In thousandths, with the interval."""
        return f"{1000 * self.mean:+.1f} ({1000 * self.low:+.1f} to {1000 * self.high:+.1f})"


class Trial:
    """The values of all changes on all sets.

    Args:
        values: By set, then by change.
        related: Groups of sets with a corpus in common. Each group counts as one set, and is left out together.
    """

    def __init__(self, values: Mapping[str, Mapping[str, Values]], related: Sequence[Sequence[str]]) -> None:
        self.sets = list(values)
        self._values = values
        grouped = [[name for name in group if name in values] for group in related]
        alone = [[name] for name in values if not any(name in group for group in grouped)]
        self._groups = [group for group in (*grouped, *alone) if group]
        draw = np.random.default_rng(0)
        self._draws = {name: draw.integers(self.questions(name), size=(_RESAMPLES, self.questions(name)))
                       for name in values}  # fmt: skip

    def questions(self, name: str) -> int:
        """Number of questions of a set."""
        return len(self._values[name]["defaults"])

    def value(self, name: str, change: str) -> Values:
        """NDCG@10 of each question of a set."""
        return self._values[name][change]

    def mean(self, change: str, without: Sequence[str] = ()) -> float:
        """Mean over the sets that are not in `without`; a group counts as one."""
        groups = [group for group in self._groups if group[0] not in without]
        return float(np.mean([np.mean([self.value(name, change).mean() for name in group]) for group in groups]))

    def chosen(self, constant: str, name: str) -> float:
        """The best value of a constant on the sets that are not related to the set `name`; if equal, the default."""
        group = next(group for group in self._groups if name in group)
        means = {value: round(self.mean(point(constant, value), group), 6) for value in GRID[constant]}
        return max(means, key=lambda value: (means[value], value == default(constant)))

    def unfitted(self, constant: str) -> dict[str, str]:
        """By set, the change to the value that is `chosen` without it."""
        return {name: point(constant, self.chosen(constant, name)) for name in self.sets}

    def difference(
        self, better: str | Mapping[str, str], worse: str | Mapping[str, str], among: Sequence[str] = ()
    ) -> Difference:
        """Compare two changes, or one for each set, over the sets `among`, or over all."""
        weights = self._weights(among or self.sets)
        mean, resampled = 0.0, np.zeros(_RESAMPLES)
        for name, weight in weights.items():
            first, second = (it if isinstance(it, str) else it[name] for it in (better, worse))
            by_question = self.value(name, first) - self.value(name, second)
            mean += weight * by_question.mean()
            resampled += weight * by_question[self._draws[name]].mean(axis=1)
        low, high = np.quantile(resampled, (0.025, 0.975))
        return Difference(float(mean), float(low), float(high))

    def _weights(self, among: Sequence[str]) -> dict[str, float]:
        groups = [kept for group in self._groups if (kept := [name for name in group if name in among])]
        return {name: 1 / len(groups) / len(group) for group in groups for name in group}


def systems_table(trial: Trial) -> Iterator[str]:
    """Yield the lines of the table of the defaults beside simpler rankings, a set a line."""
    simpler = ("plain", "plain, usual BM25", "rrf")
    over_simpler = " | ".join(f"over {it}" for it in simpler)
    yield f"| set | questions | defaults | dense | bm25 | over the better leg | {over_simpler} |"
    yield f"|---|{'---|' * (5 + len(simpler))}"
    for name in trial.sets:
        means = {change: trial.value(name, change).mean() for change in ("defaults", "dense", "bm25")}
        leg = max(("dense", "bm25"), key=means.__getitem__)
        over = [trial.difference("defaults", it, [name]).with_interval() for it in (leg, *simpler)]
        cells = (f"{trial.questions(name):,}", *(f"{mean:.4f}" for mean in means.values()), *over)
        yield f"| {name} | {' | '.join(cells)} |"


def parts_table(trial: Trial, seen: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the table of parts: what each adds to nDCG@10."""
    unseen = [name for name in trial.sets if name not in seen]
    groups = [trial.sets, *([unseen] if unseen else [])]
    named = " | ".join(["all sets", "unseen sets"][: len(groups)])
    yield f"| part | {named} | left out: over without | left out: over the default | beyond its interval on |"
    yield f"|---|{'---|' * (3 + len(groups))}"
    for part, value in LEFT_OUT.items():
        without, fitted = point(part, value), trial.unfitted(part)
        cells = [trial.difference("defaults", without, among).with_interval() for among in groups]
        cells += [trial.difference(fitted, it).with_interval() for it in (without, "defaults")]
        yield f"| {part} | {' | '.join(cells)} | {surely(trial, 'defaults', without)} |"
    for part, (change, without) in TOGETHER.items():
        cells = [trial.difference(change, without, among).with_interval() for among in groups]
        yield f"| {part} | {' | '.join(cells)} | | | {surely(trial, change, without)} |"


def surely(trial: Trial, better: str, worse: str) -> str:
    """List the sets on which two changes differ beyond the interval."""
    by_set = {name: trial.difference(better, worse, [name]) for name in trial.sets}
    return ", ".join(f"{name} {it}" for name, it in by_set.items() if "*" in str(it)) or "none"


def constants_table(trial: Trial) -> Iterator[str]:
    """Yield the lines of the table of constants: the mean of each value, and the choice without each set."""
    yield "| constant | value: over the default, mean of all sets | chosen without a set | over the default there |"
    yield "|---|---|---|---|"
    for constant, values in GRID.items():
        means = ", ".join(f"{value:g}: {trial.difference(point(constant, value), 'defaults')}" for value in values)
        choices = [trial.chosen(constant, name) for name in trial.sets]
        counts = ", ".join(f"{value:g} ({choices.count(value)})" for value in sorted(set(choices)))
        gain = trial.difference(trial.unfitted(constant), "defaults").with_interval()
        yield f"| {constant} | {means} | {counts} | {gain} |"
