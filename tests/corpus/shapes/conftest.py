"""How a record of any shape is read and looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def read_whole(reading: Callable[..., Any]) -> Callable[..., list[Any]]:
    """Reads a record as JSON, asserts the paragraphs and the fields of its one article, and returns the warnings."""

    def read_whole(record: object, paragraphs: list[str], fields: dict[str, object]) -> list[Any]:
        (item,), warnings = reading("a.json", json.dumps(record))
        article = item.article
        assert [line for line in article.text.split("\n") if line] == paragraphs
        assert {key: str(getattr(article, key)) if key == "day" else getattr(article, key) for key in fields} == fields
        return warnings

    return read_whole
