"""The text of an article from whatever holds it: a string, a list of paragraphs, blocks with types, nested sections."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from ..text.markup import is_html, paragraphs, plain_text
from .languages import by_language
from .names import folded, is_absent, place_of
from .written_lists import as_list

_OTHER_BLOCKS = frozenset(
    {
        "kicker",
        "title",
        "headline",
        "byline",
        "date",
        "authorinfo",
        "author",
        "photo",
        "caption",
        "image",
        "video",
        "audio",
        "tweet",
        "instagram",
        "ad",
    }
    | {"advertisement", "embed", "gallery", "related", "relatedarticles", "interstitiallink", "newsletter", "promo"}
    | {"photo", "picture", "divider", "pagebreak", "html:script", "code", "oembedresponse", "rawhtmlembed", "media"}
    | {"relatedlinks", "deck", "correction:promo", "linklist", "inlinegallery", "signup", "separator", "spacer"}
)
"""Types of blocks that are no paragraphs of the story, folded."""
_CONTENT_KEYS = (
    *("processed", "contenthtml", "html", "rendered", "paragraphs", "blocks", "sections", "contentelements"),
    *("content", "text", "body", "value", "children", "items", "paragraph", "p", "data", "model", "attrs", "#text"),
    *("@value", "__cdata", "markup", "plain", "entries", "nodes", "$t", "_text", "root", "primary"),
    *("components", "document", "default", "contents"),
)
"""Where a block or a section holds its content, folded, the richest first."""
_BEFORE = ("summary", "headline", "heading")
"""Parts of a section that stand before its paragraphs."""
_WITH_SUMMARY = frozenset({"processed", "value"})
"""Keys of a whole text, beside which Drupal keeps a summary of it."""
_INLINE = frozenset({"text", "span", "link", "a", "strong", "em", "b", "i", "bold", "italic", "hyperlink", "code"})
_LINKS = frozenset({"link", "a", "hyperlink", "entry-hyperlink", "asset-hyperlink"})
_BREAKS = frozenset({"hardBreak", "hard_break", "linebreak"})
_EDITORS = ("root", "ops", "blocks", "content", "children", "document")
"""Keys of the objects in which Lexical, Quill, Editor.js, ProseMirror, Portable Text and Slate keep a text."""
_ENDS = frozenset('.!?…:;。！？”"»')
_XML_BODY = re.compile(r"<(bodyText|body\.content|body)(?:\s[^<>]*)?>")
_NO_PROSE = _OTHER_BLOCKS | {"alt", "alttext", "credit", "copyright", "description", "bio", "url", "href", "src"}
"""Keys of what is no part of the story, nor tells of it, folded."""
_PROSE = 60
"""Characters of prose, at least, under a key that is not known."""
_LOOKED_AT = 20
_DEEPEST = 20
_LONGEST_RICH_TEXT = 4_000_000


def read_body(value: object) -> str:
    """Read the text of an article as paragraphs, with blank lines between where there is a choice.

    Raises:
        ValueError: `value` holds no text.
    """
    if isinstance(value, str):
        items = as_list(value) if value.startswith(("[{", "['", '["')) else _rich_text(value)
        if items is None:
            return plain_text(_with_line_ends(_body_of_xml(value)))
        value = items
    found = [part for part in _paragraphs(value, 0) if not is_absent(part)]
    if not found:
        raise ValueError(f"is not a string but {type(value).__name__}")
    return "\n\n".join(found)


def _rich_text(text: str) -> object:
    """Read the JSON of a rich text editor that a database holds as a string; None where it is none."""
    if not text.startswith('{"') or len(text) > _LONGEST_RICH_TEXT:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return (
        value if isinstance(value, dict) and any(isinstance(value.get(key), list | dict) for key in _EDITORS) else None
    )


def _body_of_xml(text: str) -> str:
    """Return the body of an XML document that an API gives as a string; any other text as it is."""
    begins = _XML_BODY.search(text) if text.startswith("<?xml") else None
    end = text.rfind(f"</{begins[1]}>") if begins else -1
    return text[begins.end() : end] if begins and end >= 0 else text


def _with_line_ends(text: str) -> str:
    r"""Return a text of one line with a line end for each ``\n`` that a database wrote as two characters."""
    if "\\n" not in text or "\n" in text or not (text.count("\\n") > 1 or "\\n\\n" in text):
        return text
    return text.replace("\\r", "").replace("\\n", "\n")


def kicker(value: object) -> str:
    """Find the section that a list of typed blocks names; "" for none."""
    if isinstance(value, list):
        for block in value[:10]:
            if isinstance(block, Mapping) and block.get("type") == "kicker" and isinstance(block.get("content"), str):
                return str(block["content"])
    return ""


def has_text(value: object) -> bool:
    """True where `value` holds text, and is no number or the like."""
    return isinstance(value, str) or next(_paragraphs(value, 0), None) is not None


def objects_beside(value: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the objects in a record that may tell facts of its article, with their paths.

    Other fields of the article, its pictures and the like tell facts of their own.
    """
    for key, inner in value.items():
        is_other = folded(key) in _NO_PROSE or (place_of(key) or ("text", 0))[0] != "text"
        if isinstance(inner, Mapping) and not is_other:
            yield f"{prefix}{key}", inner
            if not prefix:
                yield from objects_beside(inner, f"{key}.")


def has_prose(value: object, depth: int = 0) -> bool:
    """True where `value` is a string of several words, or holds one, however deep."""
    if isinstance(value, str):
        return (len(value) >= _PROSE and (value.count(" ") > len(value) // 20 or not value.isascii())) or is_html(value)
    if depth > _DEEPEST or not isinstance(value, list | tuple | Mapping):
        return False
    inner = value.items() if isinstance(value, Mapping) else (("", item) for item in value)
    return any(folded(str(key)) not in _NO_PROSE and has_prose(item, depth + 1) for key, item in inner)


def _paragraphs(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield from paragraphs(value) if is_html(value) else [text] if (text := plain_text(value).strip()) else []
    elif isinstance(value, list | tuple):
        if _is_inline(value):
            words = "".join(_inline(item, depth + 1) for item in value)
            yield from paragraphs(words) if is_html(words) else filter(str.strip, words.split("\n\n"))
        else:
            for item in _joined(value):
                yield from _paragraphs(item, depth + 1)
    elif isinstance(value, Mapping):
        yield from _of_object(value, depth)


def _of_object(value: Mapping[str, object], depth: int) -> Iterator[str]:
    by_name = {folded(key): inner for key, inner in value.items() if isinstance(key, str)}
    kind = by_name.get("type") or by_name.get("blocktype") or by_name.get("_type") or by_name.get("role")
    if isinstance(kind, str) and folded(kind) in _OTHER_BLOCKS:
        return
    if isinstance(ops := by_name.get("ops"), list):  # Quill
        inserts = (op.get("insert") for op in ops if isinstance(op, Mapping))
        yield from filter(str.strip, "".join(it for it in inserts if isinstance(it, str)).split("\n"))
        return
    for key in _CONTENT_KEYS:
        inner = by_name.get(key)
        if is_absent(inner) or not isinstance(inner, str | list | Mapping):
            continue
        content = list(_paragraphs(inner, depth + 1))
        if content:
            heads = _BEFORE if depth and key not in _WITH_SUMMARY else ("summary",) if key == "sections" else ()
            for before in heads:
                yield from _paragraphs(by_name.get(before), depth + 1)
            yield from content
            return
    for inner in by_language(value).values():  # each of them is the whole text
        yield from _paragraphs(inner, depth + 1)
        return
    for key, inner in by_name.items():
        if key not in _NO_PROSE and has_prose(inner):
            yield from _paragraphs(inner, depth + 1)


def _joined(items: list[object] | tuple[object, ...]) -> list[object]:
    """Join the strings that are parts of one sentence: crawlers cut a paragraph at each link and word in bold."""
    if not all(isinstance(item, str) for item in items) or any(is_html(str(item)) for item in items[:_LOOKED_AT]):
        return list(items)
    joined: list[str] = []
    for item in map(str, items):
        last, begins = joined[-1].rstrip() if joined else "", item.strip()
        is_part = last and begins and last[-1] not in _ENDS and (begins[0].islower() or begins[0] in ",.;:)’'”")
        if is_part and "\n\n" not in joined[-1] + item:
            space = " " if joined[-1][-1].isspace() or item[0].isspace() or begins[0].isalnum() else ""
            joined[-1] = f"{last}{space}{item.lstrip()}"
        else:
            joined.append(item)
    return list(joined)


def _is_inline(items: list[object] | tuple[object, ...]) -> bool:
    """True for the parts of one paragraph, as rich text editors write them."""
    objects = [item for item in items if isinstance(item, Mapping)]
    if len(objects) < len(items):  # words, and objects for those that are bold or linked, as Telegram writes them
        return bool(objects) and all(
            isinstance(item, str) or (isinstance(item, Mapping) and isinstance(item.get("text"), str)) for item in items
        )
    if not any(key in item for item in objects for key in ("type", "_type", "nodeType")):
        texts = [_words(item) or "" for item in objects]
        if len(texts) > 1 and all(text.rstrip()[-1:] in _ENDS for text in texts):  # each is a paragraph
            return False
    return bool(objects) and all(
        (_words(item) is not None and _kind(item) in _INLINE) or _kind(item) in _LINKS | _BREAKS for item in objects
    )


def _kind(item: Mapping[str, object]) -> object:
    kind = item.get("type") or item.get("_type") or item.get("nodeType") or item.get("role") or "text"
    return (kind.lower() if kind.isupper() else kind.removeprefix("extended-")) if isinstance(kind, str) else None


def _words(item: Mapping[str, object]) -> str | None:
    """Return the words of a part of a paragraph; None where it has none of its own."""
    inner = item.get("textData")  # of Wix
    if isinstance(inner, Mapping):
        item = inner
    has_value = item.get("nodeType") == "text" or item.get("type") == "span"
    words = item.get("text", item.get("value") if has_value else None)
    return words if isinstance(words, str) else None


def _inline(item: object, depth: int) -> str:
    if isinstance(item, str):
        return item
    if not isinstance(item, Mapping) or depth > _DEEPEST:
        return ""
    if (words := _words(item)) is not None:
        return words
    if _kind(item) in _BREAKS:
        return "\n"
    inner = item.get("children") or item.get("content")
    return "".join(_inline(part, depth + 1) for part in inner) if isinstance(inner, list) else ""
