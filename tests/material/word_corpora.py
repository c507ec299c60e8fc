"""Small corpora of words for the tests of the inverted index, its builder and its merger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from nutgraf.index.analysis.language import Term
from nutgraf.index.columns import inverted_builder
from nutgraf.index.storage.arrays import Array
from small_indexes.english import stem

Text = list[str]


class Story(NamedTuple):
    """The words of an article's title, and of each window of each passage."""

    title: Text
    passages: list[list[Text]]


texts = st.lists(st.sampled_from(["a", "storm", "storms", "vote", "votes", "voting", "e", "東"]), max_size=6)
stories = st.builds(Story, texts, st.lists(st.lists(texts, min_size=1, max_size=3), min_size=1, max_size=3))
corpora = st.lists(stories, max_size=6)


def windows_of(corpus: Sequence[Story]) -> list[Text]:
    return [window for story in corpus for passage in story.passages for window in passage]


def owners_of(corpus: Sequence[Story]) -> inverted_builder.Owners:
    passages = [passage for story in corpus for passage in story.passages]
    return inverted_builder.Owners(
        passages=np.repeat(np.arange(len(passages), dtype=np.int32), [len(passage) for passage in passages]),
        articles=np.repeat(np.arange(len(corpus), dtype=np.int32), [len(story.passages) for story in corpus]),
    )


def built(corpus: Sequence[Story]) -> dict[str, Array]:
    """The arrays of the inverted index of `corpus`."""
    return inverted_builder.build(
        (_terms(story.title) for story in corpus), map(_terms, windows_of(corpus)), owners_of(corpus)
    )


def _terms(text: Text) -> list[Term]:
    return [(stem(word), word) for word in text]
