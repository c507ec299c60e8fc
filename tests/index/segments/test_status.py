import shutil
from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from nutgraf.corpus.errors import IndexMissingError
from nutgraf.corpus.passages import CUT
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.status import status_of


def test_status_counts_the_newest_generation(add, folder, embedder, story):
    stories = [replace(story(number), published=datetime(2020 + number, 1, 1, tzinfo=UTC)) for number in (1, 2)]
    add([*stories, story(4)])
    add([story(3)])
    status = status_of(folder.open())
    assert status.to_dict() == {
        "generation": 2,
        "articles": 4,
        "passages": 12,
        "segments": 2,
        "bytes": sum(path.stat().st_size for place in (folder.segments, folder.history) for path in place.rglob("*.*")),
        "first": "2021-01-01",
        "last": "2022-01-01",
        "sources": {"Gazette": 2, "": 1, "Herald": 1},
        "categories": {"storm": 1, "court": 1, "mayor": 1, "river": 1},
        "without": {"date": 2, "source": 1, "author": 4, "category": 0},
        "taken_down": 0,
        "committed": status.committed,
        "last_run": None,
        "settings": {},
        "model": embedder.fingerprint.to_dict(),
        "languages": {"en": 4},
        "model_languages": None,
        "familiarity": {},
        "cut": CUT,
        "id": status.id,
    }
    assert len(status.id) == 16
    assert list(status.sources) == ["Gazette", "", "Herald"]  # most first
    assert datetime.fromisoformat(status.committed) == folder.manifest().committed
    assert orjson.dumps(status.to_dict())


def test_each_index_has_an_id_of_its_own_that_stays(add, folder, story, tmp_path):
    add([story(1)])
    first = status_of(folder.open()).id
    add([story(2)])
    assert status_of(folder.open()).id == first
    assert status_of(IndexFolder(shutil.copytree(folder.path, tmp_path / "other")).open()).id != first


def test_status_of_an_empty_index_is_zeros(add, folder):
    add([])
    status = status_of(folder.open())
    assert (status.articles, status.passages, status.segments) == (0, 0, 0)
    assert (status.first, status.last) == (None, None)


def test_status_without_an_index_is_an_error(folder):
    with pytest.raises(IndexMissingError):
        status_of(folder.open())
