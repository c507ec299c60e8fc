"""Sentence-transformers models made in seconds: random weights, a small tokenizer, every setting that we read."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nutgraf.index.embedding.calibration_texts import CALIBRATION_TEXTS
from nutgraf.index.embedding.probe_texts import PROBES

WIDTH = 32
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
SMALL = {
    "hidden_size": WIDTH,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 48,
    "max_position_embeddings": 96,
    "pad_token_id": 0,
    "attn_implementation": "eager",
}
PROMPTS = {"query": "question about: ", "document": "news: "}


def make_model(
    folder: Path,
    *,
    shape: str = "Bert",
    pooling: str | list[str] = "mean",
    include_prompt: bool = True,
    dense: Mapping[str, Any] | None = None,
    normalized: bool = True,
    padding: str = "right",
    max_tokens: int | None = 64,
    **settings: Any,
) -> Path:
    """Make a model in `folder`.

    Args:
        folder: A new folder.
        shape: The kind of transformer, as transformers names it: ``Bert``, ``XLMRoberta``, ``ModernBert``, ...
        pooling: The mode or modes of the pooling.
        include_prompt: False to pool no token of a prompt.
        dense: Weight ``(out, in)`` and bias ``(out,)`` of a Dense module after the pooling.
        normalized: Add a Normalize module.
        padding: The side on which the tokenizer pads.
        max_tokens: Tokens that are read; None to leave it to the tokenizer and the transformer.
        settings: What ``config_sentence_transformers.json`` says.
    """
    import torch
    import transformers
    from safetensors.torch import save_file

    torch.manual_seed(11)
    tokenizer = _tokenizer(padding)
    config = getattr(transformers, f"{shape}Config")(**SMALL, vocab_size=len(tokenizer), **_extra(shape))
    config.architectures = [f"{shape}Model"]
    getattr(transformers, f"{shape}Model")(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    modules = [("Transformer", ""), ("Pooling", "1_Pooling")]
    modes = [pooling] if isinstance(pooling, str) else pooling
    _write(folder / "1_Pooling" / "config.json", {
        "embedding_dimension": WIDTH, "pooling_mode": pooling, "include_prompt": include_prompt,
    })  # fmt: skip
    if dense is not None:
        modules.append(("Dense", "2_Dense"))
        weight, bias = torch.tensor(dense["weight"]).float(), torch.tensor(dense["bias"]).float()
        _write(folder / "2_Dense" / "config.json", {
            "in_features": WIDTH * len(modes), "out_features": len(weight), "bias": True,
            "activation_function": "torch.nn.modules.linear.Identity",
        })  # fmt: skip
        save_file({"linear.weight": weight, "linear.bias": bias}, folder / "2_Dense" / "model.safetensors")
    if normalized:
        modules.append(("Normalize", "9_Normalize"))
        (folder / "9_Normalize").mkdir()
    listed = [
        {"idx": place, "name": str(place), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for place, (kind, path) in enumerate(modules)
    ]
    _write(folder / "modules.json", listed)
    _write(folder / "sentence_bert_config.json", {"max_seq_length": max_tokens} if max_tokens else {})
    _write(folder / "config_sentence_transformers.json", settings)
    return folder


def _extra(shape: str) -> dict[str, Any]:
    """Settings that only this kind of transformer has, or needs to be small."""
    if shape == "Qwen3":
        return {"num_key_value_heads": 2, "head_dim": 8, "use_cache": False}
    if shape == "ModernBert":
        return {"cls_token_id": 2, "sep_token_id": 3, "bos_token_id": 2, "eos_token_id": 3, "local_attention": 16}
    return {}


def _tokenizer(padding: str) -> Any:  # of transformers
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    texts = [*CALIBRATION_TEXTS, *(text for pair in PROBES for text in pair), *PROMPTS.values()]
    split = pre_tokenizers.BertPreTokenizer()
    words = sorted({word for text in texts for word, _ in split.pre_tokenize_str(text.lower())})
    vocabulary = {token: place for place, token in enumerate(dict.fromkeys([*SPECIAL, *words]))}
    made = Tokenizer(models.WordLevel(vocabulary, "[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = split
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    names = dict(zip(("pad", "unk", "cls", "sep", "mask"), SPECIAL, strict=True))
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        model_max_length=80,
        padding_side=padding,
        **{f"{kind}_token": token for kind, token in names.items()},
    )


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))


def export_all(recipes: Mapping[str, Mapping[str, Any]], folder: Path) -> None:
    """Make the model of each recipe in ``folder/<name>``, and its export in ``folder/exported/<name>``.

    Needs `converter_here`.
    """
    from nutgraf.index.embedding.model_files import fingerprint
    from nutgraf.index.embedding.openvino_export import export
    from nutgraf.index.embedding.reference import load_model

    for name, recipe in recipes.items():
        made, target = make_model(folder / name, **recipe), folder / "exported" / name
        target.mkdir(parents=True)
        identity = fingerprint(name, made)
        with warnings.catch_warnings(action="ignore"):  # the tracer's, of every branch
            export(load_model(made, "cpu", identity.truncate_dim), identity, target, in_int8=False)
