"""Front matter in YAML, TOML and JSON, and as plain lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material.files import both, write
from nutgraf.corpus.formats.text.front_matter import split_front_matter
from nutgraf.corpus.passages import cut
from nutgraf.corpus.reader import read
from nutgraf.corpus.record import StoppedError

HEADS = {
    "YAML": "---\ntitle: Quay\ndate: 2024-02-03T04:05:06+01:00\nauthors: [Ada Vond, Kit Marr]\n---\n",
    "TOML": '+++\ntitle = "Quay"\ndate = 2024-02-03T04:05:06+01:00\nauthors = ["Ada Vond", "Kit Marr"]\n+++\n',
    "JSON": '{"title": "Quay", "date": "2024-02-03T04:05:06+01:00", "authors": ["Ada Vond", "Kit Marr"]}\n',
    "unopened": "title: Quay\ndate: 2024-02-03T04:05:06+01:00\nauthors:\n- Ada Vond\n- Kit Marr\n---\n",
    "lines": "Title: Quay\nDate: 2024-02-03T04:05:06+01:00\nAuthors: Ada Vond, Kit Marr\n\n",
    "named JSON": '---json\n{"title": "Quay", "date": "2024-02-03T04:05:06+01:00",\n'
    '"authors": ["Ada Vond", "Kit Marr"]}\n---\n',
    "named YAML": "---yaml\ntitle: Quay\ndate: 2024-02-03T04:05:06+01:00\nauthors: [Ada Vond, Kit Marr]\n---\n",
    "a table": '+++\ntitle = "Quay"\ndate = 2024-02-03T04:05:06+01:00\n[params]\n'
    'authors = ["Ada Vond", "Kit Marr"]\n+++\n',
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_fields_are_read_and_the_rest_is_the_text(reading, head, newline):
    (it,), warnings = reading("a.md", f"{head}One.\n\nTwo.\n".replace("\n", newline))
    assert (it.article.title, it.article.authors) == ("Quay", ("Ada Vond", "Kit Marr"))
    assert it.article.published.isoformat() == "2024-02-03T04:05:06+01:00"
    assert [passage.text for passage in cut(it.article)] == ["One.", "Two."]
    assert not warnings


def test_front_matter_that_is_a_program_is_no_text_and_told(reading):
    (it,), (warning,) = reading("a.md", '---js\n{\n  title: "Quay",\n  date: new Date(2024, 1, 3)\n}\n---\nOne.\n')
    assert it.article.text == "One."
    assert "front matter in js" in warning.reason


@pytest.mark.parametrize(
    "text",
    ["{braces} open it", "+++ plus", "A line.\n\nTitle: no head", "Note: this\nis text: yes", "{}\ntext", "--\nx"],
)
def test_a_text_that_only_looks_like_it_has_no_front_matter(text):
    assert split_front_matter(text) == ({}, text, "")


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: Rumour\ndraft: true\n---\n",
        "---\npublished: false\n---\n",
        "+++\ndraft = true\n+++\n",
        "Title: Rumour\nStatus: draft\n\n",
    ],
)
def test_drafts_are_left_out_and_taken_when_asked(reading, head):
    found, (told,) = reading("a.md", head + "Not checked.")
    assert not found
    assert told.reason == "left out what was not published: 1 draft; --drafts takes the unpublished posts"
    (it,), warnings = reading("a.md", head + "Not checked.", drafts=True)
    assert (it.article.text, warnings) == ("Not checked.", [])


def test_the_folder_of_drafts_is_left_out(tmp_path):
    path = write(tmp_path / "_drafts" / "rumour.md", "Not checked.")
    found, (told,) = both(read([path], base=tmp_path))
    assert not found
    assert told.reason.startswith("left out what was not published: 1 draft")
    assert told.path == str(path)
    write(tmp_path / "_drafts" / "other.md", "Not checked.")
    _, (told,) = both(read([tmp_path], base=tmp_path))
    assert (told.path, told.reason[:42]) == (str(tmp_path / "_drafts"), "left out what was not published: 2 drafts;")


def test_the_day_in_the_name_counts_where_the_fields_have_none(reading):
    (it,), _ = reading("2024-02-03-quay.md", "---\ntitle: Quay\n---\nText.")
    assert it.article.published.date().isoformat() == "2024-02-03"
    (it,), _ = reading("2024-02-03-quay.md", "---\ndate: 2023-01-01\n---\nText.")
    assert it.article.published.date().isoformat() == "2023-01-01"


@pytest.mark.parametrize(
    "name",
    ["2024-02-03 Quay.md", "20240203.txt", "post_2024_02_03_p4.txt", "2024/02/03/quay/index.md", "a.2024.02.03.txt"],
)
def test_the_day_in_the_path_of_an_article_counts_where_it_tells_none(tmp_path, name):
    write(tmp_path / name, "One.\n\nTwo.\n")
    ((it,), _) = both(read([tmp_path], base=tmp_path))
    assert str(it.article.day) == "2024-02-03"


@pytest.mark.parametrize("name", ["2024-02-03/quay.md", "20241303.txt", "1202402031.txt", "4.2.txt"])
def test_other_numbers_in_a_path_are_no_day(tmp_path, name):
    write(tmp_path / name, "One.\n\nTwo.\n")
    ((it,), _) = both(read([tmp_path], base=tmp_path))
    assert it.article.day is None


def test_the_kind_of_a_box_is_no_text(reading):
    (it,), _ = reading("a.md", "---\ntitle: Quay\n---\nOne.\n\n> [!note]- Why\n> Two.\n")
    assert [passage.text for passage in cut(it.article)] == ["One.", "Why Two."]


def test_what_a_site_puts_in_place_of_shortcodes_is_no_text(reading):
    (it,), _ = reading("a.md", 'One.\n\n{{<picture src="a.jpg" caption="A quay">}}\n\n{% include form.html %}\n\nTwo.')
    assert [passage.text for passage in cut(it.article)] == ["One.", "Two."]


@given(
    st.lists(st.sampled_from(["---\n", "+++\n", "{", "}", '"a": 1', "title: x\n", "a = 1\n", "\n", "x", "[", "\r\n"]))
)
def test_any_head_is_fields_and_text_or_is_refused(pieces):
    try:
        fields, body, fault = split_front_matter("".join(pieces))
    except StoppedError:
        return
    assert isinstance(fields, dict)
    assert isinstance(body, str)
    assert isinstance(fault, str)


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: Quay: a history\ndate: 2024-02-03\nauthor: &a Ada Vond\n---\n",
        "---\ntitle: 'Quay: a history'\ndate: 2024-02-03\nauthor: &a Ada Vond\neditor: *a\n---\n",
        '+++\ntitle = "Quay: a history"\ndate = 2024-02-03\nauthor = Ada\n+++\n',
    ],
)
def test_broken_front_matter_does_not_cost_the_article(reading, head):
    (it,), (told,) = reading("a.md", head + "One.\n\nTwo.")
    assert (it.article.title, it.article.day.isoformat(), it.article.text) == (
        *("Quay: a history", "2024-02-03", "One.\n\nTwo."),
    )
    assert told.reason.endswith("it was read line by line")
    assert not told.skipped


def test_a_page_under_front_matter_has_its_fields(reading):
    (it,), _ = reading("a.html", HEADS["YAML"] + "<p>One quay is old.</p>\n<p>Two quays are new.</p>")
    assert (it.article.title, it.article.authors) == ("Quay", ("Ada Vond", "Kit Marr"))
    assert [passage.text for passage in cut(it.article)] == ["One quay is old.", "Two quays are new."]


def test_what_mdx_imports_is_no_text(reading):
    (it,), _ = reading("a.mdx", HEADS["YAML"] + "import Map from './map'\n\nOne.\n\n<Map client:load />\n\nTwo.")
    assert [passage.text for passage in cut(it.article)] == ["One.", "Two."]
