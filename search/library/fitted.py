"""The profile of an index: the usual one, with the coefficients that were fitted to its own questions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...index.profile import RankingProfile, RelevanceCoefficients
from ...index.segments.manifest import Manifest


def fitted_profile(manifest: Manifest) -> RankingProfile:
    """Return the profile for searching the index of a manifest."""
    calibration = manifest.calibration or {}
    fitted: dict[str, Any] = {name: RelevanceCoefficients(**values) for name, values in calibration.items()}
    return replace(RankingProfile(), **fitted)
