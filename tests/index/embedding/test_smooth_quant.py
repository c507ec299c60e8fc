"""Products in int8, compared with the same products in float32."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nutgraf.index.embedding.openvino_runtime import QUANTIZATION_GROUP_SIZE, import_openvino
from nutgraf.index.embedding.smooth_quant import quantize_weights

CHANNELS, OUTPUTS = QUANTIZATION_GROUP_SIZE, 32


def graph_of(matrices, *, turned=False, normed=True, loud=40):
    """A graph of products: the output of a layer norm times each of the matrices."""
    openvino = import_openvino()
    op = openvino.opset13
    rows = op.parameter([-1, -1, CHANNELS], np.float32)
    scale, offset = np.ones((2, CHANNELS), np.float32)
    scale[0] = loud
    source = op.mvn(rows, op.constant(np.array([-1])), normalize_variance=True, eps=1e-6, eps_mode="inside_sqrt")
    source = op.add(op.multiply(source, op.constant(scale)), op.constant(offset))
    if not normed:
        source = op.tanh(source)
    made = [op.matmul(source, op.constant(it.T.copy() if turned else it), False, turned) for it in matrices]
    return openvino.Model(made, [rows], "toy")


def run(graph, rows):
    """float32: the output of the graph, quantized at run time as in use."""
    settings = {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": QUANTIZATION_GROUP_SIZE}
    return [it.copy() for it in import_openvino().Core().compile_model(graph, "CPU", settings)([rows]).values()]


def drawn(seed, count=1):
    draw = np.random.default_rng(seed)
    matrices = [draw.normal(size=(CHANNELS, OUTPUTS)).astype(np.float32) for _ in range(count)]
    return matrices, draw.normal(size=(2, 5, CHANNELS)).astype(np.float32)


def off(made, exactly):
    """Relative size of the error."""
    return np.linalg.norm(made - exactly) / np.linalg.norm(exactly)


def small_constants(graph):
    return [it for it in graph.get_ops() if it.get_type_name() == "Constant" and "int8" in str(it.get_element_type())]


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), turned=st.booleans(), normed=st.booleans())
def test_products_stay_nearly_the_same(seed, turned, normed):
    matrices, rows = drawn(seed, 2)
    matrices[0][:, 0] = 0  # an output without weights, and a channel without
    matrices[1][1] = 0
    exactly = run(graph_of(matrices, turned=turned, normed=normed), rows)
    graph = graph_of(matrices, turned=turned, normed=normed)
    quantize_weights(graph, [[rows[:1]], [rows[1:]]])
    assert len(small_constants(graph)) == 2
    for ours, theirs in zip(run(graph, rows), exactly, strict=True):
        assert ours.shape == theirs.shape
        assert off(ours, theirs) < 0.03


def test_a_loud_channel_costs_the_others_nothing():
    [matrix], rows = drawn(1)
    matrix[0] /= 1_000  # a small weight, or the loud channel would drown the others
    exactly = run(graph_of([matrix], loud=1_000), rows)[0]
    smooth, coarse = graph_of([matrix], loud=1_000), graph_of([matrix], loud=1_000)
    quantize_weights(smooth, [[rows]])
    quantize_weights(coarse, [[np.zeros_like(rows)]])  # examples in which no channel is louder than another
    assert off(run(smooth, rows)[0], exactly) < off(run(coarse, rows)[0], exactly) / 2


def test_products_without_a_layer_norm_or_a_weight_matrix_are_left_alone():
    openvino = import_openvino()
    op = openvino.opset13
    rows = op.parameter([-1, -1, CHANNELS], np.float32)
    graph = openvino.Model([op.matmul(rows, rows, False, True)], [rows], "toy")
    quantize_weights(graph, [])
    assert not small_constants(graph)


@pytest.mark.parametrize("dead", [0, 1e-30])
def test_a_channel_that_no_example_uses_may_be_used_later(dead):
    [matrix], rows = drawn(2)
    graph, exactly = graph_of([matrix]), run(graph_of([matrix]), rows)[0]
    quantize_weights(graph, [[rows * dead]])
    assert off(run(graph, rows)[0], exactly) < 0.1
