from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from nutgraf.corpus.errors import IndexMissingError
from nutgraf.corpus.passages import CUT
from nutgraf.index.segments.status import status_of


def test_it_tells_what_the_newest_generation_holds(add, folder, embedder, story):
    stories = [replace(story(number), published=datetime(2020 + number, 1, 1, tzinfo=UTC)) for number in (1, 2)]
    add([*stories, story(4)])
    add([story(3)])
    told = status_of(folder.open())
    assert told.to_dict() == {
        "generation": 2,
        "articles": 4,
        "passages": 12,
        "segments": 2,
        "bytes": sum(path.stat().st_size for path in folder.segments.rglob("*") if path.is_file()),
        "first": "2021-01-01",
        "last": "2022-01-01",
        "sources": {"Gazette": 2, "": 1, "Herald": 1},
        "categories": {"storm": 1, "court": 1, "mayor": 1, "river": 1},
        "model": embedder.fingerprint.to_dict(),
        "cut": CUT,
    }
    assert list(told.sources) == ["Gazette", "", "Herald"]  # most first
    assert orjson.dumps(told.to_dict())


def test_of_an_empty_index_it_tells_zeros(add, folder):
    add([])
    told = status_of(folder.open())
    assert (told.articles, told.passages, told.segments, told.bytes, told.first, told.last) == (0, 0, 0, 0, None, None)


def test_without_an_index_there_is_nothing_to_tell(folder):
    with pytest.raises(IndexMissingError):
        status_of(folder.open())
