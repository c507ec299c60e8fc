"""Make a corpus of any size for measuring speed: real news paragraphs, then ones recombined from their sentences.

    python benchmarks/speed/corpus.py OUT INPUT... --passages 1000000 [--real N] [--questions FILE]...

An input is a Reuters-21578 ``.sgm`` file, or any file that `nutgraf index` reads. OUT gets ``articles.jsonl`` and, from
the given ``queries.jsonl`` files, ``questions.txt``.

All paragraphs are distinct, also with their digits masked; otherwise the index would take some for copies. A made
paragraph consists of one to three real sentences chosen at random, with other numbers of the same length, so that its
vector can be derived from the sentences (see ``made.py``). Source, category and date are made up for all articles: one
outlet has 1 % of them, one 10 % and one half, and the dates cover ten years evenly.

Memory holds all of the real text, but only one key for each made paragraph.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from html import unescape
from itertools import chain, product
from pathlib import Path
from random import Random
from typing import TypeAlias

import orjson
from nutgraf.corpus.passages import cut, sentences
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.search.evaluation.test_collection import read_lines
from reuters import stories

MADE = "made-"
"""Prefix of a made article's id."""
TOWNS = ("Veldhaven", "Estmark", "Northam", "Luhe", "Karsted", "Pelworth", "Ostrava Bay", "Dunmere")
PAPERS = ("Courant", "Post", "Gazette", "Wire", "Tribune")
SOURCES = [" ".join(pair) for pair in product(TOWNS, PAPERS)]
SHARES = [0.01, 0.10, 0.50, *[0.39 / (len(SOURCES) - 3)] * (len(SOURCES) - 3)]
"""Share of the articles for each of `SOURCES`: the first is a filter that keeps 1 %."""
CATEGORIES = (
    "Politics",
    "World",
    "Business",
    "Markets",
    "Technology",
    "Science",
    "Health",
    "Sports",
    "Culture",
    "Local",
)
FIRST_DAY, DAYS = datetime(2015, 1, 1, tzinfo=UTC), 3_652
LONGEST_QUESTION = 300
_DIGIT, _WORD, _NUMBER = re.compile(r"\d"), re.compile(r"[^\W\d]{2,}"), re.compile(r"\d+")

Story: TypeAlias = tuple[str, list[str]]
"""A title, and paragraphs."""


def masked(text: str) -> bytes:
    """Return an eight-byte key, equal for texts that differ only in digits."""
    return blake2b(_DIGIT.sub("0", text).encode(), digest_size=8).digest()


def is_prose(paragraph: str) -> bool:
    """True for running text, not for a heading or a table of figures."""
    return len(_WORD.findall(paragraph)) >= 8 and len(_DIGIT.findall(paragraph)) < len(paragraph) / 8


def read_stories(paths: Iterable[Path]) -> Iterator[Story]:
    """Read the title and the paragraphs of each story."""
    for path in paths:
        if path.suffix == ".sgm":
            yield from stories(path)
            continue
        for item in read([path], base=Path()):
            if isinstance(item, SourcedArticle):  # unreadable records are skipped
                yield item.article.title, [passage.text for passage in cut(item.article)]


def real(paths: Iterable[Path], seen: set[bytes], random: Random) -> list[Story]:
    """Return the stories of `paths`, shuffled, without paragraphs that were `seen` before or are not prose."""
    found = []
    for title, paragraphs in read_stories(paths):
        kept = []
        for paragraph in paragraphs:
            text = " ".join(unescape(paragraph).split())
            if is_prose(text) and (key := masked(text)) not in seen:
                seen.add(key)
                kept.append(text)
        if kept:
            found.append((title or kept[0][:80].rsplit(" ", 1)[0], kept))
    random.shuffle(found)
    return found


def made(pool: list[str], seen: set[bytes], random: Random) -> Iterator[Story]:
    """Yield made stories without end."""
    while True:
        size = max(3, min(40, round(random.lognormvariate(2.4, 0.4))))  # about twelve
        yield random.choice(pool)[:80].rsplit(" ", 1)[0], [_paragraph(pool, seen, random) for _ in range(size)]


def _paragraph(pool: list[str], seen: set[bytes], random: Random) -> str:
    while True:
        some = random.choices(pool, k=random.choice((1, 1, 2, 2, 2, 3)))
        while (key := masked(text := " ".join(some))) in seen:
            some.append(random.choice(pool))
        text = _NUMBER.sub(lambda number: _as_long(number[0], random), text)
        if [b - a for a, b in sentences(text)] == [len(it) for it in some]:  # or the index would split it differently
            seen.add(key)
            return text


def _as_long(number: str, random: Random) -> str:
    """Return another number of the same length, which begins with 0 only if this one does."""
    lead = "0" if number[0] == "0" else random.choice("123456789")
    return lead + "".join(random.choices("0123456789", k=len(number) - 1))


def pool_of(stories: Iterable[Story]) -> list[str]:
    """Return the distinct sentences of a length that is usual in news."""
    paragraphs = (text for _, paragraphs in stories for text in paragraphs)
    spans = ((text, span) for text in paragraphs for span in sentences(text))
    return list(dict.fromkeys(text[a:b] for text, (a, b) in spans if 40 <= b - a <= 400))


def cut_to(stories: Iterable[Story], passages: int) -> Iterator[Story]:
    """Yield stories up to this number of passages."""
    for title, paragraphs in stories:
        if passages <= 0:
            return
        yield title, paragraphs[:passages]
        passages -= len(paragraphs)


def write(out: Path, stories: Iterable[tuple[str, Story]], random: Random) -> int:
    """Write one line for each story, given the prefix of its id; return the number of passages."""
    passages = 0
    with out.open("wb") as file:
        for number, (prefix, (title, paragraphs)) in enumerate(stories):
            published = FIRST_DAY + timedelta(days=random.randrange(DAYS), minutes=random.randrange(1440))
            record = {
                "id": f"{prefix}{number:07}",
                "title": title,
                "published": published.isoformat(),
                "source": random.choices(SOURCES, SHARES)[0],
                "category": random.choice(CATEGORIES),
                "text": "\n\n".join(paragraphs),
            }
            file.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
            passages += len(paragraphs)
    return passages


def questions(files: Iterable[Path], random: Random) -> list[str]:
    """Return the distinct texts that end in a question mark, shuffled."""
    found: dict[str, None] = {}
    for path in files:
        found |= dict.fromkeys(" ".join(it["text"].split()) for it in read_lines(path, orjson.loads, "JSON"))
    kept = [text for text in found if text.endswith("?") and len(text) <= LONGEST_QUESTION]
    random.shuffle(kept)
    return kept


def main() -> None:
    """Write a corpus, and print how much of it is real."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="the folder to write")
    parser.add_argument("inputs", nargs="+", type=Path)
    parser.add_argument("--passages", type=int, default=100_000, help="number of passages in all (100,000)")
    parser.add_argument("--real", type=int, help="largest number of real passages to use, also for making others")
    parser.add_argument(
        "--questions", action="append", type=Path, default=[], metavar="FILE", help="questions to use; can be repeated"
    )
    parser.add_argument("--seed", type=int, default=127)
    given = parser.parse_args()
    random, seen = Random(given.seed), set[bytes]()  # noqa: S311  # no secrets
    given.out.mkdir(parents=True, exist_ok=True)

    found = real(given.inputs, seen, random)
    found = list(cut_to(found, given.real)) if given.real else found
    there = sum(len(paragraphs) for _, paragraphs in found)
    used = min(there, given.passages)
    more = made(pool_of(found), seen, random) if there < given.passages else iter(())
    parts = (("real-", cut_to(found, used)), (MADE, cut_to(more, given.passages - used)))
    both = chain.from_iterable(((prefix, story) for story in some) for prefix, some in parts)
    total = write(given.out / "articles.jsonl", both, random)
    asked = questions(given.questions, random)
    (given.out / "questions.txt").write_text("".join(f"{it}\n" for it in asked))
    print(f"{total:,} passages: {used:,} real (of {there:,}), {total - used:,} made; {len(asked):,} questions")


if __name__ == "__main__":
    main()
