"""Dates in words: months in the languages that `dateparser` knows, and words around a date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from .zones import zone

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LARGE = frozenset((
    *("af", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa"),
    *("fi", "fil", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km"),
    *("kn", "ko", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "nn", "pa", "pl", "pt", "ro"),
    *("ru", "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "zh"),
))  # fmt: skip
"""Languages of large presses: where languages disagree about a word, theirs counts."""
_FILLERS = (
    *("a", "am", "an", "and", "at", "au", "by", "d", "das", "de", "del", "den", "der", "di", "dia", "du", "e"),
    *("el", "en", "et", "first", "h", "i", "il", "kl", "klo", "klockan", "kello", "kl.", "la", "last", "le"),
    *("les", "modified", "no", "o", "om", "on", "originally", "posted", "published", "publié", "publicado", "the"),
    *("um", "to", "uhr", "updated", "van", "veröffentlicht", "vom", "à", "às", "г", "года", "год", "р", "року"),
    *("o'clock", "aktualisiert", "mis", "jour", "actualizado", "stand", "last-updated", "of", "in", "'clock"),
    *("pubblicato", "aggiornato", "gepubliceerd", "bijgewerkt", "op", "opublikowano", "publicerad", "publisert"),
    *("udgivet", "julkaistu", "publicat", "day", "las", "los", "publicada", "erschienen", "erstellt", "creado", "em"),
    *("ore", "ora", "alle", "heures", "hrs", "hours", "gada", "m", "ngay", "nam", "luc", "horas", "hs", "date", "tid"),
    *("godz", "입력", "기사입력", "등록", "승인", "작성", "수정", "掲載", "公開", "配信", "更新", "发布", "发布于"),
    "發布",
)  # fmt: skip
"""Words around a date that do not change it."""
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\s+(?=[午上下오])")
_YEAR_MONTH_DAY = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号]?")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})(?:,|\s+năm)?\s+(\d{4})", re.IGNORECASE)
_ERA = re.compile(r"(明治|大正|昭和|平成|令和|民國|民国)\s*(\d{1,3}|元)\s*(?=年)")
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
"""The year before the first one of each era of Japan, and of the Republic of China."""
_THAI, _THAI_ERA, _THAI_YEARS = re.compile("[\u0e00-\u0e7f]"), 543, range(2400, 2700)
_MORNING, _AFTERNOON = re.compile("午前|上午|오전"), re.compile("午後|下午|오후")
_THREE_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([/.-])\s?(\d{1,2})\2\s?(\d{4})(?!\d)")
_TIME = re.compile(
    r"(?<![\d+-])(\d{1,2})(?:(?:[:.时時]|\s?[hH])\s?(\d\d))(?:[:.](\d\d)(?:[.,]\d+)?)?\s*(?:([ap])\.?\s?m\b\.?)?(?![\d:])"
    r"|\b(\d{1,2})\s*([ap])\.?\s?m\b\.?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:(?:UTC|GMT)\s*)?([+-])(\d{1,2}):?(\d\d)?\b", re.IGNORECASE)
_TOKEN = re.compile(r"\d+|[^\W\d_][^\s\d.,:;/|()\[\]]*\.?|[^\w\s]")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|ª|e|ème)\b", re.IGNORECASE)
_ELISION = re.compile(r"\b[dl]['’](?=\w)", re.IGNORECASE)
_LABEL = re.compile(r"^[^\d:]{1,40}:\s*")
_YEARS = range(1500, 2200)
_MARKS = re.compile(r"[\u0300-\u036f]")


OPEN_ORDER = "is open: the day or the month may be first"


class OpenOrderError(ValueError):
    """A date of numbers leaves open which of them is the day."""


def parse_words(text: str) -> datetime | None:
    """Read a date whose month is a word, or that is written year-month-day with characters of East Asia.

    Returns:
        An aware time; None where the text is no date, names more than one, or leaves a part open.
    """
    text = _ERA.sub(_with_year, unicodedata.normalize("NFKC", text))
    match = _YEAR_MONTH_DAY.search(text) or _ISO_DAY.match(text)
    if match:
        year, month, day = map(int, match.groups())
        rest = text[match.end() :]
    elif match := _DAY_MONTH_YEAR.search(text):
        day, month, year = map(int, match.groups())
        rest = text[match.end() :]
    else:
        text = _LABEL.sub("", text)
    time, rest, offset = _clock(rest if match else text)
    if time is None:
        return None
    if not match:
        found = _day(rest)
        if found is None:
            return None
        year, month, day, named = found
        offset = offset or named
    try:
        return datetime(year, month, day, *time, tzinfo=offset or UTC)
    except ValueError:
        return None


def _with_year(match: re.Match[str]) -> str:
    return str(_ERAS[match[1]] + (1 if match[2] == "元" else int(match[2])))


def parse_numbers(text: str, day_first: bool | None) -> datetime | None:
    """Read a date of three numbers with words around it, the year last.

    Returns:
        An aware time, or None, as for `parse_words`.

    Raises:
        OpenOrderError: `day_first` decides which number is the day, but is None.
    """
    match = _THREE_NUMBERS.search(text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    time, rest, offset = _clock(f"{_LABEL.sub('', text[: match.start()])} {text[match.end() :]}")
    words = [_folded(token) for token in _TOKEN.findall(rest) if token[0].isalpha()]
    zones = [found for word in words if (found := zone(word))]
    if time is None or not all(word in _fillers() or word in _tables()[1] or zone(word) for word in words):
        return None
    if match[2] == "." or first > 12:
        day_first = True
    elif second > 12:
        day_first = False
    elif day_first is None and first != second:
        raise OpenOrderError(f"{text!r} {OPEN_ORDER}")
    month, day = (second, first) if day_first else (first, second)
    try:
        return datetime(year, month, day, *time, tzinfo=offset or (zones[0] if zones else UTC))
    except ValueError:
        return None


def _clock(text: str) -> tuple[tuple[int, int, int] | None, str, tzinfo | None]:
    """Take the time of day and its offset out of `text`; midnight where it has none, None where it is no time."""
    match = _TIME.search(text)
    if not match:
        return (0, 0, 0), text, None
    hour, half = int(match[1] or match[5]), (match[4] or match[6] or "").lower()
    half = half or ("p" if _AFTERNOON.search(text) else "a" if _MORNING.search(text) else "")
    if half and not 1 <= hour <= 12:
        return None, text, None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    after = text[match.end() :]
    offset = _OFFSET.search(after)
    zone_of = None
    if offset:
        seconds = int(offset[2]) * 3600 + int(offset[3] or 0) * 60
        if seconds > 14 * 3600:
            return None, text, None
        zone_of = timezone(timedelta(seconds=-seconds if offset[1] == "-" else seconds))
        after = after[: offset.start()] + " " + after[offset.end() :]
    return (hour, int(match[2] or 0), int(match[3] or 0)), f"{text[: match.start()]} {after}", zone_of


def _day(text: str) -> tuple[int, int, int, tzinfo | None] | None:
    """Read year, month, day and the name of a zone; None where a word is unknown or a part is missing or doubled."""
    months, weekdays = _tables()
    numbers: list[int] = []
    month: set[int] = set()
    tokens = _TOKEN.findall(_ORDINAL.sub(r"\1 ", _ELISION.sub("", text)))
    zones = {token: found for token in tokens if token.isupper() and (found := zone(token))}  # ET is no French word
    named = next(iter(zones.values()), None)
    for token in (it for it in tokens if it not in zones):
        bare = _folded(token)
        if token.isdigit():
            numbers.append(int(token))
        elif bare in weekdays and (bare not in months or month or len(bare) < 3 or _has_month(text, bare)):
            continue
        elif numbers_of_month := months.get(bare):
            month = month & numbers_of_month if month else set(numbers_of_month)
            if not month:
                return None
        elif bare in _fillers() or not token[0].isalpha():
            continue
        elif (found := zone(token)) is not None:
            named = found
        else:
            return None
    if _THAI.search(text):
        numbers = [number - _THAI_ERA if number in _THAI_YEARS else number for number in numbers]
    years = [number for number in numbers if number in _YEARS]
    days = [number for number in numbers if 1 <= number <= 31]
    if len(month) != 1 or len(years) != 1 or len(days) != 1 or len(numbers) != 2:
        return None
    return years[0], month.pop(), days[0], named


def _has_month(text: str, but: str) -> bool:
    """True where another word than `but` names a month: then `but` is a day of the week."""
    months, weekdays = _tables()
    words = {_folded(token) for token in _TOKEN.findall(text)} - {but}
    return any(word in months and (word not in weekdays or len(word) > 3) for word in words)


def is_label(text: str) -> bool:
    """True for words before a date such as ``Published:`` or ``Last updated on``."""
    words = [_folded(token) for token in _TOKEN.findall(text) if token[0].isalpha()]
    return text.rstrip().endswith(":") or all(word in _fillers() for word in words)


@cache
def _fillers() -> frozenset[str]:
    return frozenset(map(_folded, _FILLERS))


@cache
def _tables() -> tuple[Mapping[str, frozenset[int]], frozenset[str]]:
    """Collect the months by their names, and the names of weekdays, in all languages of `dateparser`."""
    from dateparser.data import date_translation_data

    everywhere: dict[str, set[int]] = {}
    large: dict[str, set[int]] = {}
    weekdays: set[str] = set()
    for module in iter_modules(date_translation_data.__path__):
        info = import_module(f"{date_translation_data.__name__}.{module.name}").info
        for number, name in enumerate(_MONTHS, start=1):
            for word in map(_folded, info.get(name, ())):
                everywhere.setdefault(word, set()).add(number)
                if module.name in _LARGE:
                    large.setdefault(word, set()).add(number)
        days = [_folded(word) for name in _WEEKDAYS for word in info.get(name, ())]
        weekdays.update(part for day in days for part in (day.split() if module.name == "vi" else (day,)))
    months = {word: frozenset(large.get(word, of)) for word, of in everywhere.items() if word not in _fillers()}
    return months, frozenset(weekdays)


def _folded(word: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKD", word.casefold())).strip(".")
