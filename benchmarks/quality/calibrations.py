"""What would bring the calibration error of a single set down? Each way is fitted to the other sets only.

    python benchmarks/quality/calibrations.py FOLDER... [--untitled FOLDER...] [--aside FOLDER...] [--keep DIR]

The folders are those of ``verdict.py``; ``--aside`` are measured only. The first columns say what is to be had: how
large the error would be by chance if every probability were right (the floor), and what is left if the constant, or
the constant and the slope, of a set were known, which they never are. The others are ways to fit without the set.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from nutgraf.search.evaluation.calibration import calibration_error, fit, predicted
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression
from verdict import QuestionSet, asked

DRAWS = 200
SEED = 7
Predict = Callable[[QuestionSet, Sequence[QuestionSet]], np.ndarray]


def log_odds(it: QuestionSet, others: Sequence[QuestionSet]) -> np.ndarray:
    """float64 ``(n,)``: by the product's features, with coefficients of the other sets."""
    values = np.clip(predicted(it.samples, fit([other.samples for other in others]))[:, 0], 1e-6, 1 - 1e-6)
    return np.log(values / (1 - values))


def logistic(values: np.ndarray) -> np.ndarray:
    """Turn log-odds into probabilities."""
    return 1 / (1 + np.exp(-values))


def ours(it: QuestionSet, others: Sequence[QuestionSet]) -> np.ndarray:
    """As the product does."""
    return logistic(log_odds(it, others))


def own_line(it: QuestionSet, odds: np.ndarray, *, slope: bool) -> np.ndarray:
    """The constant, and perhaps the slope, that fit the set itself best."""
    best = _line([(it, odds)], slope=slope)
    return logistic(best[0] + best[1] * odds)


def left_out(others: Sequence[QuestionSet]) -> list[tuple[QuestionSet, np.ndarray]]:
    """The log-odds of each of the other sets, fitted without it."""
    return [(one, log_odds(one, [other for other in others if other is not one])) for one in others]


def platt(it: QuestionSet, others: Sequence[QuestionSet]) -> np.ndarray:
    """Log-odds times a slope plus a constant, fitted to what the other sets get when each is left out."""
    best = _line(left_out(others), slope=True)
    return logistic(best[0] + best[1] * log_odds(it, others))


def isotonic(it: QuestionSet, others: Sequence[QuestionSet]) -> np.ndarray:
    """Any rising curve, fitted to what the other sets get when each is left out; all sets weigh the same."""
    pairs = left_out(others)
    curve = IsotonicRegression(out_of_bounds="clip").fit(
        np.concatenate([odds for _, odds in pairs]),
        np.concatenate([one.samples.answered for one, _ in pairs]).astype(float),
        sample_weight=np.concatenate([one.samples.weights for one, _ in pairs]),
    )
    return np.asarray(curve.predict(log_odds(it, others)))


def unsure(it: QuestionSet, others: Sequence[QuestionSet]) -> np.ndarray:
    """Shrunk towards a half by how much the constants of the other sets differ (MacKay 1992)."""
    constants = [_line([pair], slope=False)[0] for pair in left_out(others)]
    return logistic(log_odds(it, others) / np.sqrt(1 + np.pi * np.var(constants, ddof=1) / 8))


def shrunk(share: float) -> Predict:
    """Log-odds times a share, whatever the sets are."""
    return lambda it, others: logistic(share * log_odds(it, others))


def _line(pairs: Sequence[tuple[QuestionSet, np.ndarray]], *, slope: bool) -> np.ndarray:
    """The constant and the slope (1 unless `slope`) under which the labels are most likely; all sets weigh the same."""

    def cost(line: np.ndarray) -> float:
        total = 0.0
        for it, odds in pairs:
            signs = np.where(it.samples.answered, 1, -1)
            values = line[0] + (line[1] if slope else 1) * odds
            total += float(it.samples.weights @ np.logaddexp(0, -signs * values))
        return total

    best = minimize(cost, [0.0, 1.0], method="Nelder-Mead").x
    return np.array([best[0], best[1] if slope else 1.0])


def floor(it: QuestionSet, values: np.ndarray) -> float:
    """The mean calibration error if labels were drawn with exactly these probabilities, with the weights of the set."""
    rng = np.random.default_rng(SEED)
    bins = np.minimum((values * 10).astype(int), 9)
    weights = it.samples.weights
    errors = []
    for _ in range(DRAWS):
        gaps = weights * (values - (rng.random(len(values)) < values))
        errors.append(float(np.abs(np.bincount(bins, gaps, 10)).sum()))
    return float(np.mean(errors))


WAYS: dict[str, Predict] = {
    "ours": ours,
    "Platt": platt,
    "isotonic": isotonic,
    "shrunk by the spread of the sets": unsure,
    "log-odds x 0.9": shrunk(0.9),
    "x 0.8": shrunk(0.8),
    "x 0.7": shrunk(0.7),
    "x 0.6": shrunk(0.6),
}


def main() -> None:
    """Measure, and print a line for each set."""
    sets, used = asked(__doc__)
    print(f"| set | floor | its own constant | and slope | {' | '.join(WAYS)} |\n|{'---|' * (len(WAYS) + 4)}")
    rows = []
    for it in sets:
        others = [other for other in used if other is not it]
        odds = log_odds(it, others)
        known = [own_line(it, odds, slope=slope) for slope in (False, True)]
        errors = [floor(it, known[1]), *(calibration_error(values, it.samples) for values in known)]
        errors += [calibration_error(way(it, others), it.samples) for way in WAYS.values()]
        rows.append(errors)
        print(f"| {it.name} | {' | '.join(f'{error:.3f}' for error in errors)} |", flush=True)
    means = np.mean(rows[: len(used)], axis=0)
    print(f"| mean of the sets of the fit | {' | '.join(f'{error:.3f}' for error in means)} |")


if __name__ == "__main__":
    main()
