"""Compares the arrays on disk with their description in ARCHITECTURE.md."""

import re
from pathlib import Path

import nutgraf
from nutgraf.index.segments.segment import ROWS, SCAN, STRING_COLUMNS, STRING_LIST_COLUMNS, VECTORS, WORDS
from nutgraf.index.writing.write_policy import WritePolicy

LINE = re.compile(r"\| (vectors|rows|words|scan) \| (.*?) \| (.*?) \|")


def documented_arrays():
    """Read the arrays that the page names, by file, with their dtypes."""
    arrays = {}
    for file, names, kinds in LINE.findall((Path(nutgraf.__file__).parent / "ARCHITECTURE.md").read_text()):
        names, kinds = re.findall(r"`(\w+)`", names), re.findall(r"u?int\d+|float\d+", kinds)
        arrays.setdefault(file, {}).update(zip(names, kinds * (len(names) // len(kinds)), strict=True))
    return arrays


def test_the_page_names_every_array_and_its_type(add, folder, story):
    add([story(number) for number in range(8)], policy=WritePolicy(scan_from_windows=16))
    [segment] = folder.open().segments
    files = {"vectors": VECTORS, "rows": ROWS, "words": WORDS, "scan": SCAN}
    stored = {
        file: {name: str(array.dtype) for name, array in segment.files[path].arrays().items()}
        for file, path in files.items()
    }
    for name in (*STRING_COLUMNS[1:], *STRING_LIST_COLUMNS):  # the tables of strings are told of the first alone
        assert stored["rows"].pop(f"{name}_bytes") == "uint8"
        assert stored["rows"].pop(f"{name}_starts") == "uint64"
    assert documented_arrays() == stored
