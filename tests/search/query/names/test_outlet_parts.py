"""The parts of a question that asks several outlets, and the days of publication that it names."""

from __future__ import annotations

from datetime import date

import pytest
from nutgraf.search.query.names.outlet_parts import publication_days, split_by_outlet
from nutgraf.search.query.names.outlets import Outlets
from nutgraf.search.query.parse import parse_query
from nutgraf.search.query.timing.as_of import Clock

OUTLETS = Outlets(["Harbour Gazette", "Northern Wire", "The Plumbline"])
CLOCK = Clock(date(2024, 10, 1))


def parts(question: str) -> list[str]:
    return [question[slice(*place)] for place in split_by_outlet(question, OUTLETS.mentions_in(question))]


def test_each_outlet_is_asked_for_its_own_clause():
    question = "Does the Harbour Gazette say that the dam leaks, and soon, while the Northern Wire says it does not?"
    assert parts(question) == [
        "Does the Harbour Gazette say that the dam leaks, and soon",
        ", while the Northern Wire says it does not?",
    ]
    question = "Between the Northern Wire report on the trial and the Northern Wire report on the dam, what changed?"
    assert parts(question) == [
        "Between the Northern Wire report on the trial",
        " and the Northern Wire report on the dam, what changed?",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "What do the Harbour Gazette, the Northern Wire and The Plumbline say about the dam?",
        "What does the Harbour Gazette, beside others, say about the dam and the drill?",
        "Who altered the readings of the dam, and who knew?",
        "",
    ],
)
def test_what_all_outlets_are_asked_for_is_one_part(question):
    assert parts(question) == [question]


def published(part: str) -> list[str]:
    found = publication_days(part, OUTLETS.mentions_in(part), parse_query(part, OUTLETS, CLOCK).timing, CLOCK)
    return [str(it) for it in (*found.periods, *found.yearly)]


@pytest.mark.parametrize(
    ("part", "days"),
    [
        ("the Northern Wire report of 3 September 2024 on the dam", ["2024-09-03"]),
        ("the article on the dam that the Northern Wire published on September 3, 2024", ["2024-09-03"]),
        ("on 3 September 2024 the Northern Wire wrote about the dam", ["2024-09-03"]),
        ("the Harbour Gazette of 3 September", ["3 September of any year"]),
        ("what did the Northern Wire write about the flood in Morrowby on 3 September 2024?", []),
        ("what did the Northern Wire write after 3 September 2024?", []),
        ("what did the Northern Wire write in September 2024?", []),
        ("what happened at the dam on 3 September 2024?", []),
    ],
)
def test_a_day_beside_an_outlet_is_that_of_its_article(part, days):
    assert published(part) == days
