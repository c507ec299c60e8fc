"""The ledger: a record of the steps of a command, in a file outside the index. It is the oracle of the bad days.

A line is an event, written in one call, so that a kill leaves no partial one:

    {"pid", "step"}                                a step begins, or an inner one has ended and this one goes on
    {"pid", "step": "embedding", "texts"}          the digests of the texts that go through the model now
    {"pid", "committed", "index", "articles"}      a generation is acknowledged; the digest of each article's text by id
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

State = dict[str, str]
"""The content of an index: the digest of each live article's text, by id, in row order."""


@dataclass(frozen=True)
class Ledger:
    """The events of one command, or of several at once."""

    events: list[dict[str, Any]]

    @classmethod
    def read(cls, path: Path) -> Ledger:
        return cls([json.loads(line) for line in path.read_text().splitlines()] if path.exists() else [])

    def states(self, index: Path) -> list[State]:
        """Return the content of `index` in each acknowledged generation, in order."""
        return [event["articles"] for event in self._commits(index)]

    def generations(self, index: Path) -> dict[int, State]:
        return {event["committed"]: event["articles"] for event in self._commits(index)}

    @property
    def batches(self) -> list[list[str]]:
        """The digests of the texts that were embedded together, for each batch."""
        return [event["texts"] for event in self.events if "texts" in event]

    @property
    def embedded(self) -> list[str]:
        return [text for batch in self.batches for text in batch]

    @property
    def steps(self) -> list[str]:
        return [event["step"] for event in self.events if "step" in event]

    @property
    def last_step(self) -> str:
        """The step under way where the ledger ends."""
        return (self.steps or ["starting"])[-1]

    def _commits(self, index: Path) -> list[dict[str, Any]]:
        return [event for event in self.events if "committed" in event and event["index"] == str(index)]


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def keep(path: str) -> None:
    """Make this process record its steps in the ledger at `path`."""
    from nutgraf.index.embedding import embedder
    from nutgraf.index.segments.folder import IndexFolder
    from nutgraf.index.writing import merge, writer

    recorder = _Recorder(path)
    model = embedder.ModelEmbedder
    for owner, name, step in (
        (writer, "write_segment", "segment"),
        (merge, "merge", "compaction"),
        (IndexFolder, "commit", "commit"),
        (model, "passages", "embedding"),
    ):
        _wrap(owner, name, lambda it, step=step: recorder.around(it, step))
    _wrap(writer.Writer, "__enter__", recorder.entered)
    _wrap(writer.Writer, "__exit__", recorder.left)
    _wrap(IndexFolder, "commit", recorder.committed)


def _wrap(owner: Any, name: str, wrapper: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    setattr(owner, name, wrapper(getattr(owner, name)))


class _Recorder:
    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._stack = ["reading"]

    def record(self, **event: Any) -> None:
        os.write(self._file, json.dumps({"pid": os.getpid()} | event).encode() + b"\n")

    @contextmanager
    def _during(self, step: str, **event: Any) -> Iterator[None]:
        self._stack.append(step)
        self.record(step=step, **event)
        yield
        self._stack.pop()
        self.record(step=self._stack[-1])

    def around(self, real: Callable[..., Any], step: str) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            texts = {"texts": [digest(text) for text in args[1]]} if step == "embedding" else {}
            with self._during(step, **texts):
                return real(*args, **options)

        return run

    def entered(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def enter(writer: Any) -> Any:
            entered = real(writer)
            self.record(step="reading", holds=str(writer._folder.path))
            return entered

        return enter

    def left(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def leave(writer: Any, *error: object) -> None:
            self.record(step="ending", leaves=str(writer._folder.path))
            real(writer, *error)

        return leave

    def committed(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def commit(folder: Any, manifest: Any) -> None:
            real(folder, manifest)
            self.record(
                committed=manifest.generation, index=str(folder.path), articles=stored(folder.snapshot(manifest))
            )

        return commit


def stored(snapshot: Any) -> State:
    """Return the content of a generation, read from its articles."""
    articles = (segment.article(number) for segment, number in snapshot.each_article())
    return {article.id: digest(article.text) for article in articles}
