"""The user's cache folder, for files that can be made again and belong to no index."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return ``NUTGRAF_CACHE`` if it is set, otherwise the system's cache folder for nutgraf."""
    if path := os.environ.get("NUTGRAF_CACHE"):
        return Path(path).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("nutgraf", appauthor=False)
