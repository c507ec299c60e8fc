"""Repairs a damaged index in one more generation, and lists exactly the articles that are lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from ...corpus.errors import IndexFormatError
from ...corpus.passages import CUT
from ..columns.int8_vectors import Int8Vectors
from ..embedding.protocol import Embedder
from ..segments.check import file_fault, journal_damage, newest_manifest, segment_damage
from ..segments.folder import IndexFolder
from ..segments.journal import Journal
from ..segments.manifest import Manifest, SegmentEntry
from ..segments.segment import ARTICLES, ROWS, VECTORS
from ..segments.stored_article import AnalyzedArticle, text_digest
from ..storage.arrays import Array, MappedFile
from ..storage.durable import make_folder
from ..storage.strings import StringTable
from ..types import Vectors
from .embedding_cache import EmbeddingCache
from .segment_writer import write_segment
from .write_policy import DEFAULT_POLICY, WritePolicy


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a repair.

    Attributes:
        repaired: A line for each file that was made again.
        lost: A line for each article or generation that could not be.
    """

    repaired: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def repair(folder: IndexFolder, embedder: Callable[[], Embedder], *, policy: WritePolicy = DEFAULT_POLICY) -> Outcome:
    """Mend the index in one more generation.

    Words, row tables and vectors are made again from the articles. An article is lost only if its own line is damaged.

    Args:
        folder: The index.
        embedder: Loads the model; called only if vectors are damaged.
        policy: Batch sizes and limits.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: No manifest is readable, or the index is of another format.
        IndexLockedError: Another process writes to the index.
        ModelMismatchError: Vectors must be made again, and `embedder` loads another model than the index's.
    """
    folder.refuse_missing()
    with folder.locked():
        manifest, broken = newest_manifest(folder)
        if manifest is None:
            raise IndexFormatError(
                f"{folder.path}: none of its manifests can be read; index the articles again in a new folder"
            )
        outcome = Outcome()
        if any(damage.path.name == "MANIFEST" for damage in broken):
            outcome.lost.extend(_lost_since(folder, manifest))
        # No number is used twice: a reader would mistake the new generation for the one it holds.
        newest = max([manifest.generation, *(int(copy.name) for copy in folder.copies())])
        manifest = replace(manifest, generation=newest)
        segments: list[SegmentEntry] = []
        for entry in manifest.segments:
            whole = not segment_damage(folder, entry)
            segments += [entry] if whole else _Salvage(folder, manifest, entry, policy).mend(embedder, outcome)
        if broken or tuple(segments) != manifest.segments:
            folder.commit(manifest.next(tuple(segments)))
            for damage in broken:
                if damage.path.name != "MANIFEST":
                    damage.path.unlink(missing_ok=True)  # the commit made another copy
                outcome.repaired.append(f"{damage.path}: replaced by an undamaged copy")
        if journal_damage(folder, manifest):
            folder.journal.unlink()
            outcome.repaired.append(f"{folder.journal}: removed; the next run embeds its texts again")
    return outcome


def _lost_since(folder: IndexFolder, manifest: Manifest) -> list[str]:
    """Lines about generations newer than `manifest`, a copy of MANIFEST; their segments are moved to ``lost/``."""
    copies = {int(copy.name) for copy in folder.copies()}
    newer = [number for number in copies if number > manifest.generation]
    lost = [f"generation {number} is lost: none of its manifests can be read" for number in newer]
    if not lost and manifest.generation - 1 not in copies and manifest.generation > 1:
        lost.append(f"anything committed after generation {manifest.generation} is lost")
    named = {entry.name for entry in manifest.segments}
    for segment in sorted(folder.segments.iterdir()):
        if segment.name not in named and (segment / ARTICLES).exists():
            aside = folder.path / "lost" / segment.name
            make_folder(aside.parent)
            segment.rename(aside)
            lost.append(f"{segment} belongs to no manifest; to get its articles back, index {aside / ARTICLES}")
    return lost


class _Salvage:
    """Saves the articles and vectors of a damaged segment that agree with their digests."""

    def __init__(self, folder: IndexFolder, manifest: Manifest, entry: SegmentEntry, policy: WritePolicy) -> None:
        self._folder = folder
        self._manifest = manifest
        self._entry = entry
        self._policy = policy
        self._path = folder.segments / entry.name
        self._good = {name for name, digest in entry.files.items() if not file_fault(self._path / name, digest)}
        self._rows: dict[str, Array] = self._arrays(ROWS) if ROWS in self._good else {}

    def mend(self, embedder: Callable[[], Embedder], outcome: Outcome) -> list[SegmentEntry]:
        """Write a new segment with all that can be saved; none if no article can."""
        lines = self._lines()
        for number in range(self._entry.articles):
            if number not in lines and number not in self._entry.dead:
                outcome.lost.append(f"{self._path / ARTICLES}: {self._describe(number)}")
        cut = {number: AnalyzedArticle.stored(line) for number, line in sorted(lines.items())}
        known = self._vectors(cut)
        live = [entry for number, entry in cut.items() if number not in self._entry.dead]
        if not live:
            return []
        vectors = self._complete(live, known, embedder)
        for name in sorted(self._entry.files.keys() - self._good):
            outcome.repaired.append(f"{self._path / name}: rebuilt for {len(live):,} articles")
        generation = self._manifest.generation + 1
        return [write_segment(self._folder.segments, generation, live, vectors, policy=self._policy)]

    def _lines(self) -> dict[int, bytes]:
        """The undamaged article lines, by article number."""
        path = self._path / ARTICLES
        data = path.read_bytes() if path.exists() else b""
        lines = data.splitlines(keepends=True)
        if ARTICLES in self._good:
            return dict(enumerate(lines))
        if not self._rows:
            return {}
        # Pieces are cut at the stored offsets and at line ends: neither a shift nor a lost line end hides a whole line.
        pieces = (data[start:end] for start, end in pairwise(self._rows["article_start"].tolist()))
        found = {text_digest(piece): piece for piece in (*pieces, *lines)}
        wanted = [digest.tobytes() for digest in self._rows["article_digest"]]
        return {number: found[digest] for number, digest in enumerate(wanted) if digest in found}

    def _vectors(self, cut: dict[int, AnalyzedArticle]) -> dict[bytes, Vectors]:
        """The undamaged vectors, by the digest of their text."""
        if VECTORS not in self._good:
            return {}
        vectors = Int8Vectors.from_arrays(self._arrays(VECTORS)).dequantize(slice(None))
        if self._rows:
            names = [digest.tobytes() for digest in self._rows["window_digest"]]
        elif self._manifest.cut != CUT:
            return {}
        else:  # the articles are undamaged, and cut now as they were then
            names = [text_digest(text.encode()) for entry in cut.values() for text in entry.window_texts()]
        return dict(zip(names, vectors, strict=True)) if len(names) == len(vectors) else {}

    def _complete(
        self, live: list[AnalyzedArticle], known: dict[bytes, Vectors], embedder: Callable[[], Embedder]
    ) -> Vectors:
        """The vectors of `live`, float32 ``(windows, dim)``; those that are not in `known` are embedded."""
        texts = [text for entry in live for text in entry.window_texts()]
        if all(text_digest(text.encode()) in known for text in texts):
            return np.stack([known[text_digest(text.encode())] for text in texts])
        model = embedder()
        self._manifest.refuse_other_model(model.fingerprint, self._folder.path)
        journal = Journal(self._folder.journal, model.fingerprint)
        return EmbeddingCache(model, journal, known, policy=self._policy).vectors(texts)

    def _describe(self, number: int) -> str:
        """Describe a lost article by its number and, if it is known, its origin."""
        if not self._rows:
            return f"article {number + 1} of {self._entry.articles} is lost"
        origin = StringTable(self._rows, "origin")[int(self._rows["origin"][number])]
        return f"article {number + 1} of {self._entry.articles} is lost; it came from {origin}"

    def _arrays(self, name: str) -> dict[str, Array]:
        return MappedFile(self._path / name, self._entry.files[name]).arrays()
