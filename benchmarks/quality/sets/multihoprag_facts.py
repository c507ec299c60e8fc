"""MultiHop-RAG: questions that need facts from several articles, over these facts alone.

The source holds no full texts: an article here is the facts that any question takes from it, each a paragraph. Half of
the questions is public. Questions without evidence stay, without a judgement.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from records import article, json_lines, judgements, one_line, public_half

SOURCES = ("search-datasets/multihop_rag/ground_truth.json", "search-datasets/multihop_rag/queries.json")


def convert(sources: Mapping[str, bytes]) -> dict[str, str]:
    """The files of the set by name, made from the questions and from what answers each."""
    answers, queries = (json.loads(sources[path]) for path in SOURCES)
    evidence: dict[str, list[dict[str, str]]] = {}
    for answer in answers.values():
        for piece in answer["evidence_list"]:
            evidence.setdefault(piece["url"], []).append(piece)
    articles = []
    places: dict[tuple[str, str], str] = {}
    for number, url in enumerate(sorted(evidence)):
        article_id, first = f"mhf-{number:03d}", evidence[url][0]
        facts = list(dict.fromkeys(one_line(piece["fact"]) for piece in evidence[url]))
        places |= {(url, fact): f"{article_id}#p{place}" for place, fact in enumerate(facts)}
        articles.append(
            article(
                article_id,
                "\n\n".join(facts),
                title=first["title"],
                published=first["published_at"],
                category=first["category"],
                source=first["source"],
                author=first["author"],
                url=url,
            )
        )
    public = public_half(query["id"] for query in queries["queries"])
    kept = [query for query in queries["queries"] if query["id"] in public]
    pairs = {
        (f"mh-{query['id']}", places[piece["url"], one_line(piece["fact"])])
        for query in kept
        for piece in answers[query["id"]]["evidence_list"]
    }
    return {
        "articles.jsonl": json_lines(articles),
        "queries.jsonl": json_lines(_question(query, answers[query["id"]]) for query in kept),
        "qrels.tsv": judgements(sorted(pairs)),
    }


def _question(query: Mapping[str, str], answer: Mapping[str, object]) -> dict[str, object]:
    pieces = answer["evidence_list"]
    assert isinstance(pieces, list)
    return {
        "id": f"mh-{query['id']}",
        "text": query["question"],
        "type": query["question_type"],
        "answer": answer["answer"],
        "n_evidence": len(pieces),
    }
