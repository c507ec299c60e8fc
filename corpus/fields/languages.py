"""Languages as programs name them, and values that are given once for each language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..article import LANGUAGE
from ..times.dates import quoted
from .values import scalar

_NAMES = (
    "en eng english", "de deu ger german deutsch", "fr fra fre french français", "es spa spanish español castilian",
    "it ita italian italiano", "pt por portuguese português", "nl nld dut dutch nederlands", "ru rus russian русский",
    "uk ukr ukrainian", "pl pol polish", "cs ces cze czech", "sk slk slo slovak", "sl slv slovenian slovene",
    "sv swe swedish svenska", "no nor norwegian", "nb nob", "nn nno", "da dan danish", "fi fin finnish",
    "et est estonian", "lv lav latvian", "lt lit lithuanian", "el ell gre greek", "tr tur turkish", "ar ara arabic",
    "he heb hebrew", "zh zho chi chinese", "ja jpn japanese", "ko kor korean", "hi hin hindi", "ur urd urdu",
    "bn ben bengali bangla", "ta tam tamil", "te tel telugu", "mr mar marathi", "gu guj gujarati", "pa pan punjabi",
    "ml mal malayalam", "kn kan kannada", "ne nep nepali", "si sin sinhala", "fa fas per persian farsi",
    "ps pus pashto", "id ind indonesian", "ms msa may malay", "tl tgl tagalog", "vi vie vietnamese", "th tha thai",
    "my mya bur burmese", "km khm khmer", "lo lao", "hu hun hungarian", "ro ron rum romanian", "bg bul bulgarian",
    "mk mkd mac macedonian", "sr srp serbian", "hr hrv croatian", "bs bos bosnian", "sq sqi alb albanian",
    "ka kat geo georgian", "hy hye arm armenian", "az aze azerbaijani", "kk kaz kazakh", "uz uzb uzbek",
    "be bel belarusian", "ca cat catalan", "gl glg galician", "eu eus baq basque", "ga gle irish", "cy cym wel welsh",
    "is isl ice icelandic", "mt mlt maltese", "sw swa swahili", "am amh amharic", "so som somali", "ha hau hausa",
    "yo yor yoruba", "ig ibo igbo", "zu zul zulu", "xh xho xhosa", "af afr afrikaans", "la lat latin", "yi yid yiddish",
)  # fmt: skip
"""The tag of a language, its codes in ISO 639-2, and its name in English and in itself."""
_TAGS: Mapping[str, str] = {name: row.split()[0] for row in _NAMES for name in row.split()[1:]}
_KEYS = ("code", "iso", "id", "token", "tag", "name", "text", "value")
_TAG = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
_TWO_LETTERS = frozenset(row.split()[0] for row in _NAMES)


def read_language(value: object) -> str:
    """Read a BCP 47 tag, or the name or the three letters of a language; underscores become hyphens.

    Raises:
        ValueError: It is none.
    """
    if isinstance(value, Mapping):
        value = next((value[key] for key in _KEYS if isinstance(value.get(key), str)), value)
    found = scalar(value)
    if isinstance(found, str):
        tag = _TAGS.get(found.strip().casefold()) or found.strip().replace("_", "-").partition(".")[0]
        if LANGUAGE.fullmatch(tag):
            return tag
    raise ValueError(f"{quoted(value)} is not a language tag")


def by_language(value: object) -> Mapping[str, object]:
    """Return an object that holds a value for each of several languages; empty for anything else."""
    if not isinstance(value, Mapping) or len(value) < 2:
        return {}
    are_tags = all(isinstance(key, str) and _TAG.fullmatch(key) and key[:2] in _TWO_LETTERS for key in value)
    return value if are_tags else {}
