"""Collections of newswire in SGML."""

import pytest
from material.documents import SENTENCES

ONE, TWO = SENTENCES
WRAPPED = ONE.replace(" nine", "\nnine")
REUTERS = f"""<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS TOPICS="YES" OLDID="5" NEWID="1">
<DATE>26-FEB-1987 15:01:01.79</DATE>
<TOPICS><D>seals</D><D>ship</D></TOPICS>
<PLACES><D>usa</D></PLACES>
<UNKNOWN>
&#5;&#5;&#5;C T</UNKNOWN>
<TEXT>&#2;
<TITLE>NINE SEALS &lt;NSL></TITLE>
<AUTHOR>    By Mira Quell, Reuters</AUTHOR>
<DATELINE>    HARBOUR, Feb 26 - </DATELINE><BODY>{WRAPPED}
    {TWO}
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
<REUTERS NEWID="2">
<DATE>26-FEB-1987 15:02:20.00</DATE>
<TEXT TYPE="BRIEF">&#2;
******<TITLE>A NEW LAMP</TITLE>
{TWO}
&#3;</TEXT>
</REUTERS>
"""
TREC = f"""<DOC>
<DOCNO> FT911-3 </DOCNO>
<DATE>910514
</DATE>
<HEADLINE>
Nine seals
</HEADLINE>
<BYLINE>By MIRA QUELL</BYLINE>
<TEXT>
{WRAPPED}
</TEXT>
<PUB>Harbour Times
</PUB>
</DOC>
<DOC id="AFP_ENG_19940512.0001" type="story" >
<HEADLINE>
A new lamp
</HEADLINE>
<TEXT>
<P>
{WRAPPED}
</P>
<P>
{TWO}
</P>
</TEXT>
</DOC>
<DOC>
<DOCNO> AP880212-0001 </DOCNO>
<HEAD>Seals</HEAD>
<TEXT>{ONE}</TEXT>
</DOC>
"""


def told(it):
    article = it.article
    return article.id, article.title, str(article.day), article.source, article.authors, article.text


def test_reuters_21578_is_read_by_its_documents(reading):
    (one, two), warnings = reading("reut2-000.sgm", REUTERS)
    assert told(one) == ("1", "NINE SEALS <NSL>", "1987-02-26", "Reuters", ("Mira Quell",), f"{ONE}\n\n{TWO}")
    assert one.article.categories == ("seals", "ship")
    assert told(two) == ("2", "A NEW LAMP", "1987-02-26", "Reuters", (), TWO)
    assert not warnings


@pytest.mark.parametrize("name", ["ft.sgml", "ft911_1", "ft.txt", "ft.xml"])
def test_documents_of_trec_and_gigaword_are_read_under_any_name(reading, name):
    (one, two, three), warnings = reading(name, TREC)
    assert told(one) == ("FT911-3", "Nine seals", "1991-05-14", "Harbour Times", ("MIRA QUELL",), WRAPPED)
    assert told(two) == ("AFP_ENG_19940512.0001", "A new lamp", "1994-05-12", "", (), f"{ONE}\n\n{TWO}")
    assert told(three) == ("AP880212-0001", "Seals", "1988-02-12", "", (), ONE)
    assert not warnings


def test_a_document_without_an_end_is_told_and_the_others_are_read(reading):
    (one,), (warning,) = reading("a.sgm", REUTERS.split('<REUTERS NEWID="2">')[0] + "<REUTERS>\n<TEXT>cut")
    assert one.article.id == "1"
    assert "no end" in warning.reason


def test_sgml_of_another_kind_is_told(reading):
    found, (warning,) = reading("a.sgm", "<book><p>Seals</p></book>")
    assert not found
    assert "<DOC>" in warning.reason


def test_the_xml_of_trafilatura_has_its_fields_in_attributes(reading):
    told = 'sitename="Post" title="Nine seals" author="Ada Vond" date="2024-02-03" source="https://h.example/1"'
    (it,), _ = reading("a.xml", f"<doc {told}><main><p>{ONE}</p><p>{TWO}</p></main><comments/></doc>")
    article = it.article
    assert (article.title, article.source, article.authors) == ("Nine seals", "Post", ("Ada Vond",))
    assert (str(article.day), article.url, article.text) == ("2024-02-03", "https://h.example/1", f"{ONE}\n\n{TWO}")


def test_the_documents_of_wikiextractor_have_their_fields_in_attributes(reading):
    text = f"Nine seals\n\n{ONE}\n\n{TWO}"
    page = f'<doc id="12" url="https://h.example/1" title="Nine seals">\n{text}\n</doc>\n'
    (it,), warnings = reading("wiki_00", page)
    assert (it.article.id, it.article.title, it.article.url) == ("12", "Nine seals", "https://h.example/1")
    assert it.article.text == f"{ONE}\n\n{TWO}"
    assert not warnings
