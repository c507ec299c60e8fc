"""The parts of a story that an extractor leaves out: paragraphs of containers like those it took paragraphs from.

Publishers put an advertisement between two containers of one story. An extractor that takes the best container cuts the
story in half there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from .tree import PROSE, one_line

if TYPE_CHECKING:
    from lxml.etree import XPath
    from lxml.html import HtmlElement

_MOST_BLOCKS = 20_000
"""Blocks of a page. A longer page is no story in parts, and stays as the extractor gave it."""
_SHORTEST = 40
"""Characters of a paragraph that is added: shorter ones are captions and labels."""
_MUCH_PROSE = 500
"""Characters of a page's prose from which on the place of most of it is that of the story."""
_FEWEST_BREAKS = 3
"""Paragraphs and line breaks of a cell that holds a story."""
_NEARLY_ALL = 0.9
"""Share of the prose in the container of a story."""
_CONTAINERS = ("div", "section", "header", "aside", "main", "article", "ul", "ol", "dl", "table", "center")
_TAKEN_SHARE = 0.25
"""Share of the text in containers of a kind that must have been taken before the rest is taken for the same story."""
_SURROUNDED = 3
"""Paragraphs taken from the same element, from which on a short one beside them is taken for a part of the story."""
_MOST_LINKED = 0.5
"""Share of a paragraph that may be the text of links. Lists of other stories are all links."""
_ELSEWHERE = frozenset({"aside", "button", "dialog", "fieldset", "figcaption", "figure", "footer", "form", "nav"})
_HOLDERS = ("nav", "footer", "dialog", "figure")
_UNREAD = (
    *("script", "style", "svg", "iframe", "template", "noscript", "meta", "link"),
    *("img", "picture", "source", "video", "audio", "input", "button", "select", "textarea", "label", "option"),
)
"""Elements that hold nothing of a story, some of them with paragraphs at times."""
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
    """Remove scripts, pictures, fields of forms, words for screen readers, and readings that stand in no parentheses.

    Readings beside ruby characters in parentheses become part of their sentence, which an extractor would cut there.
    """
    from lxml.etree import strip_elements

    stories = [it for it in root.iter("script") if _holds_a_story(it)]
    strip_elements(root, *_UNREAD, with_tail=False)
    root.extend(stories)
    in_parentheses = next(root.iter("rp"), None) is not None
    for element in list(root.iter("rt", "rp", "rtc", "rb", "ruby")):
        if in_parentheses or element.tag in ("rb", "ruby"):
            element.drop_tag()
        else:
            element.drop_tree()
    for element in list(root.iter("span")):
        if _FOR_SCREEN_READERS.search(element.get("class") or ""):
            element.drop_tree()


def _holds_a_story(script: HtmlElement) -> bool:
    """True for JSON-LD with the text of the article, which an extractor takes if the page shows none."""
    if not (script.get("type") or "").endswith("json"):
        return False
    text = script.text or ""
    return len(text) <= _LONGEST_METADATA and "articleBody" in text


def open_layout(root: HtmlElement) -> None:
    """Make plain boxes of the tables that lay out an old page: a cell holds half of its text, in paragraphs or lines.

    An extractor takes such a table for one of facts, and writes the story and the menu beside it on one line.
    """
    cells = list(root.iter("td"))
    least = max(len(root.text_content()) / 2, _MUCH_PROSE) if cells else 0
    tables = {
        table
        for cell in cells
        if sum(1 for _ in islice(cell.iter("p", "br"), _FEWEST_BREAKS)) == _FEWEST_BREAKS
        and len(cell.text_content()) >= least
        for table in cell.iterancestors("table")
    }
    parts = [
        it for table in tables for it in table.iter("tbody", "tr", "td") if next(it.iterancestors("table")) is table
    ]
    for it in (*tables, *parts):
        it.tag = "div"


def drop_menus(root: HtmlElement) -> None:
    """Remove menus, the places of advertisements, and what stands around the story, which are most of a page.

    An extractor passes over most of them too, but only after it copied the page several times.
    """
    for empty in _empty_boxes()(root):
        while empty is not root and empty.tag == "div" and not (len(empty) or (empty.text or "").strip()):
            above = empty.getparent()
            empty.drop_tree()
            empty = above
    lengths = _prose_in(root)
    half = lengths[root] / 2
    for element in list(root.iter(*_HOLDERS)):
        if lengths[element] <= half:
            for above in element.iterancestors():
                lengths[above] -= lengths[element]
            element.drop_tree()
    _drop_surroundings(root, lengths)


@cache
def _empty_boxes() -> XPath:
    from lxml.etree import XPath

    return XPath(".//div[not(*) and not(normalize-space())]")


def _drop_surroundings(root: HtmlElement, lengths: Mapping[HtmlElement, int]) -> None:
    """Remove the containers beside the one that holds nearly all prose, if they hold no line of text outside links.

    A lead or a part of the story there is such a line; what is inside the story's own container is not touched. Below
    the story, such lines stand among lists of other stories, of which nothing else is kept.
    """
    inner: HtmlElement | None = root if lengths[root] >= _MUCH_PROSE else None
    while inner is not None:
        main = next((it for it in inner if lengths[it] >= _NEARLY_ALL * lengths[root]), None)
        if main is not None:
            for above in list(main.itersiblings(*_CONTAINERS, preceding=True)):
                if not _holds_a_line()(above):
                    above.drop_tree()
            _keep_lines(list(main.itersiblings(*_CONTAINERS)))
        inner = main


def _keep_lines(containers: list[HtmlElement]) -> None:
    """Remove the containers, and those in the others, that hold no line of text outside links."""
    for it in containers:
        if _holds_a_line()(it):
            _keep_lines(list(it.iterchildren(*_CONTAINERS)))
        else:
            it.drop_tree()


@cache
def _holds_a_line() -> XPath:
    from lxml.etree import XPath

    return XPath(f"boolean(.//text()[string-length(normalize-space()) >= {_SHORTEST}][not(ancestor::a)])")


def _prose_in(root: HtmlElement) -> Counter[HtmlElement]:
    """Count the characters of prose in each element that holds some."""
    lengths: Counter[HtmlElement] = Counter()
    for element, length in _long_paragraphs(root):
        for holder in (element, *element.iterancestors()):
            lengths[holder] += length
    return lengths


def _long_paragraphs(root: HtmlElement) -> Iterator[tuple[HtmlElement, int]]:
    for element in root.iter("p"):
        if (length := len(element.text_content())) >= PROSE:
            yield element, length


def prose(root: HtmlElement) -> int:
    """Count the characters of the page's long paragraphs, which are those of its article and of few other things."""
    return sum(length for _, length in _long_paragraphs(root))


def words(root: HtmlElement) -> int:
    """Count the characters of what the page shows, white space left out."""
    return sum(len("".join(it.text_content().split())) for it in root if it.tag != "script")


def completed(paragraphs: list[str], root: HtmlElement) -> list[str]:
    """Return `paragraphs` with those of the same story that are missing, in the order of the page.

    A paragraph is added where it stands in a container like one that gave paragraphs: the same tag and classes, below a
    parent with the same tag and classes; and only where most of the paragraphs of those containers were taken.
    """
    blocks = list(_blocks(root))
    if not paragraphs or len(blocks) > _MOST_BLOCKS:
        return paragraphs
    whole = "\n".join(paragraphs)
    taken = [block.text in whole for block in blocks]
    near = {block.place for block, was_taken in zip(blocks, taken, strict=True) if was_taken and block.is_line}
    doubtful = [n for n, block in enumerate(blocks) if not taken[n] and (block.place in near or not near)]
    if not doubtful:
        return paragraphs
    held = "".join(map(folded, paragraphs))  # an extractor may change signs, and cut a paragraph at a line break
    for number in doubtful:
        taken[number] = folded(blocks[number].text) in held
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    beside: Counter[HtmlElement] = Counter()
    for block, was_taken in zip(blocks, taken, strict=True):
        if block.is_line:  # the words of a menu also stand somewhere in the story
            counts[block.place][was_taken] += len(block.text)
        beside[block.element.getparent()] += was_taken
    missing = [
        number
        for number in doubtful
        if not taken[number]
        and counts[blocks[number].place][True] > _TAKEN_SHARE * counts[blocks[number].place].total()
        and _is_story(blocks[number].element, blocks[number].text, beside[blocks[number].element.getparent()])
    ]
    return _inserted(paragraphs, [block.text for block in blocks], taken, missing) if missing else paragraphs


class _Block(NamedTuple):
    """A paragraph of the page, its text, and the kind of container that it stands in."""

    element: HtmlElement
    text: str
    place: str

    @property
    def is_line(self) -> bool:
        return len(self.text) >= _SHORTEST


def _blocks(root: HtmlElement) -> Iterator[_Block]:
    """Yield the paragraphs of the page."""
    above: dict[HtmlElement, str] = {}
    for element in root.iter("p", "h2", "h3", "h4", "li", "blockquote"):
        if element.tag in ("li", "blockquote") and next(element.iter("p"), None) is not None:
            continue
        if text := one_line(element):
            yield _Block(element, text, _place(element, above))


def _place(element: HtmlElement, above: dict[HtmlElement, str]) -> str:
    """Name the kind of container that `element` stands in; `above` keeps the names, for the elements beside it."""
    parent = element.getparent()
    if parent is None:
        return str(element.tag)
    if parent not in above:
        around = islice(element.iterancestors(), 2)
        above[parent] = " < ".join(f"{it.tag}.{' '.join(sorted((it.get('class') or '').split()))}" for it in around)
    return f"{element.tag} < {above[parent]}"


def _is_story(element: HtmlElement, text: str, beside: int) -> bool:
    if len(text) < _SHORTEST and beside < _SURROUNDED:
        return False
    linked = sum(len(one_line(link)) for link in element.iter("a"))
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
    keys = [folded(paragraph) for paragraph in paragraphs]
    after: dict[int, list[str]] = defaultdict(list)
    at, wanted = -1, set(missing)
    seen: set[str] = set()
    for number, text in enumerate(texts):
        key = folded(text)
        if taken[number]:
            at = next((place for place in range(max(at, 0), len(keys)) if key and key in keys[place]), at)
        elif number in wanted and key not in seen:
            seen.add(key)
            after[at].append(text)
    result = after[-1][:]
    for place, paragraph in enumerate(paragraphs):
        result += [paragraph, *after[place]]
    return result


def folded(text: str) -> str:
    """Return the letters and digits of a text, without their case."""
    return _NO_LETTERS.sub("", text).casefold()
