"""The oracle: the generations of an undisturbed run, and which of them an index must be after a disturbed one."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from bad_days.ledger import State, digest, stored
from bad_days.oracle import answers, assert_tidy, is_cut_off_first_commit
from cases import BrokenPromiseError, promise
from intercept import Call
from nutgraf.corpus.errors import IndexFormatError
from nutgraf.index.embedding.fingerprint import Fingerprint
from nutgraf.index.history.files import read
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.format3 import read_old_manifest
from nutgraf.index.storage.durable import digest_file
from nutgraf.index.types import Vectors
from scenarios import SWEEP, Scenario, run
from small_indexes.fakes import FakeEmbedder


class StoredModel(FakeEmbedder):
    """Embeds questions for an index of any model: the same question has the same vector."""

    def __init__(self, stored: Fingerprint) -> None:
        super().__init__(stored.name)
        self.fingerprint = stored

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions; the numbers that the quick model lacks are zeros."""
        vectors = super().queries(texts)
        padded: Vectors = np.pad(vectors, [(0, 0), (0, self.fingerprint.dim - vectors.shape[1])])
        return padded


@dataclass(frozen=True)
class Generation:
    """What an index contains and answers.

    Attributes:
        articles: The digest of each article's text, by id.
        answers: For each mode and question the hits, with exact scores.
        history: Kind, ids and earlier version of each event of the history, sorted.
    """

    articles: State
    answers: list[list[tuple[object, ...]]]
    history: tuple[str, ...] = ()

    def by_score(self) -> object:
        """The same for two indexes whose rows have another order, by which ties are broken."""
        return dict(self.articles), [sorted(hits, key=str) for hits in self.answers], self.history


NOTHING = Generation({}, [])
"""A folder in which nothing was committed yet."""
DAMAGED = Generation({"": "is damaged"}, [])
"""An index that refuses to be read."""


def observe(index: Path, *, anew: bool = False) -> Generation:
    """Read an index as a new process would; one of an older format has a digest of each file instead of articles.

    An index of the same bytes is asked its questions once, unless `anew`.

    Raises:
        IndexFormatError: It is damaged.
    """
    folder = IndexFolder(index)
    if not folder.exists or is_cut_off_first_commit(index):
        return NOTHING
    if old := read_old_manifest(folder):
        files = [folder.segments / entry.name / name for entry in old.segments for name in entry.files]
        return Generation({str(path.relative_to(index)): digest_file(path).digest for path in files}, [])
    manifest = folder.manifest()
    articles = stored(folder.open())
    hits = [hits for *_, hits in answers(index, k=100, embedder=StoredModel, anew=anew)]
    events = (event for entry in manifest.history for event in read(folder.history, entry))
    history = tuple(sorted(f"{it.kind} {it.before} {it.id} {it.line!r}" for it in events))
    return Generation(articles, hits, history)


@dataclass(frozen=True)
class Undisturbed:
    """A scenario, and a run of it that nothing disturbed.

    Attributes:
        start: The folder that each run gets a copy of.
        stdout: What it printed.
        calls: The calls of the run, failed ones included (as a mkdir of what exists), with True for those that failed.
        generations: What the index was at the start and after each commit.
    """

    scenario: Scenario
    start: Path
    stdout: str
    calls: list[tuple[Call, bool]]
    generations: list[Generation]

    @classmethod
    def of(cls, scenario: Scenario, scratch: Path) -> Undisturbed:
        """Prepare a scenario in the empty folder `scratch`, and run it."""
        start, place = scratch / "start", scratch / "run"
        start.mkdir()
        scenario.prepare(start)
        shutil.copytree(start, place)
        done = scenario.run(place, Recorder(place, scratch))
        promise(done.code in scenario.codes, f"undisturbed, it ended with {done}")
        generations = [look(scenario, index) for index in (start / "index", *committed(scratch))]
        promise(look(scenario, place / "index").by_score() == generations[-1].by_score(), "the last commit is no end")
        return cls(scenario, start, done.stdout, _recorded(scratch / "calls"), generations)

    def commits_before(self, number: int) -> int:
        """Count the commits among the first calls."""
        return sum(is_commit(call) and not failed for call, failed in self.calls[:number])

    def verify(self, place: Path, first: int, last: int, *, may_repair: bool = False) -> str:
        """Hold what a disturbed run left in `place` against the generations from `first` to `last`; tell which it is.

        Then run the command again, which must end as the undisturbed run did, and leave no file that nothing needs.

        Raises:
            BrokenPromiseError: It is none of them, it is mixed, it is damaged (and `may_repair` is False, or the repair
                loses something), or the second run ends otherwise.
        """
        scenario, index = self.scenario, place / "index"
        repaired = ""
        if may_repair and (found := damage_in(index)):
            repaired = "repaired, "
            done = run(place, "check", "--repair", "--index", "index", keeps_model=scenario.keeps_model)
            promise(done.code == 0, f"{found}, and the repair ended with {done}")
            if scenario.starts_damaged:  # and this was the repair that the scenario is about
                first = last = len(self.generations) - 1
        now = look(scenario, index)
        among = [number for number in range(first, last + 1) if self.generations[number] == now]
        promise(among, f"it is none of the generations {first} to {last}{self._nearest(now)}")
        promise(now == DAMAGED or not damage_in(index), f"check finds {damage_in(index)}")
        if scenario.is_repeatable or now != self.generations[-1]:
            again = scenario.run(place)
            promise(again.code in scenario.codes, f"run again, it ended with {again}")
        swept = run(place, *SWEEP)
        promise(swept.code == 1, f"the sweep ended with {swept}")
        self._hold_end(place)
        which = "after" if among[-1] == len(self.generations) - 1 else "before" if among[0] == 0 else "between"
        return f"{repaired}generation {which}"

    def _hold_end(self, place: Path) -> None:
        """Compare an index with what the undisturbed run left; a repair may have set articles aside, but lost none."""
        end, wanted = look(self.scenario, place / "index"), self.generations[-1]
        aside = set_aside(place / "index") if self.scenario.starts_damaged else {}
        if wanted.articles.keys() - end.articles.keys() and wanted.articles == {**aside, **end.articles}:
            return
        promise(end.by_score() == wanted.by_score(), "run again, it is not what an undisturbed run left")
        try:
            assert_tidy(place / "index")
        except AssertionError as error:
            raise BrokenPromiseError(f"run again, it is not tidy: {error}") from None

    def _nearest(self, now: Generation) -> str:
        same = [number for number, it in enumerate(self.generations) if it.articles == now.articles]
        return f", but has the articles of {same}" if same else ""


def look(scenario: Scenario, index: Path) -> Generation:
    """Observe an index, which may be damaged where the scenario starts so."""
    try:
        return observe(index)
    except IndexFormatError as error:
        promise(scenario.starts_damaged, f"it cannot be read: {error}")
        return DAMAGED


def damage_in(index: Path) -> list[str]:
    """List what `check` finds, where there is an index of today's format that it can check."""
    folder = IndexFolder(index)
    if not folder.exists or is_cut_off_first_commit(index) or read_old_manifest(folder):
        return []
    try:
        return [str(damage) for damage in check(folder)]
    except IndexFormatError as error:
        return [str(error)]


def set_aside(index: Path) -> State:
    """The articles that a repair set aside, which `nutgraf index` would bring back; damaged lines are passed over."""
    aside: State = {}
    for path in (index / "lost").rglob("*"):
        for line in path.read_bytes().splitlines() if path.is_file() else ():
            with suppress(ValueError):
                record = json.loads(line)
                aside[record["id"]] = digest(record["text"])
    return aside


class Recorder:
    """Records the calls of a run in a file, as they come, and copies the index after each commit."""

    def __init__(self, place: Path, scratch: Path) -> None:
        self._index, self._scratch = place / "index", scratch
        self._commits = 0

    def before(self, call: Call) -> None:
        """Record the call as one that failed."""
        self._write((call, True))

    def after(self, call: Call) -> None:
        """Record that it did not fail."""
        self._write((call, False))
        if is_commit(call):
            self._commits += 1
            shutil.copytree(self._index, self._scratch / f"generation-{self._commits:02d}" / "index")

    def _write(self, entry: tuple[Call, bool]) -> None:
        with (self._scratch / "calls").open("ab") as file:
            pickle.dump(entry, file)


def committed(scratch: Path) -> list[Path]:
    """List the copies of the index that a recorder made in `scratch`, in order."""
    return sorted(scratch.glob("generation-*/index"))


def _recorded(path: Path) -> list[tuple[Call, bool]]:
    calls: list[tuple[Call, bool]] = []
    with path.open("rb") as file:
        while file.peek(1):
            call, failed = pickle.load(file)  # noqa: S301  # our own, made a moment ago
            if not failed:
                calls.pop()  # told before it was made
            calls.append((call, failed))
    return calls


def is_commit(call: Call) -> bool:
    """True for the call that makes a generation the newest."""
    return (call.name, call.path) == ("rename", "MANIFEST")
