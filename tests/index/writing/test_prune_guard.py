import pytest
from nutgraf.corpus.errors import CorpusError
from nutgraf.corpus.files.walk import is_within
from nutgraf.index.writing.moves import Moves
from nutgraf.index.writing.prune_guard import PruneGuard

NONE = Moves(lambda _: False, {})


def guard(**before):
    return PruneGuard(
        {name.replace("_", "/"): count for name, count in before.items()},
        {"./news": lambda origin: is_within(origin, "news"), "b": lambda origin: is_within(origin, "b")},
    )


@pytest.mark.parametrize(
    ("before", "doomed", "refused"),
    [
        (100, 20, False),
        (100, 21, True),
        (5, 5, False),  # a small folder may lose all it has
        (6, 6, True),
        (29, 6, True),
        (30, 6, False),
        (0, 0, False),
    ],
)
def test_more_than_a_fifth_and_more_than_five_are_refused(before, doomed, refused):
    assert bool(guard(news_a=before).refusal({"news/a": doomed}, NONE, "so")) == refused


def test_the_share_is_that_of_each_path_by_itself_and_the_path_is_told_as_it_was_given():
    refusal = guard(news_a=50, news_b=50, b=1000).refusal({"news/a": 10, "news/b": 15, "b": 100}, NONE, "so")
    assert refusal.startswith("./news: 25 of the 100 articles that the index holds from there are gone, ")
    assert "--prune=force" in refusal
    assert guard(news_a=50, b=1000).refusal({"news/a": 10, "b": 200}, NONE, "so") is None


def test_a_refused_prune_keeps_what_was_added_and_removes_nothing(add, folder, story, stored):
    add([story(number) for number in range(8)])
    with pytest.raises(CorpusError, match="8 of the 8 articles"):
        add([story(number) for number in range(20, 30)], prune=lambda _: True, guarded={"news": lambda _: True})
    assert set(stored(folder.open())) == {f"s{number}" for number in (*range(8), *range(20, 30))}


def test_what_was_replaced_or_moved_is_not_counted_as_gone(add, folder, story, stored):
    add([story(number) for number in range(8)])
    guarded = {"news": lambda _: True}
    report = add([story(number, 1) for number in range(8)], prune=lambda _: True, guarded=guarded)
    assert (report.changed, report.removed) == (8, 0)
    report = add([story(number, 1) for number in range(8)], "moved.jsonl", prune=lambda _: True, guarded=guarded)
    assert (report.removed, len(stored(folder.open()))) == (0, 8)
