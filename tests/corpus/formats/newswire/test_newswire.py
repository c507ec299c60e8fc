"""Newswire folders: NITF, NewsML-G2, NewsML 1, telegrams, and the XML of databases."""

import pytest
from material.documents import SENTENCES
from material.files import texts

NITF = """<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "http://e.example/nitf.dtd">
<nitf{namespace}><head><title>Slug</title><docdata><doc-id id-string="w1" regsrc="EST"/>
<date.issue norm="20240203T040506{offset}"/><doc.copyright holder="Estmark"/></docdata>
<pubdata position.section="Harbour"/></head><body><body.head><hedline><hl1>Nine seals</hl1><hl2>More</hl2></hedline>
<byline>By <person>Ada Pell</person><byttl>Staff</byttl></byline><distributor>Estmark Wire</distributor></body.head>
<body.content><media><media-caption><p>A seal.</p></media-caption></media><block><p>{0}</p><p>{1}</p></block>
</body.content></body></nitf>"""


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://iptc.org/std/NITF/2006-10-18/"'])
@pytest.mark.parametrize("offset", ["Z", "+0200", "+02:00"])
def test_nitf_is_an_article(reading, namespace, offset):
    for name in ("a.xml", "a.nitf", "a"):
        (it,), warnings = reading(name, NITF.format(*SENTENCES, namespace=namespace, offset=offset))
        article = it.article
        assert (article.id, article.title, article.source) == ("w1", "Nine seals", "Estmark Wire")
        assert (article.authors, article.categories) == (("Ada Pell",), ("Harbour",))
        assert article.published.isoformat() == f"2024-02-03T04:05:06{'+00:00' if offset == 'Z' else '+02:00'}"
        assert texts(it) == [*SENTENCES]
        assert not warnings


ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:{id}" xml:lang="fi">
<itemMeta><provider literal="est"/><versionCreated>2024-02-04T00:00:00Z</versionCreated>
<firstCreated>2024-02-03T04:05:06+02:00</firstCreated><pubStatus qcode="stat:{status}"/></itemMeta>
<contentMeta><infoSource literal="Estmark Wire"/><language tag="en"/><by>Ada Pell</by><subject qcode="x:1">
<name>Harbour</name></subject><headline>Nine seals</headline><description role="drol:caption">A seal.</description>
</contentMeta><contentSet>{content}</contentSet></newsItem>"""
CONTENTS = {
    "html": '<inlineXML contenttype="application/xhtml+xml"><html '
    'xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title>'
    "</head><body><h1>Nine seals</h1><p>{0}</p><p>{1}</p></body></html></inlineXML>",
    "nitf": "<inlineXML><nitf><body><body.content><p>{0}</p><p>{1}</p></body.content></body></nitf></inlineXML>",
    "escaped": '<inlineData contenttype="text/html">&lt;p&gt;{0}&lt;/p&gt;&lt;p&gt;{1}&lt;/p&gt;</inlineData>',
    "plain": '<inlineData contenttype="text/plain">{0}\n\n{1}</inlineData>',
    "two": "<inlineXML><html><body><p>Short.</p></body></html></inlineXML><inlineData>{0}\n\n{1}</inlineData>",
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_items_of_newsml_g2_are_articles(reading, content):
    item = ITEM.format(id=1, status="usable", content=content.format(*SENTENCES))
    message = f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{item}{item.replace(":1", ":2")}'
    for name, xml, count in (("a.xml", item, 1), ("a", f"{message}</itemSet></newsMessage>", 2)):
        found, warnings = reading(name, xml)
        article = found[0].article
        assert len(found) == count
        assert (article.id, article.title, article.source) == ("urn:1", "Nine seals", "Estmark Wire")
        assert (article.authors, article.categories, article.language) == (("Ada Pell",), ("Harbour",), "en")
        assert article.published.isoformat() == "2024-02-03T04:05:06+02:00"
        assert texts(found[0]) == [*SENTENCES]
        assert not warnings


def test_a_picture_is_its_caption_and_a_withdrawn_item_is_left_out(reading):
    (it,), _ = reading("a.xml", ITEM.format(id=1, status="usable", content=""))
    assert texts(it) == ["A seal."]
    found, warnings = reading("a.xml", ITEM.format(id=1, status="canceled", content=""))
    assert not found
    assert "left out: the agency has canceled it" in warnings[0].reason


def test_a_package_is_the_list_of_its_items(reading):
    package = (
        '<packageItem guid="p"><contentMeta><headline>Today</headline></contentMeta><groupSet><group>'
        f'<itemRef residref="a"><headline>{SENTENCES[0]}</headline><description>{SENTENCES[1]}</description></itemRef>'
        "</group></groupSet></packageItem>"
    )
    (it,), _ = reading("a.xml", package)
    assert (it.article.id, it.article.title, texts(it)) == ("p", "Today", [*SENTENCES])


@pytest.mark.parametrize("content", ["<p>{0}</p><p>{1}</p>", "<![CDATA[<P>{0}</P><P>{1}</P>]]>", "{0}\n\n{1}"])
def test_newsml_1_is_read(reading, content):
    xml = f"""<NewsML><NewsEnvelope><NewsService FormalName="est"/></NewsEnvelope><NewsItem><Identification>
    <NewsIdentifier><PublicIdentifier>urn:1</PublicIdentifier></NewsIdentifier></Identification><NewsManagement>
    <FirstCreated>20240203T040506+0200</FirstCreated></NewsManagement><NewsComponent><NewsLines><HeadLine>Nine seals
    </HeadLine><ByLine>Ada Pell</ByLine></NewsLines><ContentItem><DataContent>{content.format(*SENTENCES)}</DataContent>
    </ContentItem></NewsComponent></NewsItem></NewsML>"""
    (it,), warnings = reading("a.xml", xml)
    assert (it.article.id, it.article.title, it.article.source) == ("urn:1", "Nine seals", "est")
    assert it.article.published.isoformat() == "2024-02-03T04:05:06+02:00"
    assert texts(it) == [*SENTENCES]
    assert not warnings


def test_elements_with_the_fields_of_an_article_are_read(reading):
    item = (
        f"<Story><Headline>Nine seals</Headline><PublishDate>"
        f"2024-02-03</PublishDate><Body>{SENTENCES[0]}</Body></Story>"
    )
    found, warnings = reading("a.xml", f"<Export><Stories>{item}{item.replace('Nine', 'Ten')}</Stories></Export>")
    assert [(it.article.title, str(it.article.day)) for it in found] == [
        ("Nine seals", "2024-02-03"),
        ("Ten seals", "2024-02-03"),
    ]
    assert not warnings


def test_telegrams_are_read_without_their_control_characters(reading):
    anpa = (
        "\x16\x16\x01W1_\nu i\x13\x11 BC-Seals 02-03 0100\n\x02\x02BC-Seals,100<\n^Nine seals counted<\n^AP Photo<\n"
        f"^By ADA PELL=\n^Estmark Press=\n\t   {SENTENCES[0]} \n\t   "
        f"``{SENTENCES[1]}'' \n\x03AP-WF-02-03-24 0405GMT<\n\x04"
    )
    (it,), warnings = reading("a.tst", anpa)
    assert (it.article.title, it.article.authors) == ("Nine seals counted", ("ADA PELL",))
    assert str(it.article.published) == "2024-02-03 04:05:00+00:00"
    assert texts(it) == [SENTENCES[0], f"“{SENTENCES[1]}”"]
    iptc = (
        "\x01eca1 4 i 11 est 061\r\n\nSeals/\r\n\x02Nine seals counted =\r\n\n   The lighthouse keeper counted\r\n"
        f"nine seals on Monday.\r\n\n   {SENTENCES[1]}\r\n\x03030405 GMT Feb 24\r\n\x04"
    )
    (it,), more = reading("a.txt", iptc)
    assert (it.article.title, str(it.article.published)) == ("Nine seals counted", "2024-02-03 04:05:00+00:00")
    assert texts(it) == [*SENTENCES]
    assert not [*warnings, *more]


HOSTILE = {
    "entities": (
        '<!DOCTYPE nitf [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><nitf><p>&b;</p></nitf>'
    ),
    "a file": (
        '<!DOCTYPE nitf [<!ENTITY a SYSTEM "file://{secret}">]><nitf><body.content><p>x &a;</p></body.content></nitf>'
    ),
    "a DTD": '<!DOCTYPE nitf SYSTEM "file://{secret}"><nitf><body.content><p>x</p></body.content></nitf>',
    "deep": "<nitf>" + "<p>" * 5_000,
    "unclosed": "<nitf><body.content><p>words",
    "empty": "<nitf/>",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_xml_never_brings_in_what_is_outside_of_it(reading, tmp_path, content):
    (tmp_path / "secret").write_text("secret words")
    found, warnings = reading("a.xml", content.replace("{secret}", str(tmp_path / "secret")))
    assert not any("secret" in it.article.text for it in found)
    assert not any("aaaa" in it.article.text for it in found)
    assert found or warnings[0].skipped
    assert all("parser failed" not in it.reason for it in warnings)


ALTO = """<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout><Page><PrintSpace>
<TextBlock><TextLine><String CONTENT="Nine"/><SP/><String CONTENT="sea" {0}/><HYP CONTENT="-"/></TextLine>
<TextLine><String CONTENT="lions" {1}/><SP/><String CONTENT="met."/></TextLine></TextBlock>
<TextBlock><TextLine><String CONTENT="Lamp."/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>"""


@pytest.mark.parametrize(
    "marks",
    [
        ('SUBS_TYPE="HypPart1" SUBS_CONTENT="sealions"', 'SUBS_TYPE="HypPart2" SUBS_CONTENT="sealions"'),
        ('SUBS_TYPE="HypPart1"', 'SUBS_TYPE="HypPart2"'),
        ("", ""),
    ],
    ids=["whole", "in parts", "with a hyphen"],
)
def test_alto_gives_hyphenated_words_whole(reading, marks):
    alto = ALTO.format(*marks)
    (it,), _ = reading("a.xml", alto)
    assert texts(it) == ["Nine sealions met.", "Lamp."]
    mets = (
        '<mets xmlns="http://www.loc.gov/METS/"><mods><titleInfo><title>Gazette</title></titleInfo>'
        f"<dateIssued>1893-04-18</dateIssued></mods>{alto}</mets>"
    )
    (it,), _ = reading("a.xml", mets)
    assert (it.article.title, str(it.article.day)) == ("Gazette", "1893-04-18")
    assert texts(it) == ["Nine sealions met.", "Lamp."]


def test_an_article_of_the_annotated_corpus_has_its_day_and_its_text_once(reading):
    one, two = (f"<p>{sentence}</p>" for sentence in SENTENCES)
    body = f'<block class="lead_paragraph">{one}</block><block class="full_text">{one}{two}</block>'
    head = '<meta name="online_sections" content="Harbour"/><pubdata name="Post" date.publication="20070203T000000"/>'
    (it,), _ = reading("a.xml", f"<nitf><head>{head}</head><body><body.content>{body}</body.content></body></nitf>")
    assert (it.article.source, str(it.article.day), it.article.categories) == ("Post", "2007-02-03", ("Harbour",))
    assert texts(it) == [*SENTENCES]


def test_of_several_readings_of_a_line_the_first_by_its_index_is_taken(reading):
    given = "".join(
        f'<TextEquiv index="{n}"><Unicode>{text}</Unicode></TextEquiv>' for n, text in ((1, "Bad."), (0, "Good."))
    )
    (it,), _ = reading("a.xml", f"<PcGts><Page><TextRegion><TextLine>{given}</TextLine></TextRegion></Page></PcGts>")
    assert it.article.text == "Good."


def test_a_word_that_a_line_breaks_is_whole_in_tei(reading):
    text = 'No quay is o-<lb break="no"/>pen. It <hi>o-</hi><lb break="no"/>pens.'
    (it,), _ = reading("a.xml", f"<TEI><teiHeader/><text><body><p>{text}</p></body></text></TEI>")
    assert it.article.text == "No quay is open. It o-pens."
