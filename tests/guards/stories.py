"""A numbered story for each day, and what an archive of them says that it holds."""

from __future__ import annotations

import json

WORDS = ["storm", "court", "mayor", "river", "vote", "train", "fire", "school", "harbour", "strike", "ice", "budget"]


def records(*numbers):
    return [{"id": f"s{number}", "text": f"The {WORDS[number % 12]} of day {number}."} for number in numbers]


def articles(run):
    return json.loads(run("status", "--format", "json").stdout)["articles"]
