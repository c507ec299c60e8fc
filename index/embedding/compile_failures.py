"""Remembers why a model was not compiled, so that no command waits in vain, until that may have changed."""

from __future__ import annotations

import errno
import shutil
import time
from contextlib import suppress
from pathlib import Path

import orjson

from ..machine import free_memory, process_limits

_RETRY_AFTER = 3_600
"""Seconds after which an unexplained failure is tried again in any case."""
_MORE_MEMORY = 1.25
"""Times the memory that was free, from which on an unexplained failure is tried again."""
_ROOM_PER_WEIGHT = 1.4
"""Bytes on the disk for each byte of the model's weights: the graph, and the compiled model. MiniLM takes 1.3."""


def refuse_without_room(model: Path, cache: Path) -> None:
    """Refuse to compile where the disk has no room: libraries may leave half a graph without an error.

    Args:
        model: The folder of the model.
        cache: The folder to compile into.

    Raises:
        OSError: There is too little room.
    """
    needed = int(_ROOM_PER_WEIGHT * sum(file.stat().st_size for file in model.rglob("*.safetensors")))
    total, _, free = shutil.disk_usage(cache)
    if total and free < needed:  # a file system without a limit says that it has none in all
        reason = f"compiling needs {needed >> 20:,} megabytes of room, and {free >> 20:,} are free"
        raise OSError(errno.ENOSPC, reason, str(cache))


class FailureNote:
    """The note about a failure that nobody could explain: it may be the model, or what this machine lacked.

    Args:
        path: The file of the note.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def standing(self) -> str | None:
        """Return the reason of a failure that would most likely be the same now; None where it is worth another try."""
        try:
            note = orjson.loads(self._path.read_bytes())
            same = note["limits"] == process_limits() and free_memory() < _MORE_MEMORY * note["memory"]
            same = same and shutil.disk_usage(self._path.parent).free < _MORE_MEMORY * note["room"]
            recent = 0 <= time.time() - note["time"] < _RETRY_AFTER
            return str(note["reason"]) if same and recent else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, reason: str) -> None:
        """Remember a failure, with what the machine had then."""
        note = {
            "reason": reason,
            "time": time.time(),
            "memory": free_memory(),
            "room": shutil.disk_usage(self._path.parent).free,
            "limits": process_limits(),
        }
        with suppress(OSError):
            self._path.write_bytes(orjson.dumps(note))

    def remove(self) -> None:
        """Forget the failure: the model is compiled."""
        self._path.unlink(missing_ok=True)
