"""Names of people and of sections in one string: bylines, lists, and names that are turned."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..text.characters import has_visible_text
from ..text.markup import one_line
from .names import is_absent

_BY = re.compile(
    r"(?:(?!edit|translat|writing)(?:[^\W\d_]+ ){0,4}by|te[kx](?:st|te|to) ?:|текст:"
    r"|autor(?:in|a|es)?:|author:|автор[иы]?:|por|par|記者|记者|作者|بقلم|كتب|מאת|írta"
    r"|(?:skrevet|skriven|geschrieben|verfasst|geschreven|scritto|escrito|écrit) (?:av|af|von|door|da|por|par))"
    r"[:：\s/]\s*",
    re.IGNORECASE,
)
BEFORE_NAME = "By|BY|Von|Par|Por|Door|Av|Af|Di"
"""Words before the name on a line that is a byline, as a pattern."""
_BY_BEFORE_NAMES = re.compile(r"(?:Von|von|Door|Av|Af|di)\s+(?!de[nmr]\s)(?=\w+\s+\w)")
"""Words that mean "by" at the head of a byline, and are part of a name elsewhere, or before another such word."""
_BETWEEN_LISTS = re.compile(
    r"\s*[;|\n•·]\s*|(?<=\w\w)\s*/\s*(?=[^\W\d_]\S*\s+[^\W\d_])"
    r"|,?\s+(?:with\s+)?(?:(?:additional|further)\s+)?(?:reporting|contributions)\s+(?:by|from)\s+|,?\s+as told to\s+",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(?<=\w)(?<!\b[Ll]ast)[\s,–—-]+(?:(?:last )?updated|published|posted)\b[^;|\n]*\d[^;|\n]*", re.IGNORECASE
)
"""What tells, behind a name, when an article was written."""
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:reporting|additional reporting|photos?|photographs?|pictures?|fotos?|bild(?:er)?|text|words|interview|video)"
    r"(?: by\s+|\s*:\s*)",
    re.IGNORECASE,
)
_EDITED = re.compile(r"(?:edited|editing|translated|writing) by\b|redaktion\s*:", re.IGNORECASE)
_AFTER_NAME = re.compile(
    r"(?:\s+(?:\([^()]*\)|[-–—]\s.*|(?:and|with|mit|avec|con) (?:agencies|agenturen|agences|agencias|wires|afp|reuters"
    r"|ap|dpa)|(?:the )?associated press|for (?:the )?[A-Z].*|記者|기자|특파원)|\s?/\s?[^\W\d_]+\.?)$",
    re.IGNORECASE,
)
"""What follows a name of at least two words: a place, an outlet, the agencies."""
_NO_PERSON = re.compile(
    r"(?:last )?(?:updated|published|posted|modified|edited)\b|.*\d{4}|.*\d:\d\d|\([^():]{1,20}:[^()]*\)$",
    re.IGNORECASE,
)
"""A line of a byline that tells when, and not who, or whose a picture is: ``(Image: Luhe Press)``."""
_IN_A_PLACE = re.compile(r"((?:[A-Z][\w.'-]+ ){2,4})in (?:[A-Z][\w.-]+ ?){1,3}(?=$|,|;|and\b|und\b|et\b)")
_ROLE = re.compile(
    r"(?:\S+ ){0,4}(?:correspondent|editor|reporter|writer|columnist|bureau chief|korrespondent(?:in)?|redakteur(?:in)?"
    r"|correspondante?|corresponsal|corrispondente)(?: in \w+)?",
    re.IGNORECASE,
)
_AND = re.compile(r",?\s+(?:and|&|und|et|y|e|en|og|och|i|и|with)\s+|\s*&\s+", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s+|\s*[,،、，]\s*")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|m\.?d|ph\.?\s?d|esq)\.?", re.IGNORECASE)
_MAIL = re.compile(r"\s*[<(]?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}[>)]?\s*")
_MAIL_AND_NAME = re.compile(r"[^\s@()]{1,64}@[^\s@()]{1,255}\s*\(([^()]{1,200})\)")
_LAST_WITH_SPACES = "\u2fff"
"""Above it are the scripts of East Asia, which write names without spaces."""
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_SMALL_WORD = re.compile(r"\b(?:of|for|the|in|on|at)\b")


def split_people(byline: str) -> Iterator[str]:
    """Yield the names of a byline: ``By Mira Quell and Tobe Arn``, ``Quell, Mira; Arn, Tobe``."""
    if match := _MAIL_AND_NAME.fullmatch(byline.strip()):
        byline = match[1]
    text = _WHEN.sub("", one_line(_LINE_BREAK.sub("; ", byline)).strip())
    for by in (_BY, _BY_BEFORE_NAMES):
        text = text[match.end() :] if (match := by.match(text)) else text
    for part in _BETWEEN_LISTS.split(text):
        if _EDITED.match(part) or _NO_PERSON.match(part):
            continue
        part = _LABEL.sub("", part, count=1) if _LABEL.match(part) else part
        groups = _split_at_and(_IN_A_PLACE.sub(r"\1", part))
        may_be_turned = all(_is_turned(group) for group in groups)
        for group in groups:
            first, *others = _split_at_commas(group, may_be_turned=may_be_turned) or [""]
            for name in (first, *(it for it in others if not _ROLE.fullmatch(it))):
                bare = without_mail(_LABEL.sub("", name, count=1) if _LABEL.match(name) else name)
                bare = " ".join(_WIKI_LINK.sub(r"\1", bare).split())
                short = _AFTER_NAME.sub("", bare)
                bare = short if len(short.split()) > 1 or short > _LAST_WITH_SPACES else bare
                if has_visible_text(bare) and not is_absent(bare) and not _is_no_name(bare):
                    yield bare


def split_sections(text: str, *, is_list: bool) -> Iterator[str]:
    """Yield the sections of a string.

    Args:
        text: The string.
        is_list: True where its key speaks of several, so that a comma separates them; else only a comma without a space
            does, as a section may be called "Arts, Books".
    """
    for part in re.split(r"\s*[;|\n]\s*", one_line(text)):
        if part.startswith("user/"):  # the states and labels of Google Reader
            part = part.partition("/label/")[2]
        for name in re.split(r"\s*,\s*" if is_list else r",(?!\s)", part):
            if has_visible_text(name) and not is_absent(name):
                yield name.strip()


def is_role(text: str) -> bool:
    """True for what a person is called at a paper: ``Harbour correspondent``."""
    return _ROLE.fullmatch(text) is not None


def without_mail(name: str) -> str:
    """Return a name without the mail address beside it; an address alone as it is."""
    bare = _MAIL.sub(" ", name).strip(" ,<>()") if "@" in name else name
    return (bare or name).strip()


def _split_at_and(text: str) -> list[str]:
    """Split at "and" if names of people stand on both sides, and no "Department of Trade and Industry"."""
    parts = [part for part in _AND.split(text) if part]
    *first, last = parts or [text]
    pieces = [piece for part in first for piece in _COMMA.split(part)] + [_COMMA.split(last)[0]]
    are_names = all(_is_name(piece) for piece in pieces if piece) or all(_is_turned(part) for part in parts)
    return parts if len(parts) > 1 and are_names else [text]


def _split_at_commas(text: str, *, may_be_turned: bool) -> list[str]:
    parts: list[str] = []
    for part in filter(None, _COMMA.split(text.strip(" ,"))):
        if parts and _SUFFIX.fullmatch(part):
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    if may_be_turned and len(parts) == 2:
        return [f"{parts[1]} {parts[0]}"]
    return parts


def _is_turned(text: str) -> bool:
    """True for ``Quell, Mira``: a surname of one word, or with a small word before it, and given names."""
    surname, comma, given = (part.strip() for part in text.partition(","))
    names = given.split()
    if (
        not comma
        or "," in given
        or not _one_word(surname)
        or (len(surname) > 1 and surname.isupper() and given.isupper())
    ):
        return False
    if len(names) == 1:
        return not given.isupper() or surname.isupper() or given.endswith(".")
    return len(names) == 2 and len(names[1].rstrip(".")) == 1


def _one_word(surname: str) -> bool:
    words = [word for word in surname.split() if not word.islower()]
    return len(words) == 1 and words[0][:1].isalpha()


def _is_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 5 and words[0][:1].isupper() and not _SMALL_WORD.search(text)


def _is_no_name(name: str) -> bool:
    return (
        not any(map(str.isalpha, name))
        or name.startswith(("http://", "https://", "www."))
        or name.casefold().strip(":") in ("by", "and", "und", "et", "unknown", "unknown author")
    )
