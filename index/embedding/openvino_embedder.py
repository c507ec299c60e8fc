"""Run a compiled model: several times as fast as sentence-transformers, and ready in a fifth of a second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from ..types import Vectors
from .fingerprint import Fingerprint
from .openvino_runner import Batch, OpenVinoRunner
from .reference import disable_tokenizer_threads, normalize

_BATCH_TOKENS = 1024
"""Tokens in a batch, padding included. 512 to 1,024 is the fastest measured, on one core."""

_TOKENIZED_TOGETHER = 2048
"""Texts tokenized together. Texts of similar length share a batch, and the next texts are tokenized while batches
run."""

_QUERY_WIDTH_STEP = 16
"""Queries are padded to a multiple of this many tokens. A change of shape between two queries costs half a
millisecond, and most queries fit in one multiple."""

_FEW_TOKENS = 16
"""Passages of up to this many tokens are padded to the longest of their batch, longer ones to one of eight widths an
octave. OpenVINO keeps a megabyte for each shape of input that it ever ran (docs/performance.md, "The memory of
indexing"), and any width with any number of rows would be thousands of shapes."""

_MAX_QUERIES = 8
"""Queries of equal width in a batch: each takes half as long as alone. Mixed widths would change the result in the
last bits, and so does any batch on some processors (`OpenVinoEmbedder._queries_together`)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the model that its graph does not contain.

    Attributes:
        pad: Token that fills up a batch.
        query_prompt: Text put before each query.
        passage_prompt: Text put before each passage.
        query_skip: Tokens at the start of a query that are not pooled; None where the model pools all it reads.
        passage_skip: Likewise for a passage.
    """

    pad: int
    query_prompt: str
    passage_prompt: str
    query_skip: int | None = None
    passage_skip: int | None = None


class OpenVinoEmbedder:
    """An `Embedder` run by OpenVINO, with a tokenizer that truncates by itself.

    Args:
        folder: Folder with ``tokenizer.json`` and ``settings.json``.
        model: An ``openvino.CompiledModel`` that takes token ids and mask.
        fingerprint: Fingerprint of the original model.
        weights: Memory that holds the model's weights, if it uses them in place; kept alive as long as the model.

    Raises:
        OSError, ValueError, TypeError: A file of the folder is missing or malformed.
    """

    def __init__(self, folder: Path, model: Any, fingerprint: Fingerprint, weights: object = None) -> None:  # noqa: ANN401
        disable_tokenizer_threads()
        from tokenizers import Tokenizer

        self._settings = Settings(**orjson.loads((folder / "settings.json").read_bytes()))
        self._tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
        self._runner = OpenVinoRunner(model, weights)
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> Fingerprint:
        """Identity of the model; the vectors are those of sentence-transformers up to rounding."""
        return self._fingerprint

    def passages(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1. Equal texts get equal rows."""
        row_of = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        vectors = self._embedded(self._batches(list(row_of)), len(row_of))
        return normalize(vectors[[row_of[text] for text in texts]])

    def queries(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1; each vector is bit for bit the one the text gets alone."""
        return normalize(self._embedded(self._by_width(texts), len(texts)))

    def _embedded(self, batches: Iterator[Batch], count: int) -> Vectors:
        """Run `batches`; float32 ``(count, dim)``."""
        vectors = np.full((count, self._fingerprint.dim), np.nan, np.float32)
        for rows, output in self._runner.run(batches):
            vectors[rows] = output
        return vectors

    def _by_width(self, texts: Sequence[str]) -> Iterator[Batch]:
        """Batch queries of equal padded width."""
        rows: dict[int, list[int]] = {}
        tokens = [self._tokenizer.encode(self._settings.query_prompt + text).ids for text in texts]
        for row, ids in enumerate(tokens):
            rows.setdefault(-(-len(ids) // _QUERY_WIDTH_STEP) * _QUERY_WIDTH_STEP, []).append(row)
        most = self._queries_together if len(texts) > len(rows) else 1
        for width, same_width in rows.items():
            for at in range(0, len(same_width), most):
                batch = same_width[at : at + most]
                yield batch, self._inputs([tokens[row] for row in batch], width, self._settings.query_skip)

    @cached_property
    def _queries_together(self) -> int:
        """Return the queries that may share a batch: one, on a processor that rounds a row by the shape of its batch.

        Processors with AVX2 alone do, and those with AVX-512 do not, so it is tried once in a process, at two widths.
        """
        for width in (_QUERY_WIDTH_STEP, 4 * _QUERY_WIDTH_STEP):
            ids = np.arange(_MAX_QUERIES * width).reshape(_MAX_QUERIES, width) % self._tokenizer.get_vocab_size()
            rows = list(range(_MAX_QUERIES))
            batch = [(rows, self._inputs(ids.tolist(), width, self._settings.query_skip))]
            alone = [([row], self._inputs([ids[row].tolist()], width, self._settings.query_skip)) for row in rows]
            if not np.array_equal(self._embedded(iter(batch), len(rows)), self._embedded(iter(alone), len(rows))):
                return 1
        return _MAX_QUERIES

    def _batches(self, texts: Sequence[str]) -> Iterator[Batch]:
        """Batch passages of similar length."""
        for start in range(0, len(texts), _TOKENIZED_TOGETHER):
            prompted = [self._settings.passage_prompt + text for text in texts[start : start + _TOKENIZED_TOGETHER]]
            tokens = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(prompted)]
            longest_first = sorted(range(len(tokens)), key=lambda row: (-len(tokens[row]), prompted[row]))
            while longest_first:
                count, width = self._shape(len(longest_first), len(tokens[longest_first[0]]))
                rows, longest_first = longest_first[:count], longest_first[count:]
                inputs = self._inputs([tokens[row] for row in rows], width, self._settings.passage_skip)
                yield [start + row for row in rows], inputs

    def _shape(self, left: int, longest: int) -> tuple[int, int]:
        """Choose rows and width of the next batch for `left` texts, the first of `longest` tokens: one of 70 shapes.

        The last texts are too few to fill a batch: their rows and width are powers of two.
        """
        octave = 1 << (longest - 1).bit_length()  # the least power of two that holds the longest
        most = max(longest, self._fingerprint.max_tokens)
        step = max(1, octave // _FEW_TOKENS)
        width = min(-(-longest // step) * step, most)
        full = max(1, _BATCH_TOKENS // width)
        if left >= full:
            return full, width
        width = min(max(octave, _FEW_TOKENS), most)
        return 1 << (min(left, max(1, _BATCH_TOKENS // width)).bit_length() - 1), width

    def _inputs(self, tokens: Sequence[Sequence[int]], width: int, skip: int | None) -> list[NDArray[np.int64]]:
        """Make the model's input for texts of at most `width` tokens, whose first `skip` ones are not pooled."""
        ids, mask = _padded(tokens, width, self._settings.pad)
        if skip is None:
            return [ids, mask]
        pooled = mask.copy()
        pooled[:, :skip] = 0
        return [ids, mask, pooled]


def _padded(tokens: Sequence[Sequence[int]], width: int, pad: int) -> list[NDArray[np.int64]]:
    """int64 ``(len(tokens), width)`` twice: the padded tokens, and a mask with 1 for each token."""
    ids = np.full((len(tokens), width), pad, np.int64)
    mask = np.zeros((len(tokens), width), np.int64)
    for row, text_ids in enumerate(tokens):
        ids[row, : len(text_ids)] = text_ids
        mask[row, : len(text_ids)] = 1
    return [ids, mask]
