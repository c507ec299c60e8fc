"""Bit rot: one bit of every page of every file, with inode, size and times of the file as they were.

What is asked answers as before, or says that the file is damaged; `check` names the file; what writes refuses it or
leaves it out; a repair loses at most the article whose own line is damaged. Pairs of damages in one segment as well.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random

from bad_days import news
from bad_days.commands import CommandResult
from bits import Flip, keep_times
from cases import Case, promise
from generations import Generation, Recorder, committed, damage_in, observe, set_aside
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.journal import Journal
from nutgraf.index.writing.write_policy import DEFAULT_POLICY
from questions import REFUSED, STORIES, ask
from scenarios import is_told, run
from small_indexes.fakes import FakeEmbedder

PAGE = 4096
PAIRS = 300
"""Pairs of damages in one segment."""
SCAN_FROM = 200
"""Windows from which a segment has codes for approximate search: few, so that one has them here."""
BATCHES = {"FAKE_BATCHES": "900,300,9"}
MERGING = {"FAKE_BATCHES": "900,300,2"}

COMMANDS = {
    "index, with a merge": (("index", "news/c.jsonl", "--index", "index"), MERGING),
    "compact": (("compact", "--index", "index"), BATCHES),
    "rebuild": (("rebuild", "--index", "index"), BATCHES),
}
"""The commands that read what they write again."""
READERS = (("search", "storm", "--format", "json", "--index", "index"), ("status", "--index", "index"))
REPAIR = ("check", "--repair", "--index", "index")


@dataclass(frozen=True)
class Base:
    """The index that rots, and what it says when it is whole.

    Attributes:
        place: The folder with ``index`` and ``news``.
        whole: Its content and its answers.
        said: What the questions are answered.
        printed: What each of `READERS` prints.
        afterwards: The same for each generation that a command commits.
    """

    place: Path
    whole: Generation
    said: dict[str, object]
    printed: dict[tuple[str, ...], str]
    afterwards: dict[str, list[tuple[Generation, dict[str, object]]]]

    @classmethod
    def at(cls, scratch: Path) -> Base:
        """Make the index, with several segments, tombstones, and the journal of a killed run."""
        object.__setattr__(DEFAULT_POLICY, "scan_from_windows", SCAN_FROM)  # in place, as forks inherit it
        place = scratch / "base"
        _make(place)
        afterwards = {}
        for name, (command, environment) in COMMANDS.items():
            there = shutil.copytree(place, scratch / name / "run")
            done = run(there, *command, observer=Recorder(there, scratch / name), **environment)
            assert done.code == 0, done
            afterwards[name] = [(observe(index), ask(index)) for index in committed(scratch / name)]
        printed = {command: run(place, *command).stdout for command in READERS}
        return cls(place, observe(place / "index"), ask(place / "index"), printed, afterwards)

    def rotten(self, place: Path, *flips: Flip) -> Path:
        """Copy the index to `place`, read it whole, then turn the bits."""
        shutil.copytree(self.place, place, dirs_exist_ok=True)
        keep_times()
        observe(place / "index", anew=True)  # whoever trusts a file that was read once, trusts it from now on
        for flip in flips:
            flip.play(place / "index")
        return place


def _make(place: Path) -> None:
    editions = {"a": range(220), "b": range(220, 270), "c": range(270, STORIES)}
    for name, numbers in editions.items():
        news.write(place / "news" / f"{name}.jsonl", map(news.story, numbers))
    for arguments in (("index", "news/a.jsonl"), ("index", "news/b.jsonl"), ("remove", "s3", "s230", "s231")):
        done = run(place, *arguments, "--index", "index", **BATCHES)
        assert done.code == 0, done
    index = place / "index"
    model = FakeEmbedder(IndexFolder(index).manifest().model.name)
    texts = [f"a text that was embedded before a kill, {number}" for number in range(60)]
    journal = Journal(index / "journal", model.fingerprint)
    journal.append([number.to_bytes(16, "big") for number in range(60)], model.passages(texts))


def rows(scratch: Path) -> Iterator[list[Case]]:
    """Yield, for each thing that is done with a rotten index, the cases for a bit of each page of each file."""
    base = Base.at(scratch)
    index, random = base.place / "index", Random(0)  # noqa: S311  # the same bits in each run
    flips = list(_flips(index, random))
    yield [Case("rot", "questions", str(flip), partial(_ask, base, flip)) for flip in flips]
    for name in COMMANDS:
        yield [Case("rot", name, str(flip), partial(_write, base, flip, name)) for flip in flips]
    yield [Case("rot", "check --repair", str(flip), partial(_repair, base, (flip,))) for flip in flips]
    pairs = _pairs(flips, random)
    told = "check --repair, two bits"
    yield [Case("rot", told, " and ".join(map(str, pair)), partial(_repair, base, pair)) for pair in pairs]


def _flips(index: Path, random: Random) -> Iterator[Flip]:
    for path in sorted(path for path in index.rglob("*") if path.is_file()):
        size = path.stat().st_size
        for start in range(0, size, PAGE):
            yield Flip(str(path.relative_to(index)), random.randrange(8 * start, 8 * min(start + PAGE, size)))


def _pairs(flips: list[Flip], random: Random) -> Iterator[tuple[Flip, Flip]]:
    """Yield pairs in one segment, most of them in two of its files."""
    by_segment: dict[str, list[Flip]] = {}
    for flip in flips:
        if flip.file.startswith("segments"):
            by_segment.setdefault(flip.file.split("/")[1], []).append(flip)
    for number in range(PAIRS):
        segment = sorted(by_segment)[number % len(by_segment)]
        first, second = random.sample(by_segment[segment], 2)
        yield first, second


# What must hold.


def _ask(base: Base, flip: Flip, place: Path) -> str:
    index = base.rotten(place, flip) / "index"
    refused = _hold_answers(ask(index), base.said)
    for command, printed in base.printed.items():
        done = run(place, *command)
        promise(done.stdout == printed or is_told(done), f"{command[0]} ended with {done}")
    found = damage_in(index)
    is_named = any(damage.startswith(f"{index / flip.file}: ") for damage in found)
    promise(is_named or flip.file == "journal", f"check does not name the file: {found}")
    return "all answers right" if not refused else "some refused" if refused < len(base.said) else "all refused"


def _hold_answers(said: dict[str, object], *right: dict[str, object]) -> int:
    """Count the refusals among answers, all others of which must be one of the right ones."""
    for name, answer in said.items():
        promise(answer == REFUSED or any(answer == each[name] for each in right), f"the answer is wrong: {name}")
    return sum(answer == REFUSED for answer in said.values())


def _write(base: Base, flip: Flip, name: str, place: Path) -> str:
    index, hit = base.rotten(place, flip) / "index", flip.hit(base.place / "index")
    command, environment = COMMANDS[name]
    done = run(place, *command, **environment)
    promise(done.code == 0 or is_told(done), f"it ended with {done}")
    after, _ = base.afterwards[name][-1]
    if done.code == 0 and not damage_in(index):
        now = observe(index)
        promise(now.articles == after.articles, "it made a sound index with other articles")
        promise(now.by_score() == after.by_score(), "it made a sound index with other answers")
        return "left out"
    _hold_answers(ask(index), base.said, *(said for _, said in base.afterwards[name]))
    _hold_repair(place, (base.whole, after), hit)
    return f"{'refused' if done.code else 'not touched'}, then repaired"


def _repair(base: Base, flips: tuple[Flip, ...], place: Path) -> str:
    hit = {name: legible for flip in flips for name, legible in flip.hit(base.place / "index").items()}
    base.rotten(place, *flips)
    return _hold_repair(place, (base.whole,), hit)


def _hold_repair(place: Path, right: tuple[Generation, ...], hit: dict[str, bool]) -> str:
    """Repair, and hold what is left against the generations, less the articles whose lines are damaged."""
    done, index = run(place, *REPAIR), place / "index"
    promise(not (found := damage_in(index)), f"after the repair, check finds {found}")
    now = observe(index)
    for generation in right:
        if kind := _what_is_left(place, done, now, generation, hit):
            return kind
    lost = min((generation.articles.keys() - now.articles.keys() for generation in right), key=len)
    promise(False, f"the repair lost or changed articles: {sorted(lost)[:5]} and so on, {len(lost)}; it printed {done}")
    return ""


def _what_is_left(place: Path, done: CommandResult, now: Generation, right: Generation, hit: dict[str, bool]) -> str:
    """Tell what a repair left of a generation; nothing where the index comes from another one."""
    missing = {name: text for name, text in right.articles.items() if name not in now.articles}
    aside = set_aside(place / "index")
    kept = {name: text for name, text in right.articles.items() if name in now.articles}
    if now.articles != kept or any(name not in hit and aside.get(name) != missing[name] for name in missing):
        return ""
    forgotten = len(set(right.history) - set(now.history))
    promise(
        done.code == (4 if missing or forgotten else 0),
        f"{sorted(missing)} and {forgotten} events are lost, and the repair ended with {done}",
    )
    promise(not set(now.history) - set(right.history), "the repair made up an event of the history")
    promise(not forgotten or f"{forgotten} entries of the history are lost" in done.stdout, f"it does not tell: {done}")
    unnamed = [name for name in missing if hit.get(name, True) and name not in done.stdout]
    promise(not unnamed, f"the repair does not name the articles that it lost, {unnamed}: {done}")
    if missing:
        return "repaired, its article lost" if missing.keys() <= hit.keys() else "repaired, articles set aside"
    promise(replace(now, history=right.history).by_score() == right.by_score(), "after the repair it answers otherwise")
    return "repaired, earlier versions lost" if forgotten else "repaired, all there"
