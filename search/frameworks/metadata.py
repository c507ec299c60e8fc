"""The metadata of a hit, in the flat JSON values that every framework can store."""

from __future__ import annotations

from ..ranking.results import Hit, article_header
from ..ranking.verdict import Verdict

Value = str | int | float


def metadata(hit: Hit, verdict: Verdict) -> dict[str, Value]:
    """Return the metadata of `hit` by name, less unknown values, as most document stores accept no null.

    Args:
        hit: A hit of a result.
        verdict: The verdict of that result.

    Returns:
        ``article_id`` and the other values of `ArticleJSON`, lists joined by commas; the strings and numbers of
        `HitJSON` except its id and text; ``highlight``, the text of the sentence that answers best; ``verdict``, the
        estimate that the result's best hit answers (``strong``, ``weak`` or ``none``); and ``surroundings``, the
        passage with its neighbours, where the hit has any.
    """
    article = {
        name: ", ".join(value) or None if isinstance(value, list) else value
        for name, value in article_header(hit.article).items()
    }
    start, end = hit.highlight
    values = {
        "article_id": hit.article.id,
        **article,
        **hit.to_dict(),
        "highlight": hit.passage.text[start:end],
        "verdict": verdict.answer,
        "surroundings": _surroundings(hit),
    }
    return {
        name: value
        for name, value in values.items()
        if isinstance(value, str | int | float) and name not in ("id", "text")
    }


def _surroundings(hit: Hit) -> str | None:
    if not hit.neighbours:
        return None
    around = sorted((*hit.neighbours, hit.passage), key=lambda passage: passage.number)
    return "\n\n".join(passage.text for passage in around)
