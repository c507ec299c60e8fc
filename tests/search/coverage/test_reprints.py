"""Who printed whose text, and who was first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.coverage.first_report import first_report
from nutgraf.search.coverage.reprints import containment, in_order, originals, shingles

START = datetime(2024, 3, 1, 6, tzinfo=UTC)
WIRE = (
    "Engineers found eleven cracks in the northern wall of the Morrowby dam on Friday. The owner said that the wall "
    "was safe. A spokesman of the ministry refused to say who had read the report, which had been finished in May.\n\n"
    "Residents of the lower town asked for an evacuation plan. The mayor promised one by the end of the month."
)
OWN = (
    "Nobody in the lower town of Morrowby slept well this weekend. Eleven cracks run through the wall above their "
    "roofs, and the plan to leave, which the mayor had announced again and again, exists only in a drawer."
)


def hit_of(article: Article) -> SimpleNamespace:
    return SimpleNamespace(article=article)


def article(name: str, text: str, source: str, hours: int | None) -> Article:
    published = None if hours is None else START + timedelta(hours=hours)
    return Article(id=name, text=text, source=source, published=published)


def test_a_copy_with_another_beginning_or_a_cut_end_is_one():
    cut = WIRE.partition("\n\n")[0]
    edited = WIRE.replace("Engineers", "Inspectors").replace("on Friday", "last week") + "\n\nOur own reporters agree."
    articles = [
        article("wire", WIRE, "Wire", 0),
        article("cut", cut, "Gazette", 2),
        article("edited", edited, "Courant", 1),
        article("own", OWN, "Post", 3),
        article("undated", WIRE, "Mirror", None),
    ]
    assert originals(articles) == {"cut": "wire", "edited": "wire", "undated": "wire"}


def test_of_a_day_without_hours_who_credits_another_was_second():
    wire, printed = article("b", WIRE, "Northern Wire", 0), article("a", WIRE + " (Northern Wire)", "Gazette", 0)
    assert [it.id for it in in_order([printed, wire])] == ["b", "a"]
    assert originals([printed, wire]) == {"a": "b"}


def test_a_day_without_hours_is_before_no_hour_of_that_day():
    wire, printed = article("wire", WIRE, "Wire", 3), article("printed", WIRE, "Gazette", -6)  # at midnight
    eve = article("eve", WIRE, "Courant", -7)
    assert [it.id for it in in_order([printed, wire])] == ["wire", "printed"]
    assert originals([printed, wire]) == {"printed": "wire"}
    assert originals([printed, wire, eve]) == {"wire": "eve", "printed": "eve"}
    assert first_report([hit_of(printed), hit_of(wire)]).article == wire


def test_a_long_story_that_takes_in_a_short_one_is_its_own():
    brief = article("brief", "A dam in Morrowby has eleven cracks, engineers say.", "Wire", 0)
    whole = article("whole", f"{brief.text} {OWN}", "Post", 1)
    assert originals([brief, whole]) == {}


@pytest.mark.parametrize("text", ["One.", "", "a b c d", "a b c d e"])
def test_every_text_has_shingles_and_contains_itself(text):
    assert containment(shingles(text), shingles(text)) == 1


def test_shingles_worked_by_hand():
    # a b c d, b c d e against b c d e, c d e f: one of two
    assert containment(shingles("a b c d e"), shingles("b c d e f")) == 0.5
