"""The rerankers of a searcher, by name: which may be asked for, and which are loaded."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import PurePath
from threading import Lock

from ...corpus.errors import NutgrafError
from ...index.embedding.fingerprint import Fingerprint
from ...index.reranking.models import CrossEncoderFiles, cross_encoder, find_cross_encoder, late_interaction
from ...index.reranking.protocol import LATE, OFF, Reranker
from ..query.question import QuestionError

_LOG = logging.getLogger("nutgraf")


class Rerankers:
    """Loads rerankers when they are first asked for, and keeps them. Safe for any number of threads.

    Args:
        offered: The names and folders that may be asked for beside ``late`` and ``off``, the default first. None lets
            any be asked for, and makes none the default. A folder may be asked for by its last part, too.

    Raises:
        NutgrafError: One that is offered is no cross-encoder on this machine.
    """

    def __init__(self, offered: Sequence[str] | None = None) -> None:
        self._default = offered[0] if offered else OFF
        self._names = tuple(offered or ())
        self._offered: dict[str, CrossEncoderFiles] | None = None
        if offered is not None:
            found = {name: find_cross_encoder(name) for name in offered if name not in (LATE, OFF)}
            self._offered = found | {_short(files): files for files in found.values()}
        self._loaded: dict[str, Reranker] = {}
        self._loading = Lock()  # a second copy would double the memory

    def named(self, name: str | None, model: Fingerprint) -> Reranker | None:
        """Load the reranker of that name, or the default one for None; None for ``off``.

        Args:
            name: ``late``, ``off``, or a cross-encoder.
            model: The model of the index, for ``late``.

        Raises:
            QuestionError: There is no such cross-encoder, it is not offered, or the model has no token vectors.
        """
        name = name or self._default
        if name == OFF:
            return None
        try:
            files = None if name == LATE else self._find(name)
            key = files.digest if files else f"{LATE} {model.digest().hex()}"
            with self._loading:
                if key not in self._loaded:
                    self._loaded[key] = cross_encoder(files) if files else late_interaction(model)
                return self._loaded[key]
        except NutgrafError as error:
            raise QuestionError(f"rerank: {error}") from None

    def load(self, model: Fingerprint) -> None:
        """Load those that are offered by name, for an index of `model`; log which one cannot be."""
        for name in self._names:
            try:
                self.named(name, model)
            except QuestionError as error:
                _LOG.warning("%s", error)

    def _find(self, name: str) -> CrossEncoderFiles:
        if self._offered is None:
            return find_cross_encoder(name)
        if name not in self._offered:
            # Never the paths that a server was started with, and never one that a client has made up.
            names = sorted({LATE, OFF, *(_short(files) for files in self._offered.values())})
            raise QuestionError(f"rerank: no such reranker is offered here; use one of: {', '.join(names)}")
        return self._offered[name]


def _short(files: CrossEncoderFiles) -> str:
    """The last part of a folder's path, or the whole name of a model of the hub."""
    return PurePath(files.name).name if PurePath(files.name) == files.folder or files.name[:1] in "./~" else files.name
