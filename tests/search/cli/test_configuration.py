"""Which index a command takes, and the options that its archive's configuration sets."""

import csv
import io
import json
import os
from datetime import UTC, datetime

import nutgraf
import pytest
from nutgraf.search.cli import place
from nutgraf.search.cli.app import app
from nutgraf.search.output.manner import manner
from small_indexes.fakes import FakeEmbedder
from typer.testing import CliRunner

STORIES = [
    nutgraf.Article(
        id=f"s{number}", text="A storm.", source=source, published=datetime(2020 + number, 1, 1, tzinfo=UTC)
    )
    for number, source in enumerate(("Wire", "Gazette", "Wire"))
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with an index and, further down, an empty folder."""
    folder = tmp_path_factory.mktemp("news")
    nutgraf.add(folder / ".nutgraf", STORIES, embedder=FakeEmbedder())
    (folder / "deep" / "down").mkdir(parents=True)
    return folder


@pytest.fixture
def typed(made, monkeypatch):
    """Runs a command in the folder further down, where the configuration is as given."""

    def typed(*arguments, configuration=None, folder="deep/down", **environment):
        monkeypatch.chdir(made / folder)
        if configuration is not None:
            (made / "nutgraf.toml").write_text(configuration)
        return CliRunner(env={"NUTGRAF_INDEX": None, **environment}).invoke(app, arguments, prog_name="nutgraf")

    yield typed
    (made / "nutgraf.toml").unlink(missing_ok=True)
    manner.quiet, manner.color = False, "auto"


def ids(done):
    assert done.exit_code == 0, done.stderr
    return [row["id"] for row in csv.DictReader(io.StringIO(done.stdout))]


def test_the_index_is_looked_for_upwards(typed, made):
    assert ids(typed("list", "--format", "csv")) == ["s2", "s1", "s0"]
    missing = typed("list", "--index", ".nutgraf")
    assert missing.exit_code == 3
    assert "no index in .nutgraf" in missing.stderr
    assert typed("list", NUTGRAF_INDEX="elsewhere").exit_code == 3
    told = typed("index", "-", "--dry-run").stderr
    assert told.startswith(f"nutgraf: the index is {made / '.nutgraf'}; --index .nutgraf makes one here\n")


def test_an_index_that_somebody_else_left_above_is_none_of_ours(typed, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 12_345)
    assert typed("list").exit_code == 3
    assert typed("list", folder=".").exit_code == 0


def test_a_folder_that_is_gone_is_no_trouble(monkeypatch, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert place.find(None).index == place.DEFAULT_INDEX


def test_what_is_typed_comes_before_the_configuration(typed):
    common = 'format = "csv"\nsource = "wire"\n[list]\nsince = 2021-01-01\nsort = "oldest"\n'
    assert ids(typed("list", configuration=common)) == ["s2"]
    assert ids(typed("list", "--source", "Gazette")) == ["s1"]
    assert ids(typed("list", "--since", "2020")) == ["s0", "s2"]
    assert json.loads(typed("list", "--format", "json").stdout)["sort"] == "oldest"
    assert typed("show", "s1").stdout.startswith("s1\n")  # which has no CSV


def test_status_names_the_file_that_was_read(typed, made):
    assert "options from" not in typed("status", COLUMNS="200").stdout
    told = " ".join(typed("status", configuration="k = 5\n[list]\nlimit = 3", COLUMNS="200").stdout.split())
    assert f"options from {made / 'nutgraf.toml'} (k, list.limit)" in told


def test_a_configuration_names_an_index_elsewhere(typed, made):
    (made / ".nutgraf").rename(made / "elsewhere")
    try:
        assert typed("status").exit_code == 3
        assert typed("status", configuration='index-folder = "elsewhere"').exit_code == 0
        assert typed("status", "--index", "../../elsewhere").exit_code == 0
    finally:
        (made / "elsewhere").rename(made / ".nutgraf")


@pytest.mark.parametrize(
    ("configuration", "told"),
    [
        ('sourse = "A"', "there is no key 'sourse', but 'source'"),
        ('index = "x"', "there is no key 'index', but 'since' or 'index-folder'"),
        ("[lst]", "there is no table 'lst', but 'list'"),
        ("[list]\nk = 3", "there is no key 'k' in [list]"),
        ("[remove]\nyes = true", "there is no key 'yes' in [remove]"),
        ("download = true", "there is no key 'download'"),
        ("k = 3 4", "Expected newline or end of document after a statement (at line 1, column 7)"),
        ("index-folder = 3", "index-folder must be the path of a folder, not 3"),
        ('[list]\nlimit = "many"', "limit: 'many' is not a whole number; see: nutgraf list --help"),
        ('sort = "backwards"', "sort: 'backwards' is none of: newest, oldest"),
        ('since = "soon"', "since: 'soon' is not a date"),
        ('color = "red"', "color: 'red' is none of: auto, always, never"),
        ("\x00", "nutgraf.toml: "),
    ],
)
def test_what_is_wrong_with_a_configuration_is_told_with_its_file(typed, made, configuration, told):
    done = typed("list", configuration=configuration)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"nutgraf: error: {made / 'nutgraf.toml'}: ")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
