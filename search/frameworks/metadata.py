"""The metadata of a passage, in the flat JSON values that every framework can store."""

from __future__ import annotations

from ..ranking.results import Hit, article_header

Value = str | int | float


def metadata(hit: Hit, *, around: bool) -> dict[str, Value]:
    """Return the metadata of a hit's passage by name.

    They are the passage's own and the same for every question: frameworks compare documents with their metadata, to
    find the same passage among the answers to several questions. Every key is always there, as prompts name them.

    Args:
        hit: A hit of a result.
        around: True where neighbours were asked for.

    Returns:
        ``article_id`` and the other values of `ArticleJSON`, lists joined by commas and unknown values as empty
        strings, as most document stores accept no null; ``author``, the same as ``authors``; ``paragraph``; and where
        neighbours were asked for ``surroundings``, the passage with them.
    """
    header = article_header(hit.article)
    told = {name: ", ".join(value) if isinstance(value, list) else str(value or "") for name, value in header.items()}
    values: dict[str, Value] = {"article_id": told.pop("id"), **told, "author": told["authors"]}
    values["paragraph"] = hit.passage.number
    if around:
        passages = sorted((*hit.neighbours, hit.passage), key=lambda passage: passage.number)
        values["surroundings"] = "\n\n".join(passage.text for passage in passages)
    return values
