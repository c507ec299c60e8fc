"""CLIMATE-FEVER: claims about the climate from the web, and the sentences of Wikipedia that support or refute them.

An article is those sentences of a page that were shown for any claim, each a paragraph. Claims that no sentence decides
stay, without a judgement. Half of the claims is public.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from records import article, json_lines, judgements, one_line, public_half, slug

SOURCES = ("climate-fever-dataset/dataset/climate-fever.jsonl",)
DECIDING = ("SUPPORTS", "REFUTES")


def convert(sources: Mapping[str, bytes]) -> dict[str, str]:
    """The files of the set by name, made from the claims and the five sentences with each."""
    claims = [json.loads(line) for line in sources[SOURCES[0]].decode().splitlines()]
    pages: dict[str, dict[int, str]] = {}
    for claim in claims:
        for shown in claim["evidences"]:
            pages.setdefault(shown["article"], {})[_place(shown)] = one_line(shown["evidence"])
    ids = {page: f"cf-{number:04d}-{slug(page)}" for number, page in enumerate(sorted(pages))}
    passages = {
        (page, place): f"{ids[page]}#p{number}"
        for page, sentences in pages.items()
        for number, place in enumerate(sorted(sentences))
    }
    public = public_half(claim["claim_id"] for claim in claims)
    kept = [claim for claim in claims if claim["claim_id"] in public]
    pairs = [
        (f"cf-{claim['claim_id']}", passages[shown["article"], _place(shown)])
        for claim in kept
        for shown in claim["evidences"]
        if shown["evidence_label"] in DECIDING
    ]
    return {
        "articles.jsonl": json_lines(
            article(
                ids[page],
                "\n\n".join(sentences[place] for place in sorted(sentences)),
                title=page,
                source="Wikipedia",
            )
            for page, sentences in sorted(pages.items())
        ),
        "queries.jsonl": json_lines(
            {"id": f"cf-{claim['claim_id']}", "text": one_line(claim["claim"]), "answer": claim["claim_label"]}
            for claim in kept
        ),
        "qrels.tsv": judgements(pairs),
    }


def _place(shown: Mapping[str, str]) -> int:
    """The number of a sentence on its page."""
    return int(shown["evidence_id"].rpartition(":")[2])
