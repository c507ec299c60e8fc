"""Thirty stories of few words, some without a date or a source, and questions about them."""

from datetime import UTC, datetime, timedelta

from nutgraf.corpus.article import Article

WORDS = [
    "storm", "court", "mayor", "river", "vote", "train", "fire", "school",
    "harbour", "strike", "glacier", "budget", "museum", "virus", "wheat", "bridge",
]  # fmt: skip
START = datetime(2023, 1, 1, tzinfo=UTC)
QUESTIONS = (
    "the mayor and the river",
    "storm",
    "who won the vote on the budget?",
    "no such words",
    "glacier glacier fire",
    'did the Herald speak of "fire strike" and the mayor in January 2023?',
)


def story(number):
    picks = [WORDS[(number * 7 + step * step) % len(WORDS)] for step in range(12)]
    paragraphs = [
        " ".join(picks[:4]),
        f"Number {number} said {picks[5]}. Then {' '.join(picks[6:])}.",
        "The same words everywhere.",
    ]
    return Article(
        id=f"s{number}",
        title=f"About {picks[0]}",
        text="\n\n".join(paragraphs),
        published=START + timedelta(days=number) if number % 7 else None,
        source=("Herald", "The GAZETTE", "")[number % 3],
        categories=(WORDS[number % 4],),
        authors=(f"Author {number % 5}",),
    )


STORIES = [story(number) for number in range(30)]
