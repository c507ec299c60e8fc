"""Saves what is whole in a damaged segment: articles that their digests vouch for, and vectors of undamaged blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from ...corpus.passages import CUT
from ..embedding.protocol import Embedder
from ..segments.check import Damage, segment_damage
from ..segments.folder import IndexFolder
from ..segments.journal import Journal
from ..segments.manifest import Manifest
from ..segments.segment import ARTICLES, ROWS, VECTORS, Segment
from ..segments.segment_entry import SegmentEntry
from ..segments.stored_article import AnalyzedArticle, from_line, text_digest
from ..storage.remains import arrays_in, remains_of
from ..storage.strings import StringTable
from ..types import Vectors
from ..writing.embedding_cache import EmbeddingCache
from ..writing.segment_writer import write_segment
from ..writing.write_policy import WritePolicy
from .line_judge import Judgement, Piece, judge, stored_digests
from .lost import UNVERIFIED, Loss, lost_folder, set_aside
from .whole_vectors import whole_vectors


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The outcome for one segment.

    Attributes:
        segments: The entry of the new segment; none where no article was saved.
        languages: The languages of its articles.
        repaired: A line for each file that was made again.
        lost: What could not be saved.
    """

    segments: list[SegmentEntry] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    repaired: list[str] = field(default_factory=list)
    lost: list[Loss] = field(default_factory=list)


class Salvage:
    """Makes a damaged segment again from what is whole in it, and sets the rest aside.

    Args:
        folder: The index.
        manifest: Its newest manifest.
        entry: The segment.
        damages: The damage to it.
        policy: Batch sizes and limits.
    """

    def __init__(
        self,
        folder: IndexFolder,
        manifest: Manifest,
        entry: SegmentEntry,
        damages: list[Damage],
        policy: WritePolicy,
    ) -> None:
        self._folder, self._manifest, self._entry, self._policy = folder, manifest, entry, policy
        self._path = folder.segments / entry.name
        self._damages = {damage.path.name: damage for damage in damages}

    def mend(self, embedder: Callable[[], Embedder]) -> Salvaged:
        """Write a new segment with all that can be saved, then set aside what cannot; `embedder` loads the model.

        Raises:
            ModelMismatchError: Vectors must be made again, and `embedder` loads another model than the index's.
            OSError: The disk is full or read-only, or the process may not read a file.
        """
        judgement = self._judgement
        live = [AnalyzedArticle.stored(line) for _, line in sorted(judgement.whole.items())]
        segments = []
        if live:
            vectors = self._vectors(live, embedder)
            generation = self._manifest.generation + 1
            segments = [write_segment(self._folder.segments, generation, live, vectors, policy=self._policy)]
        aside = self._set_aside()
        repaired = []
        for name, damage in sorted(self._damages.items()) if live else ():
            kept = f"; what cannot be read is in {aside / name}" if aside and damage.is_unreadable else ""
            repaired.append(f"{damage.path}: rebuilt for {len(live):,} articles{kept}")
        return Salvaged(segments, {entry.analyzer for entry in live}, repaired, list(self._losses(aside)))

    @cached_property
    def _articles(self) -> bytes:
        return remains_of(self._path / ARTICLES)

    @cached_property
    def _table(self) -> bytes:
        return remains_of(self._path / ROWS)

    @cached_property
    def _lines(self) -> list[bytes] | None:
        """All lines in order, those of dead articles included; None where the file is damaged."""
        return None if ARTICLES in self._damages else self._articles.splitlines(keepends=True)

    @cached_property
    def _judgement(self) -> Judgement:
        if self._lines is not None:
            return Judgement({row: line for row, line in enumerate(self._lines) if row not in self._entry.dead}, {}, [])
        wanted = {*stored_digests(arrays_in(self._table), "article_digest")}
        copies = {}
        for path in self._elsewhere(ARTICLES) if wanted else ():
            for line in remains_of(path).splitlines(keepends=True):
                if (digest := text_digest(line)) in wanted:
                    copies[digest] = line
        tables = (remains_of(path) for path in self._elsewhere(ROWS))
        return judge(self._articles, self._entry, self._table, tables, copies)

    def _elsewhere(self, name: str) -> Iterator[Path]:
        """The files of this name outside the generation: of merged segments, a rebuild, or an earlier repair."""
        named = {entry.name for entry in self._manifest.segments}
        for parent in (self._folder.segments, self._folder.rebuilt.segments, lost_folder(self._folder)):
            for folder in sorted(parent.glob("*")):
                if folder.name not in named or parent != self._folder.segments:
                    yield folder / name

    def _vectors(self, live: list[AnalyzedArticle], embedder: Callable[[], Embedder]) -> Vectors:
        """The vectors of `live`, float32 ``(windows, dim)``; those that are nowhere whole are embedded."""
        known = self._whole_vectors() | Journal(self._folder.journal, self._manifest.model).vectors
        texts = [text for article in live for text in article.window_texts()]
        digests = [text_digest(text.encode()) for text in texts]
        if all(digest in known for digest in digests):
            return np.stack([known[digest] for digest in digests])
        model = embedder()
        self._manifest.refuse_other_model(model.fingerprint, self._folder.path)
        journal = Journal(self._folder.journal, model.fingerprint)
        return EmbeddingCache(model, journal, known, policy=self._policy).vectors(texts)

    def _whole_vectors(self) -> dict[bytes, Vectors]:
        """The vectors that are whole, by the digest of their text."""
        names = self._window_digests()
        codes, whole = whole_vectors(
            self._path, self._entry, self._manifest.model.dim, is_damaged=VECTORS in self._damages
        )
        rows = np.flatnonzero(whole[: len(names)])
        return {names[row]: vector for row, vector in zip(rows.tolist(), codes.dequantize(rows), strict=True)}

    def _window_digests(self) -> list[bytes]:
        """The digest of the text of each vector; none where nothing tells which is whose."""
        if self._lines is not None and self._manifest.cut == CUT:  # cut now as they were then
            articles = (AnalyzedArticle.stored(line) for line in self._lines)
            names = [text_digest(text.encode()) for article in articles for text in article.window_texts()]
            return names if len(names) == self._entry.windows else []
        if len(self._table) != self._entry.files[ROWS].size:  # rows may have moved
            return []
        return stored_digests(arrays_in(self._table), "window_digest")

    def _set_aside(self) -> Path | None:
        """Set aside the files that hold what cannot be saved; None where there is nothing to set aside."""
        missing, doubtful = self._judgement.missing, self._judgement.doubtful
        names = {name for name, damage in self._damages.items() if damage.is_unreadable}
        if missing or doubtful:
            names |= {ARTICLES, ROWS}
        lines = [piece.line for piece in missing.values() if piece and self._may_be_whole(piece)]
        return set_aside(self._folder, self._path, sorted(names), lines) if names else None

    def _losses(self, aside: Path | None) -> Iterator[Loss]:
        """Describe what could not be saved; what is left of it is in the folder `aside`."""
        missing = self._judgement.missing
        doubtful = [piece for piece in self._judgement.doubtful if piece.key not in self._live_elsewhere]
        unknown = [row for row, piece in missing.items() if not piece]
        # Each doubtful piece may be the line of an unknown row, so only what exceeds them is lost without a name.
        unnamed = {*unknown[len(doubtful) :]}
        for row, piece in missing.items():
            if piece or row in unnamed:
                yield self._loss(f"article {row + 1} of {self._entry.articles}", row, piece, aside)
        for piece in doubtful:
            yield self._loss("an article that may have been removed before", None, piece, aside)

    def _loss(self, what: str, row: int | None, piece: Piece | None, aside: Path | None) -> Loss:
        keys = arrays_in(self._table).get("article_key", np.zeros(0, np.uint64)).ravel().tolist()
        if piece:
            is_certain = row is None or row >= len(keys) or keys[row] == piece.key
            what += f", {piece.article_id!r}," if is_certain else f", perhaps {piece.article_id!r},"
        may_be_whole = bool(piece and self._may_be_whole(piece))
        fate = "is set aside, as nothing tells whether its line is damaged" if may_be_whole else "is lost"
        origin = self._origin(row, piece)
        left = aside / (UNVERIFIED if may_be_whole and row is not None else ARTICLES) if aside else None
        return Loss(
            self._path / ARTICLES,
            f"{what} {fate}" + (f"; it came from {origin}" if origin else ""),
            piece.article_id if piece else None,
            left if left and left.exists() else None,
        )

    def _may_be_whole(self, piece: Piece) -> bool:
        """True where the digest of the line may be what is damaged."""
        return ROWS in self._damages and piece.reads

    def _origin(self, row: int | None, piece: Piece | None) -> str:
        """The file that an article came from; empty where neither its line nor the row table tells."""
        if piece and piece.reads:
            return from_line(piece.line)[1]
        rows = arrays_in(self._table)
        try:
            return StringTable(rows, "origin")[int(rows["origin"][row])] if row is not None else ""
        except (LookupError, ValueError, TypeError, OverflowError):
            return ""

    @cached_property
    def _live_elsewhere(self) -> set[int]:
        """The keys of the live articles of the undamaged segments."""
        keys: set[int] = set()
        for entry in self._manifest.segments:
            if entry != self._entry and not segment_damage(self._folder, entry):
                segment = Segment(self._folder.segments / entry.name, entry)
                keys.update(segment.rows["article_key"][segment.live_articles].tolist())
        return keys
