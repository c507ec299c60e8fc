"""Passages of an article whose title the question names are about it, whether they say so or not."""

from dataclasses import replace

import numpy as np
import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.profile import RankingProfile

PROFILE = RankingProfile()
STORIES = [
    Article(
        id="her",
        title="Maria Lopez",
        text="Maria Lopez was born by the harbour in spring.\n\nShe joined the bridge school as director then.",
    ),
    Article(id="him", title="The long story of a winter strike", text="A director joined the bridge school then."),
]
ASKED = "when did Maria Lopez become director?"


def by_id(searcher, question, **changes):
    hits = searcher(STORIES, replace(PROFILE, **changes)).search(question, collapse=False).hits
    return {hit.id: hit for hit in hits}


def test_a_window_gains_what_it_lacks_of_the_title_worked_by_hand(searcher, embedder):
    plain, lifted = (by_id(searcher, ASKED, title_lift=lift) for lift in (0, 1.5))
    [title], [question] = embedder.passages(["Maria Lopez"]), embedder.queries([ASKED])
    for number, text in enumerate(STORIES[0].text.split("\n\n")):
        window = embedder.passages([text])[0]
        lacking = max(0, PROFILE.title_told - float(window @ title))  # the fake's scales take cosines as they are
        gain = 1.5 * float(np.clip(question @ title, 0, 1)) * lacking
        before, after = (hits[f"her#p{number}"] for hits in (plain, lifted))
        assert after.signals["meaning"] == pytest.approx(before.signals["meaning"] + gain, abs=0.01)  # a byte a number
        assert (after.cosine, after.bm25) == (before.cosine, before.bm25)
        assert after.relevance == before.relevance
    assert lifted["him#p0"].signals["meaning"] == plain["him#p0"].signals["meaning"]


@pytest.mark.parametrize("question", ["when did Maria become director?", "who joined the bridge school?", "she joined"])
def test_a_title_that_is_not_named_wholly_lifts_nothing(searcher, embedder, question):
    plain = by_id(searcher, question, title_lift=0)
    embedder.texts.clear()
    assert by_id(searcher, question) == plain
    assert "Maria Lopez" not in embedder.texts


def test_a_title_is_embedded_once(searcher, embedder):
    archive = searcher(STORIES)
    for question in (ASKED, f"{ASKED} and where?"):
        archive.search(question)
    assert embedder.texts == ["Maria Lopez"]


@pytest.mark.parametrize("mode", ["dense", "bm25"])
def test_one_leg_alone_ranks_as_before(searcher, mode):
    plain, lifted = (searcher(STORIES, replace(PROFILE, title_lift=lift)) for lift in (0, 1.5))
    assert plain.search(ASKED, mode=mode) == lifted.search(ASKED, mode=mode)
