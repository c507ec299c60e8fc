import time
from collections import namedtuple

import pytest
from nutgraf.index.embedding import compile_failures

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def machine(monkeypatch):
    """What the machine has; change it to see what follows."""
    has = {"room": 1_000, "memory": 1_000, "limits": [7, 7, 7], "time": time.time()}
    monkeypatch.setattr(compile_failures.shutil, "disk_usage", lambda _: Usage(10_000, 0, has["room"]))
    monkeypatch.setattr(compile_failures, "free_memory", lambda: has["memory"])
    monkeypatch.setattr(compile_failures, "process_limits", lambda: has["limits"])
    monkeypatch.setattr(compile_failures.time, "time", lambda: has["time"])
    return has
