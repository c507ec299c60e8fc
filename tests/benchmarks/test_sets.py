"""The command that builds the judged sets, run over a copy of it that knows a tiny source of our own."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import pytest


@pytest.fixture
def copied(sets, xquad, tmp_path):
    """A copy of the command that knows one small source for `xquad-en`, beside a clone that holds it."""
    folder = tmp_path / "sets"
    shutil.copytree(sets, folder, ignore=shutil.ignore_patterns("__pycache__"))
    clone = tmp_path / "clones" / "xquad"
    clone.mkdir(parents=True)
    (clone / "xquad.en.json").write_text(json.dumps(xquad))
    (folder / "sources.sha256").write_text(f"{sha256(clone / 'xquad.en.json')}  xquad/xquad.en.json\n")
    return folder


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def command(folder: Path, *arguments: object) -> tuple[int, str, str]:
    """Runs the command in the folder above; its exit code, output and messages."""
    done = subprocess.run(
        [sys.executable, folder, *map(str, arguments)], cwd=folder.parent, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def recorded(folder: Path) -> Path:
    """`folder` with the sums of the set that its source makes, worked out by hand."""
    text = "The pier burned in 1911.\\n\\nIt was rebuilt  of stone."
    fields = '"published": null, "category": null, "source": "Wikipedia", "author": null, "url": null'
    files = {
        "articles.jsonl": f'{{"id": "xquad-00", "title": "Harbours", "text": "{text}", {fields}}}\n',
        "queries.jsonl": '{"id": "a1", "text": "When did it burn?", "answer": "in 1911"}\n',
        "qrels.tsv": "query-id\tcorpus-id\tscore\na1\txquad-00#p0\t1\n",
    }
    lines = [f"{hashlib.sha256(text.encode()).hexdigest()}  xquad-en/{name}\n" for name, text in files.items()]
    (folder / "sets.sha256").write_text("".join(lines))
    return folder


def test_a_set_is_built_from_clones_and_its_sums_are_printed(copied, tmp_path):
    code, printed, told = command(recorded(copied), "out", "xquad-en", "--from", "clones")
    assert (code, told) == (0, "")
    names = ("articles.jsonl", "queries.jsonl", "qrels.tsv")
    assert printed.splitlines() == [
        f"{sha256(tmp_path / 'out' / 'xquad-en' / name)}  {Path('out', 'xquad-en', name)}" for name in names
    ]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["xquad-en"], "nothing temporary stays"


def archived(folder: Path, content: bytes | None) -> None:
    """Lets the command find an archive with this source, or none, at an address of this machine."""
    address = (folder.parent / "host").as_uri()
    (folder / "repositories.toml").write_text(f'[xquad]\naddress = "{address}"\ncommit = "c0ffee"\n')
    (folder.parent / "host" / "archive").mkdir(parents=True)
    if content is not None:
        with tarfile.open(folder.parent / "host" / "archive" / "c0ffee.tar.gz", "w:gz") as archive:
            member = tarfile.TarInfo("xquad-c0ffee/xquad.en.json")
            member.size = len(content)
            archive.addfile(member, BytesIO(content))


def test_a_set_is_built_from_the_archive_of_its_repository(copied, xquad, tmp_path):
    archived(copied, json.dumps(xquad).encode())
    code, printed, told = command(recorded(copied), "out", "xquad-en")
    assert (code, told, len(printed.splitlines())) == (0, "", 3)
    assert sorted(path.name for path in (tmp_path / "out" / "xquad-en").iterdir()) == [
        "articles.jsonl",
        "qrels.tsv",
        "queries.jsonl",
    ]


def refused(folder: Path, *arguments: str) -> str:
    """The one line with which the command refuses, having written nothing."""
    code, printed, told = command(folder, "out", *arguments)
    assert (code, printed) == (2, "")
    assert told.count("\n") == 1
    assert not list(folder.parent.glob("out/*"))
    return told


def test_a_source_with_another_checksum_is_refused(copied, tmp_path):
    source = tmp_path / "clones" / "xquad" / "xquad.en.json"
    source.write_text(source.read_text().replace("1911", "1912"))
    told = refused(copied, "xquad-en", "--from", "clones")
    assert told.startswith(f"sets: xquad/xquad.en.json: SHA-256 is {sha256(source)}, not ")


def test_a_downloaded_source_with_another_checksum_is_refused(copied):
    archived(copied, b"{}")
    assert "SHA-256 is " in refused(copied, "xquad-en")


def test_a_missing_source_is_told_with_where_to_get_it(copied, tmp_path):
    (tmp_path / "clones" / "xquad" / "xquad.en.json").unlink()
    told = refused(copied, "xquad-en", "--from", "clones")
    assert "No such file" in told
    assert "clone https://github.com/google-deepmind/xquad into" in told


def test_an_address_that_does_not_answer_is_told(copied):
    archived(copied, None)
    told = refused(copied, "xquad-en")
    assert "c0ffee.tar.gz: cannot be downloaded: " in told
    assert "use --from" in told


def test_an_archive_that_breaks_off_is_told(copied, xquad, tmp_path):
    archived(copied, json.dumps(xquad).encode())
    archive = tmp_path / "host" / "archive" / "c0ffee.tar.gz"
    archive.write_bytes(archive.read_bytes()[:60])
    assert "cannot be downloaded" in refused(copied, "xquad-en")


def test_an_archive_without_the_source_is_told(copied, tmp_path):
    archived(copied, b"")
    with tarfile.open(tmp_path / "host" / "archive" / "c0ffee.tar.gz", "w:gz"):
        pass
    assert "xquad/xquad.en.json is not in it" in refused(copied, "xquad-en")


def test_a_converter_that_makes_another_set_is_refused(copied):
    told = refused(copied, "xquad-en", "--from", "clones")  # the sums of the real set are still recorded
    assert "xquad-en/articles.jsonl: SHA-256 is " in told


def test_a_set_that_is_there_is_not_overwritten(copied, tmp_path):
    kept = tmp_path / "out" / "xquad-en" / "articles.jsonl"
    kept.parent.mkdir(parents=True)
    kept.write_text("mine")
    code, _, told = command(copied, "out", "xquad-en", "--from", "clones")
    assert code == 2
    assert "is there already" in told
    assert kept.read_text() == "mine"


def test_an_unknown_set_is_told_with_the_known_ones(copied):
    code, _, told = command(copied, "out", "squad")
    assert code == 2
    assert "no set is called squad; there are climate-fever, " in told


def test_the_docs_tell_the_address_the_commit_and_the_sums_that_are_recorded(sets, load):
    sources = load("sources")
    page = (sets.parents[2] / "docs" / "quality.md").read_text(encoding="utf-8")
    for repository in sources.repositories().values():
        assert f"[{repository.address.removeprefix('https://github.com/')}]({repository.address})" in page
        assert f"`{repository.commit[:12]}`" in page
    for path, digest in sources.recorded("sets.sha256").items():
        if path.endswith("/articles.jsonl"):
            assert f"`{digest[:12]}`" in page
