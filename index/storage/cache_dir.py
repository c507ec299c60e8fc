"""Where what can be made again is kept for a user, outside of any index."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """``NUTGRAF_CACHE``, else what the system has for such things."""
    if named := os.environ.get("NUTGRAF_CACHE"):
        return Path(named).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("nutgraf", appauthor=False)
