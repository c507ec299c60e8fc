"""Changes and versions as text, JSON lines, CSV and Markdown; `formats.as_json` prints their JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ...corpus.article import Article, day_in_words, iso
from ...corpus.text.characters import one_line
from ..citation.markdown import escaped
from .console import Format
from .formats import as_json, as_json_line
from .tables import as_csv_rows

if TYPE_CHECKING:
    from ..library.history.changes import Changes, Edited
    from ..library.history.past import Version
    from ..library.history.word_diff import DiffPart

_CONTEXT = 60
"""Characters of an equal part that are shown beside a change."""
_COLUMNS = ("change", "id", "title", "source", "published", "when", "correction", "stealth", "diff")
_MARKS = {"equal": ("", ""), "delete": ("[-", "-]"), "insert": ("{+", "+}")}
_COLOURS = {"equal": 0, "delete": 31, "insert": 32}
_GREEN, _YELLOW, _RED, _BOLD = 32, 33, 31, 1

Paint = Callable[[str, int], str]


def render_changes(changes: Changes, *, colour: bool) -> str:
    """Render as text: a line of counts, then each article; edits are shown as by ``git diff --word-diff``."""
    paint = _painter(colour)
    lines = [summary(changes)]
    lines += [_headline(paint, "new", _GREEN, it, day_in_words(it.published)) for it in changes.new]
    for edited in changes.edited:
        lines.append(_headline(paint, _label(edited), _YELLOW, edited.article, _minute(edited.replaced)))
        lines += _field_lines(edited, paint)
    lines += [_headline(paint, "removed", _RED, it.article, _minute(it.removed)) for it in changes.removed]
    return "".join(f"{line}\n" for line in lines)


def render_versions(versions: Sequence[Version], *, colour: bool) -> str:
    """Render a paragraph for each version, oldest first: its time, and its text or what changed in it."""
    from ..library.history.field_changes import compared

    paint, lines = _painter(colour), []
    before: Article | None = None
    for version in versions:
        span = f"{_minute(version.since) or 'not known'} to {_minute(version.until) or 'now'}"
        note = ", with a note of a correction" if version.correction else ""
        lines.append(paint(f"{span}{note}", _BOLD))
        if before is None:
            lines += [f"    {one_line(text)}" for text in (version.article.title, version.article.text) if text]
        else:
            lines += [
                f"    {change.field}: {_worded(change.diff, paint)}" for change in compared(before, version.article)
            ]
        before = version.article
    return "".join(f"{line}\n" for line in lines)


def as_jsonl(changes: Changes) -> str:
    """Format as JSON lines: an article a line, with the key ``change``: new, edited or removed."""
    plain = changes.to_dict()
    return "".join(
        as_json_line({"change": kind, **entry})
        for kind, entries in (
            ("new", [{"article": it} for it in plain["new"]]),
            ("edited", plain["edited"]),
            ("removed", plain["removed"]),
        )
        for entry in entries
    )


def as_csv(changes: Changes) -> str:
    """Format as CSV: a header row, then a row an article, with what changed as ``git diff --word-diff`` shows it."""
    return as_csv_rows(_COLUMNS, map(_csv_row, _rows(changes)))


def _csv_row(row: tuple[str, Article, datetime | None, Edited | None]) -> dict[str, object]:
    kind, article, when, edited = row
    marks = (edited.correction, edited.stealth) if edited else ("", "")
    diff = " ".join(_field_lines(edited, _painter(colour=False))).strip() if edited else ""
    about = (article.id, article.title, article.source, iso(article.published) or "", iso(when) or "")
    return dict(zip(_COLUMNS, (kind, *about, *marks, diff), strict=True))


def as_markdown(changes: Changes) -> str:
    """Format as Markdown: a list item an article; what was deleted is struck out, what was inserted is bold."""
    title = f"# {escaped(changes.query)}\n\n" if changes.query else ""
    items = []
    for kind, article, when, edited in _rows(changes):
        label = _label(edited) if edited else kind
        about = ", ".join(escaped(part) for part in (article.source, day_in_words(when or article.published)) if part)
        items.append(f"- **{label}** {escaped(article.title or article.id)} ({about})\n")
        for change in edited.changes if edited else ():
            parts = (_struck(part) for part in _shortened(change.diff))
            items.append(f"  - {escaped(change.field)}: {' '.join(part for part in parts if part)}\n")
    return f"{title}{summary(changes)}\n\n{''.join(items)}"


def summary(changes: Changes) -> str:
    """Count the changes on one line, and say since when."""
    since = f"generation {changes.since.generation:,}"
    if changes.since.committed:
        since += f" of {_minute(changes.since.committed)}"
    counts = f"{len(changes.new):,} new, {len(changes.edited):,} edited, {len(changes.removed):,} removed"
    return f"since {since}: {counts}"


RENDERERS: dict[Format, Callable[[Changes], str]] = {
    "json": lambda changes: as_json(changes.to_dict()),
    "jsonl": as_jsonl,
    "csv": as_csv,
    "md": as_markdown,
}


def _rows(changes: Changes) -> Iterator[tuple[str, Article, datetime | None, Edited | None]]:
    yield from (("new", it, None, None) for it in changes.new)
    yield from (("edited", it.article, it.replaced, it) for it in changes.edited)
    yield from (("removed", it.article, it.removed, None) for it in changes.removed)


def _label(edited: Edited) -> str:
    return "corrected" if edited.correction else "stealth edit" if edited.stealth else "edited"


def _headline(paint: Paint, label: str, colour: int, article: Article, when: str) -> str:
    about = " · ".join(one_line(part) for part in (article.source, when, article.id) if part)
    return f"\n{paint(label, colour)}  {paint(one_line(article.title or article.id), _BOLD)}\n    {about}"


def _field_lines(edited: Edited, paint: Paint) -> list[str]:
    if not edited.before:
        return ["    its earlier version was forgotten"]
    return [f"    {change.field}: {_worded(change.diff, paint)}" for change in edited.changes]


def _worded(diff: Sequence[DiffPart], paint: Paint) -> str:
    shown = []
    for part in _shortened(diff):
        opened, closed = _MARKS[part.op]
        shown.append(paint(f"{opened}{_flat(part.text)}{closed}", _COLOURS[part.op]))
    return "".join(shown)


def _struck(part: DiffPart) -> str:
    text = escaped(part.text)
    mark = {"equal": "", "delete": "~~", "insert": "**"}[part.op]
    return f"{mark}{text}{mark}" if text else ""


def _shortened(diff: Sequence[DiffPart]) -> Iterator[DiffPart]:
    """Leave out the middle of equal parts, and the far ends of the first and the last one."""
    for place, part in enumerate(diff):
        text, is_first, is_last = part.text, place == 0, place == len(diff) - 1
        if part.op == "equal" and len(text) > 2 * _CONTEXT:
            before = "" if is_first else f"{text[:_CONTEXT].rsplit(None, 1)[0]} "
            after = "" if is_last else f" {text[-_CONTEXT:].split(None, 1)[-1]}"
            yield type(part)("equal", f"{before}[…]{after}")
        else:
            yield part


def _flat(text: str) -> str:
    """Put a part on one line; a paragraph's end is shown as a pilcrow, and a space at an end is kept."""
    flat = one_line(text.replace("\r\n", "\n").replace("\n\n", " ¶ "))
    return f"{' ' * text[:1].isspace()}{flat.strip()}{' ' * (text[-1:].isspace() and bool(flat.strip()))}"


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""


def _painter(colour: bool) -> Paint:
    return lambda text, code: f"\x1b[{code}m{text}\x1b[0m" if colour and code else text
