"""Intake and moves: what replaces what, and what is in doubt until all has been seen."""

from dataclasses import replace

import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.files.walk import is_gone
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.index.writing import build, intake
from nutgraf.index.writing.identity import Identity
from nutgraf.index.writing.moves import Moves
from nutgraf.index.writing.write_policy import WritePolicy

ONE = Article(id="1", text="One.", source="Post", url="https://post.example/1")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((ONE, "a"), (replace(ONE, text="Two.", source="Courant", url=""), "a"), True),
        ((ONE, "a"), (replace(ONE, text="Two.", url=""), "b"), True),
        ((ONE, "a"), (replace(ONE, text="Two.", source="POST", url=""), "b"), True),
        ((ONE, "a"), (replace(ONE, text="Two.", source=""), "b"), True),
        ((ONE, "a"), (replace(ONE, source="Courant", url=""), "b"), False),
        ((replace(ONE, source="", url=""), "a"), (replace(ONE, source="", url=""), "b"), False),
        ((ONE, "-"), (replace(ONE, source="Courant", url=""), "-"), False),
        ((ONE, "-"), (replace(ONE, source="", url=""), "-"), True),
    ],
)
def test_the_same_article_is_one_of_the_same_file_outlet_or_address(one, other, same):
    assert Identity.of(*one).is_same_article(Identity.of(*other)) == same
    assert Identity.of(*other).is_same_article(Identity.of(*one)) == same


@pytest.mark.parametrize(
    ("old", "new", "there", "left"),
    [
        ("news/a", "archive/a", set(), {"news": "archive"}),
        ("news/23/a", "archive/23/a", {"news"}, {"news/23": "archive/23"}),
        ("a", "b", set(), {"a": "b"}),
        ("a", "sub/a", set(), {"a": "sub/a"}),
        ("sub/a", "a", {"sub"}, {"sub/a": "a"}),
        ("sub/a", "a", set(), {"sub": ""}),
        ("../x/a", "y/a", {".."}, {"../x": "y"}),
    ],
)
def test_the_largest_folder_that_is_gone_has_moved(old, new, there, left):
    moves = Moves(lambda place: place not in there, {})
    moves.add(old, new)
    assert moves.left == left
    assert moves.has_left(f"{next(iter(left))}/other", lambda _: True)
    assert not moves.has_left("elsewhere", lambda _: True)


def test_a_place_that_is_there_again_has_not_moved():
    assert Moves(lambda _: False, {"news": "archive"}).left == {}
    assert not Moves(lambda _: False, {"news": "archive"}).explain("news/a", "archive/a")
    assert Moves(lambda _: True, {"news": "archive"}).explain("news/a", "archive/a")


def test_gone_is_a_place_with_nothing_there_and_nothing_else(tmp_path):
    (tmp_path / "a.zip").touch()
    (tmp_path / "sub").mkdir()
    for origin in ("", "-", "a.zip", "a.zip/member.txt", "sub", "sub\\x1b.txt"):
        assert not is_gone(origin, tmp_path)
    for origin in ("b.zip", "b.zip/member.txt", "sub/b.txt", "../nowhere/b.txt"):
        assert is_gone(origin, tmp_path)


@pytest.mark.parametrize("most", [8 << 20, 10], ids=["all wait", "few wait"])
def test_doubts_are_settled_at_the_end_or_where_they_are_too_many(add, folder, stored, monkeypatch, embedder, most):
    monkeypatch.setattr(intake, "_MOST_DOUBTED", most)
    add([Article(id=name, text=f"The text of {name}.") for name in "abc"], "old.jsonl")
    told = []
    moved = [
        Article(id="a", text="Edited."),
        Article(id="b", text="Edited, too."),
        Article(id="c", text="The text of c."),
    ]
    items = [SourcedArticle(it, "new.jsonl", "new.jsonl", line) for line, it in enumerate(moved, start=1)]
    report = build.add(folder, items, embedder, on_warning=told.append, policy=WritePolicy(commit_windows=1))
    if most > 10:
        assert (report.changed, report.skipped, told) == (3, 0, [])
        assert list(stored(folder.open()).values()) == [moved[2], *moved[:2]]
    else:
        assert [warning.line for warning in told] == [1, 2]
        assert (report.changed, report.skipped) == (1, 2)


def test_as_many_are_kept_beside_each_other_as_there_are_files(folder, embedder, stored):
    items = [
        SourcedArticle(Article(id="1", text=f"The text of {origin}.", source=source), origin, origin, 1)
        for origin, source in [("a", "Post"), ("b", "Courant"), ("c", "Courant"), ("d", "")]
    ]
    for _ in range(2):
        report = build.add(folder, items, embedder, keep_both=True)
    assert (report.unchanged, report.skipped) == (4, 0)
    assert list(stored(folder.open())) == ["1", "Courant:1", "c:1", "d:1"]


def test_a_third_one_in_one_file_is_told_whatever_was_asked_for(add):
    told = []
    articles = [Article(id="1", text=text) for text in ("One.", "Two.", "Three.")]
    add(articles, keep_both=True, on_warning=told.append)
    assert [str(it) for it in told] == [
        "a.jsonl:3: the id '1' was used before for another text; the first is kept; give each an id of its own"
    ]
