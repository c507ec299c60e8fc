"""Reads the text of a record: the only field without which it is no article."""

from __future__ import annotations

import re

from ..article import LONGEST_TEXT, MOST_LINES
from ..errors import CorpusError
from ..fields.body import has_prose, has_text, kicker, read_body
from ..fields.english_names import SUMMARY_ALIASES
from ..fields.names import FIELD_ALIASES, folded, is_field
from ..record import NoTextError
from ..text.markdown_marks import without_markdown
from ..text.markup import is_html, paragraphs
from ..text.repair import without_cut_mark
from ..text.shortcodes import without_shortcodes
from .field_reader import FieldReader

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_PROSE = 100
"""Characters of a text, at least, under a key that is not known."""
_TELLING = ("title", "published", "authors")
"""Fields one of which an article has: the prose of other records is no text."""
_PAGE = re.compile(r"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)


def read_text(reading: FieldReader) -> tuple[str, str]:
    """Read the text: the first one there is, but rather HTML with its paragraphs than the same without.

    Returns:
        The text, and the section that it names itself; "" for none.

    Raises:
        NoTextError: There is none.
        CorpusError: It is too long.
    """
    found = list(reading.candidates("text"))
    key, value = next(((key, value) for key, value in found if has_text(value)), found[0] if found else ("", None))
    if not found and "text" not in reading.mapping:
        key, value = _longest(reading)
    if value is None:
        raise NoTextError(_no_text(reading))
    reading.take("text", key)
    _refuse_long(value)
    try:
        text = _of_program(key, value) if "text" not in reading.record.derived else str(value)
    except ValueError as error:
        raise CorpusError(f"{key} {error}") from None
    if isinstance(value, str) and "text" not in reading.record.derived and _PAGE.match(value):
        reading.notices["whole page"] = f"{key} holds whole pages: menus were read too; index .html files instead"
    if "\n" not in text.strip() and "text" not in reading.mapping:
        text = _with_paragraphs(reading, text, found)
    whole = without_cut_mark(text)
    if whole != text:
        reading.notices["cut text"] = "the text is cut: the file holds only its beginning"
    sound = reading.repaired(_storable(reading, whole))
    _refuse_long(sound)
    return sound, kicker(value)


def _of_program(key: str, value: object) -> str:
    """Read a text without what the program that its key speaks of puts into it."""
    name = folded(key)
    if name == "postcontent" and isinstance(value, str):
        value = without_shortcodes(value)
    text = read_body(value)
    return without_markdown(text) if name.endswith("markdown") else text


def _storable(reading: FieldReader, text: str) -> str:
    """Return a text without the characters that no program stores, and tell it."""
    if reading.record.derived.get("text") is not None:  # a file that holds NUL is no text
        return text
    sound = _UNSTORABLE.sub(lambda match: "" if match[0] == "\0" else "\ufffd", text)
    if sound != text:
        reading.notices["characters"] = "the text holds NUL or half of a surrogate pair, which was left out"
    return sound


def _longest(reading: FieldReader) -> tuple[str, object]:
    """Find the longest summary or other prose, and tell that it stands for the text; None where there is none."""
    fields = reading.record.fields
    summaries = {reading.keys[alias] for alias in SUMMARY_ALIASES if alias in reading.keys}
    is_article = any(reading.fields[name] for name in _TELLING)
    others = (
        {key for key, value in fields.items() if not is_field(key) and len(str(value)) >= _PROSE and has_prose(value)}
        if is_article
        else set[str]()
    )
    found = {key: fields[key] for key in (summaries | others) - reading.mapped if has_text(fields[key])}
    if not found:
        return "", None
    key, value = max(found.items(), key=lambda pair: (len(_read(pair[1])), pair[0]))
    reading.notices["summary"] = f"there is no text but {key}, which was taken for it"
    return key, value


def _read(value: object) -> str:
    try:
        return read_body(value)
    except ValueError:
        return ""


def _with_paragraphs(reading: FieldReader, text: str, found: list[tuple[str, object]]) -> str:
    """Return the text of HTML that has the words of `text` and its paragraphs too, if there is some."""
    for key, value in found:
        if isinstance(value, str) and is_html(value) and not is_html(text) and "<html" not in value[:2000].lower():
            parts = paragraphs(value)
            if len(parts) > 1 and sum(map(len, parts)) >= 0.8 * len(text):
                reading.take("text", key)
                return "\n\n".join(parts)
    return text


def _no_text(reading: FieldReader) -> str:
    wanted = (folded(reading.mapping["text"]),) if "text" in reading.mapping else FIELD_ALIASES["text"]
    null = next((key for key, value in reading.record.fields.items() if value is None and folded(key) in wanted), None)
    if null is not None:
        return f"{null} is null"
    if "text" in reading.mapping and not reading.record.derived:
        return f"no text: no key {reading.mapping['text']!r}"
    return "no text"


def _refuse_long(text: object) -> None:
    if not isinstance(text, str):
        return
    if len(text) > LONGEST_TEXT:
        raise CorpusError(f"the text is longer than {LONGEST_TEXT:,} characters")
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise CorpusError(f"the text has more than {MOST_LINES:,} lines")
