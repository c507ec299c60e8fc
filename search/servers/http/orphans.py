"""Ends a worker process when the server that started it was killed."""

from __future__ import annotations

import os
import signal
from multiprocessing import parent_process
from threading import Thread

from ....index.machine import linux_call

_PR_SET_PDEATHSIG = 1
"""Of Linux's prctl.h."""


def end_with_parent() -> None:
    """End this process, which `multiprocessing` has started, as soon as its parent ends, whatever it is doing."""
    Thread(target=_end_after_parent, daemon=True).start()  # sees a parent that has ended already, too
    # The kernel also ends a process that is stopped, or in a long call that holds the GIL.
    if hasattr(signal, "SIGKILL") and (prctl := linux_call("prctl")):
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end_after_parent() -> None:
    parent = parent_process()
    assert parent
    parent.join()
    os._exit(1)
