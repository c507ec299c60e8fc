"""Records what a commit does to each article, for the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from ..history.event import Commit, Event
from ..segments.segment import article_key
from ..segments.snapshot import DocAddress, Snapshot
from ..segments.stored_article import AnalyzedArticle


def recorded(
    commit: Commit,
    snapshot: Snapshot,
    dead: Iterable[DocAddress],
    successors: Mapping[DocAddress, int],
    pending: Mapping[int, AnalyzedArticle],
) -> Iterator[Event]:
    """Yield the events of a commit, one stored article in memory at a time.

    An article whose file moved, and nothing else of it changed, is no new version of it.

    Args:
        commit: The commit.
        snapshot: The generation before it.
        dead: Addresses of the articles that it replaces or removes.
        successors: By address, the key of the article that replaces it under the same id or another one.
        pending: The articles that it adds, by key.
    """
    left = dict(pending)
    for address in sorted(dead, key=lambda it: (it.segment, it.article)):
        line = snapshot.segments[address.segment].line(address.article)
        name, details = split_line(line)
        entry = left.pop(successors.get(address, article_key(name)), None)
        if entry is None:
            yield Event("removed", commit, name, name, line)
        elif details != split_line(entry.line)[1]:
            yield Event("edited", commit, entry.article.id, name, line)
        elif entry.article.id != name:
            yield Event("moved", commit, entry.article.id, name)
    for entry in left.values():
        yield Event("new", commit, entry.article.id, entry.article.id)


def split_line(line: bytes) -> tuple[str, dict[str, Any]]:
    """The id in a stored line, and all else that is of the article, not of its file."""
    record = orjson.loads(line)
    del record["origin"]
    return record.pop("id"), record
