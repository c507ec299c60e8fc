"""The heap of this process, whose free memory glibc keeps: the more of it, the larger the arrays were."""

from __future__ import annotations

from ..machine import linux_call


def give_back_memory() -> None:
    """Give what is free within the heap back to the system; nothing where the C library has no means to."""
    if trim := linux_call("malloc_trim"):
        trim(0)
