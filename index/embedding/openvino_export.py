"""Export a sentence-transformers model as an OpenVINO graph.

    python -m nutgraf.index.embedding.openvino_export MODEL FOLDER WEIGHTS [DIMENSIONS]

The export runs in a process of its own: torch takes hundreds of megabytes, prints many warnings, and is not needed
afterwards.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import orjson

from .calibration_texts import CALIBRATION_TEXTS
from .fingerprint import Fingerprint
from .model_files import NO_LIMIT, fingerprint
from .openvino_runtime import import_openvino
from .reference import encode_passages, encode_queries, load_model
from .smooth_quant import quantize_weights
from .torch_library import SentenceTransformer, Tensor, imported

REFUSED, UNEXPLAINED = 3, 4
"""Exit codes for a model that cannot be exported, now or later, and for an error that may be of the model or of this
machine. The last line of stdout gives the reason."""

WeightFormat = Literal["int8", "plain"]
"""Format of the weight matrices in the graph: quantized, or as in the model."""

WEIGHT_FORMATS: tuple[WeightFormat, ...] = ("int8", "plain")
"""Fastest first."""

_AFTER_THE_TRANSFORMER = {"Pooling", "Normalize", "Dense", "LayerNorm", "Dropout"}


class UnsupportedModelError(Exception):
    """The model has a feature that we cannot reproduce without sentence-transformers."""


def main(model: str, target: str, weights: str, dimensions: str = "") -> int:
    """Export the model in the folder `model` (see `export`) and return the exit code."""

    def run() -> None:
        identity = fingerprint(model, Path(model), int(dimensions) if dimensions else None)
        export(load_model(Path(model), "cpu", identity.truncate_dim), identity, Path(target), in_int8=weights == "int8")

    return exit_code_of(run)


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


def export(model: SentenceTransformer, identity: Fingerprint, target: Path, *, in_int8: bool) -> None:
    """Write the files that run `model` without torch into the folder `target`, and vectors to compare it with.

    ``model.xml`` and ``.bin`` (token ids and masks in, vectors out), ``tokenizer.json`` (which truncates by itself),
    ``settings.json`` (see `Settings`), ``passages.npy`` and ``queries.npy`` (the vectors of `CALIBRATION_TEXTS`).

    Args:
        model: A model loaded by `load_model`.
        identity: Its fingerprint.
        target: An existing folder.
        in_int8: Quantize the weights with `quantize_weights`.

    Raises:
        UnsupportedModelError: See there.
        OSError: The disk is full or read-only.
    """
    tokenizer = _tokenizer(model)
    openvino = import_openvino()
    transformer: Any = model[0].auto_model
    if "sliding_attention" in (getattr(transformer.config, "layer_types", None) or ()):
        # A token of padding may see nothing in its window; only this implementation gives it numbers then.
        transformer.set_attn_implementation("eager")
    names = ["input_ids", "attention_mask", *([] if identity.pools_prompt else ["pooling_mask"])]
    graph = openvino.convert_model(_graph(model), example_input=_inputs(model, CALIBRATION_TEXTS[:4], names))
    if in_int8:
        examples = (_inputs(model, [text], names) for text in CALIBRATION_TEXTS)
        quantize_weights(graph, ([example[name].numpy() for name in names] for example in examples))
    openvino.save_model(graph, target / "model.xml", compress_to_fp16=False)
    (target / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    settings = {
        "pad": model.tokenizer.pad_token_id,
        "query_prompt": identity.query_prompt,
        "passage_prompt": identity.passage_prompt,
        "query_skip": None if identity.pools_prompt else _prompt_tokens(model, identity.query_prompt),
        "passage_skip": None if identity.pools_prompt else _prompt_tokens(model, identity.passage_prompt),
    }
    (target / "settings.json").write_bytes(orjson.dumps(settings))
    np.save(target / "passages.npy", encode_passages(model, CALIBRATION_TEXTS, identity))
    np.save(target / "queries.npy", encode_queries(model, CALIBRATION_TEXTS, identity))


def _inputs(model: SentenceTransformer, texts: Sequence[str], names: Iterable[str]) -> dict[str, Tensor]:
    """Tokenize `texts` as inputs of the graph, padded on the right as `OpenVinoEmbedder` does."""
    encoded = model.tokenizer(
        list(texts), padding=True, padding_side="right", truncation=True, max_length=_limit(model), return_tensors="pt"
    )
    return {name: encoded["attention_mask" if name == "pooling_mask" else name] for name in names}


def _prompt_tokens(model: SentenceTransformer, prompt: str) -> int:
    """Count the tokens at the start of a text that are its prompt's, as sentence-transformers does."""
    return int(model.preprocess(["?"], prompt=prompt).get("prompt_length", 0)) if prompt else 0


def _limit(model: SentenceTransformer) -> int | None:
    """The most tokens that the model reads; None for no limit."""
    return model.max_seq_length if model.max_seq_length and model.max_seq_length < NO_LIMIT else None


def _tokenizer(model: SentenceTransformer) -> str:
    """Serialize the tokenizer as sentence-transformers has set it up, truncating at the model's limit."""
    modules: list[Any] = list(model)
    transformer, *others = modules
    unknown = [type(module).__name__ for module in others if type(module).__name__ not in _AFTER_THE_TRANSFORMER]
    if type(transformer).__name__ != "Transformer" or unknown:
        raise UnsupportedModelError(
            f"it has modules that cannot be exported: {', '.join(unknown) or type(transformer).__name__}"
        )
    own = ("query_length", "document_length", "query_expansion", "processing_kwargs")
    if any(getattr(transformer, name, None) for name in own) or "text" not in transformer.modality_config:
        raise UnsupportedModelError("it has its own settings for reading text")
    tokenizer = model.tokenizer
    if not getattr(tokenizer, "is_fast", False) or tokenizer.pad_token_id is None:
        raise UnsupportedModelError("its tokenizer does not come from the library `tokenizers`, or has no token to pad")
    backend: Any = tokenizer.backend_tokenizer
    backend.no_padding()
    limit = _limit(model)
    backend.enable_truncation(limit, direction=tokenizer.truncation_side) if limit else backend.no_truncation()
    text: str = backend.to_str()  # before anything else: transformers changes these settings with every call
    return text


def _graph(model: SentenceTransformer) -> Any:  # noqa: ANN401  # a torch.nn.Module
    """Wrap the whole model as one function of token ids, mask, and the mask of what is pooled if that is another.

    A tokenizer that pads on the left needs nothing: the vector of a text does not depend on its padding, or the proof
    fails.
    """
    torch = imported("torch")

    class Graph(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.transformer: Any = model[0].auto_model
            self.others = torch.nn.ModuleList(list(model)[1:])

        def forward(self, input_ids: Tensor, attention_mask: Tensor, pooling_mask: Tensor | None = None) -> Tensor:
            tokens = self.transformer(input_ids=input_ids, attention_mask=attention_mask)[0]
            pooled = attention_mask if pooling_mask is None else pooling_mask
            features: dict[str, Tensor] = {"token_embeddings": tokens, "attention_mask": pooled}
            for module in self.others:
                features = module(features)
            return features["sentence_embedding"][:, : model.truncate_dim]

    return Graph().eval()


def _report(error: BaseException, code: int) -> int:
    lines = str(error).strip().splitlines() or [""]
    print(f"{type(error).__name__}: {lines[0]}" if not isinstance(error, UnsupportedModelError) else lines[0])  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
