"""Markdown and its front matter."""

import time

import pytest
from material.files import texts
from nutgraf.corpus.reader import read
from nutgraf.corpus.settings.read_settings import ReadSettings
from nutgraf.corpus.sourced import SourcedArticle


@pytest.fixture
def reading(tmp_path):
    def run(content, **options):
        (tmp_path / "a.md").write_bytes(content.encode())
        return list(read([tmp_path / "a.md"], base=tmp_path, settings=lambda _: ReadSettings(**options)))

    return run


FRONT = """---
title: 1984
date: 2023-04-18 10:00
authors: [Jane, John]
category: ~
rating: 5
---
"""
BODY = """# A heading

A *paragraph* with a [link](http://x.org), `code`
and a [second][1] line &amp; more.<br>After a break.

- one
- two

  still two

> A quote.

```
a = 1
```

<div>Markup <!-- hidden --> text</div>

[1]: http://y.org
"""


def test_headings_items_and_paragraphs_are_plain_paragraphs(reading):
    (it,) = reading(BODY)
    assert it.article.title == "A heading"
    assert it.article.id == "a.md"
    assert texts(it) == [
        "A paragraph with a link, code and a second line & more.\nAfter a break.",
        *("one", "two", "still two", "A quote.", "a = 1", "Markup  text"),
    ]


def test_front_matter_gives_the_fields_as_they_are_written(reading):
    (it,) = reading(FRONT + BODY)
    article = it.article
    assert (article.title, article.authors, article.categories, article.published.hour) == (
        *("1984", ("Jane", "John"), (), 10),
    )
    assert article.extra == {"rating": "5"}
    assert texts(it)[0] == "A heading"


def test_a_mapping_applies_to_front_matter_and_the_body_is_the_text(reading):
    (it,) = reading("---\ndesk: World\ntext: no\n---\nBody.", mapping={"categories": "desk", "text": "text"})
    assert (it.article.categories, it.article.text, it.article.extra) == (("World",), "Body.", {"text": "no"})


def test_a_rule_without_front_matter_is_no_front_matter(reading):
    (it,) = reading("---\n\nWords.\n")
    assert it.article.text == "Words."


BOMB = "---\na: &a [x, x]\n" + "".join(f"k{n}: &k{n} [*a, *a, *a]\n" for n in range(50)) + "---\nBody."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB, "the front matter uses YAML aliases"),
        ("---\na: " + "[" * 50_000 + "\n---\nBody.", "broken front matter: nested too deeply"),
        ("---\na: [\n---\nBody.", "broken front matter"),
        ("---\na: !!python/object:os.system x\n---\nBody.", "broken front matter"),
        ("---\n? [a]\n: b\n---\nBody.", "broken front matter"),
        ("+++\na = " + "[" * 50_000 + "\n+++\nBody.", "broken front matter: nested too deeply"),
        ("+++\na = [\n+++\nBody.", "broken front matter"),
    ],
)
def test_hostile_front_matter_costs_its_fields_only_and_little_time(reading, content, reason):
    start = time.process_time()
    told, it = reading(content)
    assert told.reason.startswith(reason)
    assert not told.skipped
    assert it.article.text == "Body."
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("---\na: " + "x" * 100_000 + "\n---\nBody.", "the front matter is longer"),
        ("+++\na = '" + "x" * 100_000 + "'\n+++\nBody.", "the front matter is longer"),
        ("---\ntitle: a\n---\n", "no text"),
        ("[" * 1_000_000, "a paragraph is longer"),
        ("", "no text"),
    ],
)
def test_hostile_front_matter_is_refused_quickly(reading, content, reason):
    start = time.process_time()
    (notice,) = reading(content)
    assert notice.reason.startswith(reason)
    assert notice.skipped
    assert time.process_time() - start < 5


def test_a_body_of_marks_only_does_no_harm(tmp_path):
    for number, mark in enumerate(("*", "[", "> ", "- ", "`", "![", "<", "**a ", "<!--", "1. ")):
        (tmp_path / f"{number}.md").write_text(mark * 5_000)
    items = list(read([tmp_path], base=tmp_path))
    assert len(items) == 10
    assert all(isinstance(it, SourcedArticle) or it.reason == "no text" for it in items)


def test_a_long_file_with_windows_line_ends_is_not_one_paragraph(reading):
    (found,) = reading("word word word\r\n\r\n" * 10_000)
    assert found.article.text.count("\n\n") == 9_999
