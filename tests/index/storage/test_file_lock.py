import errno
import fcntl
import os
import subprocess
import sys
import threading

import pytest
from nutgraf.index.storage.file_lock import HeldError, file_lock

NO_LOCKS = [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL]
HOLDER = """
import sys, time
from pathlib import Path
from nutgraf.index.storage.file_lock import file_lock
with file_lock(Path(sys.argv[1]), wait=False):
    print("held", flush=True)
    time.sleep(60)
"""


def answers(number):
    def flock(_descriptor, _operation):
        raise OSError(number, os.strerror(number))

    return flock


@pytest.fixture
def lock(tmp_path):
    return tmp_path / "LOCK"


def test_a_lock_is_held_by_one_at_a_time_and_its_file_stays(lock):
    with file_lock(lock, wait=False):
        for _ in range(2):
            with pytest.raises(HeldError), file_lock(lock, wait=False):
                pass
    with file_lock(lock, wait=False):
        assert lock.exists()
    assert lock.exists()


def test_a_lock_is_released_after_an_error(lock):
    with pytest.raises(KeyError), file_lock(lock, wait=False):
        raise KeyError
    with file_lock(lock, wait=False):
        pass


def test_who_waits_gets_the_lock_next(lock):
    order = []

    def wait():
        with file_lock(lock, wait=True):
            order.append("second")

    thread = threading.Thread(target=wait)
    with file_lock(lock, wait=True):
        thread.start()
        thread.join(0.1)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_killed_holder_holds_no_lock(lock):
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(HeldError), file_lock(lock, wait=False):
            pass
        holder.kill()
    with file_lock(lock, wait=False):
        pass


@pytest.mark.parametrize("number", NO_LOCKS)
@pytest.mark.parametrize("wait", [True, False])
def test_a_file_system_without_locks_is_told_as_such(lock, monkeypatch, number, wait):
    monkeypatch.setattr(fcntl, "flock", answers(number))
    for _ in range(2):  # the file is there the second time
        with pytest.raises(OSError, match="has no locks; use a folder on") as raised, file_lock(lock, wait=wait):
            pass
        assert (raised.value.errno, raised.value.filename) == (number, str(lock))


def test_another_error_names_the_file(lock, monkeypatch):
    monkeypatch.setattr(fcntl, "flock", answers(errno.EIO))
    with pytest.raises(OSError, match="Input/output error") as raised, file_lock(lock, wait=False):
        pass
    assert raised.value.filename == str(lock)


def test_a_windows_share_tells_of_a_held_lock_in_its_own_way(lock, monkeypatch):
    monkeypatch.setattr(fcntl, "flock", answers(errno.EACCES))
    with pytest.raises(HeldError), file_lock(lock, wait=False):
        pass


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_regular_file_is_no_lock(lock, make):
    make(lock)
    with pytest.raises(OSError, match="not a regular file; remove it") as raised, file_lock(lock, wait=False):
        pass
    assert raised.value.filename == str(lock)
