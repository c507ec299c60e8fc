"""Who had a story first, and who printed whose text: asked of stories that are made, so that the answer is known.

    python benchmarks/quality/wire_stories.py [--stories 200] [--wrong]

Each story has one to eight outlets. An agency reports it; others print its text with light edits (another headline, a
dateline, a cut end, words changed here and there, a paragraph of their own), and some send a reporter, who writes in
words of their own. Of every third story the archive knows days only; copies then credit the agency.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from string import Template
from tempfile import TemporaryDirectory

import nutgraf
from nutgraf.corpus.article import Article
from nutgraf.search.coverage.coverage import Coverage
from nutgraf.search.coverage.reprints import originals
from wire_texts import EVENTS, EXTRA, SWAPS, VOICES, Event

AGENCIES = ("Northern Press Agency", "Reuben", "Meridian Wire", "Continental News Service")
OUTLETS = tuple(
    f"{place} {kind}"
    for place in ("Aldermoor", "Brackwater", "Corvale", "Dunhaven", "Eskdale", "Farrow")
    for kind in ("Gazette", "Courier", "Post")
)
BEGINNINGS = (
    "Al",
    "Bren",
    "Cor",
    "Dal",
    "Es",
    "Fen",
    "Gar",
    "Hol",
    "Ist",
    "Jor",
    "Kel",
    "Lom",
    "Mor",
    "Nar",
    "Os",
    "Pel",
    "Quar",
    "Rav",
    "Sel",
    "Tor",
)
ENDINGS = ("bridge", "dorf", "field", "ham", "kirk", "low", "mouth", "stead", "thorpe", "wick")
FIRST_NAMES = ("Anna", "Boris", "Clara", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Karin", "Leon")
SURNAMES = (
    "Abel",
    "Brandt",
    "Corsini",
    "Dvorak",
    "Eklund",
    "Farago",
    "Grimaldi",
    "Horvat",
    "Iversen",
    "Jansky",
    "Kowal",
    "Lindqvist",
    "Marek",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
START = datetime(2024, 1, 1, 6, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """A story, and the truth about it.

    Attributes:
        question: What a journalist asks.
        articles: Its articles.
        first: The outlet that had it first.
        copied_from: By the id of a copy, the id of the article whose text it is.
        days_only: True where no hours are known.
    """

    question: str
    articles: tuple[Article, ...]
    first: str
    copied_from: dict[str, str]
    days_only: bool

    @property
    def independent(self) -> int:
        """Number of outlets with a text of their own."""
        return len({article.source for article in self.articles if article.id not in self.copied_from})


def stories(count: int) -> Iterator[Story]:
    """Make stories, the same ones each time."""
    places = [beginning + ending for ending in ENDINGS for beginning in BEGINNINGS]
    for number in range(count):
        yield _story(number, places[number % len(places)], random.Random(number))  # noqa: S311


def _story(number: int, place: str, chance: random.Random) -> Story:
    event = EVENTS[number % len(EVENTS)]
    began = START + timedelta(days=number, hours=chance.randrange(8))
    values = _values(place, event.subject, began, chance)
    days_only = number % 3 == 0
    agency = chance.choice(AGENCIES)
    wire = Article(
        id=f"s{number}-{chance.randrange(10**6):06}",
        title=_text(event.headline, values, chance),
        text="\n\n".join(_text(it, values, chance) for it in event.wire),
        source=agency,
        published=began,
        language="en",
    )
    others = chance.sample(OUTLETS, chance.randrange(8))
    reports = chance.sample((event.own, *VOICES), len(VOICES) + 1)  # no two outlets write the same
    copied_from: dict[str, str] = {}
    articles = [wire]
    for outlet in others:
        article = replace(
            wire,
            id=f"s{number}-{chance.randrange(10**6):06}",
            source=outlet,
            published=began + timedelta(minutes=chance.randrange(10, 14 * 60)),
        )
        if chance.random() < 0.3:
            article = _own(article, event, reports.pop(), values, agency if days_only else "", chance)
        else:
            article = _copy(article, agency, days_only, values, chance)
            copied_from[article.id] = wire.id
        articles.append(article)
    if days_only:
        articles = [replace(it, published=it.published.replace(hour=0, minute=0)) for it in articles if it.published]
    chance.shuffle(articles)
    return Story(_text(event.question, values, chance), tuple(articles), agency, copied_from, days_only)


def _values(place: str, subject: str, began: datetime, chance: random.Random) -> dict[str, str]:
    return {
        "place": place,
        "person": f"{chance.choice(FIRST_NAMES)} {chance.choice(SURNAMES)}",
        "count": str(chance.randrange(11, 90)),
        "small": str(chance.randrange(2, 10)),
        "big": f"{chance.randrange(12, 95)},{chance.randrange(10) * 100:03}",
        "year": str(chance.randrange(1890, 1990)),
        "day": DAYS[began.weekday()],
        "subject": subject,
    }


def _text(pattern: str, values: dict[str, str], chance: random.Random) -> str:
    chosen = re.sub(r"\{([^{}]*)\}", lambda found: chance.choice(found[1].split("|")), pattern)
    return Template(chosen).substitute(values)


def _own(
    article: Article, event: Event, report: Sequence[str], values: dict[str, str], credited: str, chance: random.Random
) -> Article:
    text = "\n\n".join(_text(it, values, chance) for it in report)
    if credited:  # else nobody could know who was first
        text += f" {credited} had reported it first."
    return replace(article, title=f"{values['place']} and {event.subject}", text=text)


def _copy(article: Article, agency: str, credited: bool, values: dict[str, str], chance: random.Random) -> Article:
    """Edit the text of the agency as outlets do: one to four of the ways."""
    paragraphs = article.text.split("\n\n")
    title = article.title
    ways = chance.sample(("headline", "dateline", "cut", "words", "own paragraph"), chance.randrange(1, 5))
    if "headline" in ways:
        title = f"{values['place']}: {chance.choice(['what we know', 'trouble', 'the facts', 'questions remain'])}"
    if "words" in ways:
        paragraphs = [_changed(it, chance) for it in paragraphs]
    if "cut" in ways:
        paragraphs = paragraphs[: chance.randrange(1, 3)]
    if "dateline" in ways:
        paragraphs[0] = f"{values['place'].upper()} - {paragraphs[0]}"
    if "own paragraph" in ways:
        paragraphs.append(chance.choice(EXTRA))
    if credited or chance.random() < 0.5:
        initials = "".join(word[0] for word in agency.split())
        paragraphs[-1] += f" ({initials if len(initials) > 2 and chance.random() < 0.5 else agency})"
    return replace(article, title=title, text="\n\n".join(paragraphs))


def _changed(text: str, chance: random.Random) -> str:
    for word, other in SWAPS.items():
        if chance.random() < 0.5:
            text = re.sub(rf"\b{word}\b", other, text, count=1)
    return text


@dataclass
class Score:
    """What was right, of how many."""

    right: int = 0
    of: int = 0

    def add(self, right: int, of: int = 1) -> None:
        """Count one more."""
        self.right += right
        self.of += of

    def __str__(self) -> str:
        return f"{self.right:,} of {self.of:,} ({self.right / max(1, self.of):.1%})"


def judge(story: Story, coverage: Coverage, scores: dict[str, Score]) -> list[str]:
    """Compare a coverage with the truth; say what is wrong."""
    found = {covered.article.id: covered.article for covered in coverage.articles}
    told = coverage.sources()
    copied = originals(list(found.values()))
    first = told.first.article.source if told.first else None
    own = {article.id for article in story.articles}
    right = sum(1 for article in own if copied.get(article) == story.copied_from.get(article) and article in found)
    scores["who was first"].add(first == story.first)
    scores["number of independent outlets"].add(told.independent == story.independent)
    scores["copies and own texts told apart, by article"].add(right, len(own))
    scores["articles found"].add(len(own & found.keys()), len(own))
    wrong = []
    if first != story.first:
        wrong.append(f"first {first}, not {story.first}")
    if told.independent != story.independent:
        wrong.append(f"independent {told.independent}, not {story.independent}")
    if foreign := len(found.keys() - own):
        wrong.append(f"{foreign} of other stories")
    if missing := len(own - found.keys()):
        wrong.append(f"{missing} of {len(own)} missing")
    wrong += [
        f"{article} from {copied.get(article)}, not {story.copied_from.get(article)}"
        for article in own
        if copied.get(article) != story.copied_from.get(article) and article in found
    ]
    return wrong


def main() -> None:
    """Make the stories, index them, ask for each, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=200)
    parser.add_argument("--wrong", action="store_true", help="list what is wrong")
    arguments = parser.parse_args()
    made = list(stories(arguments.stories))
    names = ("who was first", "number of independent outlets", "copies and own texts told apart, by article")
    scores = {days: {name: Score() for name in (*names, "articles found")} for days in (False, True)}
    with TemporaryDirectory() as folder:
        nutgraf.add(f"{folder}/index", [article for story in made for article in story.articles])
        searcher = nutgraf.open(f"{folder}/index")
        for story in made:
            wrong = judge(story, searcher.coverage(story.question), scores[story.days_only])
            if wrong and arguments.wrong:
                print(f"{story.question}: {'; '.join(wrong)}")
    print("| | hours known | days only | all |\n|---|---|---|---|")
    for name in scores[True]:
        of = [scores[False][name], scores[True][name]]
        every = Score(sum(it.right for it in of), sum(it.of for it in of))
        print(f"| {name} | {of[0]} | {of[1]} | {every} |")


if __name__ == "__main__":
    main()
