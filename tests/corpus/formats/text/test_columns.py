"""Texts in columns, and texts that only name pages."""

import pytest
from material.documents import SENTENCES

LEFT = (
    *("The lighthouse keeper counted", "nine seals on Monday, which is", "one more than in the spring, and"),
    *("told the harbour board that", "they had come for the herring."),
)
RIGHT = (
    *("A new lamp was lit on the pier", "last night before a crowd of", "three hundred people who had"),
    *("come by boat from the islands", "and sang until it was late."),
)
CRAWLED = "com,example)/ 20230418100300 https://a.example/ text/html 200 A - - 1 2 x.warc.gz\n"


def test_two_columns_are_read_one_after_the_other(reading):
    lines = "\n".join(f"{one:<40}{two}" for one, two in zip(LEFT, RIGHT, strict=True))
    (it,), (warning,) = reading("a.txt", lines)
    assert it.article.text.split("\n\n") == [" ".join(LEFT), " ".join(RIGHT)]
    assert "two columns" in warning.reason


def test_a_table_of_names_and_numbers_stays_as_it_is(reading):
    lines = "\n".join(f"{name:<30}{number:>12}" for number, name in enumerate(["Seals counted in the spring"] * 6))
    (it,), warnings = reading("a.txt", lines)
    assert "Seals counted in the spring   " in it.article.text
    assert not warnings


@pytest.mark.parametrize(
    "text",
    [
        f" CDX N b a m s k r M S V g\n{CRAWLED}",
        CRAWLED,
        "# Rules\n\nUser-agent: *\nDisallow: /private\n",
        "https://a.example/1\nhttps://a.example/2\n",
    ],
    ids=["CDX", "CDX without a header", "robots.txt", "addresses"],
)
def test_a_text_that_only_names_pages_is_told(reading, text):
    found, (warning,) = reading("a.txt", text)
    assert not found
    assert "save the pages" in warning.reason


def test_a_text_with_an_address_in_it_is_a_text(reading):
    (it,), _ = reading("a.txt", f"{SENTENCES[0]}\nhttps://a.example/1\n")
    assert SENTENCES[0] in it.article.text
