import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from nutgraf.corpus.article import Article
from nutgraf.corpus.passages import cut
from nutgraf.corpus.text.characters import one_line
from nutgraf.search.output.formats import RENDERERS, as_csv, as_json, as_json_line, as_jsonl, as_markdown
from nutgraf.search.ranking.results import Copy

HEADER = [
    "rank", "id", "relevance", "score", "cosine", "bm25", "paragraph", "title", "published", "updated", "source",
    "categories",    "authors", "url", "language", "text",
    "answer", "copies", "before", "after",
]  # fmt: skip
HOSTILE = [
    "<img src=x onerror=alert(1)> and <script>alert(1)</script>",
    "[click](javascript:alert(1)) ![](http://evil.example/x.png) [a]: http://evil.example",
    "<https://evil.example> &lt;b&gt; &#60;i&#62; AT&amp;T",
    "# heading", "## # ##", "=====", "-----", "***", "___", "- item", "+ item", "* item",
    "1. item", "1) item", "2023. item",
    "> quote", ">", "    code", "\tcode", "```\ncode\n```", "~~~", "`code` ``", "| a | b |",
    "**bold** _it_ ~~s~~ __b__",
    "back\\slash \\", "line\nend  \nbreak", "line\r\n\r\n# heading", "a\u2028# b",
    "text [/b] %s {0} {{ 7*7 }}", "\x1b[31m",
]  # fmt: skip


def article(text="Text.", **fields):
    return Article(id=fields.pop("id", "a"), text=text, **fields)


def read_csv(text):
    return list(csv.DictReader(StringIO(text, newline="")))


def test_json_is_the_result(result):
    answer = result(article(title="“雪”"))
    assert json.loads(as_json(answer.to_dict())) == answer.to_dict()
    assert as_json(answer.to_dict()).endswith("}\n")
    assert "“雪”" in as_json(answer.to_dict())


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\u2028", "\x85", "\x0b"])
def test_a_json_line_is_one_line_whatever_is_in_it(line_end):
    line = as_json_line({"text": f"a{line_end}b"})
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {"text": f"a{line_end}b"}


def test_jsonl_has_a_hit_on_each_line(result):
    answer = result(article("One\nand a half.\n\nTwo."), article("Three.", id="b"))
    lines = as_jsonl(answer).removesuffix("\n").split("\n")
    assert [json.loads(line) for line in lines] == [hit.to_dict() for hit in answer.hits]


def test_no_hits_is_valid_in_every_format(result):
    nothing = result(query="who?")
    assert json.loads(RENDERERS["json"](nothing))["hits"] == []
    assert RENDERERS["jsonl"](nothing) == ""
    assert list(csv.reader(StringIO(RENDERERS["csv"](nothing)))) == [HEADER]
    assert RENDERERS["md"](nothing) == "# who?\n\nNothing found.\n"


def test_csv_comes_back_through_a_csv_reader(result):
    text = "She said \"no\", twice;\nthen 'yes'. Élan, 雪 👩‍👧"
    published = datetime(2023, 4, 18, 9, 30, tzinfo=UTC)
    answer = result(
        article(f"{text}\n\nMore.", title='"Quoted", and more', source="Herald, The", categories=("C", "D"),
                authors=("A",), url="u", published=published),
        article("Bare.", id="b"),
        cosine=-0.25,
    )  # fmt: skip
    first, second = read_csv(as_csv(answer))
    assert [*first] == HEADER
    assert first == {
        "rank": "1", "id": "a#p0", "relevance": "0.0", "score": "0.75", "cosine": "-0.25", "bm25": "3.5",
        "paragraph": "0",
        "published": "2023-04-18T09:30:00Z", "updated": "", "source": "Herald, The", "categories": "C; D",
        "authors": "A", "language": "",
        "title": '"Quoted", and more', "url": "u", "text": one_line(text),
        "answer": one_line(text), "copies": "", "before": "", "after": "",
    }  # fmt: skip
    assert second["title"] == second["published"] == second["source"] == ""


def test_csv_rows_end_as_the_standard_says_and_each_hit_is_one_line(result):
    output = as_csv(result(article("One\r\nline.\rAnd another.", title="a\nb")))
    assert output.count("\r\n") == len(output.splitlines()) == 2
    assert output.replace("\r\n", "").count("\r") == 0


def test_what_is_not_known_is_an_empty_cell(result):
    (row,) = read_csv(as_csv(result(article(), cosine=None, bm25=None)))
    assert (row["cosine"], row["bm25"], row["authors"]) == ("", "", "")


@pytest.mark.parametrize(
    "formula", ['=HYPERLINK("http://evil.example","x")', "+1+1", "-1+1", "@SUM(A1)", "=", "＝1+1", "－1", "＋1", "＠x"]
)
@pytest.mark.parametrize("before", ["", " ", "\t", "\r", "\n", "\xa0 \t"])
def test_a_formula_comes_back_as_text(result, formula, before):
    fields = ("title", "source", "categories", "authors", "url")
    given = dict.fromkeys(fields, before + formula)
    given |= dict.fromkeys(("categories", "authors"), (before + formula,))
    answer = result(article(before + formula, id=formula, **given))
    (row,) = read_csv(as_csv(answer))
    assert {row[name] for name in (*fields, "text")} == {f"'{formula}"}
    assert row["id"] == f"'{formula}#p0"


def test_negative_numbers_stay_numbers(result):
    (row,) = read_csv(as_csv(result(article(), score=-0.5, cosine=-0.125, bm25=0.0)))
    assert (float(row["score"]), float(row["cosine"]), float(row["bm25"])) == (-0.5, -0.125, 0.0)


def rendered(markdown):
    """Return all tags and all text of the page that `markdown` renders to."""
    tags, text = [], []

    def walk(tokens):
        for token in tokens:
            if token.type == "inline":
                walk(token.children)
            elif token.type in ("text", "code_inline"):
                text.append(token.content)
                tags.extend([token.tag] if token.tag else [])
            else:
                tags.append(token.tag or token.type)

    walk(MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(markdown))
    return tags, "".join(text)


PLAIN = ["h1", "h1", "ol", "li", "blockquote", "p", "p", "blockquote", "p", "code", "p", "li", "ol"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markdown_obeys_nothing_that_an_article_says(result, hostile):
    answer = result(article(f"{hostile}\n\nThe end.", title=hostile, source=hostile), query=hostile)
    shown, passage = one_line(hostile).strip(), one_line(answer.hits[0].passage.text)
    tags, text = rendered(as_markdown(answer))
    assert tags == PLAIN
    assert text == f"{shown}{passage}{shown}, {shown}, para. 1 (a#p0)"


pieces = st.sampled_from(
    [*"<>&*_`[]()!#|~\\-+.=:\n\t 1a", "1.", "- ", "**", "http://x.y", "&amp;", "\x1b", "雪", "。", "“", "\u202e"]
)


@given(st.lists(pieces, min_size=1, max_size=12).map("".join).filter(lambda it: it.strip()), st.data())
def test_markdown_marks_the_telling_sentence_and_nothing_else(result, text, data):
    bare = result(article(f"x{text}x"))
    passage = bare.hits[0].passage.text
    start = data.draw(st.integers(0, len(passage) - 1))
    end = data.draw(st.integers(start + 1, len(passage)))
    if not passage[start:end].strip() or passage[start:end].strip() != passage[start:end]:
        return  # a sentence is trimmed
    marked = replace(bare, hits=(replace(bare.hits[0], highlight=(start, end)),))
    tags, shown = rendered(as_markdown(marked))
    strong = [] if (start, end) == (0, len(passage)) else ["strong", "strong"]
    assert tags == [*PLAIN[:6], *strong, *PLAIN[6:]]
    letters = "".join(shown.split())
    assert letters == "".join(f"who?{one_line(passage)}para. 1 (a#p0)".split())


def test_markdown_of_many_hits_is_one_list(result):
    output = as_markdown(result(*(article(id=f"a{number}") for number in range(12))))
    tags, _ = rendered(output)
    assert tags.count("ol") == 2
    assert tags.count("li") == 24
    assert tags == PLAIN[:3] + PLAIN[3:-1] * 12 + PLAIN[-1:]


def test_a_date_in_markdown_is_a_day_in_words(result):
    output = as_markdown(result(article(title="T", source="Herald", published=datetime(987, 4, 8, 9, 30, tzinfo=UTC))))
    assert output == "# who?\n\n1. > Text.\n\n   T, Herald, 8 April 987, para. 1 (`a#p0`)\n"


def with_copies(answer, *articles):
    hit = replace(answer.hits[0], copies=tuple(Copy(cut(it)[0], it) for it in articles))
    return replace(answer, hits=(hit, *answer.hits[1:]))


def test_copies_are_cited_in_markdown_by_who_published_them(result):
    answer = with_copies(
        result(article(title="T", source="Herald")),
        article(id="b", source="Wire", title="Told"), article(id="c", title="Untold"), article(id="d"),
    )  # fmt: skip
    assert as_markdown(answer).endswith(
        "\n   T, Herald, para. 1 (`a#p0`); also Wire (`b#p0`); also Untold (`c#p0`); also d (`d#p0`)\n"
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markdown_obeys_no_copy_either(result, hostile):
    answer = with_copies(result(article(title="T")), article(id="`b`", source=hostile))
    tags, text = rendered(as_markdown(answer))
    assert tags == [*PLAIN[:10], "code", *PLAIN[10:]]
    assert text.endswith(f"T, para. 1 (a#p0); also {one_line(hostile).strip()} (b#p0)")


def test_no_neighbour_is_quoted_under_the_id_of_the_hit(result):
    answer = result(article("Before.\n\nThe hit.\n\nAfter.", title="T"))
    before, hit, after = cut(answer.hits[0].article)
    answer = replace(answer, hits=(replace(answer.hits[0], passage=hit, neighbours=(before, after), highlight=(0, 8)),))
    assert as_markdown(answer) == (
        "# who?\n\n1. `a#p0`: Before.\n\n   > The hit.\n\n   T, para. 2 (`a#p1`)\n\n   `a#p2`: After.\n"
    )
    [row] = read_csv(as_csv(answer))
    assert (row["before"], row["text"], row["after"]) == ("a#p0: Before.", "The hit.", "a#p2: After.")


def test_csv_names_copies_beside_the_hit(result):
    answer = with_copies(result(article()), article(id="b", source="Wire"), article(id="=c"))
    [row] = read_csv(as_csv(answer))
    assert (row["id"], row["copies"]) == ("a#p0", "b#p0 (Wire); =c#p0 (=c)")
