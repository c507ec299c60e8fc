"""What pages state of their articles, in the ways of several programs."""

import json

import pytest

pytest.importorskip("trafilatura", exc_type=ImportError)

_STORY = "".join(
    f"<p>The harbour master said on day {n} that the quay is too old to be mended before spring, and that is that.</p>"
    for n in range(4)
)


def linked(**fields):
    data = {"@type": "NewsArticle", "headline": "Quay", **fields}
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="parsely-page" content=\'{"title": "Quay", "authors": ["Ada Vond", "Tobe Arn"]}\'>',
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada Vond, Tobe Arn">',
        '<meta name="twitter:label2" content="Écrit par"><meta name="twitter:data2" content="Ada Vond, Tobe Arn">',
        '<meta name="byl" content="By Ada Vond and Tobe Arn">',
        linked(creator=["Ada Vond", "Tobe Arn"]),
        linked(author=[{"@type": "Person", "name": "Ada Vond"}, {"@type": "Person", "name": "Tobe Arn"}]),
    ],
    ids=["Parse.ly", "Yoast", "Yoast in French", "byl", "creator", "author"],
)
def test_all_authors_are_found(reading, head):
    (it,), _ = reading(
        "a.html", f"<html><head><title>Quay</title>{head}</head><body><article>{_STORY}</article></body></html>"
    )
    assert it.article.authors == ("Ada Vond", "Tobe Arn")


@pytest.mark.parametrize("content", ["{", "[1]", "null", '{"authors": 3}'])
def test_a_broken_statement_costs_nothing(reading, content):
    head = f"<meta name='parsely-page' content='{content}'>"
    (it,), _ = reading(
        "a.html", f"<html><head><title>Quay</title>{head}</head><body><article>{_STORY}</article></body></html>"
    )
    assert it.article.authors == ()


def test_a_live_blog_is_the_text_of_its_updates(reading):
    updates = [
        {"@type": "BlogPosting", "headline": f"At {n}", "articleBody": f"The ferry is {n} hours late."} for n in (1, 2)
    ]
    data = linked(**{"@type": "LiveBlogPosting", "headline": "Live: quay", "liveBlogUpdate": [*updates, None]})
    (it,), _ = reading(
        "a.html", f"<html><head><title>Live: quay</title>{data}</head><body><div id='app'></div></body></html>"
    )
    assert it.article.title == "Live: quay"
    assert it.article.text.split("\n\n") == ["At 1", "The ferry is 1 hours late.", "At 2", "The ferry is 2 hours late."]


@pytest.mark.parametrize(
    ("time", "count"), [('<time class="dt-published" datetime="2023-04-18">April</time>', 1), ("", 0)]
)
def test_drafts_in_an_export_of_medium_are_left_out(reading, time, count):
    page = (
        "<html><head><title>Quay</title></head><body><article class='h-entry'><header><h1>Quay</h1></header>"
        f'<section data-field="body" class="e-content">{_STORY}</section><footer>{time}<p>From Medium</p></footer>'
        "</article></body></html>"
    )
    found, warnings = reading("a.html", page)
    assert len(found) == count
    assert ["1 draft" in it.reason for it in warnings] == [True] * (1 - count)


ARN = linked(author={"name": "Tobe Arn"})


@pytest.mark.parametrize(
    ("head", "above", "below", "authors"),
    [
        ("", "<p>Von: <a href='/a'>Ada Vond</a>, <a href='/b'>Tobe ARN</a></p>", "", ("Ada Vond", "Tobe ARN")),
        ("", "<ul><li><strong>Autorin/Autor</strong> Ada Vond</li></ul>", "", ("Ada Vond",)),
        ("", "<ul><li>Author: Ada Vond and Tobe Arn</li></ul>", "", ("Ada Vond", "Tobe Arn")),
        ("", f"<ul><li>Von:{' ' * 90}<a href='/a'>Ada Vond</a></li></ul>", "", ("Ada Vond",)),
        ("", "<div class='node--promoted'><p>Von: Ada Vond</p></div>", "", ("Ada Vond",)),
        ("", "<div class='promo'><p>Von: Ada Vond</p></div>", "", ()),
        ("", "<p>By: the way it went</p>", "", ()),
        ("", "<div class='author-2'>Ada Vond</div>", "", ("Ada Vond",)),
        (ARN, "<a rel='author'>Ada Vond</a><a rel='author'>Tobe Arn</a>", "",
         ("Ada Vond", "Tobe Arn")),
        (ARN, "", "<a rel='author'>Tobe Arn</a><a rel='author'>Ada Vond</a>", ("Tobe Arn",)),
        (ARN + "<meta name='author' content='Tobe Arn, Ada Vond'>", "", "",
         ("Tobe Arn", "Ada Vond")),
        (ARN + "<meta name='author' content='Ada Vond, Ina Roth'>", "", "", ("Tobe Arn",)),
    ],
)  # fmt: skip
def test_a_byline_of_more_names_is_taken_before_one_of_fewer(reading, head, above, below, authors):
    body = f"<body class='no-sidebar'><article>{above}{_STORY}</article>{below}</body>"
    (it,), _ = reading("a.html", f"<html><head><title>Quay</title>{head}</head>{body}</html>")
    assert it.article.authors == authors


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        (("22:30:00+00:00", "2023-04-19T00:30:00+02:00"), "2023-04-19T00:30:00+02:00"),
        (("22:30:00Z", "2023-04-18T22:30:09+02:00"), "2023-04-18T22:30:09+02:00"),  # called UTC by mistake
        (("08:21:02+00:00", "2023-04-18T04:21:02+00:00"), "2023-04-18T08:21:02+00:00"),
        (("08:21:02+01:00", "2023-04-18T09:21:02+02:00"), "2023-04-18T08:21:02+01:00"),
    ],
)
def test_the_time_with_the_offset_of_the_place_counts(reading, stated, published):
    meta, data = stated
    head = f"<meta property='article:published_time' content='2023-04-18T{meta}'>" + linked(datePublished=data)
    (it,), _ = reading("a.html", f"<html><head>{head}</head><body><article>{_STORY}</article></body></html>")
    assert it.article.published.isoformat() == published


def test_the_only_time_that_a_page_marks_up_on_its_day_is_the_time_of_day(reading):
    shown = "<p>By Ada Vond, <time datetime='2023-04-18T12:30:00+0200'>18 April 2023</time></p>"
    (it,), _ = reading("a.html", f"<html><body><article><h1>Quay</h1>{shown}{_STORY}</article></body></html>")
    assert it.article.published.isoformat() == "2023-04-18T12:30:00+02:00"


@pytest.mark.parametrize("joiner", ["\u200c", "&zwnj;"])
def test_words_that_are_spelled_with_joiners_keep_them(reading, joiner):
    story = _STORY.replace("quay", f"می{joiner}شود")
    (it,), _ = reading(
        "a.html", f"<html><head><title>می{joiner}شود</title></head><body><article>{story}</article></body></html>"
    )
    assert it.article.title == "می\u200cشود"
    assert it.article.text.count("می\u200cشود") == 4


def test_names_in_parts_are_names_of_several(reading):
    people = [{"givenName": "Ada", "familyName": "Vond"}, {"givenName": "Tobe", "familyName": "Arn"}]
    page = f"<html><head>{linked(author=people)}</head><body><article>{_STORY}</article></body></html>"
    (it,), _ = reading("a.html", page)
    assert it.article.authors == ("Ada Vond", "Tobe Arn")


def test_instant_articles_tell_authors_and_times_in_their_header(reading):
    header = (
        "<address><a rel='facebook' href='https://networks.example/ada'>Ada Vond</a> Ada writes of ships.</address>"
        "<address><a>Tobe Arn</a></address><time class='op-published' datetime='2023-04-18T10:30:00Z'>April 18</time>"
        "<time class='op-modified' datetime='2023-04-19T10:30:00Z'>April 19</time>"
    )
    page = f"<html><body><article><header><h1>Quay</h1>{header}</header>{_STORY}</article></body></html>"
    (it,), _ = reading("a.html", page)
    assert it.article.authors == ("Ada Vond", "Tobe Arn")
    assert it.article.published.isoformat() == "2023-04-18T10:30:00+00:00"
    assert it.article.updated.isoformat() == "2023-04-19T10:30:00+00:00"


def test_whose_a_picture_is_is_no_author(reading):
    head = "<meta name='author' content='Ada Vond'><meta name='author' content='(Image: Luhe Press)'>"
    (it,), _ = reading("a.html", f"<html><head>{head}</head><body><article>{_STORY}</article></body></html>")
    assert it.article.authors == ("Ada Vond",)


@pytest.mark.parametrize("between", ["<P>\n", "<BR><BR>\n"])
def test_a_story_in_a_table_that_lays_out_an_old_page_has_its_paragraphs_day_and_author(reading, between):
    paragraphs = [
        f"The harbour master said on day {n} that the quay is too old to be mended before spring, and that is that."
        for n in range(8)
    ]
    story = between.join(["<FONT SIZE=5>Quay</FONT><BR><I>By Ada Vond</I><BR>February 3, 1998", *paragraphs])
    menu = "<TD WIDTH=120><A HREF='/'>Home</A><BR><A HREF='/s'>Sport</A></TD>"
    page = f"<HTML><HEAD><TITLE>Quay</TITLE></HEAD><BODY><TABLE><TR>{menu}<TD>{story}</TD></TR></TABLE></BODY></HTML>"
    (it,), _ = reading("a.html", page)
    assert it.article.text.split("\n\n")[-len(paragraphs) :] == paragraphs
    assert (str(it.article.day), it.article.authors) == ("1998-02-03", ("Ada Vond",))


def test_a_table_of_facts_in_a_story_stays_one(reading):
    table = "<table><tr><td>Quay<br>North</td><td>Old</td></tr><tr><td>Pier</td><td>New</td></tr></table>"
    (it,), _ = reading("a.html", f"<html><body><article><h1>Quay</h1>{_STORY}{table}</article></body></html>")
    assert "| Pier | New |" in it.article.text
