"""Helpers for tests of reading: write a file, and separate articles from warnings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from nutgraf.corpus.passages import cut
from nutgraf.corpus.sourced import ReadWarning, SourcedArticle


def write(path: Path, text: str = "W.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def write_records(path: Path, *records: object) -> Path:
    """Write a JSON value a line."""
    return write(path, "".join(json.dumps(record) + "\n" for record in records))


def both(items: Iterable[SourcedArticle | ReadWarning]) -> tuple[list[SourcedArticle], list[ReadWarning]]:
    """Separate the articles from the warnings."""
    items = list(items)
    return [it for it in items if isinstance(it, SourcedArticle)], [it for it in items if isinstance(it, ReadWarning)]


def texts(item: SourcedArticle) -> list[str]:
    """List the passages of an article."""
    return [passage.text for passage in cut(item.article)]
