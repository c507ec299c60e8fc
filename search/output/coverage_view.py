"""Reports on a coverage for people, laid out for a terminal."""

from __future__ import annotations

from datetime import date

from rich.text import Text

from ...corpus.article import day_in_words
from ...corpus.text.characters import one_line
from ..query.json_types.coverage import BucketJSON, LikeJSON, SourceCoverageJSON, SourcesJSON, TermsJSON, TimelineJSON
from ..query.json_types.results import ArticleJSON, HitJSON
from .counts import counted
from .coverage_formats import outlet, summary
from .sparkline import bar, sparkline
from .terminal_view import captured, console_of, headline, print_labelled, two_columns
from .timeline_scale import counts_on_scale, days_in_words, span_in_words

_BAR = 10
"""Columns of the longest bar."""
_NAMED = 6
"""Outlets to name in a span, and of those that are silent."""
_FIRST = "first report"


def render_timeline(timeline: TimelineJSON, *, width: int, colour: bool, blocks: bool) -> str:
    """Render a timeline: how many articles when, as a sparkline; then each span with its outlets and best passage."""
    console = console_of(width, colour)
    if not timeline["coverage"]["articles"]:
        return ""
    console.print(Text(f"{summary(timeline['coverage'])}, by {timeline['by']}", "bold"))
    if timeline["buckets"]:
        console.print(Text(sparkline(counts_on_scale(timeline), console.width, blocks=blocks), "cyan"))
    console.print()
    most = max((bucket["articles"] for bucket in timeline["buckets"]), default=0)
    print_labelled(console, (_span(it, timeline["by"], most, blocks=blocks) for it in timeline["buckets"]))
    if timeline["undated"]:
        console.print(f"{counted(timeline['undated'], 'article')} without a date")
    return captured(console)


def render_sources(report: SourcesJSON, *, width: int, colour: bool) -> str:
    """Render the outlets: what each has, how much of it is its own, and who is silent."""
    console = console_of(width, colour)
    if not report["coverage"]["articles"]:
        return ""
    console.print(Text(summary(report["coverage"]), "bold"))
    console.print(f"{counted(report['independent'], 'outlet')} with text of their own")
    if first := report["first"]:
        source = outlet(first["article"]["source"])
        console.print(f"reported first by {source}, {_day(first['article'])}")
    console.print()
    outlets = (
        (Text(outlet(it["source"]), "not dim bold"), _of_outlet(it, report["first"])) for it in report["sources"]
    )
    print_labelled(console, outlets)
    if silent := report["silent"]:
        named = ", ".join(f"{outlet(it['source'])} ({it['articles']:,})" for it in silent[:_NAMED])
        more = f" and {len(silent) - _NAMED:,} more" if len(silent) > _NAMED else ""
        console.print(f"published in that time, and nothing on this (articles): {named}{more}")
    return captured(console)


def render_terms(report: TermsJSON, *, width: int, colour: bool) -> str:
    """Render unusual words, with how often they occur in the coverage and in the archive."""
    console = console_of(width, colour)
    if not report["coverage"]["articles"]:
        return ""
    console.print(Text(summary(report["coverage"]), "bold"))
    console.print()
    grid = two_columns(padding=(0, 2, 0, 0))
    for it in report["terms"]:
        rest = f"{it['passages']:,} of {it['archive']:,} passages of the archive"
        where = f"in {counted(it['articles'], 'article')}; {rest}"
        grid.add_row(Text(one_line(it["term"]), "not dim bold"), where)
    console.print(grid)
    return captured(console)


def render_like(report: LikeJSON, *, width: int, colour: bool) -> str:
    """Render articles of the same story, with how similar they are."""
    console = console_of(width, colour)
    grid = two_columns(padding=(0, 2, 1, 0))
    for it in report["articles"]:
        article = it["article"]
        told = headline(article, (article["source"], _day(article), ", ".join(article["authors"])))
        if it["reprint"]:
            told.append("\na copy", "not bold yellow")
        grid.add_row(f"{it['similarity']:.2f}", told)
    console.print(grid)
    return captured(console)


def _span(bucket: BucketJSON, by: str, most: int, *, blocks: bool) -> tuple[Text, Text]:
    number = counted(bucket["articles"], "article")
    label = Text(f"{span_in_words(bucket['start'], bucket['end'], by)}\n").append(
        bar(bucket["articles"], most, _BAR, blocks=blocks), "not dim cyan"
    )
    named = ", ".join(f"{outlet(it['source'])} {it['articles']:,}" for it in bucket["sources"][:_NAMED])
    told = Text(f"{number}: {named}")
    if len(bucket["sources"]) > _NAMED:
        told.append(f" and {len(bucket['sources']) - _NAMED:,} more")
    if bucket["first_report"]:
        told.append(f" ({_FIRST})", "bold yellow")
    return label, told.append("\n").append(_quotation(bucket["best"]))


def _quotation(hit: HitJSON) -> Text:
    start, end = hit["highlight"]
    told = Text(one_line(hit["article"]["title"] or hit["article"]["id"]), "bold")
    told.append(f"\n{one_line(hit['text'][start:end]).strip()}", "not bold")
    return told.append(f"\n{one_line(hit['id'])}", "not bold dim")


def _of_outlet(it: SourceCoverageJSON, first: HitJSON | None) -> Text:
    copies = ""
    if it["copies"]:
        named = f" of {', '.join(map(one_line, it['copied_from']))}" if it["copied_from"] else ""
        copies = f", {counted(it['copies'], 'copy', 'copies')}{named}"
    told = Text(f"{counted(it['articles'], 'article')}, {it['own']:,} of its own{copies}")
    if it["first"] and it["last"]:
        told.append(f"; {days_in_words(date.fromisoformat(it['first']), date.fromisoformat(it['last']))}")
    own_first = it["first_report"]
    if first and own_first and own_first["article"]["id"] == first["article"]["id"]:
        told.append(f" ({_FIRST})", "bold yellow")
    if own_first:
        told.append(f"\n{one_line(own_first['article']['title'] or own_first['article']['id'])}")
        told.append(f"\n{one_line(own_first['id'])}", "dim")
    return told


def _day(article: ArticleJSON) -> str:
    return day_in_words(date.fromisoformat(article["published"][:10])) if article["published"] else "undated"
