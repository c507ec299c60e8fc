"""The news of two days that the page is tested with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from nutgraf.corpus.article import Article

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: `pip install playwright` brings it")
expect = sync_api.expect

WIRE = "Crews of the sound line voted on Thursday night for a rise of six per cent. The vote was close."
ANSWER = "Deckhands began a strike at four o’clock."
FILLER = ["lantern", "orchard", "granite", "violin", "saddle", "copper", "meadow", "anchor", "barley", "window"]


def story(name, title, text, source, category, day, zone=UTC, **more):
    return Article(name, text, title, datetime(2023, *day, tzinfo=zone), source, (category,), **more)


def filler(word):
    return f"The {word} stood where the {word} had always stood, said the keeper of the {word}. " * 4


NEWS = [
    story(
        "ferry",
        "Ferry crews walk out",
        "\n\n".join(
            [*map(filler, FILLER), f"🗞️🚢 The harbour woke early 😀. {ANSWER} Nobody sailed.", filler("pebble")]
        ),
        "Harbour Gazette",
        "Local",
        (3, 14),
        authors=("Maren Tolliver",),
        url="https://example.com/ferry",
    ),
    story("vote", "Crews accept six per cent", WIRE, "Northern Wire", "Business", (4, 2)),
    story("vote-again", "Sound line vote", WIRE, "Estmark Post", "Business", (4, 3)),
    story(
        "rent",
        "Rent cap passes",
        "The council capped the rent by nine votes to four.",
        "Estmark Post",
        "Politics",
        (5, 1),  # in UTC it is the day before
        timezone(timedelta(hours=2)),
        authors=("Ilse Tarn", "Per Ohm"),
    ),
    Article("bare", "A strike of lightning hit the deckhands’ hall."),
    *(
        story(
            f"brief-{at}",
            f"Brief {at}",
            f"Weather for the week {at}: fog and drizzle.",
            f"Outlet {at:02}",
            "Briefs",
            (6, 1),
        )
        for at in range(30)
    ),
]
