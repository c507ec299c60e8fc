"""Changes: what is new, edited and removed since a generation, and what of it bears on a question."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.filter import Filter
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.search.library.articles import add, remove
from nutgraf.search.library.history.changes import Changes
from nutgraf.search.library.history.past import events
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.query.question import QuestionError
from small_indexes.fakes import FakeEmbedder

EMBEDDER = FakeEmbedder()
DAM = Article(
    id="dam",
    title="Three gates of the dam opened",
    text="The dam opened three gates on Monday.\n\nNobody was hurt.",
    source="Courier",
    updated=datetime(2026, 5, 1, tzinfo=UTC),
)
GOAT = Article(id="goat", title="A goat for mayor", text="A goat won the vote for mayor.", source="Herald")
NOTE = "Correction: An earlier version of this article said that three gates were opened."


@pytest.fixture
def archive(tmp_path):
    """An archive of four generations: two new articles, one edited, one new, one removed."""
    index = tmp_path / "index"
    add(index, [DAM, GOAT], embedder=EMBEDDER)
    corrected = replace(
        DAM, title="Five gates of the dam opened", text=DAM.text.replace("three", "five") + f"\n\n{NOTE}"
    )
    add(index, [corrected], embedder=EMBEDDER)
    add(index, [Article(id="ship", text="A ship sank in the harbour.")], embedder=EMBEDDER)
    remove(index, ["goat"])
    return index


def told(changes: Changes):
    return (
        [it.id for it in changes.new],
        [it.article.id for it in changes.edited],
        [it.article.id for it in changes.removed],
    )


def open_at(index):
    return Searcher(index, embedder=EMBEDDER)


def test_by_default_the_last_run_is_told(archive):
    assert told(open_at(archive).changes()) == ([], [], ["goat"])


def test_each_generation_is_a_place_to_start_from(archive):
    searcher = open_at(archive)
    generations = sorted({it.commit.generation for it in events(IndexFolder(archive).open())})
    assert told(searcher.changes(since=0)) == (["ship", "dam"], [], [])  # the goat came and went
    assert told(searcher.changes(since=generations[0])) == (["ship"], ["dam"], ["goat"])
    assert told(searcher.changes(since=generations[1])) == (["ship"], [], ["goat"])
    assert told(searcher.changes(since=generations[2])) == ([], [], ["goat"])
    assert told(searcher.changes(since=generations[3])) == ([], [], [])


def test_times_and_days_are_places_to_start_from(archive):
    searcher = open_at(archive)
    edited = searcher.versions("dam")[1].since
    assert told(searcher.changes(since=edited)) == (["ship"], ["dam"], ["goat"])
    assert told(searcher.changes(since=edited + timedelta(microseconds=1))) == (["ship"], [], ["goat"])
    assert told(searcher.changes(since=datetime.now(UTC).date())) == told(searcher.changes(since=0))
    assert len(searcher.changes(since=date(2999, 1, 1))) == 0
    for wrong in (-1, datetime(2026, 1, 1)):
        with pytest.raises(ValueError, match=r"generation|time zone"):
            searcher.changes(since=wrong)


def test_days_and_times_may_be_text(archive):
    """It said: combine() argument 1 must be datetime.date, not str."""
    searcher = open_at(archive)
    edited = searcher.versions("dam")[1].since
    assert told(searcher.changes(since=edited.isoformat())) == told(searcher.changes(since=edited))
    assert told(searcher.changes(since="today")) == told(searcher.changes(since=0))
    before = edited - timedelta(microseconds=1)
    assert searcher.article("dam", as_of=before.isoformat()) == searcher.article("dam", as_of=before) == DAM
    assert searcher.article("dam", as_of="today") == searcher.article("dam")
    assert searcher.article("dam", as_of=f"{edited:%Y}") is not None  # its end
    for wrong in ("soon", 5.5):
        with pytest.raises(QuestionError, match="as_of"):
            searcher.article("dam", as_of=wrong)
        with pytest.raises(QuestionError, match="since"):
            searcher.changes(since=wrong)


def test_an_edit_is_shown_word_by_word_and_its_correction_is_marked(archive):
    [edited] = open_at(archive).changes(since=1).edited
    assert (edited.correction, edited.stealth) == (True, False)
    assert [(it.field, [(part.op, part.text) for part in it.diff]) for it in edited.changes] == [
        ("title", [("delete", "Three"), ("insert", "Five"), ("equal", " gates of the dam opened")]),
        (
            "text",
            [
                ("equal", "The dam opened "),
                ("delete", "three"),
                ("insert", "five"),
                ("equal", " gates on Monday.\n\nNobody was hurt."),
                ("insert", f"\n\n{NOTE}"),
            ],
        ),
    ]
    first, second = open_at(archive).versions("dam")
    assert (first.correction, second.correction) == (False, True)


def test_what_was_edited_and_edited_back_is_no_change(archive):
    before = open_at(archive).changes().index.number
    changed = open_at(archive).article("ship")
    add(archive, [replace(changed, text="A boat sank.")], embedder=EMBEDDER)
    add(archive, [changed], embedder=EMBEDDER)
    assert told(open_at(archive).changes(since=before)) == ([], [], [])
    assert told(open_at(archive).changes()) == ([], ["ship"], [])


def test_details_are_shown_whole(archive):
    moved = replace(open_at(archive).article("ship"), authors=("Ada Byrne", "Bo Lund"), extra={"desk": "sea"})
    add(archive, [moved], embedder=EMBEDDER)
    [edited] = open_at(archive).changes().edited
    assert [(it.field, [(part.op, part.text) for part in it.diff]) for it in edited.changes] == [
        ("authors", [("insert", "Ada Byrne, Bo Lund")]),
        ("extra.desk", [("insert", "sea")]),
    ]
    assert not edited.stealth


def test_only_what_bears_on_a_question_is_told_by_its_old_words_too(archive):
    searcher = open_at(archive)
    assert told(searcher.changes("which ship sank in the harbour?", since=1)) == (["ship"], [], [])
    assert told(searcher.changes("goat won the vote for mayor", since=1)) == ([], [], ["goat"])
    assert told(searcher.changes("the dam opened three gates on Monday", since=1)) == ([], ["dam"], [])
    assert told(searcher.changes("quarterly earnings of Zyxomat", since=1)) == ([], [], [])
    assert len(searcher.changes("which ship sank in the harbour?", since=1, min_relevance=0.0)) == 3


def test_the_json_has_what_its_types_say(archive):
    plain = open_at(archive).changes(since=1).to_dict()
    assert plain["since"]["generation"] == 1
    assert plain["since"]["committed"].endswith("Z")
    assert [it["removed"][-1] for it in plain["removed"]] == ["Z"]
    assert plain["edited"][0]["changes"][0]["diff"][0] == {"op": "delete", "text": "Three"}
    assert plain["index"]["model"] == "fake"


def test_changes_are_filtered_by_the_names_of_either_version(archive):
    searcher = open_at(archive)
    add(archive, [replace(DAM, source="Evening Post")], embedder=EMBEDDER)
    searcher.refresh()
    by_name = {
        name: searcher.changes(since=1, filters=Filter(source=(name,))) for name in ("COURIER", "herald", "Post")
    }
    assert told(by_name["COURIER"]) == ([], ["dam"], [])
    assert told(by_name["herald"]) == ([], [], ["goat"])
    assert told(by_name["Post"]) == ([], [], [])
    assert told(searcher.changes(since=1, filters=Filter(source=("evening post",)))) == ([], ["dam"], [])
    assert by_name["herald"].to_dict()["filters"] == {"source": ["herald"]}
    with pytest.raises(QuestionError, match="by name, not by date"):
        searcher.changes(filters=Filter(since=date(2024, 1, 1)))
