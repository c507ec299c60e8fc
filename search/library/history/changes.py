"""Tells what has changed in the archive since a generation: new, edited and removed articles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from ....corpus.article import Article, iso
from ....index.filter import Filter
from ....index.history.event import Event
from ....index.retrieval.protocol import Generation
from ....index.segments.snapshot import Snapshot
from ....index.segments.stored_article import from_line
from ...query.json_types.changes import ChangesJSON, EditedJSON, MomentJSON
from ...query.question import QuestionError
from ...ranking.results import article_header, generation_to_dict
from .corrections import is_correction, is_stealth
from .field_changes import FieldChange, compared
from .past import events, instant

_YEAR = 4
"""Digits of a year."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The generation after which changes are told, and the time of its commit, UTC; None where it is not known."""

    generation: int
    committed: datetime | None

    def to_dict(self) -> MomentJSON:
        """Return the JSON values."""
        return {"generation": self.generation, "committed": iso(self.committed)}


@dataclass(frozen=True, slots=True)
class Edited:
    """An article that was edited.

    Attributes:
        article: The article now.
        before: The article then; None where the version was forgotten.
        replaced: Time of the last edit, UTC.
    """

    article: Article
    before: Article | None
    replaced: datetime

    @property
    def correction(self) -> bool:
        """True where a note of a correction or a clarification was added."""
        return self.before is not None and is_correction(self.before, self.article)

    @property
    def stealth(self) -> bool:
        """True where the words changed without a note, and without a later time of change."""
        return self.before is not None and is_stealth(self.before, self.article)

    @property
    def changes(self) -> list[FieldChange]:
        """Changes by field, the text last; empty where the version was forgotten."""
        return list(compared(self.before, self.article)) if self.before else []

    def to_dict(self) -> EditedJSON:
        """Return the JSON values."""
        return {
            "article": article_header(self.article),
            "replaced": _stamp(self.replaced),
            "correction": self.correction,
            "stealth": self.stealth,
            "changes": [change.to_dict() for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class Removed:
    """An article that was removed: as it was, and the time of its removal, UTC."""

    article: Article
    removed: datetime


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes since a generation; `to_dict` has them as JSON values.

    Attributes:
        since: The generation.
        index: The generation that is told of.
        query: The question that the changes bear on; None for all.
        new, edited, removed: The articles, the last change first.
        forgotten: Day before which earlier versions were forgotten; None where all are kept.
        filters: The outlets, sections and authors that were asked for.
    """

    since: Moment
    index: Generation
    query: str | None
    new: tuple[Article, ...]
    edited: tuple[Edited, ...]
    removed: tuple[Removed, ...]
    forgotten: date | None = None
    filters: Filter = Filter()  # noqa: RUF009  # frozen

    def __len__(self) -> int:
        return len(self.new) + len(self.edited) + len(self.removed)

    def to_dict(self) -> ChangesJSON:
        """Return the JSON values."""
        return {
            "since": self.since.to_dict(),
            "index": generation_to_dict(self.index),
            "query": self.query,
            "filters": self.filters.to_dict(),
            "new": [article_header(article) for article in self.new],
            "edited": [edited.to_dict() for edited in self.edited],
            "removed": [{"article": article_header(it.article), "removed": _stamp(it.removed)} for it in self.removed],
        }


Bears = Callable[[list[Article]], list[bool]]
"""Tells for each article if it bears on the question."""


def changes(
    snapshot: Snapshot,
    generation: Generation,
    since: date | datetime | int | None,
    question: str | None = None,
    bears: Bears | None = None,
    filters: Filter = Filter(),  # noqa: B008  # frozen
) -> Changes:
    """Compare the archive as it is with what it was after a generation.

    What was added and removed since then, and what was edited and is again as it was, is no change.

    Args:
        snapshot: The archive as it is.
        generation: The same, as ranking sees it.
        since: The number of a generation; or a time, for the last generation before it; or a day, UTC, for the last
            one before that day. None for the generation before the last run that changed an article.
        question: The question that they must bear on.
        bears: Tells which articles do.
        filters: Conditions on the articles, but none on time; of an edited one, either version may meet them.

    Raises:
        QuestionError: `since` is a generation that there is not, or a naive time; or a filter is one by date.
        IndexFormatError: A file is damaged or missing.
    """
    if any(part.since or part.until for part in filters.parts()):
        raise QuestionError("changes are filtered by name, not by date; their own time is since")
    moment, after = _since(snapshot, since)
    then, latest = _before(after)
    new, edited, removed = [], [], []
    for name, first in then.items():
        last = latest[name]
        address = snapshot.find(name)
        now = snapshot.article(address) if address else None
        was_there = first.kind != "new"
        before = from_line(first.line)[0] if first.line else None
        if now and not was_there:
            new.append((last, now))
        elif now and last.kind != "moved" and (before is None or any(compared(before, now))):
            edited.append((last, Edited(now, before, last.commit.committed)))
        elif not now and was_there and before:
            removed.append((last, Removed(before, last.commit.committed)))
    result = Changes(
        moment,
        generation,
        question,
        tuple(it for _, it in sorted(new, key=_latest_first)),
        tuple(it for _, it in sorted(edited, key=_latest_first)),
        tuple(it for _, it in sorted(removed, key=_latest_first)),
        snapshot.manifest.forgotten,
        filters,
    )
    if filters != Filter():
        spoken = _spoken if any(part.language for part in filters.parts()) else lambda _: ""
        result = _kept(result, lambda articles: [filters.has_names_of(it, spoken(it)) for it in articles])
    return result if bears is None else _kept(result, bears)


def _spoken(article: Article) -> str:
    from ....index.analysis.detector import detect  # few ask for changes in a language

    return detect(article.title, article.text, article.language)


def _since(snapshot: Snapshot, since: date | datetime | int | None) -> tuple[Moment, list[Event]]:
    """Find the generation after which changes are told, and the events after it."""
    if isinstance(since, int):
        if since < 0:
            raise QuestionError(f"the generation must be 0 or more, not {since}")
        if since > (newest := snapshot.manifest.generation):
            year = f"; for a year write {since}-01-01" if len(str(since)) == _YEAR else ""
            raise QuestionError(f"there is no generation {since} yet, the newest is {newest}{year}")
        known = [it for it in events(snapshot, since=since - 1) if it.commit.generation >= since]
        committed = next((it.commit.committed for it in known if it.commit.generation == since), None)
        return Moment(since, committed), [it for it in known if it.commit.generation > since]
    found = events(snapshot, since=_last_run(snapshot)) if since is None else events(snapshot)
    if since is None:
        return _since(snapshot, found[-1].commit.run if found else snapshot.manifest.generation)
    since = instant(since, time.min)
    earlier = [it.commit for it in found if it.commit.committed < since]
    moment = Moment(earlier[-1].generation, earlier[-1].committed) if earlier else Moment(0, None)
    return moment, [it for it in found if it.commit.committed >= since]


def _last_run(snapshot: Snapshot) -> int:
    """A generation before the last event: the last file of the history holds that."""
    history = snapshot.manifest.history
    return history[-1].last - 1 if history else 0


def _before(after: list[Event]) -> tuple[dict[str, Event], dict[str, Event]]:
    """By id, the first and the last of the events that made an article what it is; moves hand them on to the new id."""
    first: dict[str, Event] = {}
    last: dict[str, Event] = {}
    for event in after:
        if event.id != event.before and event.before in first:
            first[event.id], before = first.pop(event.before), last.pop(event.before)
            last[event.id] = before if event.kind == "moved" else event
            continue
        first.setdefault(event.id, event)
        last[event.id] = event
    return first, last


def _kept(found: Changes, bears: Bears) -> Changes:
    """Leave out what `bears` does not keep; an edited article is judged by both versions."""
    judged = [*found.new, *(it.article for it in found.edited), *(it.article for it in found.removed)]
    earlier = [it.before for it in found.edited if it.before]
    answers = dict(zip(map(id, [*judged, *earlier]), bears([*judged, *earlier]), strict=True))
    return replace(
        found,
        new=tuple(it for it in found.new if answers[id(it)]),
        edited=tuple(it for it in found.edited if answers[id(it.article)] or answers.get(id(it.before), False)),
        removed=tuple(it for it in found.removed if answers[id(it.article)]),
    )


def _latest_first(pair: tuple[Event, object]) -> tuple[int, str]:
    return -pair[0].commit.generation, pair[0].id


def _stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
