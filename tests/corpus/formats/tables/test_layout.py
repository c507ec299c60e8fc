"""Tables as spreadsheets, databases and scripts write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.formats.tables.layout import layout_of

ROWS = "Quay;03.02.2024;The quay is shut.\nCafé;04.02.2024;“Shut”, said the café.\n"


def titles(found):
    return [it.article.title for it in found]


def test_the_line_that_names_the_separator_is_no_row(reading):
    found, warnings = reading("a.csv", "\ufeffsep=;\r\ntitle;date;text\r\n" + ROWS)
    assert titles(found) == ["Quay", "Café"]
    assert not warnings


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16-le", "utf-16-be"])
def test_another_encoding_is_read_and_told(reading, encoding):
    found, (told,) = reading("a.csv", ("title;date;text\n" + ROWS * 3).encode(encoding))
    assert titles(found)[1] == "Café"
    assert found[1].article.text == "“Shut”, said the café."
    assert told.reason.startswith("the file is not UTF-8; it was read as ")
    assert not told.skipped


def test_russian_in_windows_1251_is_read(reading):
    text = "Паромы стоят в порту. Экипажи бастуют уже третий день, сообщили в компании."
    found, (told,) = reading("a.csv", f'title,text\nПаромы,"{text}"\n'.encode("cp1251"))
    assert found[0].article.text == text
    assert "Windows-1251" in told.reason


def test_lines_above_the_header_are_passed_over_and_told(reading):
    found, (told,) = reading(
        "a.csv", '"Search: quay"\n"Exported 2026-02-01"\n\ntitle,date,text\nQuay,2024-02-03,"Shut, all of it."\n'
    )
    assert [(it.article.title, it.article.text, it.line) for it in found] == [("Quay", "Shut, all of it.", 5)]
    assert told.reason == "the header is in line 4; what stands above it was passed over"


@pytest.mark.parametrize("separator", ["\t", ",", ";", "|"])
def test_a_table_without_a_header_says_so_once_and_its_columns_can_be_named(reading, separator):
    rows = [
        ["N1", "ports", "Quay shut", "The quay is shut until May.", "https://h.example/1"],
        ["N2", "river", "Buoy lost", "A buoy is lost in the Luhe.", "https://h.example/2"],
    ]
    content = "\n".join(separator.join(row) for row in rows)
    found, warnings = reading("a.csv", content)
    assert not found
    assert [it.skipped for it in warnings] == [False, True]
    assert "its keys are 1, 2, 3, 4, 5" in warnings[1].reason
    assert "--map text=4" in warnings[1].reason or "--map text=5" in warnings[1].reason
    found, warnings = reading("a.csv", content, mapping={"text": "4", "title": "3", "url": "5"})
    assert titles(found) == ["Quay shut", "Buoy lost"]
    assert not any(it.skipped for it in warnings)


@pytest.mark.parametrize(
    "header", ["Titel;Datum;Inhalt", "título;Fecha;Contenido", "Заголовок;Дата;Текст", "标题;日期;正文"]
)
def test_a_header_in_another_language_names_the_fields(reading, header):
    (it, _), _ = reading("a.csv", f"{header}\n{ROWS}")
    assert it.article.title
    assert it.article.published


def test_a_header_of_unknown_names_is_a_header(reading):
    found, (told,) = reading("a.csv", "Nimi;Päivä;Leipä\n" + ROWS)
    assert not found
    assert told.reason == (
        "none of 2 records has a text; its keys are Nimi, Päivä, Leipä; name the one that holds it, "
        "as in --map text=Leipä"
    )


def test_quotation_marks_behind_a_backslash_are_read(reading):
    found, warnings = reading("a.csv", 'title,text\nQuay,"He said \\"no\\" to it, and left"\nBuoy,"Plain, so"\n')
    assert [it.article.text for it in found] == ['He said "no" to it, and left', "Plain, so"]
    assert not warnings


def test_other_escapes_of_databases_are_not_taken_for_letters(reading):
    rows = f'title\ttext\nQuay\t{ROWS[:4]}\\n\\nHe said \\"no\\" to it.\nBuoy\tC:\\\\new, 5\\" long\n'
    found, warnings = reading("a.tsv", rows)
    assert [it.article.text for it in found] == [f'{ROWS[:4]}\n\nHe said "no" to it.', 'C:\\new, 5" long']
    assert not warnings


@pytest.mark.parametrize("separator", ["^", "~", "\x01", "\x1f"])
def test_cells_may_stand_between_other_signs(reading, separator):
    found, warnings = reading("a.csv", f"title;date;text\n{ROWS}".replace(";", separator))
    assert titles(found) == ["Quay", "Café"]
    assert not warnings


def test_a_header_that_comes_back_is_no_article(reading):
    found, warnings = reading("a.csv", f"title;date;text\n{ROWS}title;date;text\n{ROWS}")
    assert titles(found) == ["Quay", "Café", "Quay", "Café"]
    assert not warnings


def test_a_table_that_a_database_printed_is_read(reading):
    rows = (" id | title |  text", "----+-------+-------", "  1 | Quay  | Shut.", "  2 | Buoy  | Lost.", "")
    found, warnings = reading("a.txt", "\n".join(rows))
    assert [(it.article.id, it.article.title) for it in found] == [("1", "Quay"), ("2", "Buoy")]
    assert not warnings


def test_empty_cells_beyond_the_header_cost_nothing(reading):
    found, warnings = reading("a.csv", "title,text\nQuay,Shut.,,\n")
    assert titles(found) == ["Quay"]
    assert not warnings


def test_lines_that_end_with_a_carriage_return_are_rows(reading):
    found, warnings = reading("a.csv", "title,text\rQuay,Shut.\rBuoy,Lost.\r")
    assert titles(found) == ["Quay", "Buoy"]
    assert not warnings


def test_lists_in_cells_are_lists(reading):
    (it,), _ = reading("a.csv", "text,authors,categories\nW.,\"['Ada Vond', 'Kit Marr']\",\"['ports', 'river']\"\n")
    assert (it.article.authors, it.article.categories) == (("Ada Vond", "Kit Marr"), ("ports", "river"))


@given(
    st.lists(
        st.text(alphabet="ab,;\t|\"'\\ =", max_size=20) | st.sampled_from(["text,title", "sep=;", "", "1,2"]),
        max_size=8,
    )
)
def test_any_lines_have_a_layout(lines):
    layout = layout_of(lines)
    assert len(layout.delimiter) == 1
    assert layout.skipped <= len(lines)
