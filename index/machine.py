"""Properties of the machine that this process runs on, and what its system can do."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def cores() -> int:
    """Return the number of CPU cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def free_memory() -> int:
    """Return the free bytes of the machine's memory; 0 where the system does not tell, as macOS and Windows."""
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError):
        return 0


def process_limits() -> list[int]:
    """Return the limits of this process on address space, data and the size of a file; none on Windows."""
    try:
        import resource
    except ModuleNotFoundError:
        return []
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_DATA, resource.RLIMIT_FSIZE)
    return [resource.getrlimit(kind)[0] for kind in kinds]


def linux_call(name: str) -> Callable[..., int] | None:
    """Look up a function of the C library of Linux; None on another system, and where the library lacks it, as musl."""
    if sys.platform != "linux":
        return None
    import ctypes  # few processes call one

    function: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return function
