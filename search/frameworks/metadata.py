"""What there is to say of a hit beside its text, in the flat JSON values that every framework keeps."""

from __future__ import annotations

from ..ranking.answerability import Verdict
from ..ranking.results import Hit, article_header

Value = str | int | float


def metadata(hit: Hit, verdict: Verdict) -> dict[str, Value]:
    """What is known of `hit`, by name; what is not known is left out, as most stores of documents take no null.

    Args:
        hit: Of a result.
        verdict: Of that result.

    Returns:
        ``article_id`` and what else `ArticleJSON` has, lists joined by commas; the strings and numbers that `HitJSON`
        has, but for its id and text; ``highlight``, the text of the sentence that answers best; ``verdict``, whether
        the result's best hit answers (``strong``, ``weak`` or ``none``); and ``surroundings``, the passage among its
        neighbours, if any were asked for and are there.
    """
    article = {
        name: ", ".join(value) or None if isinstance(value, list) else value
        for name, value in article_header(hit.article).items()
    }
    start, end = hit.highlight
    known = {
        "article_id": hit.article.id,
        **article,
        **hit.to_dict(),
        "highlight": hit.passage.text[start:end],
        "verdict": verdict.answer,
        "surroundings": _surroundings(hit),
    }
    return {name: it for name, it in known.items() if isinstance(it, str | int | float) and name not in ("id", "text")}


def _surroundings(hit: Hit) -> str | None:
    if not hit.neighbours:
        return None
    around = sorted((*hit.neighbours, hit.passage), key=lambda passage: passage.number)
    return "\n\n".join(passage.text for passage in around)
