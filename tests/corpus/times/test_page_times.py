"""The time of day and the zone of a web page."""

import pytest
from nutgraf.corpus.times.page_times import times_of_page

TIME = "2024-02-03T21:30:00-05:00"


@pytest.mark.parametrize(
    "head",
    [
        f'<meta property="article:published_time" content="{TIME}">',
        f"<META content='{TIME}' itemprop='datePublished'/>",
        f'<meta name="parsely-pub-date" content="{TIME}">',
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{TIME}"}}</script>',
        f'<time itemprop="datePublished" datetime="{TIME}">Saturday</time>',
        f'<time datetime="{TIME}" pubdate>Saturday</time>',
        f'<meta name="date" content="2024-02-03"><meta property="og:published_time" content="{TIME}">',
    ],
)
def test_the_time_of_publication_is_found_with_its_zone(head):
    assert times_of_page(f"<html><head>{head}</head>", "2024-02-03")[0].isoformat() == TIME


def test_the_time_of_the_change_is_told_apart():
    page = f'<meta property="article:modified_time" content="{TIME}">'
    published, updated = times_of_page(page, None)
    assert (published, updated.isoformat()) == (None, TIME)


def test_a_time_of_another_day_is_of_something_else():
    page = '<time itemprop="datePublished" datetime="2019-01-01T10:00:00Z">'
    assert times_of_page(page, "2024-02-03") == (None, None)
