"""Downloads of press databases become their articles."""

import pytest
from material.documents import SENTENCES, docx
from material.files import texts

WRAPPED = SENTENCES[0].replace(" nine", "\nnine")


def told(found):
    return [
        (it.article.title, it.article.source, str(it.article.day), it.article.authors, it.article.categories)
        for it in found
    ]


SEALS = ("Nine seals", "Estmark Post", "2024-02-03", ("Ada Pell",), ("News",))
LAMP = ("A new lamp", "Harbour Gazette", "2024-02-04", ("Bo Lund",), ("Business",))

NEXIS = """                               {n} of 2 DOCUMENTS


                                  {outlet}

                             {day}

                                  Final Edition

{title}

BYLINE: {author}

SECTION: {section}; Pg. 4

LENGTH: 20 words

{first}

{second}

LOAD-DATE: February 9, 2024

LANGUAGE: ENGLISH

                   Copyright 2024 {outlet}
                              All Rights Reserved


"""
RECENT = """{title}
{outlet}
{day}

Copyright 2024 {outlet} All Rights Reserved

Section: {section}; Pg. 4
Length: 20 words
Byline: {author}

Body


{first}

{second}

Load-Date: February 9, 2024


End of Document


"""
FACTIVA = """SE {section}
HD {title}
BY {author}
WC 20 words
PD {day}
SN {outlet}
SC EST
LA English
CY Copyright 2024

LP
{first}

TD
{second}

AN
Document EST{n}020240203ek23000{n}

"""
RUNNING = """{section}
{title}
By {author}
20 words
{day}
{outlet}
EST
4
English
© 2024 {outlet}. All rights reserved.

{first}

{second}

Document EST{n}020240203ek23000{n}

"""
EUROPRESSE = """{outlet}
{section}, {day}, p. 4

{title}

{author}

{first}

{second}

© 2024 {outlet}. Tous droits réservés.
news·20240203·EST·{n}

"""
AMERICAN, EUROPEAN = ("February 3, 2024 Saturday", "February 4, 2024 Sunday"), ("3 February 2024", "4 February 2024")
TEXTS = {
    "Nexis": (NEXIS, AMERICAN),
    "Nexis Uni": (RECENT, AMERICAN),
    "Factiva with codes": (FACTIVA, EUROPEAN),
    "Factiva": (RUNNING, EUROPEAN),
    "Europresse": (EUROPRESSE, tuple(f"Saturday {day}" for day in EUROPEAN)),
}


def downloaded(form, days, *, wrapped=WRAPPED):
    pairs = zip(
        (SEALS, LAMP), days, ("By Ada Pell" if form in (NEXIS, FACTIVA) else "Ada Pell", "Bo Lund"), strict=True
    )
    return "".join(
        form.format(
            n=n, title=it[0], outlet=it[1], day=day, author=author, section=it[4][0], first=wrapped, second=SENTENCES[1]
        )
        for n, (it, day, author) in enumerate(pairs, start=1)
    )


@pytest.mark.parametrize(("form", "days"), TEXTS.values(), ids=TEXTS)
def test_a_download_as_text_becomes_its_articles(reading, form, days):
    found, warnings = reading("a.txt", downloaded(form, days))
    assert told(found) == [SEALS, LAMP]
    assert [texts(it) for it in found] == [[*SENTENCES], [*SENTENCES]]
    assert found[0].line < found[1].line
    assert len({it.article.id for it in found}) == 2
    assert not warnings


NEXIS_IN_GERMAN = """
                               {n} von 2 DOKUMENTEN

                                  {outlet}

                             {day}

{title}

AUTOR: {author}

RUBRIK: {section}; S. 4

LÄNGE: 20 Wörter

{first}

{second}

SPRACHE: GERMAN; DEUTSCH
"""
FACTIVA_IN_GERMAN = """{title}
Von {author}
20 Wörter
{day}
{outlet}
Deutsch
(c) 2024 {outlet}

{first}

{second}

Dokument POST0000202402030{n}

"""


@pytest.mark.parametrize("form", [NEXIS_IN_GERMAN, FACTIVA_IN_GERMAN], ids=["Nexis", "Factiva"])
def test_a_download_in_german_becomes_its_articles(reading, form):
    found, _ = reading("a.txt", downloaded(form, ("3. Februar 2024", "4. Februar 2024"), wrapped=SENTENCES[0]))
    assert [(it.article.title, it.article.source, str(it.article.day)) for it in found] == [
        (it[0], it[1], f"2024-02-0{n}") for n, it in enumerate((SEALS, LAMP), start=3)
    ]
    assert [texts(it) for it in found] == [[*SENTENCES], [*SENTENCES]]


def test_a_download_as_a_document_becomes_its_articles(reading):
    lines = downloaded(RECENT, AMERICAN, wrapped=SENTENCES[0]).split("\n")
    found, _ = reading("a.docx", docx("", *lines))
    assert told(found) == [SEALS, LAMP]


def test_nexis_as_html_becomes_its_articles(reading):
    blocks = downloaded(NEXIS, AMERICAN).split("\n\n")
    html = "".join(f"<div class=c0><p class=c1><span class=c2>{it.strip()}</span></p></div>" for it in blocks)
    found, _ = reading("a.html", f"<html><body>{html}</body></html>")
    assert told(found) == [SEALS, LAMP]
    assert texts(found[0]) == [*SENTENCES]


def test_a_byline_of_factiva_that_does_not_say_by_is_no_title(reading):
    form = RUNNING.replace("{section}\n{title}\nBy {author}", "{title} for the harbour\n{author}")
    found, _ = reading("a.txt", downloaded(form, EUROPEAN))
    assert [(it.article.title, it.article.authors) for it in found] == [
        (f"{title} for the harbour", authors) for title, _, _, authors, _ in (SEALS, LAMP)
    ]


def test_what_nexis_writes_below_a_text_is_none(reading):
    found, _ = reading("a.txt", downloaded(RECENT.replace("Load-Date", "Classification\n\nLoad-Date"), AMERICAN))
    assert [texts(it) for it in found] == [[WRAPPED.replace("\n", " "), SENTENCES[1]]] * 2


FACTIVA_AS_HTML = (
    '<div class="article enArticle"><div>{section}</div><div id="hd"><span class="enHeadline">{title}</span></div>'
    '<div class="author">By {author}</div><div>20 words</div><div>{day}</div><div>{outlet}</div><div>EST</div>'
    "<div>English</div><div>© 2024 {outlet}. All rights reserved.</div>"
    '<p class="articleParagraph enarticleParagraph">{first}</p><p '
    'class="articleParagraph enarticleParagraph">{second}</p>'
    "<p>Document EST{n}020240203ek23000{n}</p></div>"
)
EUROPRESSE_AS_HTML = (
    '<article><header><span class="DocPublicationName">{outlet}, no. '
    '7</span><span class="DocHeader">{section}, {day}, p. 4'
    '</span><p class="titreArticleVisu">{title}</p><p class="sm-margin-bottomNews">{author}</p></header>'
    '<div class="docOcurrContainer"><p>{first}</p><p>{second}</p></div>'
    '<div class="publiC-lblNodoc">news·{n}</div></article>'
)


@pytest.mark.parametrize("form", [FACTIVA_AS_HTML, EUROPRESSE_AS_HTML], ids=["Factiva", "Europresse"])
def test_a_download_as_html_becomes_its_articles(reading, form):
    found, _ = reading("a.html", f"<html><body>{downloaded(form, EUROPEAN, wrapped=SENTENCES[0])}</body></html>")
    assert told(found) == [SEALS, LAMP]
    assert texts(found[0]) == [*SENTENCES]


def test_factiva_as_a_table_in_html_becomes_its_article(reading):
    row = "<tr><td><b>{}</b>&nbsp;</td><td>{}</td></tr>"
    fields = {
        "SE": "News", "HD": "Nine seals", "BY": "Ada Pell", "PD": EUROPEAN[0], "SN": "Estmark Post",
        "LP": f"<p class=articleParagraph>{SENTENCES[0]}</p>", "TD": f"<p class=articleParagraph>{SENTENCES[1]}</p>",
        "AN": "Document EST0020240203ek230001",
    }  # fmt: skip
    table = "".join(row.format(code, value) for code, value in fields.items())
    found, _ = reading("a.html", f"<html><body><table>{table}</table></body></html>")
    assert told(found) == [SEALS]


@pytest.mark.parametrize(
    "text",
    [
        "Chapter\n1 of 2\nwords",
        "Document 7 was lost.",
        ("HD is a format of films.\n\nTD is a score."),
        "End of Document",
    ],
)
def test_other_texts_stay_one_article(reading, text):
    (it,), _ = reading("a.txt", text)
    assert it.article.text == text
