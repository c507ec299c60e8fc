"""Export a sentence-transformers model as an OpenVINO graph.

    python -m nutgraf.index.embedding.openvino_export MODEL FOLDER WEIGHTS

The export runs in a process of its own: torch takes hundreds of megabytes, prints many warnings, and is not needed
afterwards.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import orjson

from .calibration_texts import CALIBRATION_TEXTS
from .openvino_runtime import import_openvino
from .reference import load_model, normalize
from .smooth_quant import quantize_weights

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

REFUSED, UNEXPLAINED = 3, 4
"""Exit codes for a model that cannot be exported, now or later, and for an error that may be of the model or of this
machine. The last line of stdout gives the reason."""

WeightFormat = Literal["int8", "plain"]
"""Format of the weight matrices in the graph: quantized, or as in the model."""

WEIGHT_FORMATS: tuple[WeightFormat, ...] = ("int8", "plain")
"""Fastest first."""

_AFTER_THE_TRANSFORMER = {"Pooling", "Normalize"}


class UnsupportedModelError(Exception):
    """The model has a feature that we cannot reproduce without sentence-transformers."""


def main(model: str, target: str, weights: str) -> int:
    """Export the model in the folder `model` (see `export`) and return the exit code."""
    return exit_code_of(lambda: export(load_model(Path(model), "cpu"), Path(target), in_int8=weights == "int8"))


def exit_code_of(export_model: Callable[[], None]) -> int:
    """Call `export_model`, print the reason if it fails, and return the exit code."""
    try:
        export_model()
    except (OSError, MemoryError, ImportError) as error:  # a problem of this machine today, not of the model
        return _report(error, 1)
    except UnsupportedModelError as error:
        return _report(error, REFUSED)
    except Exception as error:  # torch and OpenVINO raise many kinds of errors, also for want of room or memory
        return _report(error, UNEXPLAINED)
    return 0


def export(model: SentenceTransformer, target: Path, *, in_int8: bool) -> None:
    """Write the files that run `model` without torch into the folder `target`, and vectors to compare it with.

    ``model.xml`` and ``.bin`` (token ids and mask in, vectors out), ``tokenizer.json`` (which truncates by itself),
    ``settings.json`` (see `Settings`), ``passages.npy`` and ``queries.npy`` (the vectors of `CALIBRATION_TEXTS`).

    Args:
        model: A model loaded by `load_model`.
        target: An existing folder.
        in_int8: Quantize the weights with `quantize_weights`.

    Raises:
        UnsupportedModelError: See there.
        OSError: The disk is full or read-only.
    """
    tokenizer = _tokenizer(model)
    openvino = import_openvino()
    names = ("input_ids", "attention_mask")
    example = model.tokenizer(list(CALIBRATION_TEXTS[:4]), padding=True, return_tensors="pt")
    graph = openvino.convert_model(_graph(model), example_input={name: example[name] for name in names})
    if in_int8:
        encoded = (
            model.tokenizer([text], truncation=True, max_length=model.max_seq_length, return_tensors="np")
            for text in CALIBRATION_TEXTS
        )
        quantize_weights(graph, ([inputs[name] for name in names] for inputs in encoded))
    openvino.save_model(graph, target / "model.xml", compress_to_fp16=False)
    (target / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    settings = {
        "pad": model.tokenizer.pad_token_id,
        "query_prompt": _prompt(model, ["query"]),
        "passage_prompt": _prompt(model, ["document", "passage", "corpus"]),
    }
    (target / "settings.json").write_bytes(orjson.dumps(settings))
    np.save(target / "passages.npy", normalize(model.encode_document(list(CALIBRATION_TEXTS), show_progress_bar=False)))
    np.save(target / "queries.npy", normalize(model.encode_query(list(CALIBRATION_TEXTS), show_progress_bar=False)))


def _tokenizer(model: SentenceTransformer) -> str:
    """Serialize the tokenizer as sentence-transformers has set it up, truncating at the model's limit."""
    transformer, *others = model
    unknown = [type(module).__name__ for module in others if type(module).__name__ not in _AFTER_THE_TRANSFORMER]
    if type(transformer).__name__ != "Transformer" or unknown:
        raise UnsupportedModelError(
            f"it has modules that cannot be exported: {', '.join(unknown) or type(transformer).__name__}"
        )
    own = ("query_length", "document_length", "query_expansion", "processing_kwargs")
    if any(getattr(transformer, name, None) for name in own) or not model.max_seq_length:
        raise UnsupportedModelError("it has its own settings for reading text")
    if not all(getattr(module, "include_prompt", True) for module in others):
        raise UnsupportedModelError("it excludes its prompts from pooling")
    tokenizer = model.tokenizer
    if not getattr(tokenizer, "is_fast", False) or {tokenizer.padding_side, tokenizer.truncation_side} != {"right"}:
        raise UnsupportedModelError(
            "its tokenizer pads or truncates on the left, or does not come from the library `tokenizers`"
        )
    backend: Any = tokenizer.backend_tokenizer
    backend.no_padding()
    backend.enable_truncation(model.max_seq_length)
    text: str = backend.to_str()  # before anything else: transformers changes these settings with every call
    return text


def _prompt(model: SentenceTransformer, names: Iterable[str]) -> str:
    """Return the text that `encode_query` or `encode_document` puts first: the first prompt found, else the default."""
    chosen = next((name for name in names if name in model.prompts), model.default_prompt_name)
    return (model.prompts.get(chosen) or "") if chosen is not None else ""


def _graph(model: SentenceTransformer) -> Any:  # noqa: ANN401  # a torch.nn.Module
    """Wrap the whole model as one function of token ids and mask."""
    import torch

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer: Any = model[0].auto_model
            self.others = torch.nn.ModuleList(list(model)[1:])

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            tokens = self.transformer(input_ids=input_ids, attention_mask=attention_mask)[0]
            features: dict[str, torch.Tensor] = {"token_embeddings": tokens, "attention_mask": attention_mask}
            for module in self.others:
                features = module(features)
            return features["sentence_embedding"]

    return Graph().eval()


def _report(error: BaseException, code: int) -> int:
    lines = str(error).strip().splitlines() or [""]
    print(f"{type(error).__name__}: {lines[0]}" if not isinstance(error, UnsupportedModelError) else lines[0])  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
