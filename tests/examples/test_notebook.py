"""The notebook: its cells run one after the other, and show what they say."""

import json

import pytest

from .conftest import EXAMPLES

CELLS = json.loads((EXAMPLES / "notebook.ipynb").read_text())["cells"]


def test_its_outputs_are_stripped():
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in CELLS)


def test_its_cells_run(tmp_path, monkeypatch, quick_model):  # noqa: ARG001
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    names, shown = {}, []
    for cell in CELLS:
        if cell["cell_type"] == "code":
            *lines, last = "".join(cell["source"]).splitlines()
            exec("\n".join(lines), names)
            shown.append(eval(last, names))
    assert "<mark" in shown[1]._repr_html_()
    assert shown[-1] is not None  # the quotation stands where it was found
