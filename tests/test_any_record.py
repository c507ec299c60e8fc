"""Records as other programs write them, from the file to the search: the command, its messages, and the filters."""

import json

import pytest


@pytest.fixture
def indexed(run, tmp_path):
    """A function that writes a file, indexes it, and returns the run and the articles by their ids."""

    def index(name, content, *options):
        (tmp_path / name).write_text(content, encoding="utf-8")
        done = run("index", name, *options)
        names = dict.fromkeys(json.loads(line)["article"]["id"] for line in hits(run))
        shown = (json.loads(run("show", name, "--format", "json").stdout) for name in names)
        return done, {it["article"]["id"]: it["article"] | {"text": it["passages"][0]["text"]} for it in shown}

    return index


def hits(run, *filters):
    done = run("search", "quay", "-k", "50", "--format", "jsonl", "--no-collapse", *filters)
    return done.stdout.splitlines()


def ids(run, *filters):
    return {json.loads(line)["article"]["id"] for line in hits(run, *filters)}


def test_a_field_beside_the_text_never_costs_the_article_and_is_told_once(indexed):
    odd = [
        {
            "id": 7,
            "text": "quay",
            "title": ["Quay"],
            "author": {"displayName": "Ada Vond"},
            "date": {"$date": "2024-02-03"},
        },
        {"_id": {"$oid": "ff"}, "text": ["quay", "quay again"], "author": 3, "section": None, "url": {"n": 1}},
        {
            "id": 8.0,
            "text": "quay",
            "author": 4,
            "source": ["Post"],
            "updated": {"$date": {"$numberLong": "1706933106000"}},
        },
    ]
    lines = [*(json.dumps(record) for record in odd), '{"id": "9", "text": "quay", "author": NaN, "date": "None"}']
    done, found = indexed("a.jsonl", "\n".join(lines))
    assert done.returncode == 0
    assert done.stdout.startswith("4 new")
    assert found.keys() == {"7", "8", "9", "ff"}
    assert (found["7"]["title"], found["7"]["authors"], found["7"]["published"][:10]) == (
        "Quay",
        ["Ada Vond"],
        "2024-02-03",
    )
    assert found["8"]["updated"] == "2024-02-03T04:05:06Z"
    assert done.stderr.splitlines() == [
        "a.jsonl:2: author holds what is no name: int; kept without it (and so in 1 more record)",
        "a.jsonl:2: url is not a string but dict; kept without one",
    ]


def test_each_author_and_section_is_found_whatever_its_case_and_accents(run, indexed):
    records = [
        {"id": "1", "text": "quay", "byline": "By Ádá Vond and Kit Marr", "section": "Ports; River"},
        {"id": "2", "text": "quay", "author": "By ADA VOND", "section": "PORTS"},
        {"id": "3", "text": "quay", "author": "Vond, Ada", "section": ["ports", "trade"]},
        {"id": "4", "text": "quay", "author": ["Łukasz Marr"], "section": "Rivers"},
    ]
    indexed("a.jsonl", "\n".join(map(json.dumps, records)))
    assert ids(run, "--author", "ada vond") == {"1", "2", "3"}
    assert ids(run, "--author", "Kit Marr") == {"1"}
    assert ids(run, "--author", "lukasz marr") == {"4"}
    assert ids(run, "--category", "Ports") == {"1", "2", "3"}
    assert json.loads(run("status", "--format", "json").stdout)["categories"] == {
        "Ports": 3,
        "River": 1,
        "Rivers": 1,
        "trade": 1,
    }


def test_the_day_is_the_article_s_own_in_every_output(run, indexed):
    indexed("a.jsonl", '{"id": "1", "text": "quay", "date": "2024-01-01T00:30:00+02:00"}')
    assert ids(run, "--since", "2024-01-01") == {"1"}
    assert ids(run, "--until", "2023-12-31") == set()
    for output in ("text", "md", "csv", "json", "jsonl"):
        told = run("search", "quay", "--format", output).stdout
        assert "2024-01-01" in told or "1 January 2024" in told, output
        assert "2023" not in told, output
    status = json.loads(run("status", "--format", "json").stdout)
    assert (status["first"], status["last"]) == ("2024-01-01", "2024-01-01")


def test_the_order_of_day_and_month_is_named_in_one_line_and_can_be_typed(indexed):
    content = "id,date,text\n1,03/04/2024,quay\n2,05/06/2024,quay\n"
    done, found = indexed("a.csv", content)
    (told,) = done.stderr.splitlines()
    assert told.startswith("a.csv:2: date '03/04/2024' is open")
    assert told.endswith("type --day-first or --month-first (and so in 1 more record)")
    assert found["1"]["published"] is None
    for option, day in (("--day-first", "2024-04-03"), ("--month-first", "2024-03-04")):
        done, found = indexed("a.csv", content, option)
        assert (done.stderr, found["1"]["published"][:10]) == ("", day)


def test_drafts_are_left_out_and_counted_until_they_are_asked_for(indexed):
    content = '{"id": "1", "text": "quay"}\n{"id": "2", "text": "quay rumour", "status": "draft"}\n'
    done, found = indexed("a.jsonl", content)
    assert (done.returncode, found.keys()) == (0, {"1"})
    assert done.stderr == "a.jsonl: left out what was not published: 1 draft; --drafts takes the unpublished posts\n"
    done, found = indexed("a.jsonl", content, "--drafts")
    assert (done.stderr, found.keys()) == ("", {"1", "2"})


def test_records_without_text_are_told_in_one_line_with_what_to_type(indexed):
    records = [
        {"id": str(n), "headline": "Quay", "wording": {"long": f"quay number {n}, shut until May"}} for n in range(40)
    ]
    content = "\n".join(map(json.dumps, records))
    done, found = indexed("a.jsonl", content)
    assert (done.returncode, found) == (4, {})
    assert done.stderr == (
        "a.jsonl: none of 40 records has a text; its keys are id, headline, wording.long; name the one that holds it, "
        "as in --map text=wording.long\n"
    )
    done, found = indexed("a.jsonl", content, "--map", "text=wording.long")
    assert (done.returncode, done.stderr) == (0, "")
    assert found["7"]["text"] == "quay number 7, shut until May"


def test_rows_without_ids_and_with_titles_that_come_back_are_all_kept(indexed):
    rows = [
        "Letters,quay one",
        "Letters,quay two",
        "Corrections,quay three",
        "Corrections,quay four",
        "Letters,quay one",
    ]
    done, found = indexed("a.csv", "title,text\n" + "\n".join(rows))
    assert done.stdout.startswith("4 new")
    assert len(found) == 4


def test_mojibake_and_cut_texts_are_told(indexed):
    records = [{"id": "1", "text": "The portâ€™s quay"}, {"id": "2", "text": "The quay is sh… [+99 chars]"}]
    done, found = indexed("a.jsonl", "\n".join(json.dumps(record, ensure_ascii=False) for record in records))
    assert [found[i]["text"] for i in "12"] == ["The port’s quay", "The quay is sh…"]
    assert [line.split(":")[1] for line in done.stderr.splitlines()] == ["1", "2"]
    assert "mojibake was repaired" in done.stderr
    assert "the text is cut" in done.stderr
