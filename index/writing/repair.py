"""Repair: a damaged index becomes a sound one, in one more generation, and says exactly what was lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from ...corpus.errors import IndexFormatError
from ...corpus.passages import CUT
from ..columns.int8_vectors import Int8Vectors
from ..embedding.protocol import Embedder
from ..segments.check import journal_damage, newest_manifest, segment_damage, wrong_with
from ..segments.folder import IndexFolder
from ..segments.journal import Journal
from ..segments.manifest import Manifest, SegmentEntry
from ..segments.segment import ARTICLES, ROWS, VECTORS
from ..segments.stored_article import Entry, text_digest
from ..storage.arrays import Array, MappedFile
from ..storage.durable import make_folder
from ..storage.strings import Strings
from ..types import Vectors
from .embedding_cache import EmbeddingCache
from .segment_writer import write_segment


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a repair did, a line each.

    Attributes:
        mended: What was made whole.
        lost: What could not be.
    """

    mended: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def repair(folder: IndexFolder, embedder: Callable[[], Embedder]) -> Outcome:
    """Mend what can be mended, in one more generation.

    Words, row tables and vectors are made again from the articles; an article is lost only if its own line is
    damaged.

    Args:
        folder: The index.
        embedder: Makes the model, which is only done if vectors are damaged.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: No manifest is readable, or it is of another format.
        IndexLockedError: Another process writes.
        ModelMismatchError: Vectors must be made again and `embedder` is not the index's model.
    """
    folder.refuse_missing()
    with folder.locked():
        manifest, broken = newest_manifest(folder)
        if manifest is None:
            raise IndexFormatError(
                f"{folder.path}: none of its manifests can be read; index the articles again in a new folder"
            )
        outcome = Outcome()
        if any(it.path.name == "MANIFEST" for it in broken):
            outcome.lost.extend(_lost_since(folder, manifest))
        # A number is never used twice: a reader would take another generation for the one it holds.
        newest = max([manifest.generation, *(int(copy.name) for copy in folder.copies())])
        manifest = replace(manifest, generation=newest)
        segments: list[SegmentEntry] = []
        for entry in manifest.segments:
            whole = not segment_damage(folder, entry)
            segments += [entry] if whole else _Salvage(folder, manifest, entry).mend(embedder, outcome)
        if broken or tuple(segments) != manifest.segments:
            folder.commit(manifest.next(tuple(segments)))
            for damage in broken:
                if damage.path.name != "MANIFEST":
                    damage.path.unlink(missing_ok=True)  # the commit made another copy
                outcome.mended.append(f"{damage.path}: replaced by an undamaged copy")
        if journal_damage(folder, manifest):
            folder.journal.unlink()
            outcome.mended.append(f"{folder.journal}: removed; the next run embeds its texts again")
    return outcome


def _lost_since(folder: IndexFolder, manifest: Manifest) -> list[str]:
    """What MANIFEST may have said that `manifest`, an older copy, does not know of; its segments are set aside."""
    copies = {int(it.name) for it in folder.copies()}
    lost = [f"generation {it} is lost: none of its manifests can be read" for it in copies if it > manifest.generation]
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
    """What can be had from a damaged segment: its articles by their own digests, its vectors by their texts."""

    def __init__(self, folder: IndexFolder, manifest: Manifest, entry: SegmentEntry) -> None:
        self._folder = folder
        self._manifest = manifest
        self._entry = entry
        self._path = folder.segments / entry.name
        self._good = {name for name, stamp in entry.files.items() if not wrong_with(self._path / name, stamp)}
        self._rows: dict[str, Array] = self._arrays(ROWS) if ROWS in self._good else {}

    def mend(self, embedder: Callable[[], Embedder], outcome: Outcome) -> list[SegmentEntry]:
        """A new segment with what could be had, or none."""
        lines = self._lines()
        for number in range(self._entry.articles):
            if number not in lines and number not in self._entry.dead:
                outcome.lost.append(f"{self._path / ARTICLES}: {self._describe(number)}")
        cut = {number: Entry.stored(line) for number, line in sorted(lines.items())}
        known = self._vectors(cut)
        live = [entry for number, entry in cut.items() if number not in self._entry.dead]
        if not live:
            return []
        vectors = self._complete(live, known, embedder)
        for name in sorted(self._entry.files.keys() - self._good):
            outcome.mended.append(f"{self._path / name}: rebuilt for {len(live):,} articles")
        return [write_segment(self._folder.segments, self._manifest.generation + 1, live, vectors)]

    def _lines(self) -> dict[int, bytes]:
        """The article lines that are what was written, by number."""
        path = self._path / ARTICLES
        data = path.read_bytes() if path.exists() else b""
        lines = data.splitlines(keepends=True)
        if ARTICLES in self._good:
            return dict(enumerate(lines))
        if not self._rows:
            return {}
        # Looked for where they should be and where lines end: neither a shift nor a lost line end loses a whole one.
        pieces = (data[start:end] for start, end in pairwise(self._rows["article_start"].tolist()))
        found = {text_digest(piece): piece for piece in (*pieces, *lines)}
        wanted = [digest.tobytes() for digest in self._rows["article_digest"]]
        return {number: found[digest] for number, digest in enumerate(wanted) if digest in found}

    def _vectors(self, cut: dict[int, Entry]) -> dict[bytes, Vectors]:
        """The intact vectors by the digest of their text."""
        if VECTORS not in self._good:
            return {}
        vectors = Int8Vectors.over(self._arrays(VECTORS)).vectors(slice(None))
        if self._rows:
            names = [digest.tobytes() for digest in self._rows["window_digest"]]
        elif self._manifest.cut != CUT:
            return {}
        else:  # the articles are whole, then, and cut as they were
            names = [text_digest(text.encode()) for entry in cut.values() for text in entry.window_texts()]
        return dict(zip(names, vectors, strict=True)) if len(names) == len(vectors) else {}

    def _complete(self, live: list[Entry], known: dict[bytes, Vectors], embedder: Callable[[], Embedder]) -> Vectors:
        """float32 ``(windows, dim)``: the vectors of `live`, embedding only what is not known."""
        texts = [text for entry in live for text in entry.window_texts()]
        if all(text_digest(text.encode()) in known for text in texts):
            return np.stack([known[text_digest(text.encode())] for text in texts])
        model = embedder()
        self._manifest.refuse_other_model(model.fingerprint, self._folder.path)
        return EmbeddingCache(model, Journal(self._folder.journal, model.fingerprint), known).vectors(texts)

    def _describe(self, number: int) -> str:
        """A lost article as a person can find it again."""
        if not self._rows:
            return f"article {number + 1} of {self._entry.articles} is lost"
        origin = Strings(self._rows, "origin")[int(self._rows["origin"][number])]
        return f"article {number + 1} of {self._entry.articles} is lost; it came from {origin}"

    def _arrays(self, name: str) -> dict[str, Array]:
        return MappedFile(self._path / name, self._entry.files[name]).arrays()
