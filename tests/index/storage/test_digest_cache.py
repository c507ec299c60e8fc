import os
import time

import pytest
from nutgraf.index.storage import digest_cache
from nutgraf.index.storage.digest_cache import cache_digest, cached_digest


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NUTGRAF_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"some bytes")
    time.sleep(0.11)
    return path


@pytest.mark.usefixtures("cache")
def test_a_digest_is_cached_while_the_file_stays_what_it_was(file):
    assert cached_digest(file, file.stat()) is None
    cache_digest(file, file.stat(), "abc")
    assert cached_digest(file, file.stat()) == "abc"
    cache_digest(file, file.stat(), "def")
    assert cached_digest(file, file.stat()) == "def"


@pytest.mark.usefixtures("cache")
def test_a_file_that_was_written_again_or_replaced_is_another_even_with_its_old_size_and_time(file):
    cache_digest(file, file.stat(), "abc")
    before = file.stat()
    file.write_bytes(b"other byte")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert cached_digest(file, file.stat()) is None

    cache_digest(file, file.stat(), "abc")
    twin = file.with_name("twin")
    twin.write_bytes(b"some bytes")
    twin.replace(file)
    assert cached_digest(file, file.stat()) is None


@pytest.mark.usefixtures("cache")
def test_what_has_only_just_changed_is_not_cached(file):
    file.write_bytes(b"new")
    cache_digest(file, file.stat(), "abc")
    assert cached_digest(file, file.stat()) is None


def test_a_damaged_or_unwritable_cache_holds_nothing(file, cache):
    cache_digest(file, file.stat(), "abc")
    [place] = (cache / "digests").iterdir()
    place.write_bytes(b"\xff")
    assert cached_digest(file, file.stat()) is None
    place.unlink()
    place.parent.rmdir()
    place.parent.write_text("in the way")
    cache_digest(file, file.stat(), "abc")
    assert cached_digest(file, file.stat()) is None


def test_the_oldest_are_dropped(tmp_path, cache, monkeypatch):
    monkeypatch.setattr(digest_cache, "_MAX_DIGESTS", 4)
    files = [tmp_path / f"file{number}" for number in range(5)]
    for number, file in enumerate(files):
        file.write_bytes(b"some bytes")
        os.utime(file, (number, number))
    time.sleep(0.11)
    for number, file in enumerate(files):
        cache_digest(file, file.stat(), "abc")
        newest = max((cache / "digests").iterdir(), key=lambda it: it.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    assert [cached_digest(file, file.stat()) for file in files] == [None, None, "abc", "abc", "abc"]
