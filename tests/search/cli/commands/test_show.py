"""The command show with several ids; its versions are tested in test_changes.py."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def run(run, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "One."}\n{"id": "y", "text": "Two."}\n', encoding="utf-8")
    run("index", "a.jsonl")
    return run


def test_several_ids_are_shown_in_the_order_given(run):
    shown = run("show", "y", "x#p0")
    assert shown.returncode == 0
    assert shown.stdout.index("Two.") < shown.stdout.index("One.")
    assert "\n\ny\n" not in shown.stdout
    assert "\n\nx\n" in shown.stdout


def test_each_is_an_object_of_its_own_as_json(run):
    shown = json.loads("[" + run("show", "x", "y", "--format", "json").stdout.replace("}\n{", "},{") + "]")
    assert [one["article"]["id"] for one in shown] == ["x", "y"]


def test_ids_come_from_standard_input_as_list_writes_them(run):
    listed = run("list", "--format", "jsonl").stdout
    shown = run("show", "-", stdin=listed)
    assert ("One." in shown.stdout, "Two." in shown.stdout) == (True, True)


def test_what_is_not_there_is_named_and_the_rest_is_shown(run):
    shown = run("show", "x", "z", "y")
    assert (shown.returncode, "no article or passage 'z'" in shown.stderr) == (4, True)
    assert ("One." in shown.stdout, "Two." in shown.stdout) == (True, True)
    assert run("show", "z").returncode == 1
