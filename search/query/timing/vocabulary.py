"""The words of time: months, seasons, weekdays, units and the words around them, as tables.

To add a language, add its words to the tables: they are joined into the patterns of this folder. Keys are lower-case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

MONTHS: Mapping[str, int] = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12, "sept": 9,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
AMBIGUOUS_MONTHS = frozenset({"may", "march", "mar"})
"""Words that are months only with a capital, if no year stands beside them."""
SEASONS: Mapping[str, int] = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The first month of each season, as meteorologists count them in the north; winter ends in the next year."""
WEEKDAYS: Mapping[str, int] = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
ORDINALS: Mapping[str, int] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": 4,
}  # fmt: skip
NUMBERS: Mapping[str, int] = {
    "a": 1, "one": 1, "two": 2, "couple of": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "several": 5, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
UNITS: Mapping[str, str] = {
    "day": "day", "week": "week", "fortnight": "fortnight", "month": "month", "quarter": "quarter",
    "year": "year", "decade": "decade",
}  # fmt: skip
PARTS: Mapping[str, tuple[float, float]] = {
    "early": (0, 1 / 3), "mid": (1 / 3, 2 / 3), "late": (2 / 3, 1), "earlier": (0, 1),
    "beginning of": (0, 1 / 4), "start of": (0, 1 / 4), "middle of": (1 / 3, 2 / 3), "end of": (3 / 4, 1),
}  # fmt: skip
"""The share of a period, from and to, that a word for a part of it means."""
DAYS_BACK: Mapping[str, tuple[int, int]] = {
    "today": (0, 0), "tonight": (0, 0), "this morning": (0, 0), "this afternoon": (0, 0), "this evening": (0, 0),
    "yesterday": (1, 1), "last night": (1, 0), "the day before yesterday": (2, 2),
}  # fmt: skip
"""Words for days, in days before the date of asking: the first and the last."""
NOT_THAT_DAY = frozenset({"even", "as", "known", "than", "is", "until", "still", "of", "to"})
"""Words before "today" that make it mean "nowadays"."""

LABELS = frozenset(
    """
    agenda area article boeing bmw bus chapter class estimated exactly flight highway iso least model most mazda nearly
    no number office over page peugeot porsche resolution room roughly route rtx section several than version windows
    about almost around approximately only some up to x
    """.split()  # noqa: SIM905  # as in index/analysis/language.py
)
"""Words before a number of four digits, which is then no year: "Windows 2000", "resolution 1973", "over 2000"."""
COUNTED = frozenset(
    """
    acres arrests barrels bodies books calories cars casualties children copies crowns cases days dead deaths degrees
    dollars employees euros families feet francs grams guests hectares homes horses hours houses injured inhabitants
    jobs kg kilograms kilometers kilometres km kronor lines litres liters meters members men metres miles migrants
    minutes months officers pages participants passengers patients people per percent persons pieces pilgrims places
    points police pounds prisoners protesters refugees residents rupees rooms seats shares soldiers species spectators
    square staff stores students supporters tickets times tonnes tons troops units victims visitors volunteers votes
    weeks women words workers years yen yuan
    """.split()  # noqa: SIM905  # as above
)
"""Words after a number, which is then a count and not a year: "in 2000 homes"."""

OFFICES = frozenset(
    """
    ambassador archbishop bishop boss ceo chair chairman chairwoman chancellor chief coach commissioner conductor
    director editor governor head king leader manager mayor minister owner pope premier president
    principal queen secretary speaker spokesman spokesperson spokeswoman superintendent
    """.split()  # noqa: SIM905  # as in index/analysis/language.py
)
"""Who holds one changes: "who is the mayor?" asks for the one of today."""

TRIGGERS = frozenset(
    """
    afternoon ago became become current currently date days decade earliest evening first future happened hours last
    lately latest month months morning newest night nineties now oldest other past present progress quarter recent
    recently status still today tonight
    update updates week weekend weeks when will year years yesterday
    """.split()  # noqa: SIM905  # as above
) | {*MONTHS, *OFFICES, *SEASONS, *WEEKDAYS, *DAYS_BACK}
"""Words of questions that may say something about time: others with no digit are not looked at."""


def one_of(words: Iterable[str]) -> str:
    """Return a pattern that matches any of `words`, the longest that fits."""
    return f"(?:{'|'.join(sorted(words, key=lambda word: (-len(word), word)))})"
