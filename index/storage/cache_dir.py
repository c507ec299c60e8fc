"""The user's cache folder, for files that can be made again and belong to no index."""

from __future__ import annotations

import os
from pathlib import Path

_NOWHERE = Path(os.devnull)
"""No file can be made below it, so a command whose cache is there works without one."""


def expanded(path: str) -> Path:
    """Replace ``~`` and ``~user`` at the start of `path`; an unknown user is a name as any other."""
    return Path(os.path.expanduser(path))  # noqa: PTH111  # `Path.expanduser` raises for an unknown user


def cache_folder() -> Path:
    """Return ``NUTGRAF_CACHE`` if it is set, otherwise the system's cache folder for nutgraf.

    Where that would lie in the home of a user who has none, nothing can be cached in the folder returned.
    """
    path = os.environ.get("NUTGRAF_CACHE")
    try:
        if path:
            return Path(path).expanduser()
        from platformdirs import user_cache_path

        folder = user_cache_path("nutgraf", appauthor=False)
    except RuntimeError:
        return _NOWHERE / (path or "~")
    return folder if folder.is_absolute() else _NOWHERE / folder  # else a folder named "~" would be made here
