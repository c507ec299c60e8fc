"""Converts a record, with the field names of its file, to an `Article`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from ..article import Article
from ..errors import CorpusError
from ..fields.languages import read_language
from ..fields.values import host, read_address, read_name, read_people, read_sections, read_string, read_title
from ..record import Notice, Record
from ..times.dates import parse_date
from ..times.day_order import DayOrder
from .field_reader import FieldReader
from .text_reader import read_text
from .unread import unread

_NO_ORDER = DayOrder(None, lambda: ())
_DAY_IN_NAME = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)[^/]*$", re.ASCII)
_DAY_IN_FOLDERS = re.compile(r"(?:^|/)((?:1[5-9]|20)\d\d)(/)(\d\d)/(\d\d)/", re.ASCII)


def to_article(
    record: Record, origin: str, mapping: Mapping[str, str], order: DayOrder = _NO_ORDER
) -> tuple[Article, list[Notice]]:
    """Convert `record` to an article, and tell which fields were not read as they are.

    Args:
        record: A record from one of the formats.
        origin: Path of the file, the id of an article that is a whole file and has no other id.
        mapping: Keys by field, preferred to the `FIELD_ALIASES`. A key may be a path with dots.
        order: Tells which number of a date is the day.

    Raises:
        NoTextError: The record has no text.
        CorpusError: Its text is not that of an article, see `Article`.
    """
    for key in record.fields:
        if not isinstance(key, str):
            raise CorpusError(f"a key is not a string but {type(key).__name__}")
    reading = FieldReader(record, mapping, order)
    text, section = read_text(reading)
    title = reading.repaired(reading.value("title", read_title) or "")
    published = reading.time("published") or _in_path(record, origin) or _made(reading)
    updated = reading.time("updated")
    language = reading.value("language", read_language) or ""
    authors = reading.names("authors", lambda value, _: read_people(value))
    categories = reading.names("categories", read_sections) or ((section,) if section else ())
    url, source = reading.value("url", read_address) or "", reading.repaired(reading.value("source", read_name) or "")
    if source_host := host(source):
        url, source = url or source, reading.value("source", _no_address, quiet=True) or source_host
    article_id = reading.value("id", read_string) or url
    article_id = article_id or (origin if record.is_whole_file else reading.digest(title, source, text))
    extra = reading.extra()
    article = Article(
        id=article_id, text=text, title=title, published=published, source=source, categories=categories,
        authors=authors, url=url, updated=updated, language=language, extra=extra,
    )  # fmt: skip
    lacking = {"title": title, "published": published, "authors": authors}
    unknown = frozenset(name for name, value in lacking.items() if not value and name not in reading.notices)
    told = unread(extra, unknown, text)
    return article, [*(Notice(kind, reason) for kind, reason in reading.notices.items()), *told]


def dates_of(record: Record, mapping: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    """Yield the dates of `record` with their keys, for `DayOrder`."""
    reading = FieldReader(record, mapping, _NO_ORDER)
    for name in ("published", "updated"):
        for key, value in reading.candidates(name):
            yield key, value[0] if isinstance(value, list) and value else value


def _in_path(record: Record, origin: str) -> datetime | None:
    """Read the day in the path of a file that is one article: ``post_19230418.txt``, ``2023/04/18/title/index.html``.

    The day of one folder, as in ``2023-04-18/title.html``, may be that on which it was filled.
    """
    match = (_DAY_IN_NAME.search(origin) or _DAY_IN_FOLDERS.search(origin)) if record.is_whole_file else None
    try:
        return parse_date(f"{match[1]}-{match[3]}-{match[4]}") if match else None
    except ValueError:
        return None


def _made(reading: FieldReader) -> datetime | None:
    """Read the day on which a document was made, and tell that it stands for that of its article."""
    try:
        day = parse_date(reading.record.derived["made"]).replace(tzinfo=UTC)
    except (KeyError, ValueError):
        return None
    reading.notices["made"] = f"it tells no day of publication; the one on which it was made was read: {day:%Y-%m-%d}"
    return day


def _no_address(value: object) -> str:
    name = read_name(value)
    if host(name):
        raise ValueError("is an address")
    return name
