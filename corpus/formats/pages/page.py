"""Web pages: one article in each file, separated by trafilatura from menus and advertisements."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ...errors import ExtraMissingError
from ...fields.people import BEFORE_NAME
from ...fields.values import read_people
from ...files.source import Source
from ...record import Fault, Record
from ...text.markup import paragraphs
from ...times.dates import parse_date
from ..text.front_matter import split_front_matter
from ..text.line_fields import line_fields, told_by
from ..text.story_head import is_headline, story_head
from .facts import facts, linked_data
from .heads import told_apart, without_byline
from .leads import with_lead
from .other_html import other_html
from .outlets import in_title, outlet_of, publisher
from .parts import completed, drop_menus, drop_unread, open_layout, prose, words
from .scripts import scripts_of, story_in_scripts
from .tree import parsed, with_joiners

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Extractor

_FRONT_MATTER = (b"---\n", b"---\r\n", b"+++\n", b"+++\r\n")
_MEDIUM, _PUBLISHED_BY_MEDIUM = b'<section data-field="body" class="e-content">', b'class="dt-published"'
"""In the pages of an export of Medium, and in those that were published."""
_OF_THE_WEB = re.compile(rb"=\s*[\"']?(?:og|twitter|article):[a-z]")
"""What a page tells the networks where it is shared. No download, export or scan does."""
_HEAD = 50_000
_BY = frozenset({"by", *BEFORE_NAME.split("|")})
"""Words before a name that stands in a link or in bold."""
_REFUSAL = re.compile(
    r"just a moment|attention required! \| cloudflare|access denied|(?:\w+ - )?are you a robot\?|human verification"
    r"|security check|page not found|40[34] (?:forbidden|not found)"
    r"|50[234] (?:bad gateway|service unavailable|gateway time-?out)"
    r"|checking (?:your browser|if the site connection is secure).{0,100}",
    re.IGNORECASE,
)
"""Titles of pages that come in the place of an article."""
_HALF = 0.5
"""Share of the prose of a page that its article has, or else other extractors are asked, too."""
_TENTH = 0.1
"""Share of all words of a page that its article has, or else it is looked for once more."""
_LONG = 3_000
"""Characters of an article that is not looked for once more."""
_SHORT, _NEAR = 40, 6
"""Characters of a line that shows where an article begins, and lines near it that may tell who wrote it, and when."""
_FEWEST_WORDS = 3
_MUCH_LONGER = 1.5
"""How many times longer the article of a second look is, if it is taken."""
_MUCH_MORE = 2
"""How many times longer the text in a page's metadata or scripts is than the one it shows, if that is not the story."""


def page(source: Source) -> Iterator[Record | Fault]:
    """Read the page's article, with its paragraphs in order, or the articles of a press database's download.

    Raises:
        ExtraMissingError: trafilatura is not installed.
    """
    content = source.read_bytes()
    is_of_the_web = _OF_THE_WEB.search(content, 0, _HEAD) is not None  # for other kinds, all of it is searched
    if not is_of_the_web and (items := other_html(source, content)) is not None:
        yield from items
        return
    head: dict[str, object] = {}
    if content.startswith(_FRONT_MATTER):  # the source of a page, as Jekyll and Hugo keep it
        head, body, _ = split_front_matter(content.decode(errors="replace"))
        content = body.encode()
    if not is_of_the_web and _MEDIUM in content and _PUBLISHED_BY_MEDIUM not in content:
        head["draft"] = True
    fields = article_of(content)
    if fields and _REFUSAL.fullmatch(str(fields["title"]).strip(" .")):
        yield Fault(1, f"no article, but what a server sent instead of it: {fields['title']}")
        return
    if fields is None and head:
        fields = {"text": "\n\n".join(paragraphs(body))}
    if not fields or not fields.get("text"):
        yield Fault(1, "the page contains no article")
    else:
        yield Record(1, head, derived=fields, is_whole_file=True)


def article_of(content: bytes | str) -> dict[str, object] | None:
    """Return the fields of the article of an HTML page; None where it contains none.

    Raises:
        ExtraMissingError: trafilatura is not installed.
    """
    try:
        _import_extractor()
    except ImportError:
        raise ExtraMissingError("an HTML page", "html") from None
    for name in ("trafilatura", "htmldate"):  # they log what we report ourselves; this handler keeps it off stderr
        if not logging.getLogger(name).handlers:
            logging.getLogger(name).addHandler(logging.NullHandler())
    root = parsed(content)
    if root is None:
        return None
    scripts = scripts_of(root)
    data = linked_data(scripts)
    stated = facts(root, data)
    unseen = [_lines(stated.text), story_in_scripts(scripts)]
    found = _found(root, data, stated.fields)
    title = str(found["title"])
    is_told = bool(found["published"] and (found["authors"] or stated.fields.get("authors")))
    lines = [] if is_told else _lines_of(root)  # old pages have neither metadata nor marks
    has_headings = next(root.iter("h1", "h2", "h3"), None) is not None
    drop_unread(root)
    open_layout(root)
    drop_menus(root)
    shown = _shown(root, title, is_told_elsewhere=any(unseen))
    if not shown and not any(unseen):
        return None
    for other in unseen:
        if _is_better(other, shown):
            shown = other
    fields: dict[str, object] = {**found, **stated.fields, "published": found["published"]}
    near = _above(lines, shown)
    told = told_by(near)
    if not has_headings and not any(title in line for line in lines):
        fields["title"] = _above_told(near) or title
    fields |= {name: value for name, value in told.items() if not fields[name]}
    authors, _ = read_people(fields["authors"])
    text = "\n\n".join(with_lead(without_byline(shown, authors), root, stated.descriptions))
    if not fields["title"]:
        above, text = story_head(text)
        fields |= {name: value for name, value in above.items() if not fields.get(name)}
    fields["text"] = text
    return {name: _with_joiners(value) for name, value in fields.items()}


def _with_joiners(value: object) -> object:
    if isinstance(value, list):
        return [*map(_with_joiners, value)]
    return with_joiners(value) if isinstance(value, str) else value


def _import_extractor() -> None:
    """Import trafilatura without its guess of languages, which imports NumPy and which we do not ask for."""
    guess = "py3langid"
    if guess in sys.modules or "trafilatura" in sys.modules:
        import trafilatura

        return
    sys.modules[guess] = None  # type: ignore[assignment]  # an import of it fails, as if it was not installed
    try:
        import trafilatura  # noqa: F401
    finally:
        del sys.modules[guess]


def _shown(root: HtmlElement, title: str, *, is_told_elsewhere: bool) -> list[str]:
    """Extract the paragraphs of the article, those of its other containers too.

    What a second look and other extractors would find takes a third of the time: the one is only asked for where the
    article is short and a small share of the page, the others where much of the page's prose is missing.
    """
    shown = _seen(root, title, "once")
    length = sum(map(len, shown))
    if is_told_elsewhere and not shown:
        return shown
    if not length or (length < _LONG and length < _TENTH * words(root)):
        longer = _seen(root, title, "recall")
        if sum(map(len, longer)) >= _MUCH_LONGER * length:
            shown = longer
    if sum(map(len, shown)) < _HALF * prose(root):
        longer = _seen(root, title, "thorough")
        if sum(map(len, longer)) >= sum(map(len, shown)):
            shown = longer
    return shown


def _seen(root: HtmlElement, title: str, way: str) -> list[str]:
    """Extract the paragraphs of the article in one of the ways, without its title."""
    import trafilatura

    found = trafilatura.bare_extraction(root, options=_options(way, (root.get("lang") or "")[:2].lower()))
    if found is None or isinstance(found, dict):
        return []
    lines = told_apart(_lines(found.text), root)
    return completed(lines[1:] if lines[:1] == [title] else lines, root)


@cache
def _options(way: str, language: str) -> Extractor:
    """Options of trafilatura, made once: it would read its own defaults anew for each page."""
    from trafilatura.settings import JUSTEXT_LANGUAGES, Extractor

    options = Extractor(output_format="python", fast=way != "thorough", comments=False, recall=way == "recall")
    if way == "once":
        options.focus = way  # in the focus "balanced" it measures the page, and may begin again
    if way == "thorough" and language in JUSTEXT_LANGUAGES:
        options.lang = language  # one of the extractors would read its words of a hundred languages
    return options


def _lines_of(root: HtmlElement) -> list[str]:
    texts = root.xpath("//text()[not(parent::script or parent::style or parent::noscript or parent::title)]")
    return [line for it in texts if (line := " ".join(it.split()))]


def _above(lines: list[str], shown: list[str]) -> list[str]:
    """Return the last lines above the article's first paragraph."""
    first = next((it for it in shown if len(it) > _SHORT and not line_fields(it)), "")
    at = next((number for number, line in enumerate(lines) if len(line) > _SHORT and first.startswith(line)), 0)
    near = range(max(at - _NEAR, 0), at)
    return [f"{lines[number]} {lines[number + 1]}" if lines[number] in _BY else lines[number] for number in near]


def _above_told(near: list[str]) -> str:
    """Return the headline right above the day or the byline; "" where there is none."""
    above = next((line for line, told in pairwise(near) if line_fields(told)), "")
    return above if above and is_headline(above) and len(above.split()) >= _FEWEST_WORDS else ""


def _is_better(other: list[str], paragraphs: list[str]) -> bool:
    """True for the story of a page that its scripts fill, and for the same text with its paragraphs told apart."""
    lengths = sum(map(len, other)), sum(map(len, paragraphs))
    is_same = len(other) > len(paragraphs) and "".join("".join(other).split()) == "".join("".join(paragraphs).split())
    return is_same or lengths[0] > _MUCH_MORE * lengths[1]


def _lines(text: object) -> list[str]:
    """Split text into its paragraphs; markup is no text."""
    if not isinstance(text, str) or "</" in text:
        return []
    return [line for paragraph in text.splitlines() if (line := paragraph.strip())]


def _found(root: HtmlElement, data: list[Any], stated: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that trafilatura finds: in the head and the JSON-LD, and in the body those that are not stated.

    Its own search for metadata would look for tags and licences too, and read the JSON-LD once more.
    """
    import trafilatura.metadata as finders
    from trafilatura.json_metadata import extract_json

    found = finders.examine_meta(root)
    if " " not in (found.author or ""):
        found.author = None
    for value in data:
        with suppress(Exception):  # it expects the right type of each value
            found = extract_json(value, found)
    found.title = found.title or finders.extract_title(root)
    found.url = found.url or finders.extract_url(root)
    outlet = found.sitename or finders.extract_sitename(root) or publisher(root)
    found.sitename = outlet_of(outlet, found.url)
    if not found.sitename and (beside := in_title(root)):
        found.title, found.sitename = beside
    if not found.author and "authors" not in stated:
        found.author = finders.extract_author(root)
    if not found.categories and "categories" not in stated and any(map(_names_category, root.iter("a"))):
        found.categories = finders.extract_catstags("category", root)
    found.clean_and_trim()
    return {
        "title": (found.title or "").strip(),
        "source": found.sitename,
        "categories": found.categories,
        "authors": found.author.split("; ") if found.author else None,
        "url": found.url,
        "published": _published(stated.get("published"), root, found.url),
    }


def _names_category(link: HtmlElement) -> bool:
    """True for a link that a search for categories, which takes long, would look for."""
    return "/categor" in (link.get("href") or "")


def _published(stated: object, root: HtmlElement, url: str | None) -> object:
    """Return the time that the page states, if it is one, or the day that an extractor finds in it."""
    import htmldate

    try:
        parse_date(stated)
    except ValueError:
        day = htmldate.find_date(root, url=url, extensive_search=False, original_date=True)
        return _marked_up(root, day) if day else stated
    return stated


def _marked_up(root: HtmlElement, day: str) -> str:
    """Return the only time of a day that the page marks up, or the day."""
    times = {time for it in root.iter("time") if (time := it.get("datetime") or "").startswith(day) and ":" in time}
    return times.pop() if len(times) == 1 else day
