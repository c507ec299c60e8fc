"""Publishes a generation of an index to an engine, from which any number of machines search it.

Segments never change, so only new ones are written, each whole, and a segment that was merged away is dropped. Nothing
is embedded. The order is: rows of new segments, then statistics, then the receipt. Until the receipt is written,
searches see the generation before; a publication that was killed begins where it stopped, as every row has its own key
and may be written twice. What the generation before last had and the last one had not is deleted first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import orjson

from ...corpus.errors import EngineError
from ..profile import RankingProfile
from ..retrieval.local_store import LocalStore
from ..retrieval.vocabulary import SegmentWords
from ..segments.folder import IndexFolder
from ..segments.manifest import Manifest
from ..segments.segment import Segment
from ..segments.snapshot import Snapshot
from ..segments.status import status_of
from ..storage.object_store import ObjectStore
from .facets import facets_of
from .generation import (
    Published,
    Statistics,
    dead_layer,
    delete_blobs,
    for_searching,
    partition_of,
    read_published,
    read_receipt,
    segment_number,
    vocabulary_name,
    write_blob,
    write_receipt,
)
from .lease import Lease, publishing
from .milvus import Milvus, listed
from .refusals import refuse_other, refuse_other_texts
from .segment_rows import BATCH, SegmentRows
from .text_place import text_file, text_file_of
from .vocabulary import pack_words

_MANY = 8_192
"""Keys in one expression."""


@dataclass(frozen=True, slots=True)
class PublishReport:
    """The outcome of a publication.

    Attributes:
        generation: The number of the generation.
        articles: Live articles of it.
        passages: Live passages of it.
        segments: Its segments.
        written: Those of them that were new to the engine.
        dropped: Segments that were deleted from the engine.
        swept: Dead articles that were deleted from it.
    """

    generation: int
    articles: int
    passages: int
    segments: int
    written: int
    dropped: int
    swept: int


def publish(
    folder: IndexFolder,
    uri: str,
    *,
    replace: bool = False,
    texts: str | None = None,
    on_rows: Callable[[int, int], None] = lambda _done, _all: None,
) -> PublishReport:
    """Publish the newest generation of the index in `folder`.

    Args:
        folder: The index.
        uri: The address of the engine, see `address.Address`.
        replace: True to drop first what the engine holds under this name.
        texts: The store that takes the texts of articles, see `ObjectStore`; by default that of the publication before,
            or the engine.
        on_rows: Called with the number of rows written so far, and of all that are to be written.

    Raises:
        EngineError: The engine or the store does not answer, or the engine holds a newer generation or another archive,
            or has its texts elsewhere.
        ModelMismatchError: It holds vectors of another model.
        IndexLockedError: Another process publishes the index.
        IndexMissingError, IndexFormatError: As for a search.
    """
    snapshot = folder.open()
    store = LocalStore(snapshot, RankingProfile())  # refuses terms of another analyzer
    snapshot.manifest.refuse_other_cut(folder.path)
    engine = Milvus(uri)
    try:
        if replace and engine.exists():
            engine.drop()
        before = _published(engine)
        if before:
            refuse_other(before, snapshot, engine)
            refuse_other_texts(before, texts, engine)
        where = texts or (before.texts if before else "")
        files = ObjectStore(where) if where else None
        engine.create(snapshot.manifest.model.dim)
        engine.load()
        with publishing(engine, folder.path) as lease:
            return _Publication(engine, lease, snapshot, store, before, files, on_rows).run()
    finally:
        engine.close()


def _published(engine: Milvus) -> Published | None:
    engine.load_if_there()
    receipt = read_receipt(engine)
    return read_published(engine, receipt) if receipt else None


class _Publication:
    """One run of `publish`."""

    def __init__(
        self,
        engine: Milvus,
        lease: Lease,
        snapshot: Snapshot,
        store: LocalStore,
        before: Published | None,
        files: ObjectStore | None,
        on_rows: Callable[[int, int], None],
    ) -> None:
        self._engine = engine
        self._lease = lease
        self._snapshot = snapshot
        self._store = store
        self._before = before
        self._files = files
        self._on_rows = on_rows
        self._done = self._all = 0
        self._parts: dict[str, int] = {}

    def run(self) -> PublishReport:
        snapshot, before = self._snapshot, self._before
        manifest = for_searching(snapshot.manifest)
        dropped, swept = self._sweep()
        if before and before.manifest == manifest and not (dropped or swept):
            return self._report(0, dropped, swept)
        held = {entry.name for entry in before.manifest.segments} if before else set()
        new = [segment for segment in snapshot.segments if segment.entry.name not in held]
        self._all = sum(sum(segment.entry.counts) for segment in new)
        for segment in snapshot.segments:
            name = vocabulary_name(segment_number(segment.entry.name))
            if segment in new:
                self._write_segment(segment, name)
            else:
                assert before is not None
                self._parts[name] = before.parts[name]
        self._finish(manifest)
        return self._report(len(new), dropped, swept)

    def _sweep(self) -> tuple[int, int]:
        """Delete what no search can see any more: see the module."""
        before, engine = self._before, self._engine
        if before is None:
            return 0, 0
        entries = before.manifest.segments
        kept = {partition_of(segment_number(it.name)) for it in (*entries, *self._snapshot.manifest.segments)}
        dropped = engine.partitions() - kept
        for partition in sorted(dropped):
            engine.drop_partition(partition)
            delete_blobs(engine, partition)
            if self._files:
                self._files.delete(text_file_of(partition))
        if before.outdated:
            delete_blobs(engine, before.outdated)
        if before.outdated_layers:
            engine.delete("terms", f"layer in {listed(before.outdated_layers)}")
        swept = 0
        for entry in entries:
            first, fresh = segment_number(entry.name) << 32, before.fresh(entry)
            for at in range(0, len(fresh), _MANY):
                keys = listed([first + number for number in fresh[at : at + _MANY]])
                for collection, field in (("windows", "article"), ("passages", "article"), ("articles", "id")):
                    engine.delete(collection, f"{field} in {keys}")
            swept += len(fresh)
        return len(dropped), swept

    def _write_segment(self, segment: Segment, vocabulary: str) -> None:
        average, apart = self._store.statistics.average_passage, self._files is not None
        rows = SegmentRows(segment, average, RankingProfile(), texts_apart=apart)
        if self._files:
            self._files.put(text_file(rows.number), segment.lines.path)
            self._lease.renew()
        partition, engine = partition_of(rows.number), self._engine
        engine.create_partition(partition)
        for collection, count in rows.counts().items():
            inside = f"id >= {rows.first_key} and id < {rows.first_key + count}"
            written = engine.count(collection, inside)
            start = max(0, written // BATCH - 1) * BATCH if written < count else count
            self._told(start)
            for batch, blobs in rows.batches(collection, start):
                if blobs:
                    engine.upsert("blobs", blobs)
                engine.upsert(collection, batch, partition)
                self._told(len(batch))
            if (found := engine.count(collection, inside)) != count:
                raise EngineError(f"the engine at {engine.address} has {found} of {count} {collection} of a segment")
            segment.release_pages()
        self._write_terms(rows, rows.number, np.ones(segment.entry.articles, bool), partition)
        self._parts[vocabulary] = write_blob(engine, vocabulary, pack_words(SegmentWords.of(segment)))

    def _write_terms(self, rows: SegmentRows, layer: int, included: np.ndarray, partition: str) -> None:
        for batch in rows.terms(layer, included):
            self._engine.upsert("terms", batch, partition)
            self._lease.renew()

    def _finish(self, manifest: Manifest) -> None:
        """Write the statistics, and the receipt."""
        before, snapshot, engine = self._before, self._snapshot, self._engine
        layers = self._write_dead_layers()
        statistics = self._store.statistics
        published = Published(
            manifest=manifest,
            statistics=Statistics(
                statistics.articles,
                statistics.passages,
                statistics.average_passage,
                statistics.average_window,
                statistics.average_article,
            ),
            days=snapshot.days(),
            published=datetime.now(UTC),
            layers=layers,
            swept={it.name: it.dead for it in before.manifest.segments if it.dead} if before else {},
            parts=self._parts,
            outdated=before.prefix if before else "",
            outdated_layers=tuple({*before.layers.values()} - {*layers.values()}) if before else (),
            texts=self._files.uri if self._files else "",
        )
        blobs = {"boilerplate": self._boilerplate(), "status": self._status(), **facets_of(snapshot)}
        for name, data in blobs.items():
            self._parts[f"{published.prefix}/{name}"] = write_blob(engine, f"{published.prefix}/{name}", data)
        self._lease.renew()
        write_receipt(engine, published)

    def _write_dead_layers(self) -> dict[str, int]:
        layers = {}
        known = {} if self._before is None else self._before.layers
        for segment in self._snapshot.segments:
            entry = segment.entry
            if not entry.dead:
                continue
            layers[entry.name] = layer = dead_layer(entry)
            if known.get(entry.name) != layer:
                rows = SegmentRows(segment, 0, RankingProfile())
                self._write_terms(rows, layer, ~segment.live_articles, partition_of(rows.number))
        return layers

    def _status(self) -> bytes:
        """Return the status as the command gives it, without the values of this machine."""
        return orjson.dumps(status_of(self._snapshot).to_dict() | {"settings": {}, "last_run": None})

    def _boilerplate(self) -> bytes:
        """The keys of all paragraphs that are boilerplate, uint64."""
        keys = np.concatenate([np.zeros(0, np.uint64), *(it.rows["passage_key"] for it in self._snapshot.segments)])
        order = np.argsort(keys, kind="stable")
        first = np.flatnonzero(np.diff(keys[order], prepend=keys[order][:1] + np.uint64(1)))
        repeated = order[first][np.diff(first, append=len(keys)) >= RankingProfile().boilerplate_stories]
        return np.sort(keys[self._store.boilerplate(repeated)]).tobytes()

    def _told(self, rows: int) -> None:
        self._done += rows
        self._on_rows(self._done, self._all)
        self._lease.renew()

    def _report(self, written: int, dropped: int, swept: int) -> PublishReport:
        snapshot = self._snapshot
        return PublishReport(
            snapshot.manifest.generation, snapshot.articles, snapshot.passages, len(snapshot.segments), written,
            dropped, swept,
        )  # fmt: skip
