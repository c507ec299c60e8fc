"""FoolMeTwice: claims that players wrote to mislead each other, and the sentences of Wikipedia that decide them.

An article is those sentences of a page that were shown for any claim, each a paragraph. The claims are the development
and the test part; half of them is public.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from records import article, json_lines, judgements, one_line, public_half

SOURCES = ("fool-me-twice/dataset/dev.jsonl", "fool-me-twice/dataset/test.jsonl")


def convert(sources: Mapping[str, bytes]) -> dict[str, str]:
    """The files of the set by name, made from the claims and the sentences with each."""
    claims = [json.loads(line) for path in SOURCES for line in sources[path].decode().splitlines()]
    pages: dict[str, dict[str, int]] = {}
    for claim in claims:
        sentences = pages.setdefault(claim["wikipedia_page"], {})
        for shown in claim["retrieved_evidence"]:
            if text := one_line(shown["text"]):
                sentences.setdefault(text, len(sentences))
    ids = {page: f"fm2-{number:03d}" for number, page in enumerate(pages)}
    public = public_half(claim["id"] for claim in claims)
    kept = [claim for claim in claims if claim["id"] in public]
    pairs = {
        (f"fm2-{claim['id']}", f"{ids[claim['wikipedia_page']]}#p{pages[claim['wikipedia_page']][text]}"): None
        for claim in kept
        for text in (one_line(shown["text"]) for shown in claim["gold_evidence"])
        if text
    }
    return {
        "articles.jsonl": json_lines(
            article(ids[page], "\n\n".join(sentences), title=page, source="Wikipedia")
            for page, sentences in pages.items()
        ),
        "queries.jsonl": json_lines(
            {"id": f"fm2-{claim['id']}", "text": one_line(claim["text"]), "answer": claim["label"]} for claim in kept
        ),
        "qrels.tsv": judgements(pairs),
    }
