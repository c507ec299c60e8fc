"""Invented news, the same in every run: small folders of it, and the next day's edition."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from random import Random

WORDS = (
    "storm", "court", "mayor", "river", "vote", "train", "fire", "school",
    "harbour", "strike", "glacier", "budget", "museum", "virus", "wheat", "bridge",
)  # fmt: skip
QUESTIONS = ("the mayor and the river", "storm", "who won the vote on the budget?")


def story(number: int, edition: int = 0) -> dict[str, str]:
    """Make a story of three paragraphs, of which later editions change all but the first."""
    lasting, changed = Random(number), Random(f"{number} {edition}")
    paragraphs = [f"Report {number}: {' '.join(lasting.choices(WORDS, k=6))}."]
    paragraphs += [f"{number}/{edition}.{turn} {' '.join(changed.choices(WORDS, k=8))}." for turn in range(2)]
    return {
        "id": f"s{number}",
        "title": " ".join(lasting.choices(WORDS, k=2)).title(),
        "text": "\n\n".join(paragraphs),
        "published": f"2023-0{1 + number % 9}-01",
        "source": ("Herald", "Gazette")[number % 2],
    }


def write(path: Path, stories: Iterable[dict[str, str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(story) + "\n" for story in stories))
    return path


def first_edition(folder: Path) -> Path:
    write(folder / "a.jsonl", map(story, range(16)))
    write(folder / "b.jsonl", map(story, range(16, 22)))
    return folder


def next_edition(folder: Path) -> Path:
    """Change the first edition: edit stories, drop stories, remove a file, add a file of new ones."""
    write(folder / "a.jsonl", (story(number, edition=number % 3) for number in range(16) if number % 5))
    (folder / "b.jsonl").unlink(missing_ok=True)
    write(folder / "c.jsonl", map(story, range(30, 38)))
    return folder
