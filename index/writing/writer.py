"""The one writer of an index: takes articles and removals, and commits them in batches as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ...corpus.passages import CUT
from ...corpus.sourced import ReadWarning, SourcedArticle
from ...corpus.walk import is_within
from ..embedding.protocol import Embedder
from ..segments.folder import IndexFolder
from ..segments.journal import Journal
from ..segments.manifest import Manifest, SegmentEntry
from ..segments.segment import article_key
from ..segments.snapshot import DocAddress, Snapshot
from ..segments.stored_article import Entry, from_line, text_digest, to_line
from .embedding_cache import EMBED_AT_ONCE, EmbeddingCache
from .merge import compacted
from .segment_writer import write_segment

COMMIT_EVERY = 3_072
"""Windows: a long first run is searchable after the first of these. So few are searched without a scan (`scan`), which
would take longer to make than all else, for a segment that is soon merged."""
AT_EASE, FOR_EACH = 150_000, 8
"""Windows that a run may merge, in a second or so: so many, and so many more for each that it wrote. What is left waits
for a later run: a small update is never followed by a long merge."""


@dataclass(slots=True)
class Report:
    """What a run did. `embedded` counts windows, the others articles (`skipped` and `warned`: records)."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: int = 0
    warned: int = 0
    embedded: int = 0
    generation: int = 0


@dataclass(slots=True)
class _Run:
    """How many windows a run may still merge, keys of the articles that it met, and what it could not read whole."""

    at_ease: int
    met: set[int] = field(default_factory=set)
    spoiled: set[str] = field(default_factory=set)


class Writer:
    """The one writer of an index, for the length of a ``with`` block.

    Args:
        folder: The index.
        embedder: Its model.
        generation: The number before the first generation of an index that does not exist yet.
    """

    def __init__(self, folder: IndexFolder, embedder: Embedder, *, generation: int = 0) -> None:
        self.report = Report()
        self._folder = folder
        self._embedder = embedder
        self._empty = Manifest(generation, embedder.fingerprint, CUT)

    def __enter__(self) -> Writer:
        self._lock = self._folder.writing()
        committed = self._lock.__enter__()
        try:
            if committed:
                committed.refuse_other_model(self._embedder.fingerprint, self._folder.path)
                committed.refuse_other_cut(self._folder.path)
                committed.refuse_other_analyzer(self._folder.path)
            self._folder.sweep(committed)
            self._journal = Journal(self._folder.journal, self._embedder.fingerprint)
            self._cache = EmbeddingCache(self._embedder, self._journal)
            self._run = _Run(AT_EASE)
            self._pending: dict[int, Entry] = {}  # by article key
            self._windows = 0  # of the pending entries
            self._unembedded: list[str] = []
            self._dead: set[DocAddress] = set()
            self._committed = committed is not None
            self._follow(self._folder.snapshot(committed or self._empty))
            self._cache.sweep()
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._lock.__exit__(None, None, None)

    def take(self, found: SourcedArticle) -> ReadWarning | None:
        """Index one article, unless it is there unchanged. A notice says why it was not taken."""
        article = found.article
        key = article_key(article.id)
        if key in self._run.met:
            return _twin(found, self._line(key))
        self._run.met.add(key)
        line = to_line(article, found.origin)
        before = self._find(key)
        if before and self._digest(before) == text_digest(line):
            self.report.unchanged += 1
            return None
        if before:
            self._dead.add(before)
            self.report.changed += 1
        else:
            self.report.new += 1
        self._enqueue(key, Entry.of(article, found.origin, line))
        return None

    def note(self, notice: ReadWarning) -> None:
        """Count a notice; what its file held before is safe from `prune`."""
        if notice.skipped:
            self.report.skipped += 1
            self._run.spoiled.add(notice.origin)
        else:
            self.report.warned += 1

    def prune(self, expected: Callable[[str], bool]) -> None:
        """Remove the articles that should have come by, given their origin, and did not."""
        for number, segment in enumerate(self._snapshot.segments):
            table, origins = segment.facet("origin")
            doomed = [expected(origin) and not self._is_spoiled(origin) for origin in table]
            keys = segment.rows["article_key"].tolist()
            for article, origin in enumerate(origins.tolist()):
                if doomed[origin] and segment.live_articles[article] and keys[article] not in self._run.met:
                    self._remove(DocAddress(number, article))

    def remove(self, article_ids: Iterable[str]) -> list[str]:
        """Remove articles by id; the ids that are not there are given back."""
        if self._pending:
            self.commit()  # what was only just taken can be removed too
        places = {article_id: self._snapshot.find(article_id) for article_id in article_ids}
        for article_id, place in places.items():
            if place:
                self._remove(place)
                self._run.met.discard(article_key(article_id))  # it may come again
        return [article_id for article_id, place in places.items() if not place]

    def commit(self) -> None:
        """Make what was taken and removed so far one more generation, then compact if it is time."""
        if not self._pending and not self._dead and self._committed:
            return
        manifest = self._snapshot.manifest
        segments = [_without(entry, self._dead, number) for number, entry in enumerate(manifest.segments)]
        if self._pending:
            entries = list(self._pending.values())
            vectors = self._cache.vectors([text for entry in entries for text in entry.window_texts()])
            segments.append(write_segment(self._folder.segments, manifest.generation + 1, entries, vectors))
        self._publish(manifest.next(tuple(entry for entry in segments if entry.live)))
        self._cache.sweep()
        self._run.at_ease += FOR_EACH * self._windows
        self._pending, self._windows, self._unembedded, self._dead = {}, 0, [], set()
        while smaller := compacted(self._snapshot, self._folder.segments, self._run.at_ease):
            before = {entry.name for entry in self._snapshot.manifest.segments}
            self._run.at_ease -= sum(entry.windows for entry in smaller.segments if entry.name not in before)
            self._publish(smaller)

    def _enqueue(self, key: int, entry: Entry) -> None:
        self._pending[key] = entry
        self._windows += len(entry.windows)
        self._unembedded += entry.window_texts()
        if len(self._unembedded) >= EMBED_AT_ONCE:
            self._cache.embed(self._cache.missing(self._unembedded))
            self._unembedded = []
        if self._windows >= COMMIT_EVERY:
            self.commit()

    def _publish(self, manifest: Manifest) -> None:
        self._folder.commit(manifest)
        self._committed = True
        self._follow(self._folder.snapshot(manifest, self._snapshot.segments))

    def _follow(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._cache.follow(snapshot.segments)
        for segment in snapshot.segments:
            segment.let_go()
        self.report.generation = snapshot.manifest.generation
        self.report.embedded = self._cache.embedded

    def _find(self, key: int) -> DocAddress | None:
        return next((place for place in self._snapshot.places(key) if place not in self._dead), None)

    def _digest(self, place: DocAddress) -> bytes:
        digest: bytes = self._snapshot.segments[place.segment].rows["article_digest"][place.article].tobytes()
        return digest

    def _line(self, key: int) -> bytes:
        """The line of an article that the run has met: nothing is kept of it that can be looked up."""
        if key in self._pending:
            return self._pending[key].line
        place = self._find(key)
        assert place
        return self._snapshot.segments[place.segment].line(place.article)

    def _remove(self, place: DocAddress) -> None:
        if place not in self._dead:
            self._dead.add(place)
            self.report.removed += 1

    def _is_spoiled(self, origin: str) -> bool:
        """Whether `origin` is something that could not be read whole, or lies below it."""
        return any(is_within(origin, it) for it in self._run.spoiled)


def _twin(found: SourcedArticle, line: bytes) -> ReadWarning | None:
    """What is to be said of an article whose id the run met before, with that line: nothing, if it is the same."""
    first, origin = from_line(line)
    if to_line(found.article, origin) == line:  # the same, wherever it stands
        return None
    same_text = found.article.text == first.text
    what = "other details; the first is kept" if same_text else "another text"
    reason = f"the id {found.article.id!r} was there before with {what}"
    return ReadWarning(found.path, found.line, reason, skipped=not same_text, origin=found.origin)


def _without(entry: SegmentEntry, dead: set[DocAddress], number: int) -> SegmentEntry:
    """`entry` with its newly dead articles among the tombstones."""
    newly = {place.article for place in dead if place.segment == number}
    return entry.with_dead(newly) if newly else entry
