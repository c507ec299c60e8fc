"""Compare embedding models on sets of judged questions: quality, speed of indexing, and disk.

    python -m benchmarks.quality.models SET... --model MODEL... [--limit N]

Prints a row of a Markdown table for each model and set: nDCG@10 of the modes hybrid and dense, windows embedded in a
second, the bytes of vectors, and the scale of the model's cosines. docs/models.md shows what it printed.

With ``--onnx SOURCE TARGET`` it first brings the weights of a BERT that a package ships as quantized ONNX into a
sentence-transformers folder: SOURCE holds ``model.onnx``, ``config.json`` and the files of the tokenizer. It needs the
package ``onnx``, which nutgraf does not.
"""

from __future__ import annotations

import argparse
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import orjson
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.embedding.fingerprint import DEFAULT_MODEL
from nutgraf.search.evaluation.measures import evaluate
from nutgraf.search.evaluation.systems import SYSTEMS
from nutgraf.search.evaluation.test_collection import index_articles, load
from nutgraf.search.library.searcher import Searcher

TIMED = 1_000
"""Windows whose embedding is timed, of the set itself."""


def measure(model: str, folder: Path, limit: int | None) -> str:
    """Index the articles of a set with `model`, ask its questions, and return a row of the table."""
    collection = load(folder)
    collection = collection.first(limit) if limit else collection
    embedder = ModelEmbedder(model)
    embedder.passages(["Compiled before anything is timed."])
    with TemporaryDirectory() as scratch:
        index_articles(folder, Path(scratch), embedder, titles=True)
        searcher = Searcher(scratch, embedder=embedder, follow=False)
        quality = [
            evaluate(collection, partial(SYSTEMS[mode], searcher, k=collection.depth)).to_dict()["nDCG@10"]["mean"]
            for mode in ("hybrid", "dense")
        ]
        snapshot = searcher.store.snapshot  # type: ignore[attr-defined]
        rows = range(min(snapshot.first_rows[-1], TIMED))
        texts = [snapshot.passage(row).text[slice(*span)] for row in rows for span in snapshot.window_spans(row)]
        scale = searcher.store.generation.scales.questions  # type: ignore[union-attr]
    begun = time.perf_counter()
    embedder.passages(texts[:TIMED])
    speed = len(texts[:TIMED]) / (time.perf_counter() - begun)
    size = embedder.fingerprint.dim + 2
    figures = (
        f"{quality[0]:.3f} | {quality[1]:.3f} | {speed:,.0f} | {size:,} | {scale.unrelated:.2f} to {scale.related:.2f}"
    )
    return f"| {Path(model).name} | {folder.name} | {figures} |"


def bring_over(source: Path, target: Path) -> None:
    """Write the weights of a quantized ONNX graph as a sentence-transformers folder with CLS pooling."""
    from safetensors.numpy import save_file

    for path in source.iterdir():
        if path.suffix in {".json", ".txt"}:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    save_file(dict(_weights(source / "model.onnx")), target / "model.safetensors")
    settings = {
        "1_Pooling/config.json": {"word_embedding_dimension": 384, "pooling_mode_cls_token": True},
        "modules.json": [
            {"idx": place, "name": str(place), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for place, (kind, path) in enumerate((("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_N")))
        ],
        "sentence_bert_config.json": {"max_seq_length": 512},
        "config_sentence_transformers.json": {
            "prompts": {"query": "Represent this sentence for searching relevant passages: ", "document": ""}
        },
    }
    (target / "2_N").mkdir(exist_ok=True)
    for name, content in settings.items():
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_bytes(orjson.dumps(content))


def _weights(path: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the weights of a graph by their name in the original model, in float32."""
    import onnx  # type: ignore[import-not-found]
    from onnx import numpy_helper  # type: ignore[import-not-found]

    graph = onnx.load(path).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for name, tensor in stored.items():
        if re.fullmatch(r"(embeddings|encoder)\.[\w.]+", name) and not name.endswith(("_scale", "_zero_point")):
            plain = name.removesuffix("_quantized")
            yield plain, _restored(stored, plain) if plain != name else tensor.astype(np.float32)
    for node in graph.node:  # the exporter named the transposed matrices anew
        if node.op_type == "MatMulInteger" and node.input[1] in stored:
            layer = re.match(r"/(encoder/.+)/MatMul_output", node.output[0])
            name = f"{layer[1].replace('/', '.')}.weight" if layer else node.output[0]
            yield name, np.ascontiguousarray(_restored(stored, node.input[1].removesuffix("_quantized")).T)


def _restored(stored: dict[str, np.ndarray], name: str) -> np.ndarray:
    """The float32 numbers of a quantized tensor."""
    zero, scale = stored[f"{name}_zero_point"].astype(np.float32), stored[f"{name}_scale"].astype(np.float32)
    return (stored[f"{name}_quantized"].astype(np.float32) - zero) * scale


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", type=Path)
    parser.add_argument("--model", action="append", help="folder or name; repeat for several", default=[])
    parser.add_argument("--limit", type=int, help="ask only the first N questions")
    parser.add_argument("--onnx", nargs=2, type=Path, metavar=("SOURCE", "TARGET"))
    given = parser.parse_args(arguments)
    if given.onnx:
        bring_over(*given.onnx)
    print("| model | set | nDCG@10 | dense alone | windows/s | bytes a window | unrelated to related |")
    print("|---|---|---|---|---|---|---|")
    for folder in given.sets:
        for model in given.model or [DEFAULT_MODEL]:
            print(measure(model, folder, given.limit), flush=True)


if __name__ == "__main__":
    main()
