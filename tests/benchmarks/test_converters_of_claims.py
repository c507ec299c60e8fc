"""The converters of sets of claims, over tiny inputs of our own in the form of each source."""

from __future__ import annotations

from material.sources import lines


def test_climate_fever_judges_sentences_that_decide_a_claim(convert):
    def shown(place, label, text):
        return {"evidence_id": f"Sea level:{place}", "article": "Sea level", "evidence_label": label, "evidence": text}

    evidences = [
        shown(12, "REFUTES", "Seas rose."),
        shown(3, "NOT_ENOUGH_INFO", "Seas are wide."),
        shown(40, "SUPPORTS", "It slowed."),
    ]
    claims = [
        {"claim_id": str(number), "claim": "Seas fall.", "claim_label": "DISPUTED", "evidences": evidences}
        for number in range(2)
    ]
    articles, queries, qrels = convert(
        "climate_fever", {"climate-fever-dataset/dataset/climate-fever.jsonl": lines(*claims)}
    )
    assert [article["text"] for article in articles] == ["Seas are wide.\n\nSeas rose.\n\nIt slowed."]
    assert len(queries) == 1
    assert [place for _, place, _ in qrels[1:]] == ["cf-0000-sea-level#p1", "cf-0000-sea-level#p2"]


def test_fool_me_twice_judges_the_sentences_that_the_writer_chose(convert):
    shown = [{"text": "She sang."}, {"text": "She  danced."}]
    claims = [
        {"id": name, "wikipedia_page": "Ada", "text": "Ada sat.", "label": "REFUTES"}
        | {"retrieved_evidence": shown, "gold_evidence": shown[1:]}
        for name in ("a", "b", "c", "d")
    ]
    sources = {f"fool-me-twice/dataset/{part}.jsonl": lines(*claims[at:][:2]) for at, part in ((0, "dev"), (2, "test"))}
    articles, queries, qrels = convert("fool_me_twice", sources)
    assert [article["text"] for article in articles] == ["She sang.\n\nShe danced."]
    assert qrels[1:] == [[query["id"], "fm2-000#p1", "1"] for query in queries]
    assert len(queries) == 2


def test_liar_plus_has_an_article_a_justification_that_says_something_new(convert):
    def row(number, justification):
        known = {"label": "false", "topics": ["taxes"] if number % 2 else []}
        return {"json_file_id": f"{number}.json", "claim": f"Claim {number}.", "justification": justification} | known

    said = [row(1, 'He said ""no.""\n'), row(2, 'He said "no."'), row(3, None), row(4, "Taxes fell.")]
    sources = {f"LIAR-PLUS/dataset/jsonl/{part}.jsonl": lines(*rows) for part, rows in (("test2", said), ("val2", []))}
    articles, queries, qrels = convert("liar_plus", sources)
    assert [(article["text"], article["category"]) for article in articles] == [
        ('He said "no."', "taxes"),
        ("Taxes fell.", None),
    ]
    assert qrels[1:] == [[queries[0]["id"], queries[0]["id"].removesuffix("-claim"), "1"]]
