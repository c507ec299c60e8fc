"""Times as programs print them, and digits of other scripts: brought to the forms that dates are parsed from."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_STAMP = re.compile(r"(?:pd\.)?Timestamp\(\s*['\"]([^'\"]{4,60})['\"][^()]{0,60}\)")
"""As pandas prints a time."""
_CALL = re.compile(
    r"(?:datetime\.)?(?:datetime|date)\((\d{4}(?:, ?\d{1,6}){2,6})(?:, tzinfo=[\w.<>]{1,24})?\)",
    re.ASCII,
)
"""As Python prints a time."""
_PDF = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d'?\d\d)?'?", re.ASCII)
"""As PDF keeps a time."""
_ORDINAL = re.compile(r"(\d{4})-(\d{3})(?=T|$)", re.ASCII)
"""The day of a year in ISO 8601."""
_SIGNED = re.compile(r"\+\d{4}-\d\d-\d\d(?!\d)", re.ASCII)
"""As Wikidata writes a day."""
_ASIAN_WEEKDAY = re.compile(
    r"\s*[(（\[]\s*[月火水木金土日월화수목금토일](?:曜日?|요일)?\s*[)）\]]|\s*(?:星期|周|週|禮拜|礼拜)[一二三四五六日天]"
    r"|\s*[월화수목금토일]요일|\s*[月火水木金土日]曜日?"
)
_LEVANTINE = (
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول"),
    *("تشرين الثاني", "كانون الأول"),
)
"""The months from January on, as in Lebanon, Syria, Jordan and Iraq."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OF_THE_LEVANT = re.compile("|".join(_LEVANTINE))


def plain_spelling(text: str) -> str:
    """Return a time in plain digits and without what a program put around it; any other text as it is.

    Raises:
        ValueError: A part of it is beyond the calendar.
    """
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(char, char)) for char in text)
        text = _OF_THE_LEVANT.sub(
            lambda match: _MONTHS[_LEVANTINE.index(match[0])], _ASIAN_WEEKDAY.sub(" ", text)
        ).strip()
    if _SIGNED.match(text):
        return text[1:]
    if match := _STAMP.fullmatch(text):
        return match[1]
    if match := _CALL.fullmatch(text):
        numbers = [int(number) for number in match[1].split(",")]
        return "{:04}-{:02}-{:02} {:02}:{:02}:{:02}".format(*(*numbers, 0, 0, 0)[:6])
    if match := _PDF.fullmatch(text):
        year, month, day, *clock, zone = match.groups()
        hour, minute, second = (part or "00" for part in clock)
        return f"{year}-{month}-{day}T{hour}:{minute}:{second}{(zone or '').replace(chr(39), '')}"
    if match := _ORDINAL.match(text):
        number = int(match[2])
        found = date(int(match[1]), 1, 1) + timedelta(days=number - 1)
        if not number or found.year != int(match[1]):
            raise ValueError(f"{text!r} is not a date")
        return f"{found.isoformat()}{text[match.end() :]}"
    return text
