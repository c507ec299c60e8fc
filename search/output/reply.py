"""The reply of the command `search` to a question: data, notices and exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ..ranking.relevance.verdict import NO_HITS
from ..ranking.results import Result
from .console import Exit, Format
from .excerpt import is_long

_NAMED = 3
"""Words to name of those that were searched for one that was typed."""

if TYPE_CHECKING:
    from ..library.searcher import Searcher
    from ..query.options import SearchKeywords
    from ..query.parsed import ParsedQuery
    from ..ranking.relevance.verdict import Verdict


@dataclass(frozen=True, slots=True)
class OutputStyle:
    """Format and layout of an answer.

    Attributes:
        output: The format.
        width: Width of the terminal, in columns.
        colour: True where the terminal shows colours.
        shorten: True to cut long paragraphs of text down to the sentences around the one that answers.
    """

    output: Format
    width: int
    colour: bool
    shorten: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The output of a command.

    Attributes:
        data: Text for stdout.
        notices: Lines for stderr.
        exit: The exit code.
    """

    data: str
    notices: list[str]
    exit: int

    def to_dict(self) -> dict[str, Any]:
        """Convert to JSON values."""
        return asdict(self)


def reply(searcher: Searcher, question: str, options: SearchKeywords, style: OutputStyle) -> Reply:
    """Answer `question`.

    Raises:
        Whatever `Searcher.search` raises, such as QuestionError.
    """
    result = searcher.search(question, **options)
    return Reply(render(result, style), notices(result, style), Exit.DONE if result.hits else Exit.NOTHING_FOUND)


def render(result: Result, style: OutputStyle) -> str:
    """Render an answer as data."""
    # Each renderer imports much that the other has no use for.
    if style.output != "text":
        from .formats import RENDERERS

        return RENDERERS[style.output](result)
    from .terminal_view import render_result

    return render_result(result, width=style.width, colour=style.colour, shorten=style.shorten)


def notices(result: Result, style: OutputStyle) -> list[str]:
    """List what is to be told of an answer, whatever its format."""
    told = remarks(result.understood, result.verdict, found=bool(result.hits))
    if not result.hits:
        nothing = "nothing found" if result.verdict is NO_HITS else f"nothing found; {result.verdict.reason}"
        if result.verdict.archive:  # something was found, and none of it is as relevant as was asked
            nothing = f"nothing found is as relevant as --min-relevance asks; without it, {result.verdict.reason}"
        return [nothing] if result.understood.is_empty else [*told, nothing]
    if style.output == "text" and style.shorten and any(is_long(hit.passage.text) for hit in result.hits):
        told.append("long paragraphs are shortened, as [...] shows; --full prints them whole")
    return told


def remarks(understood: ParsedQuery, verdict: Verdict, *, found: bool) -> list[str]:
    """Notices for people: what the ranking preferred, and a warning where there may be no answer."""
    lines = []
    if preferred := understood.labels():
        how = "preferred to all else" if understood.timing.required else "preferred"
        lines.append(f"{how}: {', '.join(preferred)} (use --literal to search without this preference)")
    if also := understood.also:
        read = (f"{_listed(words)} for {typed}" for typed, words in also.items())
        lines.append(f"searched for {', '.join(read)} (use --literal to search as typed)")
    if left_out := understood.excluded.texts:
        lines.append(f"left out, so it comes last: {', '.join(left_out)} (use --literal to search for it)")
    if found and verdict.by_a_later_hit:
        lines.append(f"look further down: {verdict.reason}")
    elif found and verdict.answer != "strong":
        doubt = "this may not answer the question" if verdict.answer == "weak" else "there is probably no answer"
        lines.append(f"{doubt}: {verdict.reason}")
    return lines


def _listed(words: Sequence[str]) -> str:
    """List the first words: "javelin, javelins and 3 more"."""
    more = f" and {len(words) - _NAMED:,} more" if len(words) > _NAMED else ""
    return ", ".join(words[:_NAMED]) + more
