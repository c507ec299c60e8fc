"""XML whose fields are not where their names alone find them."""

import pytest
from material.documents import SENTENCES

ONE, TWO = SENTENCES
HTML = f"<p>{ONE}</p><p>{TWO}</p>"
ESCAPED = HTML.replace("<", "&lt;").replace(">", "&gt;")
JATS = f"""<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.2//EN" "JATS.dtd">
<article xml:lang="en"><front><journal-meta><journal-title>Post</journal-title></journal-meta><article-meta>
<article-id>10.1/x</article-id><title-group><article-title>Nine <italic>seals</italic></article-title></title-group>
<contrib-group><contrib><name><surname>Quell</surname><given-names>Mira</given-names></name></contrib></contrib-group>
<pub-date><day>3</day><month>2</month><year>2024</year></pub-date><abstract><p>Short.</p></abstract>
</article-meta></front>
<body>{HTML}</body><back><ref-list><ref><mixed-citation>Other.</mixed-citation></ref></ref-list></back></article>"""
TDM = f"""<RECORD><GOID>2001</GOID><DFS><PubFrosting><Title>Post</Title></PubFrosting></DFS><Obj><TitleAtt>
<Title>Nine seals</Title></TitleAtt><NumericDate>2024-02-03</NumericDate><Contributors><Contributor>
<OriginalForm>Quell, Mira</OriginalForm></Contributor></Contributors><Language>
<RawLang>English</RawLang></Language></Obj><TextInfo><Text>{ESCAPED}</Text></TextInfo>
</RECORD>"""
HISTORICAL = f"""<Record><RecordID>1</RecordID><RecordTitle>Nine seals</RecordTitle><Publication><Title>Post</Title>
</Publication><NumericPubDate>20240203</NumericPubDate>
<Contributor><OriginalForm>Mira Quell</OriginalForm></Contributor>
<LanguageCode>ENG</LanguageCode><FullText>{ESCAPED}</FullText></Record>"""

PRISM = f"""<message xmlns:p="x"><p:article xml:lang="en"><p:head><p:identifier>5</p:identifier>
<p:title>Nine seals</p:title>
<p:creator>Mira Quell</p:creator><p:publicationName>Post</p:publicationName>
<p:coverDate>2024-02-03</p:coverDate></p:head>
<p:body>{HTML}</p:body></p:article></message>"""
SHAPES = {"JATS": (JATS, "10.1/x"), "ProQuest TDM": (TDM, "2001"), "ProQuest": (HISTORICAL, "1"), "PRISM": (PRISM, "5")}


@pytest.mark.parametrize(("xml", "number"), SHAPES.values(), ids=SHAPES)
def test_a_known_shape_is_read_with_its_fields(reading, xml, number):
    (it,), warnings = reading("a.xml", xml)
    article = it.article
    assert (article.id, article.title, article.source) == (number, "Nine seals", "Post")
    assert (str(article.day), article.authors) == ("2024-02-03", ("Mira Quell",))
    assert article.language == ("" if xml is PRISM else "en")
    assert article.text == f"{ONE}\n\n{TWO}"
    assert not warnings


WITHOUT_OUTLET = {
    "DocBook": f"""<article xml:lang="en"><info><title>Nine seals</title><author>
<personname>Mira Quell</personname></author>
<pubdate>2024-02-03</pubdate></info><para>{ONE}</para><para>{TWO}</para></article>""",
    "RCV1": f"""<newsitem itemid="7" date="2024-02-03" xml:lang="en"><title>ST: Nine seals</title>
<headline>Nine seals</headline>
<byline>Mira Quell</byline><text>{HTML}</text><metadata><dc element="x" value="y"/></metadata></newsitem>""",
    "fields in attributes": f"""<all><story title="Nine seals" date="2024-02-03" author="Mira Quell"
lang="en">{HTML}</story></all>""",
    "fields in both": f"""<all><article date="2024-02-03" lang="en"><headline>Nine seals</headline>
<byline>Mira Quell</byline>
<body>{HTML}</body></article></all>""",
    "an answer of Solr": f"""<response><result><doc><str name="title">Nine seals</str><arr name="content">
<str>{ONE}</str>
<str>{TWO}</str></arr><date name="date">2024-02-03</date><arr name="author"><str>Mira Quell</str></arr>
<str name="language">en</str></doc></result></response>""",
    "Excel 2003": f"""<Workbook xmlns:ss="x"><Worksheet><Table><Row><Cell><Data>title</Data></Cell><Cell>
<Data>x</Data></Cell>
<Cell><Data>text</Data></Cell><Cell><Data>date</Data></Cell><Cell><Data>author</Data></Cell><Cell>
<Data>lang</Data></Cell></Row>
<Row><Cell><Data>Nine seals</Data></Cell><Cell ss:Index="3"><Data>{ONE}\n\n{TWO}</Data></Cell><Cell>
<Data>2024-02-03</Data>
</Cell><Cell><Data>Mira Quell</Data></Cell><Cell><Data>en</Data></Cell></Row></Table></Worksheet></Workbook>""",
}


@pytest.mark.parametrize("xml", WITHOUT_OUTLET.values(), ids=WITHOUT_OUTLET)
def test_fields_are_found_wherever_a_program_puts_them(reading, xml):
    (it,), warnings = reading("a.xml", xml)
    article = it.article
    assert (article.title, str(article.day), article.authors) == ("Nine seals", "2024-02-03", ("Mira Quell",))
    assert (article.text, article.language) == (f"{ONE}\n\n{TWO}", "en")
    assert not warnings


def test_the_text_of_an_article_of_delpher_is_read(reading):
    (it,), _ = reading("a.xml", f"<text><title>Nine seals</title>{HTML}</text>")
    assert (it.article.title, it.article.text) == ("Nine seals", f"{ONE}\n\n{TWO}")


def test_an_outlet_and_an_author_that_are_made_of_fields_have_names(reading):
    people = "<author><name>Mira Quell</name></author><source><name>Post</name><home>https://a.example</home></source>"
    (it,), _ = reading("a.xml", f"<all><article><title>Seals</title><content>{ONE}</content>{people}</article></all>")
    assert (it.article.source, it.article.authors) == ("Post", ("Mira Quell",))


def test_an_author_that_is_made_of_given_names_and_surname_has_both(reading):
    author = "<Autor><Nachname>Quell</Nachname><Vorname>Mira</Vorname></Autor>"
    (it,), _ = reading("a.xml", f"<alle><Artikel><Titel>Seals</Titel><Text>{ONE}</Text>{author}</Artikel></alle>")
    assert it.article.authors == ("Mira Quell",)


ROWS = {
    "mysqldump": "<mysqldump><table_data name='articles'><row>{}</row></table_data></mysqldump>",
    "phpMyAdmin": "<pma_xml_export><database><table name='articles'>{}</table></database></pma_xml_export>",
    "Solr": "<add><doc>{}</doc></add>",
    "an answer of Solr": "<response><result><doc>{}</doc></result></response>",
}
ELEMENTS = {"mysqldump": "field", "phpMyAdmin": "column", "Solr": "field", "an answer of Solr": "str"}


@pytest.mark.parametrize("program", ROWS)
def test_fields_may_have_their_names_in_an_attribute(reading, program):
    told = {"id": "7", "title": "Seals", "body": ONE, "created": "2024-02-03 04:05:06", "author": "Mira Quell"}
    row = "".join(f'<{ELEMENTS[program]} name="{name}">{it}</{ELEMENTS[program]}>' for name, it in told.items())
    (it,), warnings = reading("a.xml", ROWS[program].format(row))
    article = it.article
    assert (article.id, article.title, article.text, article.authors) == ("7", "Seals", ONE, ("Mira Quell",))
    assert str(article.day) == "2024-02-03"
    assert not warnings


def test_records_of_an_open_archive_are_read_by_their_description_and_told(reading):
    dc = "<dc:title>Seals</dc:title><dc:creator>Quell, Mira</dc:creator><dc:date>2024-02-03</dc:date>"
    dc = f"{dc}<dc:description>{ONE}"
    dc = f"<oai:dc xmlns:oai='o' xmlns:dc='d'>{dc}</dc:description></oai:dc>"
    (it,), (warning,) = reading("a.xml", f"<OAI-PMH><ListRecords><record>{dc}</record></ListRecords></OAI-PMH>")
    assert (it.article.title, it.article.text, it.article.authors) == ("Seals", ONE, ("Mira Quell",))
    assert "description" in warning.reason


def test_a_note_of_evernote_is_an_article(reading):
    note = f"<?xml version='1.0'?><!DOCTYPE en-note SYSTEM 'e'><en-note><div>{ONE}</div><div>{TWO}</div></en-note>"
    told = f"<title>Seals</title><created>20240203T040506Z</created><content><![CDATA[{note}]]></content>"
    told += "<tag>ports</tag><note-attributes><author>Mira Quell</author><source-url>https://h.example/1</source-url>"
    (it,), warnings = reading("a.enex", f"<en-export><note>{told}</note-attributes></note></en-export>")
    assert (it.article.title, it.article.text) == ("Seals", f"{ONE}\n\n{TWO}")
    assert (it.article.authors, it.article.categories) == (("Mira Quell",), ("ports",))
    assert it.article.url == "https://h.example/1"
    assert str(it.article.day) == "2024-02-03"
    assert not warnings


@pytest.mark.parametrize(
    "xml",
    [
        "<DjVuXML><PARAGRAPH><LINE><WORD>The</WORD><WORD>fer-</WORD></LINE><LINE><WORD>ry</WORD><WORD>sank.</WORD></LINE>"
        "</PARAGRAPH><PARAGRAPH><LINE><WORD>Nobody</WORD><WORD>drowned.</WORD></LINE></PARAGRAPH></DjVuXML>",
        "<document><text><par><line><formatting><charParams>T</charParams>he fer-</formatting></line><line>"
        "<formatting>ry sank.</formatting></line></par><par><line><formatting>Nobody drowned.</formatting></line></par>"
        "</text></document>",
    ],
    ids=["DjVu", "ABBYY"],
)
def test_recognized_text_is_read_by_paragraphs_with_its_words_whole(reading, xml):
    (it,), _ = reading("a.xml", xml)
    assert it.article.text == "The ferry sank.\n\nNobody drowned."


def test_the_state_and_the_author_of_an_element_may_stand_in_its_attributes(reading):
    story = (
        '<content type="story" state="{}" publishdate="2024-02-03 08:15:00"><field name="title">Seals</field>'
        f'<field name="body"><div><p>{SENTENCES[0]}</p></div></field>'
        '<author username="ada" first-name="Ada" last-name="Vond"/></content>'
    )
    found, warnings = reading("a.xml", f"<import>{story.format('published')}{story.format('draft')}</import>")
    assert [(it.article.title, it.article.authors, str(it.article.day)) for it in found] == [
        ("Seals", ("Ada Vond",), "2024-02-03")
    ]
    assert "1 draft" in warnings[0].reason
