"""Tiny models with random weights, made in a second: a cross-encoder and an embedding model of the shape of BERT."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

WORDS = ["mayor", "storm", "river", "bridge", "council", "harbour", "strike", "who", "what", "did", "say", "of", "the"]
WIDTH = 64
"""OpenVINO's int8 gives noise for layers of 32 numbers, on a CPU with AMX and two threads or more."""


def tiny_cross_encoder(folder: Path, *, labels: int = 1, seed: int = 1) -> Path:
    """Write a cross-encoder of `labels` scores for a pair into `folder`."""
    from transformers import BertForSequenceClassification

    model = _seeded(BertForSequenceClassification, seed, num_labels=labels)
    model.classifier.weight.data *= 40  # else the scores of a random model hardly differ
    return _saved(model, folder)


def tiny_embedding_model(folder: Path) -> Path:
    """Write a sentence-transformers model with mean pooling into `folder`."""
    from transformers import BertModel

    _saved(_seeded(BertModel, 2), folder)
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 64, "do_lower_case": False}))
    (folder / "1_Pooling").mkdir()
    pooling = {"word_embedding_dimension": WIDTH, "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    return folder


def _seeded(kind: Any, seed: int, **options: Any) -> Any:
    import torch
    from transformers import BertConfig

    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(_vocabulary()), hidden_size=WIDTH, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=128, max_position_embeddings=64, initializer_range=0.2, **options,
    )  # fmt: skip
    return kind(config).eval()


def _saved(model: Any, folder: Path) -> Path:
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertTokenizerFast

    model.save_pretrained(folder, safe_serialization=True)
    pieces = BertWordPieceTokenizer({word: row for row, word in enumerate(_vocabulary())})
    BertTokenizerFast(tokenizer_object=pieces._tokenizer, model_max_length=64).save_pretrained(folder)
    return folder


def _vocabulary() -> list[str]:
    letters = string.ascii_lowercase + string.digits + string.punctuation
    return ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{it}" for it in letters), *WORDS]
