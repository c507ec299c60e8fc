"""Reads the history of the generation that a searcher holds, and finds the versions of an article in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from ....corpus.article import Article, iso
from ....index.history.event import Event
from ....index.history.files import read
from ....index.segments.folder import IndexFolder
from ....index.segments.snapshot import Snapshot
from ....index.segments.stored_article import from_line
from ....index.storage.durable import damaged
from ...query.json_types.changes import VersionJSON, VersionsJSON
from ...query.question import QuestionError
from ...ranking.results import article_to_dict
from .corrections import is_correction


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an article.

    Attributes:
        article: The article as it was.
        since: Time from which the index had it, UTC; None where that is not known.
        until: Time until which the index had it; None where it has it now.
        correction: True where it brought a note of a correction or a clarification.
    """

    article: Article
    since: datetime | None
    until: datetime | None
    correction: bool

    def to_dict(self) -> VersionJSON:
        """Return the JSON values."""
        return {
            "from": iso(self.since),
            "until": iso(self.until),
            "article": article_to_dict(self.article),
            "text": self.article.text,
            "correction": self.correction,
        }


def versions_to_dict(article_id: str, found: Sequence[Version]) -> VersionsJSON:
    """Convert the versions of an article to JSON values."""
    return {"id": article_id, "versions": [version.to_dict() for version in found]}


def events(snapshot: Snapshot, *, since: int = 0, names: Iterable[str] | None = None) -> list[Event]:
    """List the events of a generation and those before it, oldest first.

    A writer may have joined the files meanwhile: a later generation has the same events, besides its own.

    Args:
        snapshot: The generation.
        since: Only those after this generation.
        names: Ids of articles; events that concern none of them may be left out. None for all events.

    Raises:
        IndexFormatError: A file is damaged or missing.
    """
    folder, manifest, last = IndexFolder(snapshot.path), snapshot.manifest, snapshot.manifest.generation
    while True:
        try:
            found = [
                event
                for entry in manifest.history
                if entry.last > since
                for event in read(folder.history, entry, names=names)
            ]
        except FileNotFoundError as error:
            newest = folder.manifest()
            if newest.generation == manifest.generation:
                raise damaged(str(error.filename), "is missing") from None
            manifest = newest
        else:
            return [event for event in found if since < event.commit.generation <= last]


def versions(snapshot: Snapshot, article_id: str) -> list[Version]:
    """List the versions of an article that a generation and its history hold, oldest first.

    An article whose file moved is followed to the ids that it had before, or has now.

    Raises:
        IndexFormatError: A file is damaged or missing.
    """
    trail = _trail(snapshot, article_id)
    spans: list[tuple[Article | None, datetime | None, datetime | None]] = []
    began: datetime | None = None
    for event in trail:
        when = event.commit.committed
        if event.kind in ("edited", "removed"):
            spans.append((from_line(event.line)[0] if event.line else None, began, when))
        if event.kind != "moved":
            began = None if event.kind == "removed" else when
    name = trail[-1].id if trail else article_id
    if (not trail or trail[-1].kind != "removed") and (address := snapshot.find(name)):
        spans.append((snapshot.article(address), began, None))
    kept, before = [], None
    for article, start, until in spans:
        if article:
            kept.append(Version(article, start, until, is_correction(before, article)))
        before = article
    return kept


def as_of(found: Sequence[Version], moment: date | datetime) -> Version | None:
    """The version that the index had at a time, or at the end of a day (UTC); None where it had none, or forgot it.

    Raises:
        QuestionError: The time is naive.
    """
    last = instant(moment, time.max)
    known = [it for it in found if (it.since is None or it.since <= last) and (it.until is None or it.until > last)]
    return known[-1] if known else None


def instant(moment: date | datetime, hour: time) -> datetime:
    """Take a time as it is, and a day at an hour of UTC.

    Raises:
        QuestionError: The time is naive.
    """
    if not isinstance(moment, datetime):
        return datetime.combine(moment, hour, UTC)
    if moment.tzinfo is None:
        raise QuestionError(f"{moment} has no time zone")
    return moment


def _trail(snapshot: Snapshot, article_id: str) -> list[Event]:
    """The events of an article, oldest first, under all ids that it had."""
    names = {article_id}
    while True:
        found = events(snapshot, names=names)
        linked = {name for it in found if names & {it.id, it.before} for name in (it.id, it.before)}
        if linked <= names:
            break
        names |= linked
    name = article_id
    if snapshot.find(name) is None:
        for event in found:  # where it went
            if event.before == name and event.id != name:
                name = event.id
    trail = []
    for event in reversed(found):
        if event.id == name:
            trail.append(event)
            name = event.before
    return trail[::-1]
