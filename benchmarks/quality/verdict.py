"""Fit and accuracy of relevance and of the verdict, leave one set out.

    python benchmarks/quality/verdict.py FOLDER... [--untitled FOLDER...] [--aside FOLDER...] [--keep DIR] [--limit N]

FOLDER is a test collection as `nutgraf eval` takes it. Queries with relevance judgements have an answer; those without
have none. If nearly all queries of a collection are judged, each counts once more without the relevant articles.
Folders after `--aside` are measured, but not used for the fit. Each line is measured with coefficients that were fitted
to the other folders only; the last lines are the coefficients of all.

That the archive has an answer is told by the first hit, and by the best of the first five. That the first hit answers
is true where it is judged, so other passages that answer count as wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from kept_indexes import indexes, options, sampled_questions
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.profile import RankingProfile
from nutgraf.search.evaluation.calibration import (
    Samples,
    area_under_curve,
    calibration_error,
    collect,
    fit,
    predicted,
)
from nutgraf.search.evaluation.test_collection import load
from nutgraf.search.library.searcher import Searcher

COLUMNS = (
    "set",
    "questions with + without answer",
    "first hit judged",
    "by cosine alone: AUROC",
    "archive has an answer, by the first hit: AUROC",
    "calibration error",
    "the same, by the archive's figure: AUROC",
    "calibration error",
    "the first hit answers: AUROC",
    "calibration error",
    "with answer: strong / weak / none",
    "without: strong / weak / none",
)
PRODUCT = RankingProfile()


@dataclass(frozen=True)
class QuestionSet:
    """The first hits of one collection."""

    name: str
    samples: Samples


def ask(folder: Path, index: Path, limit: int) -> QuestionSet:
    """Ask at most `limit` judged and as many other questions of `folder`."""
    kept = sampled_questions(load(folder), limit)
    return QuestionSet(folder.name, collect(Searcher(index, follow=False, profile=PRODUCT), kept))


def row(it: QuestionSet, others: Sequence[QuestionSet]) -> tuple[str, np.ndarray]:
    """Format a line of the table, and return the figures of the first hits in it."""
    samples = it.samples
    model = fit([other.samples for other in others])
    values = predicted(samples, model)
    first, archive = values[:, 0], values.max(axis=1)
    cells = [
        it.name,
        f"{samples.answered.sum():,} + {(~samples.answered).sum():,}",
        f"{samples.judged[samples.answered].mean():.2f}",
        f"{area_under_curve(samples.features[:, 0, 0], samples.answered):.3f}",
        *_measured(first, samples, samples.answered),
        *_measured(archive, samples, samples.answered),
        *_measured(first, samples, samples.judged),
        *(_shares(archive[chosen]) for chosen in (samples.answered, ~samples.answered)),
    ]
    return f"| {' | '.join(cells)} |", first


def _measured(values: np.ndarray, samples: Samples, labels: np.ndarray) -> tuple[str, str]:
    return f"{area_under_curve(values, labels):.3f}", f"{calibration_error(values, samples, labels):.2f}"


def _shares(values: np.ndarray) -> str:
    strong, weak = PRODUCT.verdict_strong, PRODUCT.verdict_weak
    shares = ((values >= strong).mean(), ((values >= weak) & (values < strong)).mean(), (values < weak).mean())
    return " / ".join(f"{share:.2f}" for share in shares)


def together(sets: Sequence[QuestionSet], values: Sequence[np.ndarray]) -> float:
    """The calibration error over several sets, each of the same weight."""
    bins = np.concatenate([np.minimum((it * 10).astype(int), 9) for it in values])
    gaps = np.concatenate(
        [it.samples.weights * (value - it.samples.answered) / len(sets) for it, value in zip(sets, values, strict=True)]
    )
    return float(np.abs(np.bincount(bins, gaps, 10)).sum())


def asked(about: str | None) -> tuple[list[QuestionSet], list[QuestionSet]]:
    """Read the arguments, and ask the questions of all sets; returns them all, and those that are not aside."""
    parser = options(about, 400)
    parser.add_argument("--aside", nargs="+", type=Path, default=[])
    given = parser.parse_args()
    sets = [ask(folder, index, given.limit) for folder, index in indexes(given, ModelEmbedder(), given.aside)]
    return sets, sets[: len(sets) - len(given.aside)]


def main() -> None:
    """Measure, and print each line at once."""
    sets, used = asked(__doc__)
    print(f"| {' | '.join(COLUMNS)} |")
    print(f"|{'---|' * len(COLUMNS)}")
    measured = []
    for it in sets:
        line, values = row(it, [other for other in used if other is not it])
        measured.append(values)
        print(line, flush=True)
    print(f"all sets of the fit together: calibration error {together(used, measured[: len(used)]):.3f}")
    for name, lexical in (("relevance", False), ("relevance_bm25", True)):
        model = fit([it.samples for it in used], lexical=lexical)
        print(f"{name} = {replace(model, **{key: round(getattr(model, key), 2) for key in model.__slots__})}")


if __name__ == "__main__":
    main()
