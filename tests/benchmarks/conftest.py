"""Where the command that builds the judged sets lies, and a source of our own in the form of XQuAD."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sets():
    """The folder that is the command."""
    return ROOT / "benchmarks" / "quality" / "sets"


@pytest.fixture
def load(sets, monkeypatch):
    """Imports one of its modules by name, as it is imported when the folder is run."""
    monkeypatch.syspath_prepend(str(sets))
    return import_module


@pytest.fixture
def xquad():
    """One article of two paragraphs, and a question about the first."""
    return {
        "data": [
            {
                "title": "Harbours",
                "paragraphs": [
                    {
                        "context": " The pier burned\nin 1911. ",
                        "qas": [{"id": "a1", "question": "When did it burn?", "answers": [{"text": "in 1911"}]}],
                    },
                    {"context": "It was rebuilt  of stone.", "qas": []},
                ],
            }
        ]
    }


@pytest.fixture
def convert(load):
    """Converts sources with the converter in that module, or with one of its table, and parses the files."""

    def convert(module, sources, name=None):
        contents = {path: text if isinstance(text, bytes) else text.encode() for path, text in sources.items()}
        converter = load(module).SETS[name] if name else load(module)
        files = converter.convert(contents)
        return tuple(parsed(file, text.splitlines()) for file, text in files.items())

    def parsed(file, lines):
        return [json.loads(line) if file.endswith(".jsonl") else line.split("\t") for line in lines]

    return convert
