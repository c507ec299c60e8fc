"""Text for people: answers, articles and status, laid out for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Literal

from rich import filesize
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ...corpus.article import Article, Passage, day_in_words
from ...corpus.settings.read_settings import ReadSettings
from ...corpus.text.characters import one_line
from ...index.analysis.language import ENGLISH
from ..ranking.results import Hit, Result
from .counts import counted
from .excerpt import excerpt

if TYPE_CHECKING:  # a search needs no status
    from ...index.segments.status import Status
    from ..query.json_types.results import ArticleJSON

_WIDEST = 100
"""Columns. Longer lines are hard to read, even in a wide window."""
_INDENT = (0, 0, 0, 4)
_MARK = "  | "
"""Before each line of a hit that has neighbours."""
_FURTHER = (0, 0, 0, 8)
_TRAILING = re.compile(r" (?=(?: |\x1b\[[\d;]*m)*$)", re.MULTILINE)
_TWO_COLUMNS = 60
"""Columns from which labels stand beside texts."""
_COPIES = 5
"""Near copies to name below a hit."""
_LISTED = 8
"""Sources or categories to name in `status`."""
_WELL, _HALF = 0.75, 0.25
"""Trust in the meaning of a language from which on `status` calls it well or half known."""


def render_result(result: Result, *, width: int, colour: bool, shorten: bool = False) -> str:
    """Render the hits, best first: headline, source and date, passage with the best sentence in bold, id.

    A hit that has neighbours is marked by a bar, so that it can be told from them without colours. With `shorten`,
    long passages are cut down to the sentences around the best one.
    """
    console = console_of(width, colour)
    for hit in result.hits:
        _print_hit(console, hit, shorten=shorten)
    return captured(console)


def render_article(article: Article, passages: Sequence[Passage], *, width: int, colour: bool, asked: str = "") -> str:
    """Render an article, or some of its passages, each with its number; `asked`, an id, is marked among others."""
    console = console_of(width, colour)
    console.print(Text(one_line(article.title or article.id), "bold"))
    if about := _byline(article):
        console.print(Text(about, "cyan"))
    for label, value in (("url", article.url), ("id", article.id)):
        if value:
            console.print(Text(f"{label}: {one_line(value)}", "dim"))
    console.print()
    numbered = two_columns(padding=(1, 1, 1, 0), justify="right")
    for passage in passages:
        mark = "> " if passage.id == asked and len(passages) > 1 else ""
        numbered.add_row(f"{mark}{passage.number}", Text(one_line(passage.text)))
    console.print(numbered)
    return captured(console)


def render_status(status: Status, *, width: int, colour: bool, options_from: str = "") -> str:
    """Render the contents of an index, one fact a line, with the configuration that was read, if one was."""
    console = console_of(width, colour)
    days = f"{status.first[:10]} to {status.last[:10]}" if status.first and status.last else "no article has a date"
    facts = {
        "articles": f"{status.articles:,} ({counted(status.passages, 'passage')})",
        "dates": days,
        "sources": _most_frequent(status.sources),
        "categories": _most_frequent(status.categories),
        "without": _without(status),
        "taken down": f"{status.taken_down:,}",
        "languages": _languages(status),
        "model": f"{status.model['name']} ({status.model['dim']} dimensions, weights {status.model['weights'][:8]})",
        "generation": f"{status.generation:,} ({counted(status.segments, 'segment')})",
        "changed": _minute(status.committed),
        "last run": _last_run(status),
        **({"settings": _settings(status)} if status.settings else {}),
        **({"options from": options_from} if options_from else {}),
        "size": filesize.decimal(status.bytes),
    }
    table = two_columns(padding=(0, 2, 0, 0))
    for name, fact in facts.items():
        table.add_row(name, Text(one_line(fact)))
    console.print(table)
    return captured(console)


def _without(status: Status) -> str:
    """Count the articles that lack a field, the field that most lack first."""
    lacking = sorted(((name, number) for name, number in status.without.items() if number), key=lambda pair: -pair[1])
    return ", ".join(f"{name} ({number:,})" for name, number in lacking) or "none"


def _last_run(status: Status) -> str:
    """Say when the last run over files was, over which, and its counts that are not 0."""
    if not status.last_run:
        return "none yet over files"
    counts = ", ".join(
        f"{number:,} {name.replace('_', ' ')}" for name, number in status.last_run["counts"].items() if number
    )
    places = ", ".join(status.last_run["places"])
    return f"{_minute(status.last_run['ended'])} over {places}: {counts or 'nothing found'}"


def _settings(status: Status) -> str:
    return "; ".join(f"{place}: {ReadSettings(**told)}" for place, told in status.settings.items())


def _minute(instant: str | None) -> str:
    return f"{instant[:16].replace('T', ' ')} UTC" if instant else "never"


def _languages(status: Status) -> str:
    """Name each language with its articles, and say how well the model knows those that its card does not name."""
    listed = [f"{code} ({articles:,}{_known(status, code)})" for code, articles in status.languages.items()]
    notes = [", ".join(listed)]
    if any(known["trust"] < _WELL for known in status.familiarity.values()):
        notes.append("the less the model knows a language, the more its words decide")
    if status.model_languages is None and not status.languages.keys() - status.familiarity.keys() <= {ENGLISH}:
        notes.append("the model's card does not say which it knows")
    return "; ".join(notes)


def _known(status: Status, code: str) -> str:
    """Say how well the model knows a language; nothing of one that its card names."""
    if measured := status.familiarity.get(code):
        trust = measured["trust"]
        return f", {'well' if trust >= _WELL else 'half' if trust >= _HALF else 'hardly'} known to the model"
    return ", not known to the model" if status.knows(code) is False else ""


def _most_frequent(counts: Mapping[str, int]) -> str:
    """List the most frequent values; articles without a value are left out."""
    named = [f"{value} ({count:,})" for value, count in counts.items() if value]
    more = f", and {len(named) - _LISTED:,} more" if len(named) > _LISTED else ""
    return ", ".join(named[:_LISTED]) + more or "none"


def _print_hit(console: Console, hit: Hit, *, shorten: bool) -> None:
    numbered = two_columns(padding=(0, 1, 0, 0))
    numbered.add_row(f"{hit.rank:>2}.", Text(one_line(hit.article.title or hit.article.id), "bold"))
    console.print(numbered)
    if about := _byline(hit.article):
        console.print(Padding(Text(about, "cyan"), _INDENT))
    before = [passage for passage in hit.neighbours if passage.number < hit.passage.number]
    for passage in before:
        _print_neighbour(console, passage)
    text = _highlighted(hit, shorten=shorten)
    if hit.neighbours:
        for line in text.wrap(console, max(console.width - len(_MARK), 1)):
            console.print(Text(_MARK).append(line))
    else:
        console.print(Padding(text, _INDENT))
    console.print(Padding(Text(one_line(hit.id), "dim"), _INDENT))
    for copy in hit.copies[:_COPIES]:
        about = _byline(copy.article)
        console.print(Padding(Text(f"also {one_line(copy.id)}{about and f' · {about}'}", "dim"), _INDENT))
    if (more := len(hit.copies) - _COPIES) > 0:
        console.print(Padding(Text(f"also {more:,} more", "dim"), _INDENT))
    console.print()
    for passage in hit.neighbours[len(before) :]:
        _print_neighbour(console, passage)


def _print_neighbour(console: Console, passage: Passage) -> None:
    """Print a neighbour further in, below it its own id, so that nobody cites it under that of the hit."""
    console.print(Padding(Text(one_line(passage.text), "dim"), _FURTHER))
    console.print(Padding(Text(one_line(passage.id), "dim"), _FURTHER))
    console.print()


def _highlighted(hit: Hit, *, shorten: bool) -> Text:
    start, end = hit.highlight
    text = hit.passage.text
    first, last = excerpt(text, hit.highlight) if shorten else (0, len(text))
    marked = Text("[...] " if first else "", "dim")
    marked.append(one_line(text[first:start]), "not dim")
    # If the highlight is the whole passage, nothing is bold.
    is_whole = (start, end) == (0, len(text))
    marked.append(one_line(text[start : min(end, last)]), "not dim" if is_whole else "not dim bold green")
    marked.append(one_line(text[end:last]), "not dim")
    return marked.append(" [...]", "dim") if last < len(text) else marked


def _byline(article: Article) -> str:
    about = (article.source, day_in_words(article.published), ", ".join(article.categories), ", ".join(article.authors))
    return " · ".join(one_line(part) for part in about if part)


def headline(article: ArticleJSON, about: Iterable[str | None]) -> Text:
    """Lay out the headline of an article, below it what is told about it, less what is empty, and its id."""
    told = Text(one_line(article["title"] or article["id"]), "bold")
    told.append("\n" + " · ".join(one_line(part) for part in about if part), "not bold cyan")
    return told.append(f"\n{one_line(article['id'])}", "not bold dim")


def two_columns(*, padding: tuple[int, int, int, int], justify: Literal["left", "right"] = "left") -> Table:
    """Make a grid of two columns, the first one dimmed; a word that is too long is broken, never cut off."""
    grid = Table.grid(padding=padding)
    grid.add_column(style="dim", justify=justify, overflow="fold")
    grid.add_column(overflow="fold")
    return grid


def print_labelled(console: Console, rows: Iterable[tuple[Text, Text]]) -> None:
    """Print texts beside their labels; below them where that would leave a text too little room for ids in it."""
    if console.width >= _TWO_COLUMNS:
        grid = two_columns(padding=(0, 2, 1, 0))
        for label, text in rows:
            grid.add_row(label, text)
        console.print(grid)
        return
    for label, text in rows:
        console.print(label)
        console.print(Padding(text, (0, 0, 1, 2)))


def fitted(text: str, *, width: int, colour: bool) -> str:
    """Break the lines of a text between words, with their indentation and their colours."""
    console = console_of(width, colour)
    for line in text.splitlines():
        bare = line.lstrip(" ")
        console.print(Padding(Text.from_ansi(bare), (0, 0, 0, len(line) - len(bare))) if bare else "")
    return captured(console)


def console_of(width: int, colour: bool) -> Console:
    """Make a console that keeps what is printed; see `captured`."""
    # With markup, emoji codes or highlighting, rich would interpret the text of an article.
    return Console(
        file=StringIO(), width=min(width, _WIDEST), force_terminal=colour, color_system="standard" if colour else None,
        no_color=not colour, markup=False, emoji=False, highlight=False,
    )  # fmt: skip


def captured(console: Console) -> str:
    """Return what was printed on a console of `console_of`."""
    out = console.file
    assert isinstance(out, StringIO)
    return _TRAILING.sub("", out.getvalue())
