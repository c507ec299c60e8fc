"""Downloads of the databases of public libraries."""

import pytest
from material.documents import SENTENCES

GALE = """Title: {title}
Author(s): {author}
Source: {outlet}. (Feb. {day}, 2024): pA1.
Document Type: Article
Full Text:
{text}

Source Citation (MLA 9th Edition)
{author}. "{title}." Gale In Context.

"""
EBSCO = """Record: {day}
Title:  {title}.
Authors:  {author}
Source:  {outlet}; 2/{day}/2024, p1, 2p
Document Type:  Article
Accession Number:  99{day}
Full Text of Article:
{text}
Copyright of {outlet} is the property of its publisher.

"""
NEWSBANK = """{title}
February {day}, 2024 | {outlet} (Port, ST)
Author/Byline: {author} | Page: A1 | Section: News
410 Words

{text}

Record: 12AB34
Copyright: Copyright (c) 2024 {outlet}

"""


@pytest.mark.parametrize("form", [GALE, EBSCO, NEWSBANK], ids=["Gale", "EBSCO", "NewsBank"])
def test_a_download_of_a_library_is_read_by_its_articles(reading, form):
    stories = (("Nine seals", "Ada Pell", "Estmark Post", 3), ("A new lamp", "Bo Lund", "Harbour Gazette", 4))
    text = "\n\n".join(SENTENCES)
    content = "".join(form.format(title=t, author=a, outlet=o, day=d, text=text) for t, a, o, d in stories)
    found, warnings = reading("download.txt", content)
    assert [(it.article.title, it.article.authors, it.article.source, str(it.article.day)) for it in found] == [
        (title, (author,), outlet, f"2024-02-0{day}") for title, author, outlet, day in stories
    ]
    assert [it.article.text for it in found] == [text] * 2
    assert not warnings
