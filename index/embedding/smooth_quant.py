"""Quantize a graph's weight matrices to int8: a third faster than bfloat16, more than twice as fast as float32.

At run time OpenVINO quantizes the inputs of each product by itself, once per token and `QUANTIZATION_GROUP_SIZE`
channels. This module supplies the rest: int8 weights, and channels of similar size. A channel a dozen times as large as
its neighbours would coarsen the rounding of the whole group, and layer norms produce such channels. Their outputs are
therefore divided by a factor for each channel, and the weights multiplied by it. The method is SmoothQuant,
https://arxiv.org/abs/2211.10438, equation 4 with alpha = 0.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .openvino_runtime import import_openvino

Floats = NDArray[np.float32]
Tokens = NDArray[np.int64]

_MIN_CHANNEL_MAXIMUM = 1e-5
"""Lower bound for the maximum of a channel: other texts may have larger values in it than the examples."""


def quantize_weights(graph: Any, examples: Iterable[Sequence[Tokens]]) -> None:  # noqa: ANN401
    """Convert each weight matrix of `graph` to int8, with a scale for each output.

    Args:
        graph: An ``openvino.Model``, changed in place.
        examples: Inputs of the graph for texts of all kinds, one at a time; they show how large each channel becomes.
    """
    products: dict[tuple[str, int], list[Any]] = {}
    for node in graph.get_ordered_ops():
        if node.get_type_name() == "MatMul" and _is_matrix(node.input_value(1).get_node()):
            source = node.input_value(0)
            products.setdefault((source.get_node().get_name(), source.get_index()), []).append(node)
    sources = {key: nodes[0].input_value(0) for key, nodes in products.items()}
    normed = {key: source for key, source in sources.items() if _is_normed(source.get_node())}
    largest = dict(zip(normed, _channel_maxima(graph, list(normed.values()), examples), strict=True))
    for key, nodes in products.items():
        _quantize(nodes, largest.get(key))


def _is_matrix(node: Any) -> bool:  # noqa: ANN401  # an openvino.Node
    """True for the weights of several outputs: with a single one the runtime gets the scale wrong (2026.4)."""
    return node.get_type_name() == "Constant" and len(node.shape) == 2 and min(node.shape) > 1


def _is_normed(node: Any) -> bool:  # noqa: ANN401  # an openvino.Node
    """True where a layer norm made `node`: a normalization, then a scale, then an offset."""
    while node.get_type_name() in {"Add", "Multiply"}:
        node = node.input_value(0).get_node()
    return bool(node.get_type_name() == "MVN")


def _channel_maxima(graph: Any, sources: list[Any], examples: Iterable[Sequence[Tokens]]) -> list[Floats]:  # noqa: ANN401
    """float32 ``(channels,)`` for each source: the largest absolute value of a channel in any token of the examples."""
    openvino = import_openvino()
    channels = openvino.Model(sources, graph.get_parameters(), "channels")
    run = openvino.Core().compile_model(channels, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    sizes = [[_token_maxima(tensor) for tensor in run(list(example)).values()] for example in examples]
    return [np.max(of_source, axis=0) for of_source in zip(*sizes, strict=True)]


def _token_maxima(tokens: Floats) -> Floats:
    """float32 ``(channels,)``: the largest absolute value of each channel of ``(..., channels)``."""
    maxima: Floats = np.abs(tokens).reshape(-1, tokens.shape[-1]).max(axis=0)
    return maxima


def _quantize(products: list[Any], largest: Floats | None) -> None:
    """Quantize the products of one source with several matrices; if `largest` is given, smooth its channels first."""
    op = import_openvino().opset13
    source = products[0].input_value(0)
    matrices = [_weights_by_output(product) for product in products]
    scale = np.ones(matrices[0].shape[1], np.float32)
    if largest is not None:
        heaviest = np.max([np.abs(matrix).max(axis=0) for matrix in matrices], axis=0)
        scale = np.sqrt(np.maximum(largest, _MIN_CHANNEL_MAXIMUM) / np.maximum(heaviest, _MIN_CHANNEL_MAXIMUM))
        source = op.multiply(source, op.constant(1 / scale)).output(0)
    for product, matrix in zip(products, matrices, strict=True):
        weights = matrix * scale
        step = np.maximum(np.abs(weights).max(axis=1, keepdims=True) / 127, np.finfo(np.float32).tiny)
        quantized = op.constant(np.rint(weights / step).astype(np.int8))
        restored = op.multiply(op.convert(quantized, "f32"), op.constant(step))
        result = op.matmul(source, restored, transpose_a=False, transpose_b=True)
        product.output(0).replace(result.output(0))


def _weights_by_output(product: Any) -> Floats:  # noqa: ANN401  # an openvino.Node
    """float32 ``(outputs, inputs)``: the weights of a product, one row for each output."""
    matrix: Floats = product.input_value(1).get_node().get_data().astype(np.float32)
    return matrix if product.get_attributes()["transpose_b"] else matrix.T
