"""Exports of libraries, blogs, newsletters and readers of feeds: each is read for what it is, or told."""

import json
from datetime import date

import pytest
from material.documents import zipped
from material.files import both, texts, write
from nutgraf.corpus.reader import read

ONE, TWO = "The quay of Luhe is shut for the winter.", "Its harbour master said on Monday that it is too old."
HTML = f"<p>{ONE}</p><p>{TWO}</p>"
TEI = "http://www.tei-c.org/ns/1.0"


def facts(it):
    article = it.article
    return article.title, article.day and article.day.isoformat(), article.source, article.authors


def test_a_text_in_tei_has_the_day_and_the_paper_of_its_source(reading):
    (it,), warnings = reading(
        "a.xml",
        f"<TEI xmlns='{TEI}'><teiHeader><fileDesc><titleStmt><title>Quay</title><author>Ada Vond</author></titleStmt>"
        "<publicationStmt><date when='2020-01-01'/></publicationStmt><sourceDesc><bibl><title level='j'>Post</title>"
        "<date when='1923-04-18'>18. IV.</date></bibl></sourceDesc></fileDesc></teiHeader><text><body><div>"
        "<head>Quay</head><p>The quay of<lb/>Luhe is <choice><sic>shot</sic><corr>shut</corr></choice> for the win<pb "
        f"break='no'/>ter.</p><p>{TWO}<note>sic!</note></p></div></body></text></TEI>",
    )
    assert texts(it) == [ONE, TWO]
    assert facts(it) == ("Quay", "1923-04-18", "Post", ("Ada Vond",))
    assert not warnings


def test_a_source_in_tei_that_repeats_the_title_is_called_by_its_publisher(reading):
    about = "<titleStmt><title type='main'>Quay</title><author>Ada Vond</author></titleStmt>"
    (it,), _ = reading(
        "a.xml",
        f"<TEI xmlns='{TEI}'><teiHeader><fileDesc>{about}<sourceDesc><biblFull>{about}<publicationStmt><publisher>Post"
        "</publisher><date>2023-04-18</date></publicationStmt></biblFull></sourceDesc></fileDesc></teiHeader><text><body>"
        f"<div type='entry'><p>{ONE}</p></div></body></text></TEI>",
    )
    assert facts(it) == ("Quay", "2023-04-18", "Post", ("Ada Vond",))


def test_an_issue_in_tei_is_its_articles(reading):
    articles = "".join(
        f"<div type='article'><head>{title}</head><byline>By Ada Vond</byline><p>{text}</p></div>"
        for title, text in (("Quay", ONE), ("Master", TWO))
    )
    head = "<teiHeader><sourceDesc><bibl><title>Post</title><date when='1923-04-18'/></bibl></sourceDesc></teiHeader>"
    found, _ = reading("a.xml", f"<TEI xmlns='{TEI}'>{head}<text><body>{articles}</body></text></TEI>")
    assert [texts(it) for it in found] == [[ONE], [TWO]]
    assert [facts(it) for it in found] == [(it, "1923-04-18", "Post", ("Ada Vond",)) for it in ("Quay", "Master")]


def test_regions_of_page_xml_are_paragraphs_in_their_reading_order(reading):
    def line(text):
        return f"<TextLine><Word><TextEquiv><Unicode>no</Unicode></TextEquiv></Word>{equal(text)}</TextLine>"

    def equal(text):
        return f"<TextEquiv><Unicode>{text}</Unicode></TextEquiv>"

    (it,), _ = reading(
        "a.xml",
        "<PcGts xmlns='http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15'><Page><ReadingOrder>"
        "<OrderedGroup><RegionRefIndexed index='0' regionRef='b'/><RegionRefIndexed index='1' regionRef='a'/>"
        f"</OrderedGroup></ReadingOrder><TextRegion id='a'>{line(TWO)}</TextRegion><TextRegion id='b'>"
        f"{line('The quay of Luhe is shut for the win¬')}{line('ter.')}</TextRegion>"
        f"<TextRegion id='c' type='page-number'>{line('7')}</TextRegion></Page></PcGts>",
    )
    assert texts(it) == [ONE, TWO]


def test_paragraphs_of_hocr_have_their_words_whole(reading):
    (it,), _ = reading(
        "a.html",
        "<!DOCTYPE html><html lang='en'><head><meta name='ocr-system' content='x'></head><body><div class='ocr_page'>"
        "<p class='ocr_par'><span class='ocr_line'><span class='ocrx_word'>The quay of Luhe is shut for the</span> "
        "<span class='ocrx_word'>win-</span></span> <span class='ocr_line'><span class='ocrx_word'>ter.</span></span>"
        f"</p><p class='ocr_par'><span class='ocr_line'>{TWO}</span></p></div></body></html>",
    )
    assert texts(it) == [ONE, TWO]
    assert it.article.language == "en"


def test_a_map_of_a_site_is_told(reading):
    url = "<url><loc>https://post.example/1</loc></url>"
    found, (warning,) = reading("a.xml", f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{url}</urlset>")
    assert not found
    assert "it lists 1 pages, and holds no text" in warning.reason


def test_entries_of_movable_type_are_read_without_comments_and_drafts(reading):
    entry = (
        "AUTHOR: Ada Vond\nTITLE: Quay\nSTATUS: {}\nPRIMARY CATEGORY: Harbour\nCATEGORY: Harbour\n"
        f"DATE: 04/18/2023 10:00:00 PM\n-----\nBODY:\n<p>{ONE}</p>\n-----\nEXTENDED BODY:\n<p>{TWO}</p>\n-----\n"
        "COMMENT:\nAUTHOR: troll\nDATE: 04/19/2023 10:00:00 AM\nFirst!\n-----\n--------\n"
    )
    (it,), (warning,) = reading("a.txt", entry.format("Publish") + entry.format("Draft"))
    assert texts(it) == [ONE, TWO]
    assert facts(it) == ("Quay", "2023-04-18", "", ("Ada Vond",))
    assert it.article.published.hour == 22
    assert it.article.categories == ("Harbour",)
    assert "1 draft" in warning.reason


@pytest.mark.parametrize("mark", ["|", ";", ",", "\t"])
def test_a_table_saved_as_text_is_a_table(reading, mark):
    rows = (("id", "title", "text", "date"), ("1", "Quay", ONE, "2023-04-18"), ("2", "Master", TWO, "2023-04-19"))
    found, warnings = reading("a.txt", "".join(f"{mark.join(row)}\n" for row in rows))
    assert [(it.article.id, texts(it)) for it in found] == [("1", [ONE]), ("2", [TWO])]
    assert not warnings


def test_a_text_whose_first_line_names_fields_is_no_table(reading):
    (it,), _ = reading("a.txt", f"Title, text and author\n{ONE}\n{TWO}\n")
    assert "Title, text and author" in it.article.text


def test_posts_of_a_newsletter_get_their_headlines_and_drafts_stay_out(reading):
    table = "post_id,post_date,is_published,title\n1.quay,2023-04-18T10:00:00.000Z,true,Quay\n2.next,,false,Next\n"
    pages = {f"posts/{name}.html": HTML for name in ("1.quay", "2.next")}
    (it,), (warning,) = reading("a.zip", zipped({"posts.csv": table, "readers.csv": "email\na@b.example\n", **pages}))
    assert (it.article.id, texts(it)) == ("1.quay", [ONE, TWO])
    assert facts(it) == ("Quay", "2023-04-18", "", ())
    assert "1 draft" in warning.reason


def test_a_proquest_document_without_a_title_label_has_the_line_above(reading):
    rule = "_" * 60
    document = f"Document 1 of 1\n\nQuay\n\nAuthor: Vond, Ada\n\nFull text: {ONE}\n\nPublication title: Post\n\n"
    (it,), _ = reading("a.txt", f"{rule}\n\n{document}Publication date: Apr 18, 2023\n\n{rule}\n")
    assert facts(it) == ("Quay", "2023-04-18", "Post", ("Ada Vond",))


@pytest.mark.parametrize(
    "record",
    [
        {"title": "Quay", "container-title": "Post", "text": ONE, "issued": {"date-parts": [["2023", 4, 18]]}},
        {"title": "Quay", "bodyXML": f"<body>{HTML}</body>", "date": "2023-04-18", "publisher": "Post"},
        {"title": "Quay", "text": ONE, "source": "Post", "date": "45034,5"},
        {"title": "Quay", "paragraphs": [{"text": ONE}, {"text": TWO}], "source": "Post", "date": "2023-04-18"},
        {"title": "Quay", "text": ONE, "source": "Post", "date": "2023-04-18", "author": "3", "tags": ["user/-/read"]},
        {"title": "Quay", "body": ONE, "source": "Post", "meta": {"type": "news.Page", "slug": "q",
                                                                  "first_published_at": "2023-04-18T10:00:00Z"}},
    ],
)  # fmt: skip
def test_records_of_other_programs_keep_their_fields(reading, record):
    (it,), _ = reading("a.json", json.dumps([record]))
    assert texts(it)[0] == ONE
    assert facts(it) == ("Quay", "2023-04-18", "Post", ())
    assert it.article.categories == ()


@pytest.mark.parametrize("written", ["1402/01/29", "2566-04-18"])
def test_a_year_of_another_calendar_is_left_out_and_told(reading, written):
    (it,), (warning,) = reading("a.json", json.dumps([{"text": ONE, "date": written}]))
    assert it.article.day is None
    assert "another calendar" in warning.reason


def test_paragraphs_that_are_cut_at_links_stay_whole(reading):
    parts = [{"text": "The quay of "}, {"text": "Luhe"}, {"text": " is shut for the winter."}]
    (it,), _ = reading("a.json", json.dumps([{"body": parts, "date": "2023-04-18"}]))
    assert texts(it) == [ONE]
    assert it.article.day == date(2023, 4, 18)


def test_a_list_of_pages_is_told_as_one(reading):
    found, (warning,) = reading("a.csv", "title,url,tags\nQuay,https://post.example/1,harbour\n")
    assert not found
    assert warning.reason.endswith("a list of pages holds no text: save the pages, and index those")


def test_xml_that_is_not_known_is_named_by_its_root(reading):
    found, (warning,) = reading("a.xml", "<ships><ship><name>Luhe</name></ship></ships>")
    assert not found
    assert warning.reason.startswith("XML with the root ships: ")


def test_an_unpacked_newsletter_is_read_like_its_archive(tmp_path):
    rows = "1.quay,2023-04-18T10:00:00.000Z,true,Quay,S\n2.next,,false,N,S\n"
    table = f"post_id,post_date,is_published,title,subtitle\n{rows}"
    pages = {f"posts/{name}.html": HTML for name in ("1.quay", "2.next")}
    for name, content in {"posts.csv": table, "posts/1.quay.opens.csv": "email\na@b.example\n", **pages}.items():
        write(tmp_path / "n" / name, content)
    (it,), (warning,) = both(read([tmp_path / "n"], base=tmp_path))
    assert (it.article.id, texts(it)) == ("1.quay", [ONE, TWO])
    assert facts(it) == ("Quay", "2023-04-18", "", ())
    assert "1 draft" in warning.reason


def test_a_list_of_bookmarks_is_told(reading):
    page = '<h1>Unread</h1><ul><li><a href="https://p.example/1" time_added="1706933106" tags="">Quay</a></li></ul>'
    found, (warning,) = reading("a.html", page)
    assert not found
    assert "save the pages" in warning.reason


def test_a_table_saved_as_a_page_is_read_as_a_table(reading):
    pytest.importorskip("trafilatura")
    cells = [("Title", "Date", "Text"), ("Quay", "2023-04-18", ONE), ("Lamp", "2023-04-19", TWO)]
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
    found, warnings = reading("a.xls", f"<html><body>\n<table>{rows}</table></body></html>")
    assert [(it.article.title, str(it.article.day), it.article.text) for it in found] == [
        ("Quay", "2023-04-18", ONE),
        ("Lamp", "2023-04-19", TWO),
    ]
    assert not warnings


def test_the_fields_of_a_note_of_notion_are_read(reading):
    (it,), warnings = reading("a.md", f"# Quay\n\nDate: April 18, 2023\nAuthor: Ada Vond\n\n{ONE}\n\n{TWO}\n")
    assert (facts(it), texts(it)) == (("Quay", "2023-04-18", "", ("Ada Vond",)), [ONE, TWO])
    assert not warnings


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_json_under_another_ending_is_read(reading, name):
    (it,), _ = reading(name, json.dumps({"headline": "Quay", "story": ONE}))
    assert (it.article.title, it.article.text) == ("Quay", ONE)


def test_a_line_with_paper_and_day_dates_a_text(reading):
    (it,), _ = reading("a.txt", f"Estmark Gazette - Monday 05 May 1930\n\n{ONE}\n")
    assert (it.article.source, str(it.article.day)) == ("Estmark Gazette", "1930-05-05")


def test_an_answer_without_articles_is_told_as_empty(reading):
    found, (warning,) = reading("a.json", json.dumps({"status": "ok", "totalResults": 0, "articles": []}))
    assert not found
    assert warning.reason == "no text; its list articles is empty"


def test_what_a_server_sent_instead_of_a_page_is_no_article(reading):
    pytest.importorskip("trafilatura")
    page = f"<html><head><title>Just a moment...</title></head><body><p>{ONE}</p><p>{TWO}</p></body></html>"
    found, (warning,) = reading("a.html", page)
    assert not found
    assert "Just a moment" in warning.reason
