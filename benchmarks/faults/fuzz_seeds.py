"""Whole files of each format, for `fuzz` to put faults in."""

# ruff: noqa: E501  # a file reads best in one piece

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma

from material.documents import PAGE, SENTENCES, docx, epub, http, mail, odt, pdf, tarred, warc, zipped

_TEXT = "\n\n".join(SENTENCES)
_RECORD = {
    "id": 7, "title": "Nine seals", "text": _TEXT, "published": "2024-02-03T04:05:06+02:00", "source": {"name": "Post"},
    "authors": [{"name": "Mira Quell"}, "Tobe Arn"], "tags": ["Harbour", 3], "url": "https://post.example/seals",
}  # fmt: skip
_LINES = "".join(json.dumps(_RECORD | {"id": number}) + "\n" for number in range(4))
_TABLE = 'id,title,text,date,author\n1,Seals,"Nine seals, he said.",18/04/2023,"Quell, Mira"\n2,Lamp,A new lamp.,19/04/2023,\n'
_FRONT = "title: Nine seals\ndate: 2024-02-03 04:05:06 +0200\nauthor: [Mira Quell]\ncategories:\n  - Harbour\n"
_ENTRY = (
    "<item><title>Nine &amp; seals</title><link>https://post.example/1</link><guid>1</guid><dc:creator>Mira</dc:creator>"
    "<pubDate>Sat, 03 Feb 2024 04:05:06 +0200</pubDate><category>Harbour</category><source url='https://a.example'>A"
    f"</source><content:encoded><![CDATA[<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>]]></content:encoded></item>"
)
_RSS = (
    "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:wp='http://wordpress.org/export/1.2/'>"
    f"<channel><title>Post</title>{_ENTRY}{_ENTRY.replace('</guid>', '2</guid><wp:status>draft</wp:status>')}</channel></rss>"
)
_ROWS = (
    "<html><body><table><tr><th>Title</th><th>Text</th><th>Date</th></tr><tr><td>Seals</td><td>"
    f"{SENTENCES[0]}</td><td>2024-02-03</td></tr></table></body></html>"
)
_ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>Post</title><entry><id>u:1</id><title>Seals</title><updated>"
    f"2024-02-03T04:05:06Z</updated><author><name>Mira</name></author><content type='html'>&lt;p&gt;{_TEXT}&lt;/p&gt;"
    "</content></entry></feed>"
)
_NITF = (
    "<nitf><head><title>Seals</title><docdata><date.issue norm='20240203T040506Z'/></docdata></head><body><body.head>"
    "<hedline><hl1>Nine seals</hl1></hedline><byline>By Mira Quell</byline></body.head><body.content>"
    f"<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p></body.content></body></nitf>"
)
_ALTO = (
    "<alto xmlns='http://www.loc.gov/standards/alto/ns-v3#'><Layout><Page ID='p'><PrintSpace><TextBlock ID='b'><TextLine>"
    "<String CONTENT='The'/><SP/><String CONTENT='fer' SUBS_TYPE='HypPart1' SUBS_CONTENT='ferry'/><HYP CONTENT='-'/>"
    "</TextLine><TextLine><String CONTENT='ry' SUBS_TYPE='HypPart2' SUBS_CONTENT='ferry'/></TextLine></TextBlock>"
    "</PrintSpace></Page></Layout></alto>"
)
_TEI = (
    "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>Seals</title><author>Mira</author>"
    "</titleStmt><sourceDesc><bibl><title level='j'>Post</title><date when='1924-02-03'/></bibl></sourceDesc></fileDesc>"
    f"</teiHeader><text><body><div type='article'><head>Seals</head><p>{SENTENCES[0]}<lb/></p></div><div type='article'>"
    f"<head>Lamp</head><p>{SENTENCES[1]}<choice><sic>a</sic><corr>b</corr></choice></p></div></body></text></TEI>"
)
_PAGE_XML = (
    "<PcGts xmlns='http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15'><Page><ReadingOrder><OrderedGroup>"
    "<RegionRefIndexed index='0' regionRef='a'/></OrderedGroup></ReadingOrder><TextRegion id='a'><TextLine><TextEquiv>"
    f"<Unicode>{SENTENCES[0]}</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>"
)
_HOCR = (
    "<html lang='en'><head><title></title></head><body><div class='ocr_page'><p class='ocr_par'><span class='ocr_line'>"
    f"{SENTENCES[0]} win-</span><span class='ocr_line'>ter.</span></p></div></body></html>"
)
_MOVABLE_TYPE = (
    "AUTHOR: Mira\nTITLE: Seals\nSTATUS: Publish\nCATEGORY: Harbour\nDATE: 02/03/2024 04:05:06 AM\n-----\nBODY:\n"
    f"<p>{SENTENCES[0]}</p>\n-----\nCOMMENT:\nAUTHOR: a\nFirst\n-----\n--------\n"
)
_POSTS = "post_id,post_date,is_published,title\n1.seals,2024-02-03T04:05:06Z,true,Seals\n2.lamp,,false,Lamp\n"
_WIKI = (
    "<mediawiki xmlns='http://www.mediawiki.org/xml/export-0.10/'><page><title>Seals</title><ns>0</ns><id>1</id><revision>"
    f"<timestamp>2024-02-03T04:05:06Z</timestamp><text>'''{SENTENCES[0]}'''\n\n[[Harbour|{SENTENCES[1]}]] {{{{x|y}}}}</text>"
    "</revision></page></mediawiki>"
)
_G2 = (
    "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='g1' version='1' standard='NewsML-G2'><itemMeta><provider>"
    "<name>Post</name></provider><versionCreated>2024-02-03T04:05:06Z</versionCreated></itemMeta><contentMeta><headline>"
    f"Seals</headline><by>Mira</by></contentMeta><contentSet><inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body>"
    f"<p>{SENTENCES[0]}</p></body></html></inlineXML></contentSet></newsItem>"
)
_FACTIVA = (
    "Nine seals\n\nBy Mira Quell\n412 words\n3 February 2024\nHarbour Post\nHPOST\nEnglish\n(c) 2024 Harbour Post\n\n"
    f"{SENTENCES[0]}\n\n{SENTENCES[1]}\n\nDocument HPOST00020240203ek2300001\n"
)
_TELEGRAM = f"\x01\x16\x16\x01ap1234\n\x15r s bc-seals\x1e 02-03 0100\n\x02Nine seals\x03\n{_TEXT}\n\x04".encode()
_COLLECTION = (
    f"<REUTERS NEWID='1'>\n<DATE>26-FEB-1987 15:01:01.79</DATE>\n<TOPICS><D>seals</D></TOPICS>\n<TEXT>&#2;\n<TITLE>SEALS</TITLE>"
    f"\n<BODY>{SENTENCES[0]}\n    {SENTENCES[1]}\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n<DOC>\n<DOCNO> AP880212-0001 </DOCNO>\n"
    f"<HEADLINE>Lamp</HEADLINE>\n<TEXT>\n<P>{SENTENCES[0]}</P>\n</TEXT>\n</DOC>\n"
)
_GALE = (
    f"Title: Seals\nAuthor(s): Mira Quell\nSource: Post. (Feb. 3, 2024): pA1.\nDocument Type: Article\nFull Text:\n{_TEXT}\n\n"
    "Source Citation (MLA 9th Edition)\nQuell.\n"
)
_NEWSBANK = (
    f"Seals\nFebruary 3, 2024 | Post (Port, ST)\nAuthor/Byline: Mira Quell | Page: A1\n\n{_TEXT}\n\nRecord: 12AB34\n"
)
_JATS = (
    "<article><front><article-meta><title-group><article-title>Seals</article-title></title-group><contrib><name><surname>Quell"
    "</surname></name></contrib><pub-date><day>3</day><month>2</month><year>2024</year></pub-date></article-meta></front>"
    f"<body><p>{SENTENCES[0]}</p></body></article>"
)
_PARTED = "\n\n----------\n\n".join(
    f"Title: Seals {number}\nDate: {number} February 2024\nAuthor: Mira Quell\nSource: Post\n\n{_TEXT}"
    for number in (1, 2, 3)
)
_ISSUE = "".join(
    f"Seals {number}\nPost, 2024-02-0{number}, Sida 6\n\n{_TEXT}\n\n==========\n\n" for number in (1, 2, 3)
)
_XML_RECORDS = "<news>" + "".join(
    f"<story id='{number}'><headline>Seals &amp; lamps</headline><PublishDate>2024-02-03</PublishDate><author>Mira Quell</author>"
    f"<body>&lt;p&gt;{SENTENCES[0]}&lt;/p&gt;<p>{SENTENCES[1]}</p></body></story>" for number in (1, 2)
) + "</news>"  # fmt: skip
_XML_FIELDS = "<resultset>" + "".join(
    f"<row><field name='id'>{number}</field><field name='title'>Seals</field><field name='text'>{_TEXT}</field>"
    "<field name='published'>2024-02-03 04:05:06</field></row>" for number in (1, 2)
) + "</resultset>"  # fmt: skip
_SHEET = (
    "<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
    "xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='a'><Table>"
) + "".join(
    "<Row>" + "".join(f"<Cell{at}><Data ss:Type='{kind}'>{value}</Data></Cell>" for at, kind, value in cells) + "</Row>"
    for cells in (
        (("", "String", "title"), ("", "String", "author"), ("", "String", "text"), ("", "String", "date")),
        (("", "String", "Seals"), ("", "String", "Mira Quell"), ("", "String", SENTENCES[0]), ("", "DateTime", "2024-02-03T00:00:00.000")),
        (("", "String", "Lamp"), (" ss:Index='3'", "String", SENTENCES[1]), ("", "Number", "45034")),
    )
) + "</Table></Worksheet></Workbook>"  # fmt: skip
_MAILBOX = "".join(f"From a@b.example Sat Feb  3 04:05:06 2024\n{mail('Seals', _TEXT, number=n)}\n" for n in (1, 2))


_RTF = (
    "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}{\\info{\\title Nine seals}{\\creatim\\yr2024\\mo2\\dy3}}\n"
    "\\pard\\b Nine seals\\b0\\par\n" + "".join(f"{sentence} caf\\'e9 \\u8217?s\\par\n" for sentence in SENTENCES) + "}"
)
_FACTIVA_RTF = _RTF.replace("Nine seals\\b0", _FACTIVA.replace("\n", "\\par\n"))


_HAR = json.dumps({"log": {"entries": [{"request": {"url": "https://post.example/1"}, "response": {"status": 200, "content": {
    "mimeType": "text/html", "text": PAGE}}}] * 2}})  # fmt: skip


def _xlsx() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active
    for row in (("title", "text", "date"), ("Seals", SENTENCES[0], "2024-02-03"), ("Lamp", SENTENCES[1], 45034)):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _encoded(*texts: str) -> list[bytes]:
    return [text.encode() for text in texts]


SEEDS: dict[str, tuple[str, list[bytes]]] = {
    "json-lines": (".jsonl", _encoded(_LINES)),
    "json": (
        ".json",
        _encoded(json.dumps({"response": {"results": [_RECORD, _RECORD]}}), json.dumps([_RECORD], indent=1)),
    ),
    "table": (".csv", [*_encoded(_TABLE, _TABLE.replace(",", ";")), _TABLE.replace("Seals", "Café").encode("cp1252")]),
    "plain": (".txt", _encoded(f"date 2024-02-03 Harbour\nSeals\n{_TEXT}", _FACTIVA, _TEXT.replace(" ", "\n"))),
    "markdown": (".md", _encoded(f"---\n{_FRONT}---\n\n# Seals\n\n{_TEXT}\n", f"+++\ntitle = 'S'\n+++\n{_TEXT}")),
    "page": (
        ".html",
        _encoded(PAGE, PAGE.replace("<article>", "<div class='story'><p>").replace("</article>", "</div>"), _ROWS),
    ),
    "feed": (".xml", _encoded(_RSS, _ATOM)),
    "newswire": (".xml", _encoded(_NITF, _G2)),
    "alto": (".xml", _encoded(_ALTO)),
    "library": (".xml", _encoded(_TEI, _PAGE_XML)),
    "hocr": (".html", _encoded(_HOCR)),
    "movable-type": (".txt", _encoded(_MOVABLE_TYPE)),
    "newsletter": (".zip", [zipped({"posts.csv": _POSTS, "posts/1.seals.html": PAGE, "posts/2.lamp.html": PAGE})]),
    "wiki": (".xml", _encoded(_WIKI)),
    "telegram": (".txt", [_TELEGRAM]),
    "collection": (".sgm", _encoded(_COLLECTION)),
    "libraries": (".txt", _encoded(_GALE, _NEWSBANK)),
    "parted": (".txt", _encoded(_PARTED, _ISSUE, _PARTED.replace("----------", "* * *"))),
    "xml-records": (".xml", _encoded(_XML_RECORDS, _XML_FIELDS)),
    "spreadsheet-xml": (".xml", _encoded(_SHEET)),
    "journal": (".xml", _encoded(_JATS)),
    "mail": (".eml", _encoded(mail("Seals", _TEXT))),
    "mailbox": (".mbox", _encoded(_MAILBOX)),
    "web-crawl": (
        ".warc",
        [warc(("response", "https://post.example/1", http(PAGE.encode(), "Content-Type: text/html")))],
    ),
    "pdf": (".pdf", [pdf(*SENTENCES)]),
    "rich-text": (".rtf", _encoded(_RTF, _FACTIVA_RTF)),
    "docx": (".docx", [docx("Seals", *SENTENCES)]),
    "odt": (".odt", [odt("Seals", *SENTENCES)]),
    "har": (".har", _encoded(_HAR)),
    "epub": (".epub", [epub("Book", {"Seals": _TEXT})]),
    "xlsx": (".xlsx", [_xlsx()]),
    "zip": (".zip", [zipped({"a.txt": _TEXT, "b/c.jsonl": _LINES, "d.html": PAGE})]),
    "tar": (".tar", [tarred({"a.txt": _TEXT, "b/c.jsonl": _LINES, "d.html": PAGE})]),
    "gzip": (".jsonl.gz", [gzip.compress(_LINES.encode())]),
    "bzip2": (".jsonl.bz2", [bz2.compress(_LINES.encode())]),
    "xz": (".jsonl.xz", [lzma.compress(_LINES.encode())]),
}
"""By the name of the reader: the ending, and files."""

WORDS = _encoded(
    *('{"', '":', "[[[[", "null", "NaN", "1e999", '{"$date":', "\\u0000", "\\ud800", "<!DOCTYPE x [<!ENTITY a 'b'>]>"),
    *(
        "<![CDATA[",
        "]]>",
        "<p>",
        "</p>",
        "&#0;",
        "&#x110000;",
        "<table>",
        "<script>",
        "---\n",
        "+++\n",
        "&a *a",
        "!!python/x",
    ),
    *(
        "sep=;\n",
        '""',
        "../",
        "\r",
        "\u200b",
        "\u202e",
        "\ufeff",
        "0000-00-00",
        "99999-99-99",
        "1/2/3",
        "Content-Length: -1\r\n",
    ),
    *(
        "Content-Type: multipart/mixed; boundary=x\r\n",
        "=?utf-8?q?=ZZ?=",
        "HTTP/1.1 200 OK\r\n\r\n",
        "WARC/1.0\r\n",
        "PK\x03\x04",
    ),
    *("\\u-1?", "\\'zz", "\\bin999999999 ", "{\\*\\x", "\\ansicpg99999", "\\uc9", "{{{{"),
    *("endobj", "stream", "/Kids [3 0 R]", "{{{{{{", "}}}}", "[[", "<ref>", "<ns>", "Document ", "2024", "-\n"),
)
"""Words that mean something to a reader."""
