"""The heap of this process, whose free memory glibc keeps: the more of it, the larger the arrays were."""

from __future__ import annotations

import ctypes
import sys


def give_back_memory() -> None:
    """Give what is free within the heap back to the system; nothing where the library of C has no means to."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:
            trim(0)
