"""A timeline as a picture: SVG for a document, or an HTML page that holds it."""

from __future__ import annotations

from html import escape

from ...corpus.text.characters import one_line
from ..query.json_types.coverage import BucketJSON, TimelineJSON
from .counts import counted
from .coverage_formats import outlet, summary
from .timeline_scale import number_of, span_in_words

_WIDTH, _HEIGHT = 800, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 16, 64, 40
"""Margins around the bars: for the numbers, the title and the days."""
_LONGEST_TITLE = 90
_STYLE = """
svg { background: #fff; font: 14px system-ui, sans-serif; }
.text { fill: #1a1a1a; } .faint { fill: #555; font-size: 12px; } .title { font-weight: 600; font-size: 16px; }
.axis { stroke: #888; } .bar { fill: #2f6fa7; } .first { fill: #b3541e; }
@media (prefers-color-scheme: dark) {
  svg { background: #181818; } .text { fill: #eee; } .faint { fill: #aaa; } .axis { stroke: #777; }
  .bar { fill: #6fb1e6; } .first { fill: #f0a06a; }
}
"""


def as_svg(timeline: TimelineJSON) -> str:
    """Draw the articles over time: a bar a span, the first report in another colour; it names nothing elsewhere."""
    told = _safe(summary(timeline["coverage"]))
    query = one_line(timeline["query"])
    title = _safe(query if len(query) <= _LONGEST_TITLE else f"{query[: _LONGEST_TITLE - 1]}…")
    about = f"{told}, by {timeline['by']}{_first_in_words(timeline)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-labelledby="title desc">\n<title id="title">{title}</title>\n<desc id="desc">{about}</desc>\n'
        f"<style>{_STYLE}</style>\n"
        f'<text class="text title" x="{_LEFT}" y="26">{title}</text>\n'
        f'<text class="text faint" x="{_LEFT}" y="46">{about}</text>\n'
        f"{_axis(timeline)}{_bars(timeline)}</svg>\n"
    )


def as_html(timeline: TimelineJSON) -> str:
    """Make a page of the picture."""
    title = _safe(one_line(timeline["query"]))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width">\n'
        "<style>:root { color-scheme: light dark; } body { margin: 1rem; } svg { max-width: 60rem; width: 100%; }"
        f"</style>\n</head>\n<body>\n<main>\n{as_svg(timeline)}</main>\n</body>\n</html>\n"
    )


def _axis(timeline: TimelineJSON) -> str:
    floor, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    parts = [f'<line class="axis" x1="{_LEFT}" y1="{floor}" x2="{right}" y2="{floor}"/>']
    if buckets := timeline["buckets"]:
        most, by = _most(timeline), timeline["by"]
        parts.append(_text(_LEFT - 8, _TOP + 5, f"{most:,}", "end"))
        parts.append(_text(_LEFT - 8, floor, "0", "end"))
        parts.append(_text(_LEFT, floor + 20, span_in_words(buckets[0]["start"], buckets[0]["end"], by), "start"))
        if len(buckets) > 1:
            parts.append(_text(right, floor + 20, span_in_words(buckets[-1]["start"], buckets[-1]["end"], by), "end"))
    return "".join(f"{part}\n" for part in parts)


def _bars(timeline: TimelineJSON) -> str:
    buckets = timeline["buckets"]
    if not buckets:
        return ""
    first = number_of(buckets[0]["start"], timeline["by"])
    spans = number_of(buckets[-1]["start"], timeline["by"]) - first + 1
    step = (_WIDTH - _LEFT - _RIGHT) / spans
    return "".join(
        _bar(bucket, timeline, _LEFT + (number_of(bucket["start"], timeline["by"]) - first) * step, min(step, 60))
        for bucket in buckets
    )


def _bar(bucket: BucketJSON, timeline: TimelineJSON, left: float, step: float) -> str:
    full = _HEIGHT - _BOTTOM - _TOP
    height = bucket["articles"] / _most(timeline) * full
    outlets = ", ".join(f"{outlet(it['source'])} {it['articles']:,}" for it in bucket["sources"])
    span = span_in_words(bucket["start"], bucket["end"], timeline["by"])
    first = ", first report" if bucket["first_report"] else ""
    told = f"{span}: {counted(bucket['articles'], 'article')} ({outlets}){first}"
    return (
        f'<rect class="{"first" if bucket["first_report"] else "bar"}" x="{left:.2f}" '
        f'y="{_HEIGHT - _BOTTOM - height:.2f}" width="{max(1.0, step * 0.85):.2f}" height="{height:.2f}">'
        f"<title>{_safe(told)}</title></rect>\n"
    )


def _most(timeline: TimelineJSON) -> int:
    return max(bucket["articles"] for bucket in timeline["buckets"])


def _first_in_words(timeline: TimelineJSON) -> str:
    first = timeline["first"]
    return f"; reported first by {_safe(outlet(first['article']['source']))}" if first else ""


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text class="text faint" x="{x}" y="{y}" text-anchor="{anchor}">{_safe(text)}</text>'


def _safe(text: str) -> str:
    """Escape text for SVG and HTML; characters that no XML may hold are shown as escapes."""
    return escape(one_line(text))
