"""Repairs a damaged index in one more generation, and names exactly what is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...corpus.errors import IndexFormatError
from ..embedding.protocol import Embedder
from ..segments.check import Damage, journal_damage, newest_manifest, segment_damage
from ..segments.folder import IndexFolder
from ..segments.manifest import Manifest
from ..segments.segment import ARTICLES, Segment
from ..segments.segment_entry import SegmentEntry
from ..segments.stored_article import text_digest
from ..storage.remains import remains_of
from ..storage.whole_file import read_whole
from ..writing.write_policy import DEFAULT_POLICY, WritePolicy
from .lost import Loss, move_aside
from .mend_history import mend_history
from .salvage import Salvage

_EMBEDDED_AGAIN = "the next run embeds its texts again"


@dataclass(frozen=True, slots=True)
class RepairReport:
    """The result of a repair.

    Attributes:
        repaired: A line for each file that was made again.
        lost: What could not be saved: articles, and generations.
    """

    repaired: list[str] = field(default_factory=list)
    lost: list[Loss] = field(default_factory=list)


def repair(
    folder: IndexFolder, embedder: Callable[[], Embedder], *, policy: WritePolicy = DEFAULT_POLICY
) -> RepairReport:
    """Mend the index in one more generation.

    Words, row tables and vectors are made again from the articles. An article is lost only if its own line is damaged.
    What cannot be saved, or cannot be told from what is damaged, is set aside in ``lost/`` first: a repair that is
    killed loses nothing, and the next one begins anew.

    Args:
        folder: The index.
        embedder: Loads the model; called only if vectors are damaged.
        policy: Batch sizes and limits.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: No manifest is readable, or the index is of another format.
        IndexLockedError: Another process writes to the index.
        ModelMismatchError: Vectors must be made again, and `embedder` loads another model than the index's.
        OSError: The disk is full or read-only, or the process may not read a file.
    """
    folder.refuse_missing()
    with folder.locked():
        read, broken = newest_manifest(folder)
        if read is None:
            raise IndexFormatError(
                f"{folder.path}: none of its manifests can be read; index the articles again in a new folder"
            )
        report = RepairReport()
        # No number is used twice: a reader would mistake the new generation for the one it holds.
        newest = max([read.generation, *(int(copy.name) for copy in folder.copies())])
        manifest = replace(read, generation=newest)
        _move_unreadable_journal(folder, manifest, report)
        segments, languages = _mend_segments(folder, manifest, embedder, policy, report)
        history, rewritten, forgotten = mend_history(folder, manifest)
        report.repaired.extend(rewritten)
        report.lost.extend(forgotten)
        if any(damage.path.name == "MANIFEST" for damage in broken):
            report.lost[:0] = _lost_since(folder, read, segments)
        if broken or segments != manifest.segments or history != manifest.history:
            _commit(folder, replace(manifest.next(segments, languages), history=history), broken, report)
        if journal_damage(folder, manifest):
            folder.journal.unlink()
            report.repaired.append(f"{folder.journal}: removed; {_EMBEDDED_AGAIN}")
    return report


def _move_unreadable_journal(folder: IndexFolder, manifest: Manifest, report: RepairReport) -> None:
    if any(damage.is_unreadable for damage in journal_damage(folder, manifest)):
        aside = move_aside(folder, folder.journal)
        report.repaired.append(f"{folder.journal}: moved to {aside}; {_EMBEDDED_AGAIN}")


def _mend_segments(
    folder: IndexFolder,
    manifest: Manifest,
    embedder: Callable[[], Embedder],
    policy: WritePolicy,
    report: RepairReport,
) -> tuple[tuple[SegmentEntry, ...], set[str]]:
    """Make each damaged segment again; returns the segments of the next generation, and the languages of the new."""
    segments: list[SegmentEntry] = []
    languages: set[str] = set()
    for entry in manifest.segments:
        if damages := segment_damage(folder, entry):
            salvaged = Salvage(folder, manifest, entry, damages, policy).mend(embedder)
            segments += salvaged.segments
            languages |= salvaged.languages
            report.repaired.extend(salvaged.repaired)
            report.lost.extend(salvaged.lost)
        else:
            segments.append(entry)
    return tuple(segments), languages


def _commit(folder: IndexFolder, manifest: Manifest, broken: Sequence[Damage], report: RepairReport) -> None:
    """Commit the mended generation, in place of the damaged manifests."""
    for damage in broken:
        if damage.path.is_dir():
            move_aside(folder, damage.path)  # no file can take the place of a folder
    folder.commit(manifest)
    for damage in broken:
        if damage.path.name != "MANIFEST":
            damage.path.unlink(missing_ok=True)  # the commit made another copy
        report.repaired.append(f"{damage.path}: replaced by an undamaged copy")


def _lost_since(folder: IndexFolder, manifest: Manifest, segments: Sequence[SegmentEntry]) -> list[Loss]:
    """Name the losses after `manifest`, a copy of MANIFEST; segments that it does not name are moved to ``lost/``."""
    path = folder.path / "MANIFEST"
    copies = {int(copy.name) for copy in folder.copies()}
    newer = [number for number in copies if number > manifest.generation]
    lost = [Loss(path, f"generation {number} is lost: none of its manifests can be read") for number in newer]
    if not lost and manifest.generation - 1 not in copies and manifest.generation > 1:
        lost.append(Loss(path, f"anything committed after generation {manifest.generation} is lost"))
    named = {entry.name for entry in (*manifest.segments, *segments)} | _named_by_copies(folder)
    kept = _line_digests(folder, segments)
    for segment in sorted(folder.segments.iterdir()):
        if segment.name not in named and not kept >= {*map(text_digest, _lines_of(segment))}:
            aside = move_aside(folder, segment) / ARTICLES
            reason = f"belongs to no manifest; to get its articles back, index {aside}"
            lost.append(Loss(segment, reason, set_aside=aside))
    return lost


def _named_by_copies(folder: IndexFolder) -> set[str]:
    """The segments of all copies of manifests that can be read: what only these name was replaced since."""
    named: set[str] = set()
    for copy in folder.copies():
        with suppress(IndexFormatError, OSError):
            named.update(entry.name for entry in Manifest.from_bytes(read_whole(copy), copy).segments)
    return named


def _line_digests(folder: IndexFolder, segments: Sequence[SegmentEntry]) -> set[bytes]:
    """The digests of all lines of undamaged segments."""
    opened = (Segment(folder.segments / entry.name, entry) for entry in segments)
    return {digest.tobytes() for segment in opened for digest in segment.rows["article_digest"]}


def _lines_of(segment: Path) -> list[bytes]:
    """The lines of a segment that no manifest names; none where a repair or a run that was killed left it half made."""
    return remains_of(segment / ARTICLES).splitlines(keepends=True)
