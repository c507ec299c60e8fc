"""The functions that look after an index: adopt, check, repair, compact, status. The command line calls the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from ...corpus.sourced import ReadWarning
from ...index.embedding.protocol import Embedder
from ...index.repairing.repair import RepairReport
from ...index.repairing.repair import repair as repair_index
from ...index.segments.check import Damage
from ...index.segments.check import check as check_index
from ...index.segments.folder import IndexFolder
from ...index.segments.model_choice import embedder_for
from ...index.segments.status import Status, status_of
from ...index.writing.adopting.adopt import adopt as adopt_indexes
from ...index.writing.compact import CompactReport
from ...index.writing.compact import compact as compact_index
from ...index.writing.report import Report


def check(index: Path | str) -> list[Damage]:
    """Read every byte of an index and compare it with its digest; an empty list means that the index is sound.

    It trusts no stamp and no cache, changes nothing, and is safe while another process writes.

    Raises:
        IndexMissingError: There is no index.
        IndexTooOldError, IndexTooNewError: The index has another format.
        OSError: The process may not read the folder, or has too many files open.
    """
    return check_index(IndexFolder(index))


def repair(index: Path | str, *, embedder: Embedder | None = None) -> RepairReport:
    """Repair the damage that `check` lists, and name all that is lost.

    Derived files and vectors are made again. Lines of articles are judged one by one: a whole one is kept, and one that
    cannot be told from a damaged one is set aside in the folder ``lost`` of the index. Nothing whole is deleted.

    Args:
        index: The folder of the index.
        embedder: The model that built the index, used only if vectors are damaged; by default it is loaded.

    Raises:
        IndexMissingError, IndexLockedError, IndexFormatError, ModelMismatchError, OSError: See `repairing.repair`.
    """
    folder = IndexFolder(index)
    return repair_index(folder, lambda: embedder or embedder_for(folder))


def adopt(
    index: Path | str, indexes: Sequence[Path | str], *, on_warning: Callable[[ReadWarning], None] = lambda _: None
) -> Report:
    """Adopt the articles of other indexes, in one commit, without embedding anything. It needs no model.

    An article replaces the one with its id that is here, or in an earlier one of `indexes`, if it is the same article.
    What was taken down here does not come in, and what was taken down there is taken down here. The other indexes stay
    as they are, and may be removed.

    Args:
        index: The folder of the index, created if it does not exist.
        indexes: The folders of the others, in order. They must have its model, and be of this version of nutgraf.
        on_warning: Called for each article that has the id of a different one, and is left out.

    Raises:
        ValueError: `indexes` is a single path instead of a list, or empty.
        NutgrafError: One of `indexes` is `index`.
        ModelMismatchError: One was built with another model.
        IndexMissingError, IndexLockedError, IndexFormatError, OSError: See `writing.adopting`.
    """
    if isinstance(indexes, str | Path):
        raise ValueError(f"indexes must be a list of folders, not {indexes!r}")
    return adopt_indexes(IndexFolder(index), [IndexFolder(it) for it in indexes], on_warning=on_warning)


def compact(index: Path | str, *, forget: date | None = None) -> CompactReport:
    """Merge the segments of an index into as few as fit, and drop what removed and replaced articles still take.

    Searching goes on meanwhile. It is never needed: each run of `add` merges a little. It needs no model.

    Args:
        index: The folder of the index.
        forget: Forget the versions that were replaced or removed before this day (UTC); None to keep all.

    Raises:
        ValueError: `forget` is in the future.
        IndexMissingError, IndexLockedError, IndexFormatError, OSError: See `writing.compact`.
    """
    return compact_index(IndexFolder(index), forget=forget)


def status(index: Path | str) -> Status:
    """Count the articles, passages, sources and bytes of an index. It needs no model.

    Raises:
        IndexMissingError: There is no index.
        IndexFormatError: A file is missing, damaged or of another format.
    """
    return status_of(IndexFolder(index).open())
