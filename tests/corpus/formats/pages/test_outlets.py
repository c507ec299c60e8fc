"""The outlet, the day and the byline of a page without metadata: beside its headline, and above its story."""

import pytest

LONG = [
    "The harbour board of Estmark voted on Tuesday to close the old ferry slip for eleven weeks, the board said.",
    "Passengers will be taken to the north quay by bus, and tickets that were bought before remain valid until May.",
    "An engineer's report puts the cost at four million crowns and warns of further delay if divers find more damage.",
]


@pytest.mark.parametrize(
    ("title", "extra", "outlet"),
    [
        ("Quay is shut | Harbour Post", "", "Harbour Post"),
        ("Quay is shut - Le Phare d’Estmark", "", "Le Phare d’Estmark"),
        ("Quay is shut：潮新聞", "", "潮新聞"),
        (
            "Quay is shut",
            '<div itemprop="publisher" itemscope><meta itemprop="name" content="Harbour Post"></div>',
            "Harbour Post",
        ),
        ("Harbour Post: Quay is shut", "", "Harbour Post"),
        ("Quay is shut", "", ""),
        ("Quay is shut - and stays so until the board of the harbour has met again", "", ""),
    ],
)
def test_an_outlet_stands_behind_the_headline_or_in_microdata(reading, title, extra, outlet):
    body = "".join(f"<p>{it}</p>" for it in LONG)
    story = f"<article><h1>Quay is shut</h1>{extra}{body}</article>"
    (item,), _ = reading("a.html", f"<html><head><title>{title}</title></head><body>{story}</body></html>")
    assert (item.article.title, item.article.source) == ("Quay is shut", outlet)


@pytest.mark.parametrize(
    ("above", "authors"),
    [
        ("<p>2024年2月3日 16時15分</p>", ()),
        ("<p>Publié le 3 février 2024 à 8h15</p><p>Par <b>Anne Lefort</b></p>", ("Anne Lefort",)),
        ("<p>By Ada Vond · February 3, 2024</p>", ("Ada Vond",)),
        (
            "<div class='byline'>By Ada Vond</div><div class='menu'>Feb 3, 2024</div><script>let a = 1;</script>",
            ("Ada Vond",),
        ),
        ("<p>Updated: 5 March 2024</p><p>Saturday, 3 February 2024</p>", ()),
    ],
)
def test_a_day_above_the_story_is_read_in_any_language(reading, above, authors):
    body = "".join(f"<p>{it}</p>" for it in LONG)
    (item,), _ = reading("a.html", f"<html><body><div><h1>Quay is shut</h1>{above}{body}</div></body></html>")
    assert (str(item.article.day), item.article.authors) == ("2024-02-03", authors)


def test_a_page_whose_title_is_that_of_the_site_has_the_headline_above_its_byline(reading):
    line = "<b>Quay is shut for repairs</b><p>Published: Saturday, February 3, 2024, 8:15 AM<br>By ADA VOND</p>"
    body = "".join(f"<p>{it}</p>" for it in LONG)
    (it,), _ = reading(
        "a.html", f"<html><head><title>Luhe Post Online - News</title></head><body>{line}{body}</body></html>"
    )
    article = it.article
    assert (article.title, article.authors, str(article.day)) == (
        "Quay is shut for repairs",
        ("ADA VOND",),
        "2024-02-03",
    )


def test_a_page_without_a_title_has_the_headline_above_its_story(reading):
    body = "".join(f"<p><span>{it}</span></p>" for it in LONG)
    (it,), _ = reading(
        "a.html", f"<html><head></head><body><p class='title'><span>Quay is shut</span></p>{body}</body></html>"
    )
    assert (it.article.title, it.article.text.split("\n\n")) == ("Quay is shut", LONG)


def test_of_two_headings_in_the_title_the_first_is_the_outlet_and_a_marked_abbreviation_tells_the_time(reading):
    body = "".join(f"<p>{it}</p>" for it in LONG)
    at = "<abbr class='published' title='2024-02-03T08:15:00+01:00'>8:15</abbr>"
    page = f"<h1>Luhe Notes</h1><h2>Saturday</h2><div><h3>Quay is shut</h3>{body}<p>Posted at {at}</p></div>"
    (it,), _ = reading(
        "a.html", f"<html><head><title>Luhe Notes: Quay is shut</title></head><body>{page}</body></html>"
    )
    assert (it.article.title, it.article.source) == ("Quay is shut", "Luhe Notes")
    assert it.article.published.isoformat() == "2024-02-03T08:15:00+01:00"
