"""The converters of the judged sets, over tiny inputs of our own in the form of each source."""

from __future__ import annotations

import csv
import gzip
import io
import json

from material.sources import evidence


def test_xquad_has_a_paragraph_a_context_and_a_judgement_a_question(convert, xquad):
    articles, queries, qrels = convert("squad", {"xquad/xquad.en.json": json.dumps(xquad)}, "xquad-en")
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
    articles, queries, qrels = convert("qamr", sources, "qamr-wikinews")
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


def judged(queries, qrels):
    """What the table of judgements says of each question, by the question's text."""
    texts = {query["id"]: query["text"] for query in queries}
    return {texts[question]: answer for question, answer, _ in qrels[1:]}


def squad(title: str, *paragraphs: tuple[str, list[tuple[str, str]]]) -> str:
    """A file of one article in the format of SQuAD; a question with the answer "" has none."""
    stored = [
        {
            "context": text,
            "qas": [
                {"id": f"{title}-{asked}", "question": asked, "answers": [{"text": answer}] if answer else []}
                for asked, answer in questions
            ],
        }
        for text, questions in paragraphs
    ]
    return json.dumps({"data": [{"title": title, "paragraphs": stored}]})


def test_squad2_keeps_half_of_the_questions_and_does_not_judge_those_without_an_answer(convert):
    asked = [(f"Question {number}?", "" if number % 2 else "Stone") for number in range(8)]
    sources = {
        "squad/data/dev-v2.0.json": squad("Piers", ("Wood rots.", []), ("Stone lasts.", asked)),
        "squad/data/test-v2.0.json": squad("Tides", ("Tides turn.", [("When?", "")])),
    }
    articles, queries, qrels = convert("squad", sources, "squad2")
    assert [article["title"] for article in articles] == ["Piers", "Tides"]
    assert len(queries) == 4, "the other half, and those about the second file, are left out"
    answered = [query for query in queries if query["answer"]]
    assert 0 < len(answered) < 4
    assert qrels[1:] == [[query["id"], "squad2-00#p1", "1"] for query in answered]


def test_a_packed_squad_is_unpacked(convert):
    text = squad("Moli", ("Il molo bruciò.", [("Cosa bruciò?", "Il molo"), ("Quando?", "")]))
    articles, queries, _ = convert(
        "squad", {"squad-it/SQuAD_it-test.json.gz": gzip.compress(text.encode())}, "squad-it"
    )
    assert articles[0]["text"] == "Il molo bruciò."
    assert len(queries) == 1


def test_jsquad_is_read_without_the_title_before_each_paragraph(convert):
    text = squad("港", ("港 [SEP] 桟橋は石だ。", [("何か？", "石"), ("誰か？", "石")]))
    sources = {f"JGLUE/datasets/jsquad-v1.3/{part}-v1.3.json": text for part in ("valid", "test")}
    articles, _, _ = convert("squad", sources, "jsquad")
    assert [article["text"] for article in articles] == ["桟橋は石だ。"] * 2


def test_qamr_asks_about_wikipedia_with_half_of_its_questions(convert):
    asked = "".join(f"Wiki1k:wikipedia:8:1:0\t1\t9\t0\t1\tWhat {verb}?\t0\t5:0\n" for verb in ("rises", "falls"))
    stored = "Wiki1k:wikinews:7:0:1\tIt rained .\nWiki1k:wikipedia:8:1:0\tTides rise .\n"
    sources = {"qamr/data/filtered/dev.tsv": asked, "qamr/data/wiki-sentences.tsv": stored}
    articles, queries, qrels = convert("qamr", sources, "qamr-wikipedia")
    assert len(articles) == 2
    assert len(queries) == 1
    assert qrels[1:] == [[queries[0]["id"], "qamr-wikipedia-8-1-0", "1"]]


def test_selqa_has_a_paragraph_a_section_and_an_article_a_page(convert):
    def row(asked, *candidates):
        return {"topic": "ARTS", "article": "Opera", "question": asked, "candidates": candidates, "answers": [1]}

    first, second = ("It is sung.", "It began in 1598."), ("It is loud.", "Halls are large.")
    rows = [row("When?", *first), row("Where?", *second), row("Since when?", *first), row("In what?", *second)]
    sources = {
        f"selqa/ass/selqa-ass-{part}.json": json.dumps(rows if part == "dev" else []) for part in ("dev", "test")
    }
    articles, queries, qrels = convert("selqa", sources)
    assert [article["text"] for article in articles] == [
        "It is sung. It began in 1598.\n\nIt is loud. Halls are large."
    ]
    places = {"When?": 0, "Where?": 1, "Since when?": 0, "In what?": 1}
    assert judged(queries, qrels) == {query["text"]: f"selqa-000#p{places[query['text']]}" for query in queries}
    assert len(queries) == 2


def test_ester_has_a_passage_once_and_a_question_about_it_once(convert):
    def row(passage, asked):
        return {"context": passage, "question": asked, "answer_texts": ["It rained."]}

    parts = {
        "dev": [row("It rained.\nThe match was off.", "Why was it off?")],
        "test": [{"context": "It rained. The match was off.", "question": "What followed?"}],
        "train": [row("It rained. The match was off.", "Why was it off?"), row("It was dry.", "Why?")],
    }
    names = {"dev": "dev_ans_gen", "test": "test_ans_gen", "train": "train_ans_gen_500original"}
    sources = {f"ESTER/data/final_{names[part]}.json": json.dumps(rows) for part, rows in parts.items()}
    articles, queries, qrels = convert("ester", sources)
    assert [article["text"] for article in articles] == ["It rained. The match was off.", "It was dry."]
    assert len(queries) == 1, "half of three"
    assert qrels[1][:1] == [queries[0]["id"]]


def test_wikiqa_judges_marked_sentences_and_leaves_questions_without_one(convert):
    def table(number):
        output = io.StringIO()
        rows = csv.writer(output, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\r\n")
        rows.writerow(["QuestionID", "Question", "DocumentID", "DocumentTitle", "SentenceID", "Sentence", "Label"])
        for question, label in ((f"A{number}", "1"), (f"B{number}", "0")):
            for place, text, mark in ((0, 'The "Elm" is a tree', "0"), (1, "It grows tall .", label)):
                rows.writerow([question, f"how tall {question}", "D7", "Elm", f"D7-{place}", text, mark])
        return gzip.compress(output.getvalue().encode())

    folder = "Google-Like-Question-Answering-System/data/WikiQA"
    sources = {f"{folder}/WikiQA-{part}.tsv.gz": table(number) for number, part in enumerate(("train", "dev", "test"))}
    articles, queries, qrels = convert("wikiqa", sources)
    assert [article["text"] for article in articles] == ['The "Elm" is a tree\n\nIt grows tall .']
    assert len(queries) == 3
    assert qrels[1:] == [[query["id"], "wikiqa-D7#p1", "1"] for query in queries if query["answer"]]
    assert {query["id"][0] for query in queries if query["answer"]} <= {"A"}
