"""The converters of the judged sets, over tiny inputs of our own in the form of each source."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def convert(load):
    """Converts sources with the converter of that name, and parses the files that it makes."""

    def convert(name, sources):
        contents = {path: text if isinstance(text, bytes) else text.encode() for path, text in sources.items()}
        files = load(name).convert(contents)
        return tuple(parsed(file, text.splitlines()) for file, text in files.items())

    def parsed(file, lines):
        return [json.loads(line) if file.endswith(".jsonl") else line.split("\t") for line in lines]

    return convert


def test_xquad_has_a_paragraph_a_context_and_a_judgement_a_question(convert, xquad):
    articles, queries, qrels = convert("xquad_en", {"xquad/xquad.en.json": json.dumps(xquad)})
    unknown = {"published": None, "category": None, "author": None, "url": None}
    text = "The pier burned in 1911.\n\nIt was rebuilt  of stone."
    assert articles == [{"id": "xquad-00", "title": "Harbours", "text": text, "source": "Wikipedia", **unknown}]
    assert queries == [{"id": "a1", "text": "When did it burn?", "answer": "in 1911"}]
    assert qrels == [["query-id", "corpus-id", "score"], ["a1", "xquad-00#p0", "1"]]


def test_wikinews_is_asked_for_by_its_headlines_across_both_years(convert):
    header = "url,date,title,text\n"
    first = (
        'https://w.example.org//wiki/Ferry,2019-03-01,"Ferry, late","Friday \n\n\nThe  ferry\tran late.\n \nAgain. "\n'
    )
    second = "https://w.example.org//wiki/Bridge,2020-05-02,Bridge opens,It opened.\n"
    tables = {2019: header + first, 2020: header + second}
    sources = {f"wikinews/data/wikinews_{year}.csv": text for year, text in tables.items()}
    articles, queries, qrels = convert("wikinews_2019_2020", sources)
    assert [article["text"] for article in articles] == ["Friday\n\nThe ferry ran late.\n\nAgain.", "It opened."]
    assert [article["published"] for article in articles] == ["2019-03-01", "2020-05-02"]
    assert articles[0]["url"] == "https://w.example.org/wiki/Ferry"
    assert queries[0] == {"id": "wn-wikinews-0000", "text": "Ferry, late"}
    assert qrels[1:] == [["wn-wikinews-0000", "wikinews-0000", "1"], ["wn-wikinews-0001", "wikinews-0001", "1"]]


def evidence(outlet: str, fact: str) -> dict[str, str]:
    return {
        "author": "A. Writer",
        "category": "business",
        "fact": fact,
        "published_at": "2023-01-02T03:04:05+00:00",
        "source": outlet,
        "title": f"Of {outlet}",
        "url": f"https://{outlet}.example.org/1",
    }


def test_multihop_facts_are_the_paragraphs_of_their_article_each_once(convert):
    pieces = {"0": [evidence("b", "Rents fell.")], "1": [evidence("b", "Rents\nfell."), evidence("a", "Rents rose.")]}
    pieces |= {"2": [evidence("b", "Tenants left.")], "3": []}
    answers = {number: {"answer": "yes", "evidence_list": items} for number, items in pieces.items()}
    asked = [{"id": number, "question": f"Question {number}?", "question_type": "inference_query"} for number in pieces]
    contents = {"ground_truth": answers, "queries": {"queries": asked}}
    sources = {f"search-datasets/multihop_rag/{name}.json": json.dumps(content) for name, content in contents.items()}
    articles, queries, qrels = convert("multihoprag_facts", sources)
    assert [(article["id"], article["source"]) for article in articles] == [("mhf-000", "a"), ("mhf-001", "b")]
    assert articles[1]["text"] == "Rents fell.\n\nTenants left."
    places = {
        "mh-0": ["mhf-001#p0"],
        "mh-1": ["mhf-000#p0", "mhf-001#p0"],
        "mh-2": ["mhf-001#p1"],
        "mh-3": [],
    }
    assert len(queries) == 2, "the other half is held out"
    assert qrels[1:] == [[query["id"], place, "1"] for query in queries for place in places[query["id"]]]
    assert [query["n_evidence"] for query in queries] == [len(places[query["id"]]) for query in queries]


def test_qamr_keeps_each_question_about_wikinews_once_and_puts_spacing_back(convert):
    sentences = {
        "Wiki1k:wikinews:7:0:1": "`` It cost $ 5 , '' she said ; he did n't .",
        "Wiki1k:wikipedia:8:1:0": "Tides rise .",
    }
    rows = [
        ("Wiki1k:wikipedia:8:1:0", "What rises?", "0"),
        ("Wiki1k:wikinews:7:0:1", "What did it cost?", "3 4"),
        ("Wiki1k:wikinews:7:0:1", "what did it cost?", "4"),
        ("Wiki1k:wikinews:7:0:1", "Who spoke?", "7"),
    ]
    asked = "".join(f"{sentence}\t1\t9\t0\t1\t{question}\t{answer}\t5:0\n" for sentence, question, answer in rows)
    stored = "".join(f"{sentence}\t{text}\n" for sentence, text in sentences.items())
    sources = {"qamr/data/filtered/dev.tsv": asked, "qamr/data/wiki-sentences.tsv": stored}
    articles, queries, qrels = convert("qamr_wikinews", sources)
    assert [article["text"] for article in articles] == ['"It cost $5," she said; he didn\'t.', "Tides rise."]
    assert [article["source"] for article in articles] == ["wikinews", "wikipedia"]
    assert [(query["id"], query["answer"]) for query in queries] == [("qamr-dev-1", "$ 5"), ("qamr-dev-3", "she")]
    assert qrels[1:] == [["qamr-dev-1", "qamr-wikinews-7-0-1", "1"], ["qamr-dev-3", "qamr-wikinews-7-0-1", "1"]]


ONESTOPENGLISH = "OneStopEnglishCorpus/Texts-SeparatedByReadingLevel"


def test_onestopenglish_groups_the_levels_of_one_story(convert):
    sources = {
        f"{ONESTOPENGLISH}/Adv-Txt/WNL Night trains-adv.txt": "\ufeffTrains  ran. \n\nThey ran late.\n",
        f"{ONESTOPENGLISH}/Ele-Txt/WNL Night trains -ele.txt": "Trains ran.\n",
        f"{ONESTOPENGLISH}/Int-Txt/WNL Night trains-int.txt": "Intermediate\nIt’s late.\n".encode("cp1252"),
    }
    articles, groups = convert("onestopenglish", sources)
    assert [article["text"] for article in articles] == ["Trains ran.\n\nThey ran late.", "Trains ran.", "It’s late."]
    assert {article["title"] for article in articles} == {"Night trains"}
    levels = [[f"ose-wnl-night-trains-{level}", "wnl-night-trains", level] for level in ("adv", "ele", "int")]
    assert groups == [["article-id", "group", "level"], *levels]


def section(name: str) -> str:
    return f"""# Paragraph

Adv: <A1>The {name} <D3>closed</D3>,</A1> at last.

Int: The {name} shut.

Ele: It shut.

Q: What closed?
a: The {name}
b: A shop

Q2: When did the {name} close?
a: At last
b: Never
"""


def test_onestopqa_asks_about_advanced_paragraphs_among_stories_that_it_does_not_tell(convert):
    sources = {
        "onestop-qa/annotations/annotated_articles/The-Mill's-end.txt": "# Title\nThe Mill’s End\n\n"
        + section("mill")
        + section("dam"),
        f"{ONESTOPENGLISH}/Adv-Txt/Nepal-adv.txt": "Told by both.\n",
        f"{ONESTOPENGLISH}/Adv-Txt/Oats-adv.txt": "Oats grew.\n",
    }
    articles, queries, qrels = convert("onestopqa", sources)
    assert [article["id"] for article in articles] == ["osqa-the-mill-s-end", "ose-oats-adv"]
    assert articles[0]["text"] == "The mill closed, at last.\n\nThe dam closed, at last."
    answers = {
        f"osqa-the-mill-s-end-p{number}-q{order}": answer
        for number, name in enumerate(("mill", "dam"))
        for order, answer in enumerate((f"The {name}", "At last"), start=1)
    }
    assert len(queries) == 2, "the other half is held out"
    assert all(query["answer"] == answers[query["id"]] for query in queries)
    assert qrels[1:] == [[query["id"], query["id"].replace("-p", "#p").split("-q")[0], "1"] for query in queries]
