"""Walking folders: the files found, the files left out, and their origins."""

import inspect
import os
import socket
import sys
from pathlib import Path

import pytest
from material.documents import PAGE
from material.files import both, write
from nutgraf.corpus.errors import CorpusError
from nutgraf.corpus.files.walk import walk
from nutgraf.corpus.reader import belongs_to, read


def test_a_folder_is_walked_in_sorted_order_without_hidden_and_unknown_files(news):
    found, warnings = both(read([news], base=news.parent))
    assert [it.origin for it in found] == ["news/a/z.txt", "news/b.txt", "news/c.txt"]
    assert not warnings


def test_a_hidden_file_that_is_named_is_read(news):
    found, _ = both(read([news / ".git", news / ".hidden.txt"], base=news))
    assert [it.origin for it in found] == [".git/x.txt", ".hidden.txt"]


@pytest.mark.parametrize("typed", ["news", "./news", "news/", "news/../news", "/abs"])
def test_an_origin_is_relative_to_the_index_and_a_path_is_as_typed(news, monkeypatch, typed):
    monkeypatch.chdir(news.parent)
    typed = str(news) if typed == "/abs" else typed
    found, _ = both(read([typed], base=news.parent / "archive"))
    assert found[1].origin == "../news/b.txt"
    assert found[1].path == f"{typed.rstrip('/')}/b.txt"


def test_the_current_directory_does_not_show_in_origins(news, monkeypatch):
    monkeypatch.chdir(news / "a")
    assert [it.origin for it in both(read(["."], base=news.parent))[0]] == ["news/a/z.txt"]
    assert [it.origin for it in both(read([".."], base=Path("..")))[0]][:1] == ["a/z.txt"]


def test_only_the_articles_of_a_folder_to_evaluate_are_read(tmp_path):
    line = '{"id": "x", "text": "W."}\n'
    for name in ("articles.jsonl", "queries.jsonl", "SOURCE.md", "more/notes.txt"):
        write(tmp_path / name, line)
    found, _ = both(read([tmp_path], base=tmp_path))
    assert len(found) == 4  # without judgements it is a folder like any other
    (tmp_path / "queries.jsonl").rename(tmp_path / "queries.jsonl.gz")
    write(tmp_path / "qrels.tsv", "query-id\tcorpus-id\tscore\n")
    found, warnings = both(read([tmp_path], base=tmp_path))
    assert [it.origin for it in found] == ["articles.jsonl", "more/notes.txt"]
    assert not warnings


def test_an_index_is_never_walked(news):
    write(news / "mine" / "x.txt")
    write(news / "other" / "MANIFEST", "nutgraf 1\n...")
    write(news / "other" / "x.txt")
    write(news / "a" / "MANIFEST", "of a ship")
    found, warnings = both(read([news], base=news, skip=news / "mine"))
    assert [it.origin for it in found] == ["a/z.txt", "b.txt", "c.txt"]
    assert [it.reason for it in warnings] == ["passed over: 1 without a known ending"]
    assert "an index" in both(read([news / "other"], base=news))[1][0].reason


def test_links_to_folders_are_reported_and_not_followed(news):
    (news / "loop").symlink_to(news)
    (news / "up").symlink_to("..")
    (news / "good.txt").symlink_to("b.txt")
    (news / "dangling.txt").symlink_to("nowhere")
    found, warnings = both(read([news], base=news))
    assert [it.origin for it in found] == ["a/z.txt", "b.txt", "c.txt", "good.txt"]
    assert {(it.origin, it.skipped) for it in warnings} == {("loop", False), ("up", False), ("dangling.txt", True)}


@pytest.fixture
def secret(tmp_path):
    return write(tmp_path / "elsewhere" / "secret.txt", "A secret.")


WAYS_OUT = {
    "absolute": lambda news, secret: (news / "x.txt").symlink_to(secret),
    "relative": lambda news, secret: (news / "x.txt").symlink_to(f"../elsewhere/{secret.name}"),
    "in a folder below": lambda news, secret: (news / "a" / "x.txt").symlink_to(f"../../elsewhere/{secret.name}"),
    "by a folder beside": lambda news, secret: (news / "x.txt").symlink_to(news / ".." / "elsewhere" / secret.name),
    "of another ending": lambda news, secret: (news / "x").symlink_to(secret),
}


@pytest.mark.parametrize("make", WAYS_OUT.values(), ids=WAYS_OUT)
def test_a_link_to_a_file_elsewhere_is_told_and_not_followed(news, secret, make):
    make(news, secret)
    found, (warning,) = both(read([news], base=news))
    assert [it.origin for it in found] == ["a/z.txt", "b.txt", "c.txt"]
    assert Path(warning.path).name in ("x.txt", "x")
    assert "link to a file elsewhere is not followed" in warning.reason
    assert not warning.skipped


def test_chains_of_links_are_judged_by_their_end(news, secret):
    (news / "out1.txt").symlink_to("out2.txt")
    (news / "out2.txt").symlink_to("shelf/secret.txt")
    (news / "shelf").symlink_to(secret.parent)
    (news / "in1.txt").symlink_to(secret.parent / "back.txt")
    (secret.parent / "back.txt").symlink_to(news / "b.txt")
    (news / "loop1.txt").symlink_to("loop2.txt")
    (news / "loop2.txt").symlink_to("loop1.txt")
    found, warnings = both(read([news], base=news))
    assert [it.origin for it in found] == ["a/z.txt", "b.txt", "c.txt", "in1.txt"]
    assert {it.origin for it in warnings} == {"out1.txt", "out2.txt", "shelf", "loop1.txt", "loop2.txt"}


def test_a_folder_whose_name_only_begins_alike_is_elsewhere(news):
    twin = write(news.parent / "newsroom" / "x.txt")
    (news / "x.txt").symlink_to(twin)
    assert len(both(read([news], base=news))[1]) == 1


def test_a_link_to_what_is_named_besides_is_followed(news, secret):
    (news / "x.txt").symlink_to(secret)
    for named in ([news, secret.parent], [news, secret], [secret, news]):
        found, warnings = both(read(named, base=news))
        assert "x.txt" in [it.origin for it in found]
        assert not warnings


def test_a_link_below_a_named_link_to_its_folder_is_followed(news):
    (news / "x.txt").symlink_to("b.txt")
    (news.parent / "link").symlink_to(news)
    found, warnings = both(read([news.parent / "link"], base=news.parent))
    assert "link/x.txt" in [it.origin for it in found]
    assert not warnings


def test_a_file_that_becomes_a_link_while_walking_is_not_followed(news, secret):
    items = read([news], base=news)
    assert next(items).origin == "a/z.txt"
    listed = walk([str(news)], base=news)
    files = [it for it in listed if it.origin == "b.txt"]
    (news / "b.txt").unlink()
    (news / "b.txt").symlink_to(secret)
    with pytest.raises(OSError, match="symbolic"):
        files[0].open()
    assert "A secret." not in [it.article.text for it in both(items)[0]]


def test_a_link_that_is_named_is_followed_and_known_by_its_own_name(news):
    (news.parent / "link").symlink_to(news)
    assert both(read([news.parent / "link"], base=news.parent))[0][0].origin == "link/a/z.txt"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_devices_and_sockets_are_reported_and_never_hang(news):
    os.mkfifo(news / "pipe.jsonl")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(news / "s.txt"))
        found, warnings = both(read([news, news / "pipe.jsonl"], base=news))
    assert len(found) == 3
    assert [it.origin for it in warnings] == ["pipe.jsonl", "s.txt", "pipe.jsonl"]
    assert all(it.skipped for it in warnings)
    (news / "zero.txt").symlink_to("/dev/zero")
    assert both(read([news / "zero.txt"], base=news))[1][0].reason.startswith("not a file")


def test_unreadable_files_and_folders_are_reported(news, monkeypatch):
    def refused(function):
        def call(path, *args):
            if str(path).endswith(("news/a", "b.txt")):
                raise PermissionError(13, "Permission denied")
            return function(path, *args)

        return call

    monkeypatch.setattr("os.scandir", refused(os.scandir))  # permissions would not stop root, who may run the tests
    monkeypatch.setattr("os.open", refused(os.open))
    found, warnings = both(read([news], base=news))
    assert [it.origin for it in found] == ["c.txt"]
    assert [(it.origin, it.reason) for it in warnings] == [
        (name, "cannot be read: Permission denied") for name in ("a", "b.txt")
    ]


def test_a_file_that_vanishes_while_walking_is_reported(news):
    items = read([news], base=news)
    assert next(items).origin == "a/z.txt"
    (news / "b.txt").unlink()
    (news / "c.txt").unlink()
    (news / "c.txt").mkdir()
    found, warnings = both(items)
    assert not found
    assert {it.origin for it in warnings} == {"b.txt", "c.txt"}
    assert all(it.skipped for it in warnings)


@pytest.mark.skipif(sys.platform == "darwin", reason="its file names are UTF-8")
def test_names_may_hold_any_bytes_and_origins_are_clean(tmp_path):
    names = [b"caf\xe9.txt", b"new\nline.txt", b"\x1b[31m.txt", "naïve 😀 .txt".encode(), b"-", b"x" * 251 + b".txt"]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(b"W.")
    found, _ = both(read([tmp_path], base=tmp_path))
    origins = {it.origin for it in found}
    assert {"caf\\xe9.txt", "new\\x0aline.txt", "\\x1b[31m.txt", "naïve 😀 .txt", "x" * 251 + ".txt"} == origins
    assert {it.article.id for it in found} == origins
    assert all(belongs_to([tmp_path], base=tmp_path)(origin) for origin in origins)


def test_a_tree_deeper_than_the_stack_is_walked_to_its_end(tmp_path):
    write(Path(tmp_path, *["d"] * 200) / "x.txt")
    depth = len(inspect.stack())
    before = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(depth + 100)
        found = list(read([tmp_path], base=tmp_path))
    finally:
        sys.setrecursionlimit(before)
    assert [it.article.text for it in found] == ["W."]


@pytest.mark.parametrize(
    ("paths", "origin", "expected"),
    [
        (["news"], "news/a.txt", True),
        (["news"], "news", True),
        (["news"], "newspaper/a.txt", False),
        (["news/a.txt"], "news/a.txt", True),
        (["news/a.txt"], "news/b.txt", False),
        (["."], "news/a.txt", True),
        (["."], "../news/a.txt", False),
        ([".."], "../news/a.txt", True),
        ([".."], "news/a.txt", True),
        (["/"], "../x", True),
        (["."], "-", False),
        (["."], "", False),
        (["-"], "-", True),
        (["-"], "a.txt", False),
        ([], "a.txt", False),
    ],
)
def test_an_origin_belongs_to_a_path_at_or_above_it(tmp_path, monkeypatch, paths, origin, expected):
    monkeypatch.chdir(tmp_path)
    assert belongs_to(paths, base=tmp_path)(origin) is expected


def test_everything_that_is_read_belongs_to_a_named_path(news, monkeypatch):
    monkeypatch.chdir(news)
    for paths in ([news], ["."], ["a", "b.txt"], [".."], ["../news/a/.."]):
        belongs = belongs_to(paths, base=news / "a")
        assert all(belongs(it.origin) for it in both(read(paths, base=news / "a"))[0])


def test_a_file_has_the_same_origin_by_every_path(news, monkeypatch):
    monkeypatch.chdir(news / "a")
    for base in (news / "a", news, news.parent, news / "other"):
        (direct,) = [it.origin for it in both(read([news / "a"], base=base))[0]]
        for way in ("..", "../..", "../../news"):
            assert direct in [it.origin for it in both(read([way], base=base))[0]]


@pytest.mark.parametrize("folder", ["ferry_files", "ferry-Dateien", "ferry_fichiers"])
def test_the_folder_beside_a_saved_page_belongs_to_the_page(tmp_path, folder):
    write(tmp_path / "ferry.html", PAGE)
    write(tmp_path / folder / "frame.txt")
    write(tmp_path / "other_files" / "a.txt")
    found, _ = both(read([tmp_path], base=tmp_path))
    assert [it.origin for it in found] == ["ferry.html", "other_files/a.txt"]


def test_what_is_passed_over_is_one_line_for_each_named_folder(tmp_path):
    for name in ("a/x.jpg", "a/y.JPG", "a/deep/z.svg", "a/b.txt", "b/program.exe", "b/README"):
        write(tmp_path / name)
    _, warnings = both(read([tmp_path / "a", tmp_path / "b"], base=tmp_path))
    assert [(it.origin, it.reason, it.skipped) for it in warnings] == [
        ("a", "passed over: 2 .jpg, 1 .svg", False),
        ("b", "passed over: 1 .exe, 1 without a known ending", True),
    ]


def test_an_empty_folder_is_told(tmp_path):
    (tmp_path / "empty").mkdir()
    (warning,) = read([tmp_path / "empty"], base=tmp_path)
    assert (warning.path, warning.reason, warning.skipped) == (
        str(tmp_path / "empty"),
        "no file is in this folder",
        False,
    )


def test_what_office_and_windows_leave_in_folders_is_passed_over_without_a_word(tmp_path):
    for name in ("~$report.docx", "Thumbs.db", "desktop.ini"):  # a lock was told as a damaged document
        (tmp_path / name).write_bytes(b"\x05lock")
    write(tmp_path / "story.txt")
    found, warnings = both(read([tmp_path], base=tmp_path))
    assert [it.origin for it in found] == ["story.txt"]
    assert warnings == []


def test_an_address_is_told_from_a_mistyped_path(tmp_path):
    with pytest.raises(CorpusError, match="nothing is fetched from an address; download it, and give the file"):
        both(read(["https://example.com/feed.xml"], base=tmp_path))
