"""A pipe, a socket, a device or a folder where an index keeps a file: told as damage at once; nothing waits for it."""

from __future__ import annotations

import os
import socket

import pytest
from nutgraf.corpus.errors import IndexFormatError
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.storage.durable import digest_file, open_regular


def put_socket(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(path))  # an address may have 107 bytes


def put_link_through_a_file(path):
    path.symlink_to(f"{__file__}/below")


IRREGULAR = {
    "pipe": os.mkfifo,
    "socket": put_socket,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "folder": lambda path: path.mkdir(),
    "link to itself": lambda path: path.symlink_to(path.name),
    "link through a file": put_link_through_a_file,
}


@pytest.mark.parametrize("kind", IRREGULAR)
def test_no_file_of_an_index_is_opened_that_is_a(kind, tmp_path):
    path = tmp_path / "segments" / "1" / "rows"
    path.parent.mkdir(parents=True)
    IRREGULAR[kind](path)
    for read in (open_regular, digest_file):
        with pytest.raises(IndexFormatError, match=f"rows is not a regular file; run: .* --index {tmp_path}"):
            read(path)


def test_an_index_may_be_made_of_links_to_files(tmp_path):
    (tmp_path / "file").write_bytes(b"news")
    (tmp_path / "link").symlink_to("file")
    with os.fdopen(open_regular(tmp_path / "link"), "rb") as file:
        assert file.read() == b"news"


@pytest.mark.parametrize("kind", IRREGULAR)
def test_a_manifest_is_told_as_damaged_where_it_is_a(kind, place, forks):
    manifest = place / "index" / "MANIFEST"
    manifest.unlink()
    IRREGULAR[kind](manifest)
    told = "index/MANIFEST is not a regular file; run: nutgraf check --repair --index index"
    for command in ("search storm", "status", "show s1"):
        done = forks.run(*command.split(), "--index", "index", cwd=place)
        assert (done.code, done.line) == (3, told)


@pytest.mark.parametrize("kind", IRREGULAR)
def test_a_first_commit_is_not_completed_from_what_is_a(kind, tmp_path):
    copy = tmp_path / "manifests" / "1"
    copy.parent.mkdir()
    IRREGULAR[kind](copy)
    with pytest.raises(IndexFormatError, match=f"{copy} is not a regular file; run: .* --index {tmp_path}"):
        IndexFolder(tmp_path).committed()


@pytest.mark.parametrize("kind", IRREGULAR)
def test_there_is_no_index_where_its_folder_is_a(kind, tmp_path, forks):
    IRREGULAR[kind](tmp_path / "index")
    for command in ("search storm", "status", "check", "check --repair", "remove s1", "rebuild"):
        done = forks.run(*command.split(), "--index", "index", cwd=tmp_path)
        assert done.code == 3
        assert done.line == "no index in index; make one with: nutgraf index PATH --index index"


@pytest.mark.parametrize("kind", IRREGULAR)
def test_no_writer_hangs_on_a_manifest_that_is_a(kind, place, forks):
    manifest = place / "index" / "MANIFEST"
    manifest.unlink()
    IRREGULAR[kind](manifest)
    if "link" in kind:  # it leads nowhere, as if the manifest were missing: the copy takes its place
        for command in ("remove s1", "index news"):
            manifest.unlink()
            IRREGULAR[kind](manifest)
            assert forks.run(*command.split(), "--index", "index", cwd=place).code == 0
        return
    for command in ("index news", "remove s1", "rebuild", "compact"):
        done = forks.run(*command.split(), "--index", "index", cwd=place)
        assert done.code == 3, command
        assert "MANIFEST is not a regular file" in done.line
    assert "MANIFEST: is not a regular file" in forks.run("check", "--index", "index", cwd=place).stdout
    mended = forks.run("check", "--repair", "--index", "index", cwd=place)
    assert mended.code in (0, 4)
    assert forks.run("check", "--index", "index", cwd=place).code == 0
