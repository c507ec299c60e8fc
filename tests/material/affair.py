"""An affair that several outlets report, some in the words of others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from nutgraf.corpus.article import Article

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: `pip install playwright` brings it")
expect = sync_api.expect

FIRST = datetime(2023, 3, 1, 8, tzinfo=UTC)
LEAK = "The Orsby dam is leaking, engineers of the dam office found on {}."
OUTLETS = ["Northern Wire", "Harbour Gazette", "Estmark Post"]


def report(at: int, source: str, author: str, text: str, day: int) -> Article:
    published = FIRST + timedelta(days=day)
    return Article(
        f"dam-{at}", text, f"Orsby dam, report {at}", published, source, ("Local",), authors=(author,),
        url=f"https://example.com/dam-{at}",
    )  # fmt: skip


AFFAIR = [
    report(0, "Northern Wire", "Maren Tolliver", LEAK.format("Wednesday"), 0),
    report(1, "Harbour Gazette", "Ilse Tarn", LEAK.format("Wednesday"), 1),  # a copy
    report(2, "Harbour Gazette", "Ilse Tarn", "The Orsby dam leaks, and its office denies that the dam is unsafe.", 9),
    report(3, "Estmark Post", "Per Ohm", "Mayors below the Orsby dam ask who paid for the leaking drain.", 20),
    Article("dam-note", "Nobody dated this note on the leaking Orsby dam.", "Orsby dam, a note", source="Estmark Post"),
]
OTHERS = [
    Article(f"brief-{at}", f"Weather for the week {at}: fog and drizzle.", f"Brief {at}", FIRST + timedelta(days=at),
            "Weather Desk", ("Briefs",))
    for at in range(24)
]  # fmt: skip
QUESTION = "?q=is+the+Orsby+dam+leaking"
