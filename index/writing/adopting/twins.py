"""Twins: articles with one id in the segments of several indexes, of which one stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import orjson

from ....corpus.sourced import ReadWarning
from ...history.event import Commit, Event
from ...segments.segment import article_key
from ...segments.snapshot import DocAddress, Snapshot
from ...segments.stored_article import from_line, text_digest
from ...storage.sorted_keys import shared_keys
from ..identity import Identity
from ..recording import split_line
from ..report import Report


class Twins:
    """Decides which articles of adopted segments stay.

    Args:
        snapshot: The segments of the index, then those that it adopts.
        first: Number of the first adopted segment.
        places: The index that each segment is from, for messages.
        taken_down: Articles that do not come in or stay, see `Manifest.taken_down`.

    Attributes:
        dead: For each segment the articles that do not stay, besides those that were dead before.
        report: What was done.
    """

    def __init__(self, snapshot: Snapshot, first: int, places: Sequence[Path], taken_down: Mapping[str, str]) -> None:
        self.dead: list[set[int]] = [set() for _ in snapshot.segments]
        self.report = Report()
        self._snapshot = snapshot
        self._first = first
        self._places = places
        self._taken_down = taken_down
        self._replaced: dict[DocAddress, DocAddress] = {}
        """By the address of an article of the index, that of the adopted one that stays in its place."""

    def settle(self) -> Iterator[ReadWarning]:
        """Decide; yields a warning for each conflict."""
        self._take_down()
        for run in self._runs():
            yield from self._settle(run)
        self.report.changed = len(self._replaced)
        self.report.new = sum(1 for _ in self._adopted()) - self.report.changed

    def events(self, generation: int, committed: datetime, before: int) -> Iterator[Event]:
        """Yield what the commit does, for the history; see `recorded`."""
        commit = Commit(generation, committed, before)
        for number in range(self._first):
            for article in sorted(self.dead[number]):
                address = DocAddress(number, article)
                line = self._line(address)
                name, details = split_line(line)
                successor = self._replaced.get(address)
                if successor is None:
                    yield Event("removed", commit, name, name, line)
                elif details != split_line(self._line(successor))[1]:
                    yield Event("edited", commit, name, name, line)
        successors = {*self._replaced.values()}
        for address in self._adopted():
            if address not in successors:
                name = self._snapshot.segments[address.segment].ids[address.article]
                name = name or orjson.loads(self._line(address))["id"]
                yield Event("new", commit, name, name)

    def _line(self, address: DocAddress) -> bytes:
        return self._snapshot.segments[address.segment].line(address.article)

    def _adopted(self) -> Iterator[DocAddress]:
        """The adopted articles that stay."""
        for number, segment in enumerate(self._snapshot.segments[self._first :], start=self._first):
            for article in np.flatnonzero(segment.live_articles).tolist():
                if article not in self.dead[number]:
                    yield DocAddress(number, article)

    def _take_down(self) -> None:
        """Leave out what was taken down: by id, and by text where the id is only the place of a file."""
        if not self._taken_down:
            return
        texts = {*self._taken_down.values()}
        for name in self._taken_down:
            for address in self._snapshot.addresses_with_key(article_key(name)):
                self._leave_out(address)
        for address in list(self._adopted()):
            article, origin = from_line(self._line(address))
            if article.id == origin and text_digest(article.text.encode()).hex() in texts:
                self._leave_out(address)

    def _leave_out(self, address: DocAddress) -> None:
        self.dead[address.segment].add(address.article)
        self.report.count("removed" if address.segment < self._first else "taken_down")

    def _runs(self) -> Iterator[list[DocAddress]]:
        """Yield the live articles that share a key, in order, where there are several."""
        live = [np.flatnonzero(segment.live_articles) for segment in self._snapshot.segments]
        keys = [segment.rows["article_key"][rows] for segment, rows in zip(self._snapshot.segments, live, strict=True)]
        for places in shared_keys(keys):
            yield [DocAddress(number, int(live[number][row])) for number, row in places]

    def _settle(self, run: Sequence[DocAddress]) -> Iterator[ReadWarning]:
        run = [address for address in run if address.article not in self.dead[address.segment]]
        for address in run[1:]:
            kept = self._kept(run, address)
            line, other = self._line(address), self._line(kept)
            mine, theirs = Identity.stored(line), Identity.stored(other)
            if line == other:
                self._drop(address)
                self.report.count("unchanged")
            elif mine.content == theirs.content or mine.is_same_article(theirs):
                self._drop(kept)
                self._replace(run[0], address)
            else:
                self._drop(address)
                self.report.count("skipped")
                yield self._conflict(address, mine, theirs)

    def _kept(self, run: Sequence[DocAddress], address: DocAddress) -> DocAddress:
        """The one of the articles before `address` that stays so far."""
        before = run[: run.index(address)]
        return next(it for it in before if it.article not in self.dead[it.segment])

    def _drop(self, address: DocAddress) -> None:
        self.dead[address.segment].add(address.article)

    def _replace(self, first: DocAddress, address: DocAddress) -> None:
        if first.segment < self._first:
            self._replaced[first] = address

    def _conflict(self, address: DocAddress, mine: Identity, theirs: Identity) -> ReadWarning:
        name = from_line(self._line(address))[0].id
        reason = f"the id {name!r} is that of {theirs}, which is kept; give each an id of its own"
        return ReadWarning(str(self._places[address.segment]), None, reason, skipped=True, origin=mine.origin)
