"""Export a reranker as an OpenVINO graph, in a process of its own, as `embedding.openvino_export` does.

python -m nutgraf.index.reranking.export KIND MODEL FOLDER WEIGHTS
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from ..embedding.calibration_texts import CALIBRATION_TEXTS
from ..embedding.model_files import fingerprint
from ..embedding.openvino_export import UnsupportedModelError, exit_code_of
from ..embedding.openvino_runtime import import_openvino
from ..embedding.reference import load_model
from ..embedding.smooth_quant import quantize_weights
from ..embedding.torch_library import Tensor, imported
from .late_interaction import LateInteraction
from .protocol import Reranker
from .reference import TorchCrossEncoder, TorchTokens, load_cross_encoder

CALIBRATION_QUESTIONS = CALIBRATION_TEXTS[8:13]


def main(kind: str, model: str, target: str, weights: str) -> int:
    """Export the model in the folder `model`, of the `Kind` `kind`, and return the exit code."""
    export = export_tokens if kind == "late" else export_cross_encoder
    return exit_code_of(lambda: export(Path(model), Path(target), in_int8=weights == "int8"))


def export_cross_encoder(folder: Path, target: Path, *, in_int8: bool) -> None:
    """Write the files that run a cross-encoder without torch into the folder `target`, and scores to compare.

    ``model.xml`` and ``.bin`` (the tokens of pairs in, scores before any activation out), ``tokenizer.json`` (which
    truncates by itself), ``settings.json`` (see `compiled.Settings`), ``scores.npy`` (see `calibration_scores`).

    Args:
        folder: Folder of the model.
        target: An existing folder.
        in_int8: Quantize the weights with `quantize_weights`.

    Raises:
        UnsupportedModelError: The model has a feature that we cannot reproduce without sentence-transformers.
        NutgrafError: See `load_cross_encoder`.
        OSError: The disk is full or read-only.
    """
    model = load_cross_encoder(folder, "cpu")
    transformer: Any
    transformer, *others = model
    if type(transformer).__name__ != "Transformer" or others:
        raise UnsupportedModelError("it has modules that cannot be exported")
    if any((model.prompts or {}).values()) or getattr(transformer, "processing_kwargs", None):
        raise UnsupportedModelError("it has prompts or its own settings for reading pairs")
    tokenizer = _serialized(model.tokenizer, model.max_seq_length)
    scores = calibration_scores(TorchCrossEncoder(model))

    def encode(row: int) -> Any:  # noqa: ANN401
        question = CALIBRATION_QUESTIONS[row % len(CALIBRATION_QUESTIONS)]
        text = CALIBRATION_TEXTS[row]
        return model.tokenizer(question, text, truncation=True, max_length=model.max_seq_length, return_tensors="np")

    _write(
        target, lambda **inputs: transformer.model(**inputs).logits, _input_names(model.tokenizer), encode,
        transformer.model, in_int8=in_int8,
    )  # fmt: skip
    _write_rest(target, tokenizer, model.tokenizer, scores)


def export_tokens(folder: Path, target: Path, *, in_int8: bool) -> None:
    """Write the files that make token vectors without torch into the folder `target`; see `export_cross_encoder`.

    Raises:
        UnsupportedModelError, NutgrafError, OSError: See there.
    """
    model = load_model(folder, "cpu")
    identity = fingerprint(str(folder), folder)
    scores = calibration_scores(LateInteraction(TorchTokens(model, identity)))
    tokenizer = _serialized(model.tokenizer, model.max_seq_length)
    transformer: Any = model[0].auto_model

    def encode(row: int) -> Any:  # noqa: ANN401
        return model.tokenizer(
            CALIBRATION_TEXTS[row], truncation=True, max_length=model.max_seq_length, return_tensors="np"
        )

    _write(
        target, lambda **inputs: transformer(**inputs)[0], ("input_ids", "attention_mask"), encode, transformer,
        in_int8=in_int8,
    )  # fmt: skip
    prompts = {"query_prompt": identity.query_prompt, "passage_prompt": identity.passage_prompt}
    _write_rest(target, tokenizer, model.tokenizer, scores, **prompts)


def calibration_scores(reranker: Reranker) -> np.ndarray[Any, Any]:
    """float32 ``(questions, texts)``: the score of each calibration text for each calibration question."""
    return np.stack([reranker.scores(question, CALIBRATION_TEXTS, {}) for question in CALIBRATION_QUESTIONS])


def _write(
    target: Path,
    function: Callable[..., Any],
    names: Sequence[str],
    encode: Callable[[int], Any],
    module: Any,  # noqa: ANN401  # a torch.nn.Module
    *,
    in_int8: bool,
) -> None:
    """Trace `function` of the inputs `names` and write it as ``model.xml``."""
    torch = imported("torch")

    class Graph(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.module = module

        def forward(self, *inputs: Tensor) -> Tensor:
            output: Tensor = function(**dict(zip(names, inputs, strict=True)))
            return output

    def arrays(row: int) -> list[Any]:
        encoded = encode(row)
        return [encoded[name] for name in names]

    openvino = import_openvino()
    example = tuple(torch.from_numpy(np.repeat(array, 2, axis=0)) for array in arrays(8))
    graph = openvino.convert_model(Graph().eval(), example_input=example)
    if in_int8:
        quantize_weights(graph, map(arrays, range(len(CALIBRATION_TEXTS))))
    openvino.save_model(graph, target / "model.xml", compress_to_fp16=False)


def _write_rest(target: Path, serialized: str, tokenizer: Any, scores: Any, **prompts: str) -> None:  # noqa: ANN401
    names = ("input_ids", "attention_mask") if prompts else _input_names(tokenizer)
    settings = {"pad": tokenizer.pad_token_id or 0, "inputs": list(names), **prompts}
    (target / "tokenizer.json").write_text(serialized, encoding="utf-8")
    (target / "settings.json").write_bytes(orjson.dumps(settings))
    np.save(target / "scores.npy", scores)


def _input_names(tokenizer: Any) -> Sequence[str]:  # noqa: ANN401
    """The graph's inputs: models of one kind of text, such as RoBERTa, take no `token_type_ids`."""
    known: Iterable[str] = tokenizer.model_input_names
    return tuple(name for name in ("input_ids", "attention_mask", "token_type_ids") if name in known)


def _serialized(tokenizer: Any, longest: int | None) -> str:  # noqa: ANN401
    """Serialize a tokenizer that truncates at `longest` tokens, the longer text of a pair first."""
    if not getattr(tokenizer, "is_fast", False) or {tokenizer.padding_side, tokenizer.truncation_side} != {"right"}:
        raise UnsupportedModelError(
            "its tokenizer pads or truncates on the left, or does not come from the library `tokenizers`"
        )
    if not longest:
        raise UnsupportedModelError("it does not say how many tokens it reads")
    backend: Any = tokenizer.backend_tokenizer
    backend.no_padding()
    backend.enable_truncation(longest)
    text: str = backend.to_str()
    return text


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
