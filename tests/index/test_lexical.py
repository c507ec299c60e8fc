import random
from collections import Counter
from itertools import pairwise
from math import log

import numpy as np
import pytest
from fakes import FakeEmbedder, passage_at
from nutgraf.corpus.article import Article
from nutgraf.index import build, compact, lexical, writer
from nutgraf.index.lexical import Lexical
from nutgraf.index.tokens import clues, tokens

WORDS = ["storm", "vote", "river", "court", "mayor", "train", "fire", "school", "harbour", "strike"]


def corpus(seed, size=40):
    rng = random.Random(seed)
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]
    return [
        Article(
            id=str(number),
            title=" ".join(rng.choices(WORDS, k=rng.randint(0, 2))),
            text="\n\n".join(
                " ".join(rng.choices(WORDS, weights, k=rng.randint(1, 12))) for _ in range(rng.randint(1, 4))
            ),
        )
        for number in range(size)
    ]


def count(clue, title, text):
    """How often a word stands in a passage, its title included, or a pair side by side in the paragraph alone."""
    words = tokens(text)
    return tokens(title).count(clue[0]) + words.count(clue[0]) if len(clue) == 1 else list(pairwise(words)).count(clue)


def reference(articles, question):
    """The score of each passage that has one, by its id: the formula in `lexical`, word by word."""
    passages = {
        f"{article.id}#p{number}": (article.title, text)
        for article in articles
        for number, text in enumerate(article.text.split("\n\n"))
    }
    lengths = {name: len(tokens(title)) + len(tokens(text)) for name, (title, text) in passages.items()}
    average = sum(lengths.values()) / len(passages)
    scores = Counter()
    for clue in clues(question):
        counts = {name: count(clue, *passage) for name, passage in passages.items()}
        holding = sum(tf > 0 for tf in counts.values())
        idf = log(1 + (len(passages) - holding + 0.5) / (holding + 0.5))
        for name, tf in counts.items():
            saturated = tf * (0.9 + 1) / (tf + 0.9 * (1 - 0.4 + 0.4 * lengths[name] / average))
            scores[name] += (lexical.PAIR if len(clue) > 1 else 1) * idf * saturated
    return {name: score for name, score in scores.items() if score}


def scored(snapshot, question, k=10_000):
    ranking = Lexical(snapshot).ask(question).best(k, snapshot.live)
    names = [passage_at(snapshot, row).id for row in ranking.rows.tolist()]
    return dict(zip(names, ranking.scores.tolist(), strict=True))


def test_it_agrees_with_an_example_worked_by_hand(add, folder):
    add(
        [Article(id="a", title="Floods", text="Storm storm hits.\n\nThe river rose."), Article(id="b", text="A storm.")]
    )
    # With the title: a#p0 flood storm storm hit (4 words), a#p1 flood the river rose (4), b#p0 a storm (2)
    # N = 3, average length = 10 / 3.
    # idf(storm) = ln(1 + (3 - 2 + 0.5) / (2 + 0.5)) = ln 1.6 = 0.470004
    # idf(river) = ln(1 + (3 - 1 + 0.5) / (1 + 0.5)) = ln 2.666667 = 0.980829
    # a#p0: 0.470004 * 2 * 1.9 / (2 + 0.9 * (0.6 + 0.4 * 4 / 3.333333)) = 1.786014 / 2.972 = 0.600947
    # a#p1: 0.980829 * 1 * 1.9 / (1 + 0.9 * 1.08)                       = 1.863575 / 1.972 = 0.945018
    # b#p0: 0.470004 * 1 * 1.9 / (1 + 0.9 * (0.6 + 0.4 * 2 / 3.333333)) = 0.893007 / 1.756 = 0.508546
    expected = {"a#p1": 0.945018, "a#p0": 0.600947, "b#p0": 0.508546}
    assert scored(folder.open(), "river storms?") == pytest.approx(expected, abs=1e-6)
    assert list(scored(folder.open(), "river storms?")) == list(expected)


def test_two_words_side_by_side_count_as_one_more_word_worked_by_hand(add, folder, monkeypatch):
    monkeypatch.setattr(lexical, "PAIR", 2)
    add([Article(id="a", text="lethal aid\n\naid lethal"), Article(id="b", title="Lethal", text="aid now")])
    # N = 3, lengths 2, 2, 3, average 7 / 3. Each word stands in all three, the pair in a#p0 only: in b a title ends.
    # idf(word) = ln(1 + 0.5 / 3.5) = 0.133531, idf(pair) = ln(1 + 2.5 / 1.5) = 0.980829
    # a: 1.9 / (1 + 0.9 * (0.6 + 0.4 * 2 / 2.333333)) = 1.9 / 1.848571 = 1.027821, b: 1.9 / 2.002857 = 0.948645
    expected = {"a#p0": 2.228720 * 1.027821, "a#p1": 0.267062 * 1.027821, "b#p0": 0.267062 * 0.948645}
    assert scored(folder.open(), "lethal aid?") == pytest.approx(expected, abs=2e-6)


def test_the_weight_of_a_word_is_how_rare_it_is_among_the_living(add, remove, folder):
    add([Article(id=str(number), text="storm" if number else "storm vote") for number in range(9)])
    add([Article(id="gone", text="harbour vote")])
    remove("gone")
    weights = Lexical(folder.open()).weights("the vote on the storm in the harbour")
    assert weights == pytest.approx({"storm": log(1 + 0.5 / 9.5), "vote": log(1 + 8.5 / 1.5)})


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_the_formula_computed_word_by_word(add, folder, seed):
    articles = corpus(seed)
    add(articles)
    for question in ("storm", "strike at the harbour", " ".join(WORDS), "storm storm vote", "of the"):
        assert scored(folder.open(), question) == pytest.approx(reference(articles, question), rel=1e-5)


def test_what_was_removed_counts_neither_in_idf_nor_in_length(add, remove, folder):
    articles = corpus(7)
    add([*articles, Article(id="gone", title="Harbour", text="harbour strike " * 50 + "\n\nstrike")])
    before = scored(folder.open(), "harbour strike")
    assert "gone#p0" in before

    remove("gone")

    snapshot = folder.open()
    assert snapshot.manifest.segments[0].dead  # still there, as a tombstone
    after = scored(snapshot, "harbour strike")
    assert after == pytest.approx(reference(articles, "harbour strike"), rel=1e-5)
    assert after != pytest.approx({name: before[name] for name in after}, rel=1e-5)


def test_scores_do_not_depend_on_where_segments_end(add, found, folder, monkeypatch):
    articles = corpus(11)
    questions = ("storm", "strike at the harbour", " ".join(WORDS))
    monkeypatch.setattr(compact, "FAN_IN", 1000)
    monkeypatch.setattr(writer, "COMMIT_EVERY", 3)
    add(articles)
    many = folder.open()
    assert len(many.segments) > 10
    monkeypatch.undo()
    one = type(folder)(folder.path.with_name("one"))
    build.add(one, found(articles), FakeEmbedder())
    assert len(one.open().segments) == 1
    for question in questions:
        assert list(scored(many, question).items()) == list(scored(one.open(), question).items())


def test_only_passages_with_a_word_of_the_question_are_found_and_only_those_the_mask_lets_through(add, folder):
    add(corpus(3))
    snapshot = folder.open()
    everything = Lexical(snapshot).ask("harbour")
    found = everything.best(10_000, snapshot.live).rows
    assert 0 < len(found) < snapshot.passages
    some = np.zeros(snapshot.passages, bool)
    some[found[1:3]] = True
    assert everything.best(10_000, some).rows.tolist() == found[1:3].tolist()
    assert everything.best(1, some).rows.tolist() == found[1:2].tolist()
    assert everything.best(10, np.zeros_like(some)).rows.tolist() == []
    assert (everything.scores(np.arange(snapshot.passages)) > 0).sum() == len(found)
    assert Lexical(snapshot).ask("absent ?!").best(10, snapshot.live).rows.tolist() == []


def test_an_empty_index_finds_nothing(add, folder):
    add([])
    snapshot = folder.open()
    assert Lexical(snapshot).ask("storm").best(10, snapshot.live).rows.tolist() == []
