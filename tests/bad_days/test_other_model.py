"""An index of another model or format: refused in a line with the command that mends it."""

from __future__ import annotations

import hashlib
import shlex
import shutil
from pathlib import Path

import pytest
from bad_days.oracle import answers, assert_sound, state_of
from nutgraf.index.segments.manifest_format import FORMAT

OTHER = {"FAKE_MODEL": "other"}
NO_FORMATS = [b"-1", b"0x1", b"1.0", b"", b"one", b"\xff\xfe", b"9" * 5000]
COMMANDS = ["search storm", "show s1", "status", "check", "check --repair", "index news", "remove s1", "rebuild"]


@pytest.fixture
def spaced(place):
    """An index whose name has a space, which needs quoting in a shell."""
    return (place / "index").rename(place / "my index").parent


@pytest.mark.parametrize("command", ["index news", "search storm"])
def test_another_model_is_refused_with_both_fingerprints_and_the_printed_command_mends_it(spaced, nutgraf, command):
    before = answers(spaced / "my index")
    done = nutgraf(*shlex.split(command), "--index", "my index", cwd=spaced, **OTHER)
    assert done.code == 3
    for name in ("all-MiniLM-L6-v2", "other"):
        assert f"{name} (weights {hashlib.sha256(name.encode()).hexdigest()[:8]}, " in done.line
    assert answers(spaced / "my index") == before

    _, _, mending = done.line.partition("; run: nutgraf ")
    assert nutgraf(*shlex.split(mending), cwd=spaced, **OTHER).code == 0
    again = nutgraf(*shlex.split(command), "--index", "my index", cwd=spaced, **OTHER)
    assert (again.code, again.complaints) == (0, "")
    assert_sound(spaced / "my index")


def test_what_needs_no_model_works_whatever_the_model(place, forks):
    for command in ("search --mode bm25 storm", "show s1", "status", "check", "remove s1"):
        done = forks.run(*shlex.split(command), "--index", "index", cwd=place, **OTHER)
        assert (done.code, done.stderr) == (0, "")
    assert "s1" not in state_of(place / "index")


def in_format(place, version: bytes) -> None:
    """Change the manifest, with a digest that fits."""
    path = place / "index" / "MANIFEST"
    _, _, body = path.read_bytes().partition(b"\n")
    mark = b"nutgraf " + version
    path.write_bytes(b"%s %s\n%s" % (mark, hashlib.sha256(mark + b"\n" + body).hexdigest().encode(), body))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("version", "remedy"),
    [
        (1, "index the articles again in a new folder: nutgraf index PATH --index FOLDER"),
        (FORMAT + 1, "run: pip install --upgrade nutgraf"),
        (10**9, "run: pip install --upgrade nutgraf"),
    ],
)
def test_another_format_is_refused_in_a_line_that_names_the_remedy(place, forks, command, version, remedy):
    in_format(place, b"%d" % version)
    before = (place / "index" / "MANIFEST").read_bytes()
    done = forks.run(*shlex.split(command), "--index", "index", cwd=place)
    assert done.code == 3
    assert f"index/MANIFEST has format {version} " in done.line
    assert done.line.endswith(f"; {remedy}")
    assert (place / "index" / "MANIFEST").read_bytes() == before


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "rebuild"])
def test_a_stored_index_of_format_3_is_refused_in_a_line_with_the_command_that_brings_it_over(tmp_path, forks, command):
    stored = Path(__file__).parents[1] / "fixtures" / "index-format-3"
    shutil.copytree(stored, tmp_path / "my index")
    (tmp_path / "news").mkdir()
    before = state_of_files(tmp_path / "my index")
    done = forks.run(*shlex.split(command), "--index", "my index", cwd=tmp_path)
    assert done.code == 3
    assert done.line.endswith("has format 3 and this nutgraf reads format 4; run: nutgraf rebuild --index 'my index'")
    assert state_of_files(tmp_path / "my index") == before
    _, _, mending = done.line.partition("; run: nutgraf ")
    done = forks.run(*shlex.split(mending), cwd=tmp_path)  # of another model, so its text is embedded
    assert (done.code, done.stdout) == (0, "5 articles; generation 3\n")
    assert "it is embedded again" in done.complaints


def state_of_files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("version", NO_FORMATS, ids=lambda version: repr(version[:6]))
def test_a_format_that_is_no_number_is_damage_and_the_printed_command_mends_it(place, forks, version):
    before = answers(place / "index")
    in_format(place, version)
    done = forks.run("search", "storm", "--index", "index", cwd=place)
    assert done.code == 3
    assert done.line.startswith("index/MANIFEST is damaged; run: nutgraf check --repair")
    _, _, mending = done.line.partition("; run: nutgraf ")
    assert forks.run(*shlex.split(mending), cwd=place).code == 0
    assert answers(place / "index") == before
