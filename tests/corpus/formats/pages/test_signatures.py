"""Authors whose names stand in the text of a page, where none of its elements is a byline."""

import pytest

pytest.importorskip("trafilatura", exc_type=ImportError)

_STORY = "".join(
    f"<p>The harbour master said on day {n} that the quay is too old to be mended before spring, and that is that.</p>"
    for n in range(4)
)
_OUTLET = "<meta property='og:site_name' content='Luhe Post'><meta name='author' content='Luhe Post'>"


def authors(reading, body, head=_OUTLET):
    (it,), _ = reading("a.html", f"<html><head><title>Quay</title>{head}</head><body>{body}</body></html>")
    return it.article.authors


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("<p><strong>Ada Vond/Tobe Arn</strong></p>", "", ("Ada Vond", "Tobe Arn")),
        ("<p><b>ADA VOND&nbsp;</b></p>", "", ("ADA VOND",)),
        ("", "<p><em>Ada Vond</em></p>", ("Ada Vond",)),
        ("", "<p style='text-align:right'>Ada Vond</p>", ("Ada Vond",)),
        ("", "<p class='has-text-align-right'>Ada Vond</p>", ("Ada Vond",)),
        ("", "<span>avo, tar; Photo [M]: Luhe Press; first published in 2018</span>", ("avo", "tar")),
        ("", "<p>Ada Vond | Photos: Luhe Press</p>", ("Ada Vond",)),
    ],
)
def test_a_story_is_signed_in_its_first_or_last_line(reading, above, below, expected):
    assert authors(reading, f"<div class='text'>{above}{_STORY}{below}</div>") == expected


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("<p><strong>Key points</strong></p>", ""),
        ("<p><strong>Harbour Master</strong></p>", ""),  # whom it is about
        ("<p><strong>Luhe Harbour</strong></p>", ""),
        ("<p><strong>Ada Vond was here</strong></p>", ""),
        ("<p>Ada Vond</p>", ""),
        ("", "<p><b>Read More</b></p><p>Some tell more of it.</p>"),
        ("", "<p>Nobody knows; nobody asks</p>"),
        ("", "<p>Photo: Ada Vond</p>"),
    ],
)
def test_other_lines_are_no_signatures(reading, above, below):
    assert authors(reading, f"<div class='text'>{above}{_STORY}{below}</div>") == ("Luhe Post",)


def test_a_stated_author_goes_before_a_signature(reading):
    head = "<meta name='author' content='Ina Roth'>"
    assert authors(reading, f"<div><p><b>Ada Vond</b></p>{_STORY}</div>", head) == ("Ina Roth",)


@pytest.mark.parametrize("day", ["18.04.2023 - changed: 19.04.2023", "2023-04-18", "18 April 2023", "April 18, 2023"])
def test_a_name_beside_the_day_above_the_story_is_its_author(reading, day):
    line = f"<div><span>Ada Vond |</span> <span class='when'>{day}</span></div>"
    assert authors(reading, f"<h1>Quay</h1>{line}<div>{_STORY}</div>", "") == ("Ada Vond",)
    line = f"<div><span class='when'>{day.partition(' - ')[0]}, 10:30</span> | Ada Vond</div>"
    assert authors(reading, f"<h1>Quay</h1>{line}<div>{_STORY}</div>", "") == ("Ada Vond",)


def test_a_section_beside_the_day_is_no_author(reading):
    menu = "<ul><li><a href='/w'>World Affairs</a></li><li><a href='/l'>Local</a></li></ul>"
    for line in ("World Affairs | 18.04.2023", "18.04.2023 | World Affairs"):
        assert authors(reading, f"{menu}<div>{line}</div><div>{_STORY}</div>", "") == ()


def test_an_administrator_posts_what_others_wrote(reading):
    data = '{"@type": "NewsArticle", "author": {"@id": "https://post.example/author/admin/", "name": "Luhe D"}}'
    head = f"<script type='application/ld+json'>{data}</script>"
    assert authors(reading, f"<div><p><b>Ada Vond</b></p>{_STORY}</div>", head) == ("Ada Vond",)
    assert authors(reading, f"<div>{_STORY}</div>", head) == ("Luhe D",)
