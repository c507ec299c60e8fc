"""Bits that turn below the file system: the file has another byte, and nothing else about it has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Flip:
    """A bit of a file of the index."""

    file: str
    bit: int

    def __str__(self) -> str:
        return f"bit {self.bit} of {self.file}"

    def play(self, index: Path) -> None:
        """Turn the bit, in place, and leave the times of the file as they were."""
        path = index / self.file
        times = path.stat()
        with path.open("r+b") as file:
            file.seek(self.bit // 8)
            (byte,) = file.read(1)
            file.seek(self.bit // 8)
            file.write(bytes([byte ^ 1 << self.bit % 8]))
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def hit(self, index: Path) -> dict[str, bool]:
        """The id of the article whose line has the bit, with True where the id itself stays legible."""
        if not self.file.endswith("articles.jsonl"):
            return {}
        data, at = (index / self.file).read_bytes(), self.bit // 8
        start, end = data.rfind(b"\n", 0, at) + 1, data.index(b"\n", at)
        name = json.loads(data[start:end])["id"]
        begin = data.index(f'"{name}"'.encode(), start)
        return {name: not begin <= at < begin + len(name) + 2}


def keep_times() -> None:
    """Make this process and its forks see the time of a file's last change as that of its last write.

    Rot leaves both as they were. A program cannot turn a bit without the former, so `stat` must lie about it.
    """
    for name in ("stat", "fstat", "lstat"):
        if not hasattr(getattr(os, name), "is_false"):
            setattr(os, name, _false_stat(getattr(os, name)))


def _false_stat(real: Callable[..., os.stat_result]) -> Callable[..., os.stat_result]:
    def stat(*arguments: Any, **options: Any) -> os.stat_result:  # noqa: ANN401  # as the real one
        kind, (values, named) = real(*arguments, **options).__reduce__()
        times = {"st_ctime": named["st_mtime"], "st_ctime_ns": named["st_mtime_ns"]}
        result: os.stat_result = kind((*values[:9], values[8], *values[10:]), named | times)
        return result

    stat.is_false = True  # type: ignore[attr-defined]
    return stat
