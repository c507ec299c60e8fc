"""The converters of sets whose questions have a time, over tiny inputs of our own in the form of each source."""

from __future__ import annotations

import json

from material.sources import lines


def quiz(number: int, question: str, evidence: str, day: str = "2024/05/10", answers=("Oslo", "Rome")) -> dict:
    return {
        "question_id": f"20240510_{number}",
        "question_date": day,
        "question_source": "CNN",
        "question_sentence": question,
        "choices": list(answers),
        "answer": ["1"],
        "evidence": evidence,
    }


def test_realtimeqa_asks_about_dated_lines_without_their_markup(convert):
    line = 'The mayor of <a href="https://x.example.org">Rome</a> said on Monday that buses &amp; trams are free.'
    rows = [
        quiz(0, "Where are buses free?", line),
        quiz(1, "Where?", line),
        quiz(2, "Who?", "Rome."),
        quiz(3, "Which city floods?", "Heavy rain flooded the old town of Rome for the third time."),
    ]
    articles, queries, qrels = convert("realtimeqa", {"realtimeqa_public/past/2024/20240510_qa.jsonl": lines(*rows)})
    assert [article["text"] for article in articles] == [
        "The mayor of Rome said on Monday that buses & trams are free.",
        "Heavy rain flooded the old town of Rome for the third time.",
    ], "each line once, and none that only names the answer"
    assert {article["published"] for article in articles} == {"2024-05-10"}
    assert len(queries) == 1
    assert (queries[0]["answer"], queries[0]["asked"]) == ("Rome", "2024-05-10")
    assert qrels[1:] == [[queries[0]["id"], queries[0]["id"].removesuffix("-q"), "1"]]


def page(name: str, day: str, text: str) -> dict:
    filler = "Nothing else of note happened there, said those who were asked. " * 8
    return {
        "url": f"https://www.cnn.example.org/{name}?x=1",
        "title": f"{name} ...",
        "text": f"{text}\n\n{filler}",
        "publish_date": day,
    }


def test_realtimeqa_of_2023_judges_recent_articles_that_hold_the_answer(convert):
    found = [
        page("fresh", "2023/05/08", "Buses in ROME are free."),
        page("stale", "2023/03/01", "Buses in Rome will be free."),
        page("aside", "2023/05/08", "Romeo takes the bus."),
        page("early", "2022/01/01", "Buses in Rome cost money."),
        page("later", "2023/05/20", "Rome's buses were full."),
    ]
    rows = [quiz(0, "Where are buses free?", "", "2023/05/10"), quiz(1, "Who?", "", "2023/05/10", ("Al", "Bo"))]
    sources = {
        "realtimeqa_public/past/2023/20230510_qa.jsonl": lines(*rows),
        "realtimeqa_public/past/2023/20230510_gcs.jsonl": lines(
            *({"question_id": row["question_id"], "search_result": found} for row in rows)
        ),
    }
    articles, queries, qrels = convert("realtimeqa_pages", sources, "realtimeqa-2023")
    assert [article["title"] for article in articles] == ["fresh", "stale", "aside", "later"]
    assert articles[0]["published"] == "2023-05-08"
    assert articles[0]["source"] == "CNN"
    assert articles[0]["url"] == "https://www.cnn.example.org/fresh"
    assert [query["answer"] for query in queries] == ["Rome"], "two letters would be found anywhere"
    assert qrels[1:] == [[queries[0]["id"], articles[0]["id"], "1"]]


def test_timeqa_drops_headings_and_judges_what_holds_the_answer(convert):
    long = "The town has had many mayors ( most of them elected ) since 1901 ."
    questions = [
        ["Who led it from 1976 to 2000?", [{"para": 3, "from": 0, "end": 3, "answer": "Kiel"}]],
        ["Who led it in 1850?", [{"para": 0, "from": 0, "end": 0, "answer": ""}]],
    ]
    entry = {"paras": ["Fell", "Mayors .", long, "1976-2000 : Kiel"], "questions": questions}
    articles, queries, qrels = convert(
        "timeqa", {"Time-Sensitive-QA/dataset/human_annotated_test.json": json.dumps([entry, entry])}
    )
    kept = "The town has had many mayors (most of them elected) since 1901.\n\n1976-2000: Kiel"
    assert [article["text"] for article in articles] == [kept, kept]
    assert len(queries) == 2
    answered = [query["id"] for query in queries if query["answer"]]
    assert qrels[1:] == [[question, question.replace("-q0", "#p1"), "1"] for question in answered]
