"""Stories with the worst ids that are allowed."""

from __future__ import annotations

from datetime import UTC, datetime

from nutgraf.corpus.article import Article

IDS = [
    "plain", "a/b", "a/b/c", "/etc/passwd", "../up", "a/../b", "a/./b", "d#e", "d#p0", "f%g", "f%2Fg", "h i", " h",
    "k?l=1&m", "\u00fcber/\u4e2d\u6587", "\U0001f600", "e\u0301", "x" * 300, "search", "a//b", "a/", "+",
    ";a=b", "\\", "'\"<b>",
]  # fmt: skip
STORIES = [
    Article(
        id=name,
        title=f"Story {number}",
        text=f"The mayor of town {number} spoke about the river.\n\nA storm came.\n\nIt was the {number}th in a row.",
        published=datetime(2023, 4, 1 + number, 12, tzinfo=UTC),
        source=("Herald", "Gazette")[number % 2],
        categories=("News",),
        authors=("Ada Berg",),
        extra={"number": str(number)},
    )
    for number, name in enumerate(IDS)
]
