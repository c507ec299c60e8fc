"""An event: one thing that a commit did to one article. Each is a line with a checksum of its own.

    <XXH3-128 of the rest, in hex> {"kind": "edited", "generation": 7, ..., "id": ..., "before": ..., "article": {...}}

New articles share lines, as a first run has many of them: their text is in a segment, and only their ids are here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson
import xxhash

Kind = Literal["new", "edited", "moved", "removed"]
_DIGEST = 32
"""Characters of a checksum."""
_AT_ONCE = 1_000
"""New articles on one line."""


@dataclass(frozen=True, slots=True)
class Commit:
    """The commit that an event belongs to.

    Attributes:
        generation: Its generation.
        committed: Its time, UTC.
        run: The newest generation before the run of which the commit is a part.
    """

    generation: int
    committed: datetime
    run: int


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a commit did to one article.

    Attributes:
        kind: ``new``, ``edited``, ``moved`` to another id with nothing else changed, or ``removed``.
        commit: The commit.
        id: The id of the article, since then.
        before: Its id until then, which differs where its file moved.
        line: The stored line of the version that was replaced or removed; None for other kinds, and where it was
            forgotten.
    """

    kind: Kind
    commit: Commit
    id: str
    before: str
    line: bytes | None = None


def to_lines(events: Iterable[Event]) -> Iterator[bytes]:
    """Serialize events in order; new articles of one commit that follow each other share lines."""
    new: list[Event] = []
    for event in events:
        if new and (event.kind != "new" or event.commit != new[0].commit or len(new) == _AT_ONCE):
            yield _shared(new)
            new = []
        if event.kind == "new":
            new.append(event)
        else:
            article = orjson.Fragment(event.line.rstrip(b"\n")) if event.line else None
            yield _sealed({**_head(event), "id": event.id, "before": event.before, "article": article})
    if new:
        yield _shared(new)


def from_line(sealed: bytes) -> list[Event]:
    """Read the events of a line that `is_whole`."""
    record: dict[str, Any] = orjson.loads(sealed[_DIGEST:])
    commit = Commit(record["generation"], datetime.fromisoformat(record["committed"]), record["run"])
    if record["kind"] == "new":
        return [Event("new", commit, name, name) for name in record["ids"]]
    article = record["article"]
    line = None if article is None else orjson.dumps(article, option=orjson.OPT_APPEND_NEWLINE)
    return [Event(record["kind"], commit, record["id"], record["before"], line)]


def is_whole(sealed: bytes) -> bool:
    """True where a line agrees with its checksum."""
    return sealed[:_DIGEST] == xxhash.xxh3_128_hexdigest(sealed[_DIGEST:]).encode() and sealed.endswith(b"\n")


def may_concern(sealed: bytes, names: Iterable[bytes]) -> bool:
    """True where a line holds one of these ids, as `needle` wrote them; it need not be read where it is false."""
    return any(name in sealed for name in names)


def needle(article_id: str) -> bytes:
    """Write an id as it stands in lines."""
    return orjson.dumps(article_id)


def _head(event: Event) -> dict[str, Any]:
    commit = event.commit
    return {
        "kind": event.kind,
        "generation": commit.generation,
        "committed": commit.committed.isoformat(),
        "run": commit.run,
    }


def _shared(new: list[Event]) -> bytes:
    return _sealed({**_head(new[0]), "ids": [event.id for event in new]})


def _sealed(record: dict[str, Any]) -> bytes:
    body = b" " + orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
    return xxhash.xxh3_128_hexdigest(body).encode() + body
