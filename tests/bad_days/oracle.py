"""Checks of an index after a bad day, from this process."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from bad_days.ledger import State, stored
from bad_days.news import QUESTIONS
from nutgraf.index.embedding.fingerprint import Fingerprint
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.query.options import MODES
from small_indexes.fakes import FakeEmbedder

Answers = list[tuple[str, str, list[tuple[object, ...]]]]
Embedders = Callable[[Fingerprint], FakeEmbedder]
_answered: dict[object, Answers] = {}


def model_named(stored: Fingerprint) -> FakeEmbedder:
    return FakeEmbedder(stored.name)


def answers(index: Path, *, k: int = 20, embedder: Embedders = model_named, anew: bool = False) -> Answers:
    """Return the answers of an index to every question in every mode: ids, exact scores, texts.

    Hundreds of faults leave a few indexes: those with the same bytes are asked once, unless `anew`.
    """
    content = _content_of(index), k, embedder
    if anew or content not in _answered:
        searcher = Searcher(index, embedder=embedder(IndexFolder(index).manifest().model))
        _answered[content] = [
            (mode, question, hits_of(searcher, question, mode=mode, k=k)) for mode in MODES for question in QUESTIONS
        ]
    return _answered[content]


def _content_of(index: Path) -> str:
    """Return the digest of all that answers depend on: what the manifest says of the model, and what segments hold."""
    manifest = IndexFolder(index).manifest()
    digest = sha256(repr((manifest.model, manifest.scales, manifest.calibration, manifest.analyzers)).encode())
    for entry in manifest.segments:
        digest.update(repr((entry.counts, entry.dead, sorted(entry.files))).encode())
        for name in sorted(entry.files):
            digest.update(sha256((index / "segments" / entry.name / name).read_bytes()).digest())
    return digest.hexdigest()


def hits_of(searcher: Searcher, question: str, **options) -> list[tuple[object, ...]]:
    hits = searcher.search(question, **options).hits
    return [(hit.id, hit.score, hit.cosine, hit.bm25, hit.passage.text) for hit in hits]


def state_of(index: Path) -> State:
    """Return the content of the newest generation; empty where there is no index."""
    folder = IndexFolder(index)
    return stored(folder.open()) if folder.exists else {}


def is_cut_off_first_commit(index: Path) -> bool:
    """Return True where a run died between the two renames of the first commit, which the next run completes."""
    return not (index / "MANIFEST").exists() and [each.name for each in (index / "manifests").glob("*")] == ["1"]


def assert_sound(index: Path) -> None:
    assert check(IndexFolder(index)) == []


def assert_tidy(index: Path) -> None:
    """Assert that the index is sound, and has only the files that its generation needs."""
    assert_sound(index)
    folder = IndexFolder(index)
    manifest = folder.manifest()
    there = {str(path.relative_to(index)) for path in index.rglob("*") if not path.is_dir()}
    named = {f"segments/{entry.name}/{name}" for entry in manifest.segments for name in entry.files}
    named |= {f"history/{entry.name}" for entry in manifest.history}
    spare = f"manifests/{manifest.generation - 1}"  # a rebuild may have skipped the number
    assert there - {"LOCK", spare} == named | {"MANIFEST", f"manifests/{manifest.generation}"}
    assert {path.name for path in folder.segments.iterdir()} == {entry.name for entry in manifest.segments}
    assert not (index / "rebuild").exists()
