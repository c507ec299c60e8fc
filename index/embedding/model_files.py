"""Reads a sentence-transformers model's own files, all that decides a vector, without importing torch."""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from ...corpus.errors import NutgrafError
from ..storage.digest_cache import cache_digest, cached_digest
from .fingerprint import Fingerprint

_TRANSFORMERS = ("bert", "roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet")
"""Kinds of transformers whose settings may stand in a file of their own: ``sentence_bert_config.json`` and so on."""
_VOCABULARIES = ("vocab.txt", "vocab.json", "merges.txt", "sentencepiece.bpe.model", "spiece.model", "tokenizer.model")
_TOKENIZER_SETTINGS = ("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")
_WIDTHS = ("hidden_size", "d_model", "dim", "n_embd")
"""Names of a transformer's width in its ``config.json``."""
_BOOKKEEPING = {"_name_or_path", "transformers_version"}
"""Keys of ``config.json`` that change no vector."""
NO_LIMIT = 1 << 24
"""Tokens from which on a limit is none: libraries write 10 ** 30."""


def fingerprint(name: str, folder: Path, dimensions: int | None = None) -> Fingerprint:
    """Fingerprint the sentence-transformers model in `folder`: the first time takes about 50 ms for a small model.

    Args:
        name: The name or path by which the user chose the model.
        folder: The folder of the model.
        dimensions: Numbers to keep of each vector; by default as many as the model's own settings say.

    Raises:
        NutgrafError: The folder holds no sentence-transformers model with safetensors weights, the model needs code of
            its own, or its vectors have fewer than `dimensions` numbers.
    """
    try:
        modules = _modules(folder)
        settings = _settings(folder / "config_sentence_transformers.json")
        prompts, default_prompt = _prompts(settings)
        first = folder / modules[0][1]
        is_transformer = modules[0][0] == "Transformer"
        config = _settings(first / "config.json", required=is_transformer)
        sentence = next(filter(None, (_settings(first / f"sentence_{it}_config.json") for it in _TRANSFORMERS)), {})
        pooling = next((_settings(folder / path / "config.json") for kind, path in modules if kind == "Pooling"), {})
        made = _dimensions(folder, modules, config)
        kept = dimensions or settings.get("truncate_dim")
        if dimensions and dimensions > made:
            raise NutgrafError(f"the vectors of the model {name} have {made} dimensions, fewer than {dimensions}")
        return Fingerprint(
            name=name,
            weights=_weights(first),
            tokenizer=_tokenizer(first),
            dim=min(made, int(kept or made)),
            pooling="+".join(_pooling_modes(pooling)) if is_transformer else "none",
            max_tokens=_max_tokens(config, sentence, _settings(first / "tokenizer_config.json")),
            modules=_modules_digest(folder, bool(sentence.get("do_lower_case"))),
            prompts=prompts,
            default_prompt=default_prompt,
            transformer=_transformer_digest(first, config, sentence),
            pools_prompt=bool(pooling.get("include_prompt", True)),
            truncate_dim=int(kept) if kept else None,
        )
    except (OSError, KeyError, TypeError, ValueError, AttributeError, IndexError, struct.error) as error:
        raise NutgrafError(f"{folder} is no sentence-transformers model with safetensors weights: {error}") from None


def _modules(folder: Path) -> list[tuple[str, str]]:
    """List the kind and the folder of each module, in order."""
    path = folder / "modules.json"
    listed = orjson.loads(path.read_bytes()) if path.exists() else [{"type": "Transformer", "path": ""}]
    for module in listed:
        package, _, _ = module["type"].partition(".")
        if package not in ("sentence_transformers", module["type"]):
            raise NutgrafError(f"{folder} needs code of its own, {module['type']}, and no code of a model is run")
    return [(module["type"].rpartition(".")[2], module["path"]) for module in listed]


def _dimensions(folder: Path, modules: Iterable[tuple[str, str]], config: Mapping[str, Any]) -> int:
    """Compute the numbers in a vector after the last module."""
    made = next((int(config[name]) for name in _WIDTHS if config.get(name)), 0)
    for kind, path in modules:
        settings = _settings(folder / path / "config.json")
        if kind == "Pooling":
            width = settings.get("word_embedding_dimension") or settings.get("embedding_dimension") or made
            made = int(width) * len(_pooling_modes(settings))
        elif kind == "Dense":
            made = int(settings["out_features"])
        elif kind == "StaticEmbedding":
            made = _static_width(folder / path / "model.safetensors")
    if not made:
        raise ValueError("its files do not tell the number of dimensions")
    return made


def _static_width(weights: Path) -> int:
    """Read the width of a table of token vectors from the head of its file."""
    with weights.open("rb") as file:
        [size] = struct.unpack("<Q", file.read(8))
        head = orjson.loads(file.read(min(size, 1 << 20)))
    return next(int(tensor["shape"][1]) for key, tensor in head.items() if key.startswith("embedding"))


def _max_tokens(config: Mapping[str, Any], sentence: Mapping[str, Any], tokenizer: Mapping[str, Any]) -> int:
    """Find the tokens that are read, by the rules of sentence-transformers: its own setting, else the least limit."""
    own = (sentence.get("processor_kwargs") or sentence.get("tokenizer_args") or {}).get("model_max_length")
    limit = own or sentence.get("max_seq_length")
    if not limit:
        limits = (tokenizer.get("model_max_length"), config.get("max_position_embeddings"))
        limit = min((it for it in limits if it and it > 0), default=0)
    return int(limit) if limit < NO_LIMIT else 0


def _weights(folder: Path) -> str:
    """Compute the SHA-256 of the weights, in one file or in parts that an index lists."""
    if (folder / "model.safetensors").exists() or not (folder / "model.safetensors.index.json").exists():
        return sha256_of(folder / "model.safetensors")
    parts = sorted(set(_settings(folder / "model.safetensors.index.json")["weight_map"].values()))
    return hashlib.sha256("".join(sha256_of(folder / part) for part in parts).encode()).hexdigest()


def _tokenizer(folder: Path) -> str:
    path = folder / "tokenizer.json"
    vocabularies = [folder / name for name in _VOCABULARIES if (folder / name).exists()]
    if path.exists() or not vocabularies:
        return sha256_of(path)
    return hashlib.sha256("".join(map(sha256_of, vocabularies)).encode()).hexdigest()


def _transformer_digest(folder: Path, config: Mapping[str, Any], sentence: Mapping[str, Any]) -> str:
    own = {key: value for key, value in config.items() if key not in _BOOKKEEPING}
    files = [sha256_of(folder / name) if (folder / name).exists() else "" for name in _TOKENIZER_SETTINGS]
    return hashlib.sha256(orjson.dumps([own, sentence, files], option=orjson.OPT_SORT_KEYS)).hexdigest()


def _modules_digest(folder: Path, lower_case: bool) -> str:
    """Compute the SHA-256 of the types of the modules, in order, and of all their files but those in the root."""
    path = folder / "modules.json"
    digest = hashlib.sha256(b"lower case" if lower_case else b"")
    for module in orjson.loads(path.read_bytes()) if path.exists() else []:
        digest.update(orjson.dumps([module["type"], module["path"]]))
        for file in sorted((folder / module["path"]).glob("*")) if module["path"] else []:
            digest.update(orjson.dumps([file.name, sha256_of(file)]))
    return digest.hexdigest()


def _prompts(settings: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    """Read the prompts by name, and the name of the default one; none if all are empty, and so change no vector."""
    prompts = {name: text or "" for name, text in (settings.get("prompts") or {}).items()}
    if not any(prompts.values()):
        return {}, ""
    return prompts, settings.get("default_prompt_name") or ""


def _pooling_modes(settings: Mapping[str, Any]) -> list[str]:
    mode = settings.get("pooling_mode")
    modes = (
        ([mode] if isinstance(mode, str) else list(mode))
        if mode
        else [
            key.removeprefix("pooling_mode_").removesuffix("_tokens").removesuffix("_token")
            for key, value in settings.items()
            if key.startswith("pooling_mode_") and value
        ]
    )
    return modes or ["mean"]


def _settings(path: Path, *, required: bool = False) -> dict[str, Any]:
    """Read a file of settings; empty where there is none, unless it is `required`."""
    if not required and not path.exists():
        return {}
    settings: dict[str, Any] = orjson.loads(path.read_bytes())
    return settings


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hex, cached for as long as its times stay the same."""
    with path.open("rb") as file:
        state = os.fstat(file.fileno())
        if (digest := cached_digest(path, state)) is None:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            cache_digest(path, state, digest)
    return digest
