"""Run compiled rerankers with OpenVINO: pairs of question and passage, or single texts to token vectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
from numpy.typing import NDArray

from ..embedding.openvino_runner import OpenVinoRunner
from ..embedding.reference import disable_tokenizer_threads, normalize
from ..types import Scores
from .late_interaction import TokenVectors, without_prompt
from .protocol import Kind

if TYPE_CHECKING:
    from tokenizers import Encoding

_BATCH_TOKENS = 1024
"""Tokens in a batch, padding included; as in `openvino_embedder`."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the model that its graph does not contain.

    Attributes:
        pad: Token that fills up a batch.
        inputs: Names of the graph's inputs, in order.
        query_prompt: Text put before each question.
        passage_prompt: Text put before each passage.
    """

    pad: int
    inputs: Sequence[str]
    query_prompt: str = ""
    passage_prompt: str = ""


class _Graph:
    """A compiled graph with its tokenizer.

    Args:
        folder: Folder with ``tokenizer.json`` and ``settings.json``.
        model: An ``openvino.CompiledModel``.
        memory: Memory that holds the model's weights, if it uses them in place; kept alive as long as the model.
    """

    def __init__(self, folder: Path, model: Any, memory: object) -> None:  # noqa: ANN401
        disable_tokenizer_threads()
        from tokenizers import Tokenizer

        self.settings = Settings(**orjson.loads((folder / "settings.json").read_bytes()))
        self.tokenizer: Any = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
        self._runner = OpenVinoRunner(model, memory)

    def run(self, encodings: Sequence[Encoding]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Yield the position of each encoding and its output, in any order."""
        batches = ((rows, self._arrays([encodings[row] for row in rows])) for rows in _batches(encodings))
        for rows, output in self._runner.run(batches):
            yield from zip(rows, np.array(output, np.float32), strict=True)

    def _arrays(self, encodings: Sequence[Encoding]) -> list[NDArray[np.int64]]:
        """int64 ``(len(encodings), width)`` for each input of the graph."""
        width = max(len(encoding.ids) for encoding in encodings)
        arrays = []
        for name in self.settings.inputs:
            fill = self.settings.pad if name == "input_ids" else 0
            array = np.full((len(encodings), width), fill, np.int64)
            for row, encoding in enumerate(encodings):
                array[row, : len(encoding.ids)] = getattr(encoding, _ATTRIBUTES[name])
            arrays.append(array)
        return arrays


_ATTRIBUTES = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
"""The attribute of an encoding for each input of a graph."""


def _batches(encodings: Sequence[Encoding]) -> Iterator[list[int]]:
    """Yield the positions of encodings of similar length, longest first."""
    rows = sorted(range(len(encodings)), key=lambda row: -len(encodings[row].ids))
    while rows:
        count = max(1, _BATCH_TOKENS // len(encodings[rows[0]].ids))
        yield rows[:count]
        rows = rows[count:]


class CompiledCrossEncoder:
    """A `Reranker` run by OpenVINO. The arguments are those of a `Recipe.run`.

    Raises:
        OSError, ValueError, TypeError: A file of the folder is missing or malformed.
    """

    kind: Kind = "cross-encoder"

    def __init__(self, folder: Path, model: Any, memory: object) -> None:  # noqa: ANN401
        self._graph = _Graph(folder, model, memory)

    def scores(self, question: str, passages: Sequence[str], weights: Mapping[str, float]) -> Scores:  # noqa: ARG002
        """float32 ``(len(passages),)``: the model's score before any activation."""
        pairs = self._graph.tokenizer.encode_batch([(question, passage) for passage in passages])
        scores = np.full(len(passages), np.nan, np.float32)
        for row, output in self._graph.run(pairs):
            scores[row] = output[0]
        return scores


class CompiledTokens:
    """A `TokenEncoder` run by OpenVINO. The arguments are those of a `Recipe.run`.

    Raises:
        OSError, ValueError, TypeError: A file of the folder is missing or malformed.
    """

    def __init__(self, folder: Path, model: Any, memory: object) -> None:  # noqa: ANN401
        self._graph = _Graph(folder, model, memory)

    def question(self, text: str) -> TokenVectors:
        """See `TokenEncoder`."""
        prompt = self._graph.settings.query_prompt
        [tokens] = self._encoded([prompt + text])
        return TokenVectors(tokens.vectors, without_prompt(tokens.offsets or (), prompt))

    def passages(self, texts: Sequence[str]) -> list[TokenVectors]:
        """See `TokenEncoder`; the offsets include the prompt."""
        prompt = self._graph.settings.passage_prompt
        return self._encoded([prompt + text for text in texts])

    def _encoded(self, texts: Sequence[str]) -> list[TokenVectors]:
        encodings = self._graph.tokenizer.encode_batch(list(texts))
        outputs = dict(self._graph.run(encodings))
        return [
            TokenVectors(normalize(outputs[row][: len(encoding.ids)]), encoding.offsets)
            for row, encoding in enumerate(encodings)
        ]
