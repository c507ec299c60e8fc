"""Stories at the edges of a day, of each source and section."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from nutgraf.corpus.article import Article

NOON = datetime(2023, 4, 18, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
TIMES = [
    None,
    NOON - TICK,
    NOON,
    NOON + TICK,
    NOON.replace(hour=0),
    NOON.replace(day=30, hour=0),
    NOON.replace(year=1969),
]
NAMES = ["Herald", "Gazette", ""]
STORIES = [
    Article(
        id=f"s{number}",
        title="A title" if number % 5 else "",
        language=("", "en", "en-GB")[number % 3],
        text="The mayor spoke.\n\nThe river rose.",
        published=time,
        source=source,
        categories=(category,) if category else (),
    )
    for number, (time, source, category) in enumerate(
        (time, source, category) for time in TIMES for source in NAMES for category in ("News", "")
    )
]
