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
        In this order ``article_id``, ``paragraph``, ``title``, ``source``, ``published`` (ISO 8601), ``categories`` and
        ``authors`` (each joined by commas), ``url``; ``rank``, ``score``, ``cosine``, ``bm25`` as in `Hit`;
        ``highlight``, the text of the sentence that answers best; ``verdict``, whether the result's best hit answers
        (``strong``, ``weak`` or ``none``); and ``surroundings``, the passage among its neighbours, if any were asked
        for and are there.
    """
    plain, article = hit.to_dict(), article_header(hit.article)
    start, end = hit.highlight
    known = {
        "article_id": article["id"],
        "paragraph": plain["paragraph"],
        **{name: article[name] for name in ("title", "source", "published")},
        **{name: ", ".join(article[name]) or None for name in ("categories", "authors")},
        "url": article["url"],
        **{name: plain[name] for name in ("rank", "score", "cosine", "bm25")},
        "highlight": hit.passage.text[start:end],
        "verdict": verdict.answer,
        "surroundings": _surroundings(hit),
    }
    return {name: value for name, value in known.items() if value is not None}


def _surroundings(hit: Hit) -> str | None:
    if not hit.neighbours:
        return None
    around = sorted((*hit.neighbours, hit.passage), key=lambda passage: passage.number)
    return "\n\n".join(passage.text for passage in around)
