"""XML whose fields are not where their names alone find them."""

import pytest
from documents import SENTENCES

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


@pytest.mark.parametrize(
    ("xml", "number"), [(JATS, "10.1/x"), (TDM, "2001"), (HISTORICAL, "1")], ids=["JATS", "ProQuest TDM", "ProQuest"]
)
def test_a_known_shape_is_read_with_its_fields(reading, xml, number):
    (it,), warnings = reading("a.xml", xml)
    article = it.article
    assert (article.id, article.title, article.source) == (number, "Nine seals", "Post")
    assert (str(article.day), article.authors, article.language) == ("2024-02-03", ("Mira Quell",), "en")
    assert article.text == f"{ONE}\n\n{TWO}"
    assert not warnings


def test_the_text_of_an_article_of_delpher_is_read(reading):
    (it,), _ = reading("a.xml", f"<text><title>Nine seals</title>{HTML}</text>")
    assert (it.article.title, it.article.text) == ("Nine seals", f"{ONE}\n\n{TWO}")


def test_an_outlet_and_an_author_that_are_made_of_fields_have_names(reading):
    people = "<author><name>Mira Quell</name></author><source><name>Post</name><home>https://a.example</home></source>"
    (it,), _ = reading("a.xml", f"<all><article><title>Seals</title><content>{ONE}</content>{people}</article></all>")
    assert (it.article.source, it.article.authors) == ("Post", ("Mira Quell",))
