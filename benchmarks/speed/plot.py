"""Draw the figures of ``growth.py``, or of ``archive.py``, for the docs.

    pip install matplotlib
    python benchmarks/speed/plot.py growth.json docs
    python benchmarks/speed/plot.py archives.json docs

writes ``performance-questions.svg``, ``performance-memory.svg`` and ``performance-indexing.svg``, or
``performance-archives.svg``. The background is
transparent, and all colours are readable on white and on black.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator

INK = "#808080"
COLOURS = ("#3b82f6", "#f97316", "#16a34a", "#c026d3", "#a16207")
STYLE = {
    "svg.fonttype": "none",  # letters stay letters: a tenth of the size
    "svg.hashsalt": "nutgraf",  # the same figures, the same file
    "font.family": "sans-serif",
    "font.size": 9,
    **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK),
    "axes.spines.top": False,
    "axes.spines.right": False,
}
Steps = Sequence[Mapping[str, Any]]
"""Figures of ``growth.py``, one entry for each size."""


def draw(axes: Axes, sizes: Sequence[int], lines: Mapping[str, Sequence[float]], what: str) -> None:
    """Draw a line for each name over the sizes, with logarithmic axes."""
    for (name, values), colour in zip(lines.items(), COLOURS, strict=False):
        axes.plot(sizes, values, marker="o", markersize=3, linewidth=1.3, color=colour, label=name)
    axes.set(xscale="log", yscale="log", xlabel="passages in the index", title=what)
    # At least one decade, or noise would look like a slope.
    low, high = min(map(min, lines.values())), max(map(max, lines.values()))
    axes.set_ylim(min(low / 1.5, high / 10), high * 1.5)
    axes.set_xticks(sizes, [_short(size) for size in sizes])
    axes.minorticks_off()
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.grid(visible=True, color=INK, alpha=0.25, linewidth=0.5)
    axes.legend(frameon=False, fontsize=8, labelcolor=INK)


def _short(size: int) -> str:
    return f"{size / 1e6:.2g} M" if size >= 1_000_000 else f"{size / 1e3:.3g} k"


def questions(steps: Steps) -> dict[str, dict[str, list[float]]]:
    """Return the times of an answer, warm and cold."""
    names = {"hybrid": "hybrid", "dense": "dense", "bm25": "bm25", "1 %": "hybrid, a filter that keeps 1 %"}
    warm = {told: [step["ask"]["ms"][name]["p50"] for step in steps] for name, told in names.items()}
    warm["hybrid, 95th percentile"] = [step["ask"]["ms"]["hybrid"]["p95"] for step in steps]
    cold = {"nutgraf search": [median(step["cold_s"]) for step in steps]}
    return {"one question, warm, ms (median)": warm, "first answer of a new process, s": cold}


def searching(steps: Steps) -> dict[str, dict[str, list[float]]]:
    """Return memory in MB."""
    last = [list(step["ask"]["memory"].values())[-1] for step in steps]
    lines = {"its own": [it["RssAnon"] for it in last], "with mapped files": [it["VmRSS"] for it in last]}
    return {"memory after 1,000 questions, MB": lines}


def held(steps: Steps) -> dict[str, dict[str, list[float]]]:
    """Return memory and disk in MB."""
    indexing = {"its own": "peak_anon_mb", "with mapped files": "peak_mb"}
    disk = [sum(step["disk_mb"].values()) for step in steps]
    return {
        **searching(steps),
        "peak memory indexing, MB": {name: [step["grow"][key] for step in steps] for name, key in indexing.items()},
        "on disk, MB": {"index": disk},
    }


def indexing(steps: Steps, *, encoded: bool) -> dict[str, dict[str, list[float]]]:
    """Return the speed of each step between sizes."""
    rates = [step["grow"]["passages"] / step["grow"]["seconds"] for step in steps]
    return {f"passages indexed a second, {'all told' if encoded else 'without encoding'}": {"nutgraf index": rates}}


def main() -> None:
    """Draw the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("json", type=Path, help="what growth.py or archive.py kept")
    parser.add_argument("out", type=Path, help="the folder for the pictures")
    given = parser.parse_args()
    kept = json.loads(given.json.read_text())
    steps = sorted(kept["steps"], key=lambda step: step["size"])
    if "made_vectors" in kept:
        pictures = {
            "questions": questions(steps),
            "memory": held(steps),
            "indexing": indexing(steps, encoded=not kept["made_vectors"]),
        }
    else:
        pictures = {"archives": questions(steps) | searching(steps)}
    mpl.rcParams.update(STYLE)
    for name, panels in pictures.items():
        figure = Figure(figsize=(3.6 * len(panels), 3), layout="constrained")
        for axes, (what, lines) in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels.items(), strict=True):
            draw(axes, [step["size"] for step in steps], lines, what)
            axes.title.set_fontsize(9)
        figure.savefig(given.out / f"performance-{name}.svg", transparent=True, metadata={"Date": None})
        print(given.out / f"performance-{name}.svg")


if __name__ == "__main__":
    main()
