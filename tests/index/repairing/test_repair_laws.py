"""Laws of a repair, for any damage to any files: nothing whole is deleted, nothing wrong believed, each loss named."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.repairing.repair import repair
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.segment import ARTICLES, ROWS, VECTORS, WORDS, article_key
from nutgraf.index.segments.stored_article import from_line, text_digest
from nutgraf.index.writing import build
from small_indexes.fakes import FakeEmbedder

ARTICLES_IN = 20
LEFT_OUT = ("s3", "s11")
"""Articles that were removed: tombstones."""


def flipped(data, at, _):
    changed = bytearray(data)
    changed[at] ^= 1 << at % 8
    return bytes(changed)


DAMAGES = {
    "a bit flipped": flipped,
    "cut off": lambda data, at, _: data[:at],
    "zeros": lambda data, at, size: data[:at] + bytes(len(data[at : at + size])) + data[at + size :],
    "bytes lost": lambda data, at, size: data[:at] + data[at + size :],
    "junk put in": lambda data, at, size: data[:at] + b"j\n" * (size // 2) + data[at:],
    "emptied": lambda *_: b"",
    "deleted": None,
    "a folder": None,
}


@dataclass(frozen=True)
class Hurt:
    name: str
    kind: str
    at: float
    size: int

    def to(self, path: Path) -> None:
        if self.kind == "deleted":
            path.unlink()
        elif self.kind == "a folder":
            path.unlink()
            path.mkdir()
            (path / "note").write_text("of somebody")
        elif data := path.read_bytes():
            path.write_bytes(DAMAGES[self.kind](data, int(self.at * len(data)), self.size))


hurts = st.builds(
    Hurt,
    name=st.sampled_from([ARTICLES, ARTICLES, ROWS, ROWS, VECTORS, WORDS, "MANIFEST", "copy"]),
    kind=st.sampled_from([*["a bit flipped", "zeros"] * 3, *DAMAGES]),
    at=st.floats(0, 0.999),
    size=st.sampled_from([1, 16, 100, 512, 4096]),
)


@pytest.fixture(scope="module", params=[(), LEFT_OUT], ids=["no tombstones", "tombstones"])
def made(request, tmp_path_factory, story, sourced):
    """An index of one segment of twenty articles; with or without tombstones."""
    folder = IndexFolder(tmp_path_factory.mktemp("made") / "index")
    build.add(folder, sourced([story(number) for number in range(ARTICLES_IN)]), FakeEmbedder())
    for name in request.param:
        build.remove(folder, [name])
    assert len(folder.manifest().segments) == 1
    assert len(folder.manifest().segments[0].dead) == len(request.param)
    return folder


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def is_manifest(hurt: Hurt) -> bool:
    return hurt.name in ("MANIFEST", "copy")


@given(damages=st.lists(hurts, min_size=1, max_size=4, unique_by=lambda hurt: is_manifest(hurt) or hurt.name))
def test_nothing_whole_is_deleted_and_each_loss_is_named(made, damages, tmp_path_factory, stored):
    before = stored(made.open())
    entry = made.manifest().segments[0]
    lines = made.segments.joinpath(entry.name, ARTICLES).read_bytes().splitlines(keepends=True)
    place = tmp_path_factory.mktemp("hurt") / "index"
    shutil.copytree(made.path, place)
    index = IndexFolder(place)
    segment = index.segments / entry.name
    paths = {"MANIFEST": place / "MANIFEST", "copy": index.copies()[0]}
    for hurt in damages:
        hurt.to(paths.get(hurt.name, segment / hurt.name))
    left = [(segment / name).read_bytes() if (segment / name).is_file() else b"" for name in (ARTICLES, ROWS)]
    whole_lines = {*left[0].splitlines(keepends=True)}
    rows_are_in_place = len(left[1]) == entry.files[ROWS].size

    report = repair(index, FakeEmbedder)

    assert check(index) == []
    after = stored(index.open())
    assert all(before[name] == article for name, article in after.items())  # nothing wrong, and nothing removed
    named = {loss.article_id for loss in report.lost}
    aside = everything_in(place / "lost")
    for line in lines:
        name = from_line(line)[0].id
        if name in before and name not in after and line in whole_lines:
            assert name in named
            assert line in aside
            is_vouched_for = text_digest(line) in left[1]
            row_is_known = rows_are_in_place and article_key(name).to_bytes(8, "little") in left[1]
            assert not (is_vouched_for and (row_is_known or not entry.dead))
    assert len(before) - len(after) <= len(report.lost)
    shutil.rmtree(place.parent)
