"""Choose how a model runs: compiled by OpenVINO where possible, otherwise by sentence-transformers."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from ..types import Vectors
from .fingerprint import DEFAULT_MODEL, Fingerprint
from .reference import SentenceTransformerEmbedder

if TYPE_CHECKING:
    from .openvino_embedder import OpenVinoEmbedder
    from .openvino_runtime import Workload


class ModelEmbedder:
    """A sentence-transformers model, run in the fastest way available.

    The first text has the model compiled, which takes some seconds, once for each kind of CPU (see `openvino_cache`).
    If the model cannot be compiled, or a device is given, sentence-transformers runs it.

    Args:
        model, download, device, dimensions: See `SentenceTransformerEmbedder`.

    Raises:
        NutgrafError: See `SentenceTransformerEmbedder`.
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        *,
        download: bool = False,
        device: str | None = None,
        dimensions: int | None = None,
    ) -> None:
        self._reference = SentenceTransformerEmbedder(model, download=download, device=device, dimensions=dimensions)
        self._compilable = not device  # set to False when compiling fails
        self._compiled: dict[Workload, OpenVinoEmbedder] = {}
        self._choosing = Lock()

    @property
    def fingerprint(self) -> Fingerprint:
        """Identity of the model, read from its files."""
        return self._reference.fingerprint

    def passages(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1."""
        return self._best("passages").passages(texts)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1."""
        return self._best("queries").queries(texts)

    def _best(self, workload: Workload) -> OpenVinoEmbedder | SentenceTransformerEmbedder:
        with self._choosing:
            if self._compilable and workload not in self._compiled:
                from .openvino_cache import load_or_compile

                if compiled := load_or_compile(self._reference.folder, self.fingerprint, workload):
                    self._compiled[workload] = compiled
                else:
                    self._compilable = False
            return self._compiled.get(workload, self._reference)
