"""Erasing: no byte of a text or a vector is left, and a kill at any step leaves the old index or the new one."""

import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import IndexFormatError, IndexMissingError
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.journal import Journal
from nutgraf.index.segments.segment import article_key
from nutgraf.index.segments.stored_article import text_digest
from nutgraf.index.writing.erase import erase
from small_indexes.policies import UNMERGED

SECRET = Article(id="secret", text="Quorvex told zyxomat all.")


@pytest.fixture
def stories(add, story):
    """Three segments of stories; the second one holds the secret."""
    add([story(number) for number in range(4)], policy=UNMERGED)
    add([story(4), SECRET, story(5)], policy=UNMERGED)
    add([story(6)], policy=UNMERGED)
    return {f"s{number}": story(number) for number in range(7)}


def held_bytes(folder):
    return b"".join(path.read_bytes() for path in folder.path.rglob("*") if path.is_file())


def vector_of_secret(folder):
    """The stored codes of its window."""
    segment = folder.open().segments[1]
    [row] = segment.keys("window_key").rows(int.from_bytes(text_digest(SECRET.text.encode())[:8], "little"))
    assert segment.keys("article_key").rows(article_key("secret"))
    return segment.vectors.codes[row : row + 1].tobytes()


def test_texts_words_and_vectors_are_gone_and_the_others_are_as_they_were(folder, stories, embedder, stored):
    vector = vector_of_secret(folder)
    others = [entry.name for entry in folder.manifest().segments]
    Journal(folder.journal, embedder.fingerprint).append([text_digest(SECRET.text.encode())], embedder.passages(["x"]))
    (folder.path / "rebuild").mkdir()
    assert vector in held_bytes(folder)

    assert erase(folder, ["secret", "nobody"]) == ["nobody"]

    held = held_bytes(folder)
    parts = (vector, b"Quorvex", b"quorvex", b"zyxomat", text_digest(SECRET.text.encode()))
    assert not any(part in held for part in parts)
    assert stored(folder.open()) == stories
    now = [entry.name for entry in folder.manifest().segments]
    assert (now[0], now[2]) == (others[0], others[2])  # only what held it is written again
    assert check(folder) == []
    assert (folder.manifest().erased, {*folder.manifest().taken_down}) == (("secret",), {"secret"})


@pytest.mark.parametrize("when", ["before the commit", "before the sweep"])
def test_a_kill_leaves_the_old_index_or_the_new_and_a_second_try_ends_it(folder, stories, stored, monkeypatch, when):
    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if when == "before the commit":
            patch.setattr(IndexFolder, "commit", killed)
        else:
            real, sweeps = IndexFolder.sweep, []
            patch.setattr(IndexFolder, "sweep", lambda *them: killed() if sweeps else sweeps.append(real(*them)))
        with pytest.raises(KeyboardInterrupt):
            erase(folder, ["secret"])
    assert stored(folder.open()) == stories | ({"secret": SECRET} if when == "before the commit" else {})
    assert b"Quorvex" in held_bytes(folder)
    assert erase(folder, ["secret"]) == []
    assert stored(folder.open()) == stories
    assert b"Quorvex" not in held_bytes(folder)
    assert check(folder) == []


def test_an_index_of_nothing_else_is_empty_then(folder, add, stored):
    add([SECRET])
    assert erase(folder, ["secret"]) == []
    assert stored(folder.open()) == {}
    assert b"Quorvex" not in held_bytes(folder)


@pytest.mark.usefixtures("stories")
def test_an_old_file_that_stays_is_told(folder, monkeypatch):
    monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)
    with pytest.raises(IndexFormatError, match="may still hold what was erased"):
        erase(folder, ["secret"])


def test_where_there_is_no_index_nothing_is_made(folder):
    with pytest.raises(IndexMissingError):
        erase(folder, ["secret"])
    assert not folder.path.exists()
