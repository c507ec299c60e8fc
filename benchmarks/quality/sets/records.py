"""The records of a judged set as nutgraf reads them: articles and questions as JSON lines, judgements as a table."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence

SEED = 127
"""Fixes which half of the questions is public."""


def article(
    article_id: str,
    text: str,
    *,
    title: str | None = None,
    published: str | None = None,
    category: str | None = None,
    source: str | None = None,
    author: str | None = None,
    url: str | None = None,
    **more: str,
) -> dict[str, str | None]:
    """One article; the order of its fields is the order in the file."""
    fields = {"published": published, "category": category, "source": source, "author": author, "url": url}
    return {"id": article_id, "title": title, "text": text, **fields, **more}


def one_line(text: str) -> str:
    """`text` with every run of white space as one space, and none at its ends."""
    return " ".join(text.split())


def slug(name: str) -> str:
    """`name` in lower case, with a hyphen for whatever is no letter or digit."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def public_half(question_ids: Iterable[str], *, most: int | None = None) -> set[str]:
    """Half of the ids, chosen by `SEED`, and no more than `most`.

    The other half is held out, so that nobody fits a ranking to it.
    """
    ids = sorted(question_ids)
    random.Random(SEED).shuffle(ids)  # noqa: S311 - must be the same on every machine, not secret
    return set(ids[: len(ids) // 2][:most])


def json_lines(records: Iterable[Mapping[str, object]]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Tab-separated rows under their header."""
    return "".join("\t".join(row) + "\n" for row in (header, *rows))


def judgements(pairs: Iterable[tuple[str, str]]) -> str:
    """The table that says which passage or article answers which question."""
    return table(("query-id", "corpus-id", "score"), ((question, answer, "1") for question, answer in pairs))
