"""The answers to many questions, one after another, in every format."""

from __future__ import annotations

from ...corpus.text.characters import one_line
from ..ranking.results import Result
from .formats import RENDERERS, as_csv_of_question, as_json_line
from .reply import OutputStyle, render


def rendered(result: Result, style: OutputStyle, *, is_first: bool) -> str:
    """Render the answer to one question of several, so that all together are valid in their format.

    ``json``: a line with all that is known. ``jsonl`` and ``csv``: a row a hit, with its question. ``text`` and ``md``:
    each under its question.
    """
    if style.output == "json":
        return as_json_line(result.to_dict())
    if style.output == "jsonl":
        return "".join(as_json_line({"query": result.query, **hit.to_dict()}) for hit in result.hits)
    if style.output == "csv":
        return as_csv_of_question(result, header=is_first)
    if style.output == "md":
        return ("" if is_first else "\n") + RENDERERS["md"](result)
    return f"{one_line(result.query)}\n\n{render(result, style)}"
