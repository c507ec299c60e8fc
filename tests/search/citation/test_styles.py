"""Citations come back from the formats whole, whatever an article says."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import ExtraMissingError
from nutgraf.corpus.passages import cut
from nutgraf.corpus.text.characters import one_line
from nutgraf.search.citation.csl import csl_item
from nutgraf.search.citation.styles import formatted
from nutgraf.search.query.json_types.listing import STYLES

HALLIN = Article(
    id="g/1", text="One.\n\nTwo.", title="Dam fails", authors=("Jane Q. Smith", "dpa staff"), source="Harbour Gazette",
    published=datetime(2023, 4, 18, 9, tzinfo=UTC), url="https://gazette.example/a_b?x=1&y=2", language="en",
)  # fmt: skip
BARE = Article(id="b", text="One.")
HOSTILE = [
    "Dam <b>fails</b> & \"walls\" give {way}",
    "50% of $5_000 \\ ~ ^ #",
    "T\nER  - \nTY  - JOUR",
    "}} @article{x, title={y",
    "[x](javascript:1) `c` *b* <script>",
    '<span class="nocase">x',
    "\x1b[31m\u202ered",
    "Очень важно 重要 مهم",
    "   ",
]  # fmt: skip


def cited(style, *articles):
    return formatted([csl_item(article) for article in articles], style)


def passage(article=HALLIN, number=1):
    return csl_item(article, cut(article)[number])


def test_an_item_says_all_that_is_known_and_nothing_else():
    assert passage() == {
        "id": "g/1#p1",
        "type": "article-newspaper",
        "title": "Dam fails",
        "author": [{"family": "Smith", "given": "Jane Q."}, {"literal": "dpa staff"}],
        "container-title": "Harbour Gazette",
        "issued": {"date-parts": [[2023, 4, 18]]},
        "URL": "https://gazette.example/a_b?x=1&y=2",
        "language": "en",
        "locator": "2",
        "note": "paragraph 2",
    }
    assert csl_item(BARE) == {"id": "b", "type": "article-newspaper"}


@pytest.mark.parametrize(
    ("style", "of_article", "of_passage"),
    [
        (
            "md",
            "- Jane Q. Smith and dpa staff, [Dam fails](<https://gazette.example/a_b?x=1&y=2>), Harbour Gazette, "
            "18 April 2023 (`g/1`)\n",
            "- Jane Q. Smith and dpa staff, [Dam fails](<https://gazette.example/a_b?x=1&y=2>), Harbour Gazette, "
            "18 April 2023, para. 2 (`g/1#p1`)\n",
        ),
        (
            "apa",
            "Smith, J. Q., & dpa staff. (2023, April 18). Dam fails. Harbour Gazette. "
            "https://gazette.example/a_b?x=1&y=2\n",
            "Smith, J. Q., & dpa staff. (2023, April 18). Dam fails. Harbour Gazette. "
            "https://gazette.example/a_b?x=1&y=2\n(Smith & dpa staff, 2023, para. 2)\n",
        ),
        (
            "chicago",
            "Smith, Jane Q., and dpa staff. “Dam Fails”. Harbour Gazette, April 18, 2023. "
            "https://gazette.example/a_b?x=1&y=2.\n",
            "Jane Q. Smith and dpa staff, “Dam Fails”, Harbour Gazette, April 18, 2023, para. 2, "
            "https://gazette.example/a_b?x=1&y=2.\n",
        ),
    ],
)
def test_styles_for_manuscripts(style, of_article, of_passage):
    assert cited(style, HALLIN) == of_article
    assert formatted([passage()], style) == of_passage


def test_who_has_no_author_is_cited_by_headline():
    unsigned = Article(id="u", text="One.", title="Dam fails", source="Gazette", url="https://g.example/1")
    assert cited("apa", unsigned) == "Dam fails. (n.d.). Gazette. https://g.example/1\n"
    assert cited("md", BARE) == "- `b`\n"


def test_bibtex_has_literal_names_in_braces_and_a_key_for_each():
    text = formatted([passage(), csl_item(HALLIN), csl_item(Article(id="g-1", text="One."))], "bibtex")
    library = bibtexparser.parse_string(text)
    assert [entry.key for entry in library.entries] == ["g-1-p1", "g-1", "g-1-2"]
    fields = {key: field.value for key, field in library.entries[0].fields_dict.items()}
    assert fields == {
        "author": "Smith, Jane Q. and {dpa staff}", "title": "{Dam fails}", "journal": "Harbour Gazette",
        "year": "2023", "month": "4", "day": "18", "url": "https://gazette.example/a_b?x=1&y=2", "note": "paragraph 2",
    }  # fmt: skip


def test_ris_comes_back():
    [record] = rispy.loads(formatted([passage()], "ris"))
    assert record == {
        "type_of_reference": "NEWS", "id": "g/1#p1", "authors": ["Smith, Jane Q.", "dpa staff"], "title": "Dam fails",
        "secondary_title": "Harbour Gazette", "year": "2023", "date": "2023/04/18", "language": "en",
        "urls": ["https://gazette.example/a_b?x=1&y=2"], "notes": ["paragraph 2"],
    }  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_an_article_says_breaks_a_format(style, hostile):
    authors = (hostile,) if hostile.strip() else ()
    article = Article(id=f"x{hostile}", text="One.", title=hostile, source=hostile, authors=authors, url=hostile)
    text = cited(style, article, HALLIN)
    shown = one_line(hostile).strip()
    if style == "csl-json":
        assert [it.get("title", "") for it in json.loads(text)] == [shown, "Dam fails"]
    elif style == "ris":
        records = rispy.loads(text)
        assert [it.get("title", "") for it in records] == [shown, "Dam fails"]
    elif style == "bibtex":
        library = bibtexparser.parse_string(text)
        assert len(library.entries) == 2
        assert not library.failed_blocks
    elif style == "md":
        assert MarkdownIt("commonmark").render(text).count("<li>") == 2
        assert "<script>" not in MarkdownIt("commonmark").render(text)
        assert MarkdownIt("commonmark").render(text).count("<a href") == 1
    else:
        assert len(text.rstrip("\n").split("\n\n")) == 2
    assert "\x1b" not in text


@given(st.text(st.sampled_from(r"ab {}\%$#&_~^@,"), min_size=1, max_size=12))
def test_braces_of_bibtex_are_balanced(title):
    text = formatted(
        [csl_item(Article(id="a", text="One.", title=title, source=title, authors=("x" + title,)))], "bibtex"
    )
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    assert text.count("{") == text.count("}")


def test_an_address_that_is_no_web_page_is_no_link():
    for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"):
        assert "URL" not in csl_item(Article(id="a", text="One.", url=url))
    assert csl_item(Article(id="a", text="One.", url="example.org:8080/x"))["URL"] == "example.org:8080/x"
    assert cited("md", Article(id="a", text="One.", title="T", url="https://x.example/>) [y](z")) == (
        "- [T](<https://x.example/%3E%29%20[y]%28z>) (`a`)\n"
    )


def test_no_citations_are_valid_in_every_style():
    assert {style: formatted([], style) for style in STYLES} == dict.fromkeys(STYLES, "") | {"csl-json": "[]\n"}


@pytest.mark.parametrize("style", ["bibtex", "ris", "apa", "chicago"])
def test_a_missing_library_is_told_with_what_installs_it(monkeypatch, style):
    for module in [*sys.modules]:
        if module.split(".")[0] in ("bibtexparser", "rispy", "citeproc"):
            monkeypatch.setitem(sys.modules, module, None)
    for module in ("bibtex", "ris", "styled"):
        monkeypatch.delitem(sys.modules, f"nutgraf.search.citation.{module}", raising=False)
    with pytest.raises(ExtraMissingError, match=r"pip install '.*\[cite\]'"):
        cited(style, HALLIN)
    assert cited("md", HALLIN)
    assert cited("csl-json", HALLIN)
