import mmap
import sys
from pathlib import Path

import pytest
from nutgraf.index.storage.heap import give_back_memory

MB = 1 << 20


def private_bytes():
    """The private memory of this process."""
    pages = Path("/proc/self/statm").read_text().split()
    return (int(pages[1]) - int(pages[2])) * mmap.PAGESIZE


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_is_free_within_the_heap_is_given_back():
    blocks = [b"x" * 60_000 for _ in range(600)]  # small enough to be of the heap
    last = b"x" * 60_000  # keeps the end of the heap in use, so that nothing below it is given back by itself
    del blocks
    before = private_bytes()
    give_back_memory()
    assert before - private_bytes() > 20 * MB
    assert last
