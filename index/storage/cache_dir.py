"""The user's cache folder, for files that can be made again and belong to no index."""

from __future__ import annotations

import os
from pathlib import Path


def expanded(path: str) -> Path:
    """Replace ``~`` and ``~user`` at the start of `path`; an unknown user is a name as any other."""
    return Path(os.path.expanduser(path))  # noqa: PTH111  # `Path.expanduser` raises for an unknown user


def cache_folder() -> Path:
    """Return ``NUTGRAF_CACHE`` if it is set, otherwise the system's cache folder for nutgraf."""
    if path := os.environ.get("NUTGRAF_CACHE"):
        return expanded(path)
    from platformdirs import user_cache_path

    return user_cache_path("nutgraf", appauthor=False)
