"""A compiled model behind the seam: several times as fast as sentence-transformers, ready in a fifth of a second."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from ..types import Vectors
from .fingerprint import Fingerprint
from .openvino_runtime import import_openvino
from .reference import disable_tokenizer_threads, normalize

_TOKENS = 1024
"""In a batch, padding included: from 512 to 1,024 it is fastest here, on one core."""

_TOKENISED_AT_ONCE = 2048
"""Texts. Texts of like length share a batch, and while the last batches run the next texts are tokenised."""

_WIDTH = 16
"""A question is padded to a multiple of so many tokens. Another shape than that of the one before costs half a
millisecond, and most questions are shorter than this."""

_QUESTIONS = 8
"""Of one width, in a batch: each takes half as long as alone. Of several widths, they would get other bits."""

Batch = tuple[list[int], list[NDArray[np.int64]]]
"""The rows that it is for, and what the model is given for them: tokens and mask, int64 ``(rows, width)`` each."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the graph does not say.

    Attributes:
        pad: The token that fills up a batch.
        query_prompt: Stands before each question.
        passage_prompt: Stands before each passage.
    """

    pad: int
    query_prompt: str
    passage_prompt: str


class OpenVinoEmbedder:
    """A model that OpenVINO runs, with a tokenizer that cuts off by itself.

    Args:
        folder: It holds ``tokenizer.json`` and ``settings.json``.
        model: An ``openvino.CompiledModel`` of token ids and mask.
        fingerprint: Of the model that was compiled.
        weights: What the model has its weights in, if not in itself: held for as long as it may run.

    Raises:
        OSError, ValueError, TypeError: The folder does not hold that.
    """

    def __init__(self, folder: Path, model: Any, fingerprint: Fingerprint, weights: object = None) -> None:  # noqa: ANN401
        disable_tokenizer_threads()
        from tokenizers import Tokenizer

        self._settings = Settings(**orjson.loads((folder / "settings.json").read_bytes()))
        self._tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
        self._model = model
        self._fingerprint = fingerprint
        self._idle: list[Any] = []  # requests that no thread is using: as many as were ever used at once
        self._at_once = 1 + int(model.get_property("NUM_STREAMS"))  # one waits, so that no core does
        self._weights = weights  # the last to go

    @property
    def fingerprint(self) -> Fingerprint:
        """What the model is; the vectors are those of sentence-transformers but for rounding."""
        return self._fingerprint

    def passages(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1. Equal texts get equal rows."""
        row_of = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        found = self._embedded(self._batches(list(row_of)), len(row_of))
        return normalize(found[[row_of[text] for text in texts]])

    def queries(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1: to the bit what each text gets by itself."""
        return normalize(self._embedded(self._by_width(texts), len(texts)))

    def _embedded(self, batches: Iterator[Batch], count: int) -> Vectors:
        """float32 ``(count, dim)``: what the model makes of `batches`, several of which run at once."""
        found = np.full((count, self._fingerprint.dim), np.nan, np.float32)
        # No openvino.AsyncInferQueue: its callbacks want the GIL, and after an error it waits for them for ever.
        running: deque[tuple[Any, Batch]] = deque()
        tensor = import_openvino(converter=False).Tensor
        for batch in batches:
            request = self._idle_request() if len(running) < self._at_once else self._finish(running, found)
            for place, array in enumerate(batch[1]):  # as inputs of `start_async` they would take a tenth of the time
                request.set_input_tensor(place, tensor(array, shared_memory=True))
            if len(batch[0]) == count:
                request.infer()  # here and now: to wake another thread would take a tenth of a question's time
            else:
                request.start_async()
            running.append((request, batch))  # which holds the arrays
        while running:
            self._idle.append(self._finish(running, found))
        return found

    def _idle_request(self) -> Any:  # noqa: ANN401  # an openvino.InferRequest
        try:
            return self._idle.pop()
        except IndexError:
            return self._model.create_infer_request()

    def _finish(self, running: deque[tuple[Any, Batch]], found: Vectors) -> Any:  # noqa: ANN401
        """Wait for the batch that was started first and take its vectors; its request is free then."""
        request, (rows, _) = running.popleft()
        request.wait()
        found[rows] = request.get_output_tensor(0).data
        return request

    def _by_width(self, texts: Sequence[str]) -> Iterator[Batch]:
        """Texts that are padded alike go together."""
        rows: dict[int, list[int]] = {}
        tokens = [self._tokenizer.encode(self._settings.query_prompt + text).ids for text in texts]
        for row, some in enumerate(tokens):
            rows.setdefault(-(-len(some) // _WIDTH) * _WIDTH, []).append(row)
        for width, alike in rows.items():
            for at in range(0, len(alike), _QUESTIONS):
                batch = alike[at : at + _QUESTIONS]
                yield batch, _padded([tokens[row] for row in batch], width, self._settings.pad)

    def _batches(self, texts: Sequence[str]) -> Iterator[Batch]:
        """Texts of like length go together."""
        for start in range(0, len(texts), _TOKENISED_AT_ONCE):
            some = [self._settings.passage_prompt + text for text in texts[start : start + _TOKENISED_AT_ONCE]]
            tokens = [it.ids for it in self._tokenizer.encode_batch_fast(some)]
            longest_first = sorted(range(len(tokens)), key=lambda row: (-len(tokens[row]), some[row]))
            while longest_first:
                width = len(tokens[longest_first[0]])
                count = max(1, _TOKENS // width)
                rows, longest_first = longest_first[:count], longest_first[count:]
                yield [start + row for row in rows], _padded([tokens[row] for row in rows], width, self._settings.pad)


def _padded(tokens: Sequence[Sequence[int]], width: int, pad: int) -> list[NDArray[np.int64]]:
    """int64 ``(len(tokens), width)`` twice: the tokens, and 1 where there is one."""
    ids = np.full((len(tokens), width), pad, np.int64)
    mask = np.zeros((len(tokens), width), np.int64)
    for row, some in enumerate(tokens):
        ids[row, : len(some)] = some
        mask[row, : len(some)] = 1
    return [ids, mask]
