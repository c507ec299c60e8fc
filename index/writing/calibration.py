"""Keeps the coefficients of relevance that were fitted to an archive's own questions with its index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..segments.folder import IndexFolder


def keep_calibration(folder: IndexFolder, coefficients: Mapping[str, Mapping[str, float]] | None) -> int:
    """Commit a generation with these coefficients, and the articles of the one before.

    Args:
        folder: The index.
        coefficients: Coefficients by the name of their field in `RankingProfile`; None for those of the profile.

    Returns:
        The number of the generation.

    Raises:
        IndexMissingError, IndexLockedError, IndexFormatError: See `IndexFolder`.
        OSError: The disk is full or read-only; the index stays as it was.
    """
    with folder.changing() as manifest:
        kept = replace(manifest.next(manifest.segments), calibration=coefficients)
        folder.commit(kept)
    return kept.generation
