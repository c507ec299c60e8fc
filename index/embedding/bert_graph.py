"""Build the graph of a BERT model from its safetensors with OpenVINO's own operations, without torch.

The default model is such a one, and torch takes most of the time of a first run. Other models are traced with torch,
see `openvino_export`: their code says better than we could what they compute.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from ..types import Vectors
from .calibration_texts import CALIBRATION_TEXTS
from .fingerprint import Fingerprint
from .openvino_runtime import import_openvino
from .smooth_quant import quantize_weights

Weights = Mapping[str, NDArray[Any]]
Node = Any
"""An ``openvino.Node``, whose type hints are unreliable."""

_ROWS, _TOKENS, _CHANNELS = 0, 1, 2
"""Axes of the token vectors."""


@dataclass(frozen=True, slots=True)
class BertShape:
    """Numbers of a BERT model that its weights alone do not give.

    Attributes:
        layers: Number of layers.
        heads: Attention heads of a layer.
        epsilon: Added to the variance in a layer norm.
    """

    layers: int
    heads: int
    epsilon: float


def export_bert(folder: Path, target: Path, model: Fingerprint, vectors: Vectors, *, in_int8: bool) -> None:
    """Write the same files as `openvino_export.export` does, without torch.

    Args:
        folder: Folder of a BERT model with mean pooling and normalised vectors, such as the default model.
        target: An existing folder.
        model: Its fingerprint, without prompts.
        vectors: float32 ``(len(CALIBRATION_TEXTS), dim)``: the vectors that sentence-transformers gives these texts.
        in_int8: Quantize the weights with `quantize_weights`.

    Raises:
        OSError: A file cannot be read, or the disk is full or read-only.
        KeyError, ValueError, RuntimeError: The model is none of these.
    """
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    config = orjson.loads((folder / "config.json").read_bytes())
    shape = BertShape(config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"])
    tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(model.max_tokens)

    graph = bert_graph(load_file(folder / "model.safetensors"), shape)
    if in_int8:
        ids = (np.array([tokenizer.encode(text).ids]) for text in CALIBRATION_TEXTS)
        quantize_weights(graph, ([row, np.ones_like(row)] for row in ids))
    import_openvino(converter=False).save_model(graph, target / "model.xml", compress_to_fp16=False)
    tokenizer.save(str(target / "tokenizer.json"))
    settings = {"pad": config["pad_token_id"], "query_prompt": "", "passage_prompt": ""}
    (target / "settings.json").write_bytes(orjson.dumps(settings))
    for name in ("passages.npy", "queries.npy"):
        np.save(target / name, vectors)


def bert_graph(weights: Weights, shape: BertShape) -> Any:  # noqa: ANN401  # an openvino.Model
    """Build the graph of BERT (https://arxiv.org/abs/1810.04805), its tokens pooled by their mean, as unit vectors.

    Args:
        weights: Arrays by their names in the library transformers, ``embeddings.word_embeddings.weight`` and so on.
        shape: What they do not say.

    Returns:
        An ``openvino.Model`` of token ids and mask, int64 ``(rows, tokens)`` each, that gives float32 ``(rows, dim)``.

    Raises:
        KeyError: An array is missing.
    """
    openvino = import_openvino(converter=False)
    op = openvino.opset13
    layer = _Layers(op, weights, shape.epsilon)
    ids, mask = (op.parameter([-1, -1], np.int64, name) for name in ("input_ids", "attention_mask"))
    tokens = _embedded(layer, ids)
    seen = op.convert(op.unsqueeze(mask, layer.axes(1, 2)), "boolean")
    for number in range(shape.layers):
        name = f"encoder.layer.{number}"
        mixed = layer.linear(_attention(layer, tokens, seen, f"{name}.attention.self", shape.heads),
                             f"{name}.attention.output.dense")  # fmt: skip
        tokens = layer.norm(op.add(mixed, tokens), f"{name}.attention.output.LayerNorm")
        wide = op.gelu(layer.linear(tokens, f"{name}.intermediate.dense"), "ERF")
        tokens = layer.norm(op.add(layer.linear(wide, f"{name}.output.dense"), tokens), f"{name}.output.LayerNorm")
    shown = op.convert(op.unsqueeze(mask, layer.axes(_CHANNELS)), "f32")
    pooled = op.reduce_sum(op.multiply(tokens, shown), layer.axes(_TOKENS))  # the length does not matter any more
    return openvino.Model([op.normalize_l2(pooled, layer.axes(1), 1e-12, "max")], [ids, mask], "bert")


@dataclass(frozen=True, slots=True)
class _Layers:
    """Makes the nodes that take weights, by their name."""

    op: Any
    weights: Weights
    epsilon: float

    def constant(self, name: str) -> Node:
        return self.op.constant(self.weights[name])

    def axes(self, *axes: int) -> Node:
        return self.op.constant(np.array(axes, np.int64))

    def linear(self, source: Node, name: str) -> Node:
        product = self.op.matmul(source, self.constant(f"{name}.weight"), transpose_a=False, transpose_b=True)
        return self.op.add(product, self.constant(f"{name}.bias"))

    def norm(self, source: Node, name: str) -> Node:
        unit = self.op.mvn(source, self.axes(-1), normalize_variance=True, eps=self.epsilon, eps_mode="inside_sqrt")
        return self.op.add(self.op.multiply(unit, self.constant(f"{name}.weight")), self.constant(f"{name}.bias"))


def _embedded(layer: _Layers, ids: Node) -> Node:
    """The vectors of the tokens: of the word, the place, and the first kind of text, as there is no second."""
    op = layer.op
    rows = op.constant(np.int64(_ROWS))
    width = op.gather(op.shape_of(ids), op.constant(np.int64(_TOKENS)), rows)
    places = op.range(op.constant(np.int64(0)), width, op.constant(np.int64(1)), "i64")
    words = op.gather(layer.constant("embeddings.word_embeddings.weight"), ids, rows)
    placed = op.gather(layer.constant("embeddings.position_embeddings.weight"), places, rows)
    kind = op.constant(layer.weights["embeddings.token_type_embeddings.weight"][0])
    return layer.norm(op.add(op.add(words, kind), placed), "embeddings.LayerNorm")


def _attention(layer: _Layers, tokens: Node, seen: Node, name: str, heads: int) -> Node:
    """Self-attention of each token over those that are `seen`, ``(rows, 1, 1, tokens)``."""
    op = layer.op
    swapped = layer.axes(0, 2, 1, 3)  # heads before tokens, and back
    width = len(layer.weights[f"{name}.query.bias"])

    def split(kind: str) -> Node:
        made = layer.linear(tokens, f"{name}.{kind}")
        return op.transpose(op.reshape(made, layer.axes(0, 0, heads, width // heads), special_zero=True), swapped)

    mixed = op.scaled_dot_product_attention(split("query"), split("key"), split("value"), seen)
    return op.reshape(op.transpose(mixed, swapped), layer.axes(0, 0, width), special_zero=True)
