"""The parts of a story that an extractor leaves out: paragraphs of containers like those it took paragraphs from.

Publishers put an advertisement between two containers of one story. An extractor that takes the best container cuts the
story in half there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST_BLOCKS = 20_000
"""Blocks of a page. A longer page is no story in parts, and stays as the extractor gave it."""
_SHORTEST = 40
"""Characters of a paragraph that is added: shorter ones are captions and labels."""
_PROSE = 100
"""Characters from which on a paragraph counts as prose."""
_TAKEN_SHARE = 0.25
"""Share of the text in containers of a kind that must have been taken before the rest is taken for the same story."""
_SURROUNDED = 3
"""Paragraphs taken from the same element, from which on a short one beside them is taken for a part of the story."""
_MOST_LINKED = 0.5
"""Share of a paragraph that may be the text of links. Lists of other stories are all links."""
_ELSEWHERE = frozenset({"aside", "button", "dialog", "fieldset", "figcaption", "figure", "footer", "form", "nav"})
_HOLDERS = ("nav", "footer", "dialog", "figure")
_EMPTY = (
    *("img", "picture", "source", "video", "audio", "input", "button", "select", "textarea", "label", "option"),
    *("meta", "link"),
)
"""Elements that hold nothing of a story, the first of them with paragraphs at times."""
_NOT_STORY = re.compile(
    r"\b(?:ad|ads|advert\w*|author-?bio|banner|bio|caption|comment\w*|cookie\w*|copyright|disclaimer|newsletter\w*|"
    r"promo\w*|recirc\w*|recommend\w*|related\w*|share\w*|sidebar|social\w*|sponsor\w*|subscri\w+|tags?|teaser\w*|"
    r"tooltip\w*|tracking)\b|sr-only|visually-?hidden|screen-?reader",
    re.IGNORECASE,
)
_LONGEST_METADATA = 100_000
"""Characters of JSON-LD that an extractor is given. The longest of news pages are lists of other stories."""
_FOR_SCREEN_READERS = re.compile(r"sr-only|visually-?hidden|screen-?reader|(?<![^\s_-])vh(?!\S)", re.IGNORECASE)
_STORY = re.compile(r"article|story|content|body", re.IGNORECASE)
_NO_LETTERS = re.compile(r"\W+")


def drop_unread(root: HtmlElement) -> None:
    """Remove scripts, words for screen readers, and readings beside ruby characters that stand in no parentheses.

    Readings in parentheses become part of their sentence; an extractor would cut the sentence at each of them.
    """
    from lxml.etree import strip_elements

    for script in list(root.iter("script")):
        is_metadata = (script.get("type") or "").endswith("json")  # an extractor reads it where it finds no story
        if not is_metadata or len(script.text or "") > _LONGEST_METADATA:
            script.drop_tree()
    strip_elements(root, "style", "svg", "iframe", "template", with_tail=False)
    in_parentheses = next(root.iter("rp"), None) is not None
    for element in list(root.iter("rt", "rp", "rtc", "rb", "ruby")):
        if in_parentheses or element.tag in ("rb", "ruby"):
            element.drop_tag()
        else:
            element.drop_tree()
    for element in list(root.iter("span")):
        if _FOR_SCREEN_READERS.search(element.get("class") or ""):
            element.drop_tree()


def drop_menus(root: HtmlElement) -> None:
    """Remove menus, pictures and forms, which hold nothing of a story and are half of a page.

    An extractor passes over them too, but only after it copied the page several times.
    """
    from lxml.etree import strip_elements

    strip_elements(root, *_EMPTY, with_tail=False)
    most = prose(root) / 2
    for element in list(root.iter(*_HOLDERS)):
        if prose(element) <= most:
            element.drop_tree()


def prose(root: HtmlElement) -> int:
    """Count the characters of the page's long paragraphs, which are those of its article and of few other things."""
    lengths = (sum(len(text) for text in element.itertext()) for element in root.iter("p"))
    return sum(length for length in lengths if length >= _PROSE)


def completed(paragraphs: list[str], root: HtmlElement) -> list[str]:
    """Return `paragraphs` with those of the same story that are missing, in the order of the page.

    A paragraph is added where it stands in a container like one that gave paragraphs: the same tag and classes, below a
    parent with the same tag and classes; and only where most of the paragraphs of those containers were taken.
    """
    blocks = list(_blocks(root))
    if not paragraphs or len(blocks) > _MOST_BLOCKS:
        return paragraphs
    held = "\n".join(map(_folded, paragraphs))
    taken = [_folded(text) in held for _, text in blocks]
    places = [_place(element) for element, _ in blocks]
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    beside: Counter[HtmlElement] = Counter()
    for place, was_taken, (element, text) in zip(places, taken, blocks, strict=True):
        if len(text) >= _SHORTEST:  # the words of a menu also stand somewhere in the story
            counts[place][was_taken] += len(text)
        beside[element.getparent()] += was_taken
    missing = [
        number
        for number, (place, was_taken, (element, text)) in enumerate(zip(places, taken, blocks, strict=True))
        if not was_taken
        and counts[place][True] > _TAKEN_SHARE * counts[place].total()
        and _is_story(element, text, beside[element.getparent()])
    ]
    return _inserted(paragraphs, [text for _, text in blocks], taken, missing) if missing else paragraphs


def _blocks(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the paragraphs of the page, each with its text."""
    for element in root.iter("p", "h2", "h3", "h4", "li", "blockquote"):
        if element.tag in ("li", "blockquote") and element.find(".//p") is not None:
            continue
        if text := " ".join(element.text_content().split()):
            yield element, text


def _place(element: HtmlElement) -> str:
    """Name the kind of container that `element` stands in."""
    above = islice(element.iterancestors(), 2)
    kinds = (f"{it.tag}.{' '.join(sorted((it.get('class') or '').split()))}" for it in above)
    return " < ".join([element.tag, *kinds])


def _is_story(element: HtmlElement, text: str, beside: int) -> bool:
    if len(text) < _SHORTEST and beside < _SURROUNDED:
        return False
    linked = sum(len(" ".join(link.text_content().split())) for link in element.iter("a"))
    if linked > _MOST_LINKED * len(text):
        return False
    here = element
    while here is not None and here.tag not in ("article", "main", "body"):
        names = f"{here.get('class') or ''} {here.get('id') or ''}"
        if here.tag in _ELSEWHERE or (_NOT_STORY.search(names) and not _STORY.search(names)):
            return False
        here = here.getparent()
    return True


def _inserted(paragraphs: list[str], texts: list[str], taken: list[bool], missing: list[int]) -> list[str]:
    """Insert the missing blocks into `paragraphs`, each after the nearest block before it that was taken."""
    folded = [_folded(paragraph) for paragraph in paragraphs]
    after: dict[int, list[str]] = defaultdict(list)
    at, wanted = -1, set(missing)
    seen: set[str] = set()
    for number, text in enumerate(texts):
        key = _folded(text)
        if taken[number]:
            at = next((place for place in range(max(at, 0), len(folded)) if key and key in folded[place]), at)
        elif number in wanted and key not in seen:
            seen.add(key)
            after[at].append(text)
    result = after[-1][:]
    for place, paragraph in enumerate(paragraphs):
        result += [paragraph, *after[place]]
    return result


def _folded(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()
