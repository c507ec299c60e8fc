"""The writer of an index: adds and removes articles, and commits them in batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from ...corpus.errors import CorpusError
from ...corpus.passages import CUT
from ...corpus.settings.read_settings import ReadSettings
from ...corpus.sourced import ReadWarning, SourcedArticle
from ..embedding.cosine_scale import measure_scales
from ..embedding.protocol import Embedder
from ..history.event import Commit
from ..history.files import HistoryEntry, append
from ..segments.folder import IndexFolder
from ..segments.journal import Journal
from ..segments.last_run import LastRun
from ..segments.manifest import Manifest
from ..segments.segment import Segment, article_key
from ..segments.segment_entry import SegmentEntry
from ..segments.snapshot import DocAddress, Snapshot
from ..segments.stored_article import text_digest
from ..storage.heap import give_back_memory
from .batch import Batch
from .embedding_cache import EmbeddingCache
from .familiarity import familiarity_of
from .held import HeldArticles
from .intake import Decision, Intake
from .merge import merge_once
from .prune_guard import PruneGuard
from .recording import recorded
from .report import Report
from .segment_writer import write_segment
from .write_policy import DEFAULT_POLICY, WritePolicy


class Writer:
    """The only writer of an index, for the length of a ``with`` block.

    Attributes:
        report: What it has done.

    Args:
        folder: The index.
        embedder: Its model.
        generation: A new index begins with the generation after this one.
        reused: Segments of another index whose vectors are of this model: their texts are not embedded again.
        keep_both: See `Intake`.
        is_copy: See `Intake`.
        policy: Batch sizes and limits.
    """

    def __init__(
        self,
        folder: IndexFolder,
        embedder: Embedder,
        *,
        generation: int = 0,
        reused: Sequence[Segment] = (),
        keep_both: bool = False,
        is_copy: bool = False,
        policy: WritePolicy = DEFAULT_POLICY,
    ) -> None:
        self.report = Report()
        self._folder = folder
        self._embedder = embedder
        self._policy = policy
        self._reused = reused
        self._keep_both = keep_both
        self._is_copy = is_copy
        self._empty = Manifest(generation, embedder.fingerprint, CUT)

    def __enter__(self) -> Writer:
        with ExitStack() as opened:
            committed = opened.enter_context(self._folder.writing())
            if committed:
                committed.refuse_other_model(self._embedder.fingerprint, self._folder.path)
                committed.refuse_other_rules(self._folder.path)
            self._folder.sweep(committed)
            if committed:
                self._folder.sweep_rebuilt(committed)
            self._begin(committed or self._empty)
            self._lock = opened.pop_all()  # kept until the end of the block, unless anything above failed
        return self

    def __exit__(self, *error: object) -> None:
        self._lock.close()

    def _begin(self, manifest: Manifest) -> None:
        journal = Journal(self._folder.journal, manifest.model)
        self._cache = EmbeddingCache(self._embedder, journal, policy=self._policy)
        self._merge_budget = self._policy.merge_budget  # windows that the run may still merge
        self._batch = Batch(self._cache, self._policy)
        snapshot = self._folder.snapshot(manifest)
        self._held = HeldArticles(snapshot, self._folder.path.absolute().parent)
        self._takedowns = dict(manifest.taken_down)
        self._settings = dict(manifest.settings)
        self._intake = Intake(
            self._held,
            moved=manifest.moved,
            taken_down=MappingProxyType({} if self._is_copy else self._takedowns),
            keep_both=self._keep_both,
            is_copy=self._is_copy,
        )
        self._before = manifest.generation
        self._follow(snapshot)
        self._cache.sweep()

    @property
    def unembedded(self) -> int:
        """Articles that were added and are not embedded yet."""
        return self._batch.unembedded

    def add(self, item: SourcedArticle) -> list[ReadWarning]:
        """Index an article, unless the index holds it unchanged; return what is to be told, as of a conflict of ids."""
        return self._apply(self._intake.take(item))

    def remember(self, learn: Callable[[Mapping[str, ReadSettings]], dict[str, ReadSettings]]) -> None:
        """Change the settings that later runs read files with; `learn` makes the new ones of the old."""
        self._settings = learn(self._settings)

    def settle(self) -> list[ReadWarning]:
        """Index the articles that were in doubt, once all have come by; return what is to be told."""
        return self._apply(self._intake.settle())

    def _apply(self, decisions: Iterable[Decision | ReadWarning]) -> list[ReadWarning]:
        warnings = []
        for decision in decisions:
            if isinstance(decision, ReadWarning):
                warnings.append(decision)
                continue
            self.report.count(decision.kind)
            if decision.identity:
                self._batch.add(decision)
                if self._batch.is_full:
                    self.commit()
        return warnings

    def count_warning(self, warning: ReadWarning) -> None:
        """Count a warning; articles from a file with a skipped record are safe from `prune`."""
        self.report.count_warning(warning)
        self._intake.warned(warning)

    def origins(self) -> dict[str, int]:
        """Count the committed articles of each origin."""
        return self._snapshot.counts("origin")

    def prune(self, expected: Callable[[str], bool], guard: PruneGuard | None = None) -> None:
        """Remove the articles that this run did not meet, if `expected` is true of their origin.

        Those that are left of a file or folder which was seen to have moved are removed, too.

        Raises:
            CorpusError: `guard` refuses to remove that many. What was added is committed, and nothing is removed.
        """
        doomed = list(self._intake.unmet(expected))
        done = "none was removed, and what is new or changed was indexed"
        if guard and (refusal := guard.refusal(Counter(origin for _, origin in doomed), self._intake.moves, done)):
            self.commit()
            raise CorpusError(refusal)
        for address, _ in doomed:
            self._remove(address)

    def remove(self, article_ids: Iterable[str], *, lasting: bool = False) -> list[str]:
        """Remove articles by id; returns the ids that the index does not hold.

        Args:
            article_ids: The ids.
            lasting: True to take the articles down: later runs do not take them in.
        """
        if self._batch.articles:
            self.commit()  # so that articles added a moment ago are found
        addresses = {article_id: self._snapshot.find(article_id) for article_id in article_ids}
        for article_id, address in addresses.items():
            if address:
                if lasting:
                    text = self._snapshot.article(address).text
                    self._takedowns[article_id] = text_digest(text.encode()).hex()
                self._remove(address)
                self._intake.met.discard(article_key(article_id))  # it may be added again
        return [article_id for article_id, address in addresses.items() if not address]

    def commit(self) -> None:
        """Commit the articles added and removed so far as one more generation, then merge within the budget."""
        manifest = self._snapshot.manifest
        batch = self._batch
        is_new = batch.articles or self._held.dead or self._settings != manifest.settings
        if manifest.committed and not is_new:
            return
        segments = [_without(entry, self._held.dead, number) for number, entry in enumerate(manifest.segments)]
        added = list(batch.articles.values())
        if added:
            generation, vectors = manifest.generation + 1, batch.vectors()
            segments.append(write_segment(self._folder.segments, generation, added, vectors, policy=self._policy))
        live = tuple(entry for entry in segments if entry.live)
        following = replace(
            manifest.next(live, {article.analyzer for article in added}),
            moved=self._moves_with_remains(),
            taken_down=dict(sorted(self._takedowns.items())),
            settings=self._settings,
        )
        following = replace(following, history=self._history(following))
        self._publish(self._measured(following) if added else following)
        self._cache.sweep()
        self._merge_budget += self._policy.merge_budget_per_written * batch.windows
        self._batch = Batch(self._cache, self._policy)
        self._merge()

    def _history(self, following: Manifest) -> tuple[HistoryEntry, ...]:
        """Write what the commit of `following` does to the history; a copy of an index has none of its own."""
        if self._is_copy:
            return following.history
        assert following.committed
        commit = Commit(following.generation, following.committed, self._before)
        events = recorded(commit, self._snapshot, self._held.dead, self._batch.successors, self._batch.articles)
        return append(self._folder.history, following.history, following.generation, events)

    def end_run(self, places: Sequence[str]) -> None:
        """Commit, and note in the manifest that a run over `places`, origins of paths, has ended."""
        self.commit()
        run = LastRun(datetime.now(UTC).replace(microsecond=0), tuple(places), self.report.counts())
        self._publish(replace(self._snapshot.manifest, last_run=run))

    def _merge(self) -> None:
        """Merge segments, each merge a generation of its own, until nothing is left to merge or the budget is spent.

        What the commit and each merge took is given back, or a long run would keep as much as its largest merge.
        """
        segments, policy = self._folder.segments, self._policy
        give_back_memory()
        while merged := merge_once(self._snapshot, segments, policy=policy, budget=self._merge_budget):
            before = {entry.name for entry in self._snapshot.manifest.segments}
            self._merge_budget -= sum(entry.windows for entry in merged.segments if entry.name not in before)
            self._publish(merged)
            give_back_memory()

    def _moves_with_remains(self) -> dict[str, str]:
        """The moves that left articles behind: a later run may prune them."""
        moves = self._intake.moves
        remains = {moves.place_left(origin) for origin in self._held.origins()} if moves.left else set()
        return {old: new for old, new in sorted(moves.left.items()) if old in remains}

    def _measured(self, manifest: Manifest) -> Manifest:
        """Add what the model is worth: its scales, measured once for an index, and how well it knows the languages."""
        snapshot = self._folder.snapshot(manifest, self._snapshot.segments)
        scales = manifest.scales or measure_scales(self._embedder)
        return replace(manifest, scales=scales, familiarity=familiarity_of(snapshot))

    def _publish(self, manifest: Manifest) -> None:
        self._folder.commit(manifest)
        self._follow(self._folder.snapshot(manifest, self._snapshot.segments))

    def _follow(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._held.follow(snapshot)
        segments = [*self._reused, *snapshot.segments]
        self._cache.follow(segments)
        for segment in segments:
            segment.release_pages()
        self.report.generation = snapshot.manifest.generation
        self.report.embedded = self._cache.embedded

    def _remove(self, address: DocAddress) -> None:
        if address not in self._held.dead:
            self._held.dead.add(address)
            self.report.removed += 1


def _without(entry: SegmentEntry, dead: set[DocAddress], number: int) -> SegmentEntry:
    """Add the dead articles of segment `number` to the tombstones of `entry`."""
    newly = {address.article for address in dead if address.segment == number}
    return entry.with_dead(newly) if newly else entry
