"""The reference rerankers, run by sentence-transformers: compiled ones are proven by them, and fall back to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from ...corpus.errors import NutgrafError
from ..embedding.fingerprint import Fingerprint
from ..embedding.reference import disable_tokenizer_threads, load_model, normalize
from ..embedding.torch_library import CrossEncoder, SentenceTransformer, imported
from ..types import Scores
from .late_interaction import TokenVectors, without_prompt
from .protocol import Kind

_BATCH = 32


class TorchTokens:
    """A `TokenEncoder` run by sentence-transformers.

    Args:
        model: A model loaded by `load_model`.

    Raises:
        NutgrafError: The model has no token vectors.
    """

    def __init__(self, model: SentenceTransformer, identity: Fingerprint) -> None:
        if type(model[0]).__name__ != "Transformer":
            raise NutgrafError("the model of this index has no token vectors, so --rerank late cannot use it")
        self._model = model
        self._identity = identity
        self._lock = Lock()  # a tokenizer is not safe for two threads

    @classmethod
    def load(cls, folder: Path, identity: Fingerprint) -> TorchTokens:
        """Load the embedding model in `folder`."""
        return cls(load_model(folder), identity)

    def question(self, text: str) -> TokenVectors:
        """See `TokenEncoder`; a tokenizer that does not come from the library `tokenizers` gives no offsets."""
        prompt = self._identity.query_prompt
        with self._lock:
            [tokens] = self._model.encode_query([text], prompt=prompt, **_TOKENS)
            tokenizer: Any = self._model.tokenizer
            offsets = None
            if getattr(tokenizer, "is_fast", False):
                encoding = tokenizer(
                    prompt + text,
                    return_offsets_mapping=True,
                    truncation=True,
                    max_length=self._model.max_seq_length,
                )
                offsets = without_prompt(encoding["offset_mapping"], prompt)
        return TokenVectors(normalize(tokens), offsets)

    def passages(self, texts: Sequence[str]) -> list[TokenVectors]:
        """See `TokenEncoder`."""
        with self._lock:
            encoded = self._model.encode_document(
                list(texts), batch_size=_BATCH, prompt=self._identity.passage_prompt, **_TOKENS
            )
        return [TokenVectors(normalize(tokens)) for tokens in encoded]


_TOKENS: dict[str, Any] = {"output_value": "token_embeddings", "show_progress_bar": False}


class TorchCrossEncoder:
    """A `Reranker` run by sentence-transformers.

    Args:
        model: A model loaded by `load_cross_encoder`.
    """

    kind: Kind = "cross-encoder"

    def __init__(self, model: CrossEncoder) -> None:
        self._model = model
        self._lock = Lock()

    @classmethod
    def load(cls, folder: Path) -> TorchCrossEncoder:
        """Load the cross-encoder in `folder`; see `load_cross_encoder`."""
        return cls(load_cross_encoder(folder))

    def scores(self, question: str, passages: Sequence[str], weights: Mapping[str, float]) -> Scores:  # noqa: ARG002
        """float32 ``(len(passages),)``: the model's score before any activation."""
        if not passages:
            return np.zeros(0, np.float32)
        pairs = [(question, passage) for passage in passages]
        with self._lock:
            # The activation, most often a sigmoid, would make good passages equal.
            scores = self._model.predict(
                pairs, batch_size=_BATCH, show_progress_bar=False, activation_fn=imported("torch").nn.Identity()
            )
        return np.asarray(scores, np.float32).reshape(len(passages))


def load_cross_encoder(folder: Path, device: str | None = None) -> CrossEncoder:
    """Load the cross-encoder in `folder` without progress bars, network access, or code of the model's own.

    Raises:
        NutgrafError: It cannot be loaded, or gives several scores for a pair.
    """
    disable_tokenizer_threads()
    library, logging = imported("sentence_transformers"), imported("transformers.utils.logging")
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        model: CrossEncoder = library.CrossEncoder(
            str(folder),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as error:  # transformers raises many kinds of errors for a broken model
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise NutgrafError(f"the cross-encoder {folder} cannot be loaded: {reason}") from None
    if model.num_labels != 1:
        raise NutgrafError(f"{folder} gives {model.num_labels} scores for a pair, where a cross-encoder gives one")
    return model
