"""Export a sentence-transformers model as an OpenVINO graph.

    python -m nutgraf.index.embedding.openvino_export MODEL FOLDER WEIGHT_FORMATS

It runs in a process of its own: torch takes hundreds of megabytes, warns a lot, and is not needed afterwards.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
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

REFUSED = 3
"""The exit code that means: this model cannot be traced, now or later. Why stands in the last line of stdout."""

WeightFormat = Literal["int8", "plain"]
"""How the graph has its matrices."""

WEIGHT_FORMATS: tuple[WeightFormat, ...] = ("int8", "plain")
"""The fastest first."""

_AFTER_THE_TRANSFORMER = {"Pooling", "Normalize"}


class UnsupportedModelError(Exception):
    """The model does something that we do not know how to do without sentence-transformers."""


def main(model: str, target: str, weights: str) -> int:
    """Trace the model in the folder `model`; see `export`. Returns the exit code."""
    try:
        export(load_model(Path(model), "cpu"), Path(target), in_int8=weights == "int8")
    except (OSError, MemoryError, ImportError) as error:  # of today and this machine, not of the model
        return _report(error, 1)
    except Exception as error:  # torch and OpenVINO have many ways of saying that a model does what they cannot
        return _report(error, REFUSED)
    return 0


def export(model: SentenceTransformer, target: Path, *, in_int8: bool) -> None:
    """Write into the folder `target` all that runs `model` without torch, and what to compare it with.

    ``model.xml`` and ``.bin`` (token ids and mask in, vectors out), ``tokenizer.json`` (which cuts off by itself),
    ``settings.json`` (see `Settings`), ``passages.npy`` and ``queries.npy`` (the vectors of `CALIBRATION_TEXTS`).

    Args:
        model: As `load_model` gives it.
        target: It is there.
        in_int8: Whether to do what `quantising` does.

    Raises:
        UnsupportedModelError: See there.
        OSError: The disk does not take them.
    """
    tokenizer = _tokenizer(model)
    openvino = import_openvino()
    names = ("input_ids", "attention_mask")
    some = model.tokenizer(list(CALIBRATION_TEXTS[:4]), padding=True, return_tensors="pt")
    graph = openvino.convert_model(_graph(model), example_input={name: some[name] for name in names})
    if in_int8:
        alone = (
            model.tokenizer([text], truncation=True, max_length=model.max_seq_length, return_tensors="np")
            for text in CALIBRATION_TEXTS
        )
        quantize_weights(graph, ([it[name] for name in names] for it in alone))
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
    """The model's tokenizer as sentence-transformers has set it up, cutting off where the model stops reading."""
    transformer, *others = model
    strange = [type(it).__name__ for it in others if type(it).__name__ not in _AFTER_THE_TRANSFORMER]
    if type(transformer).__name__ != "Transformer" or strange:
        raise UnsupportedModelError(
            f"it has parts that are not understood: {', '.join(strange) or type(transformer).__name__}"
        )
    own = ("query_length", "document_length", "query_expansion", "processing_kwargs")
    if any(getattr(transformer, it, None) for it in own) or not model.max_seq_length:
        raise UnsupportedModelError("it has settings of its own for how text is read")
    if not all(getattr(it, "include_prompt", True) for it in others):
        raise UnsupportedModelError("it leaves its prompts out of the mean")
    tokenizer = model.tokenizer
    if not getattr(tokenizer, "is_fast", False) or {tokenizer.padding_side, tokenizer.truncation_side} != {"right"}:
        raise UnsupportedModelError("its tokenizer pads or cuts on the left, or is not one of the library `tokenizers`")
    backend: Any = tokenizer.backend_tokenizer
    backend.no_padding()
    backend.enable_truncation(model.max_seq_length)
    text: str = backend.to_str()  # at once: with every call transformers sets it up otherwise
    return text


def _prompt(model: SentenceTransformer, names: Iterable[str]) -> str:
    """What `encode_query` or `encode_document` puts before a text: the first prompt of these, else the default."""
    chosen = next((it for it in names if it in model.prompts), model.default_prompt_name)
    return (model.prompts.get(chosen) or "") if chosen is not None else ""


def _graph(model: SentenceTransformer) -> Any:  # noqa: ANN401  # a torch.nn.Module
    """The whole model as one function of token ids and mask."""
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
    said = str(error).strip().splitlines() or [""]
    print(f"{type(error).__name__}: {said[0]}" if not isinstance(error, UnsupportedModelError) else said[0])  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
