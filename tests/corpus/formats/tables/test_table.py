"""Tables: good rows are read, and bad ones are reported with their line."""

from nutgraf.corpus.files.limits import ReadLimits


def texts(found):
    return [it.article.text for it in found]


def test_a_table_is_read_by_its_header(reading):
    for name, delimiter in [("a.csv", ","), ("b.csv", ";"), ("c.tsv", "\t")]:
        rows = [
            ["Headline", "Body", "Date"],
            ["One", '"First\n\nsecond, and; third\tone"', "2023-04-18"],
            ["Two", "W.", ""],
        ]
        found, warnings = reading(name, "\r\n".join(delimiter.join(row) for row in rows))
        assert texts(found) == ["First\n\nsecond, and; third\tone", "W."]
        assert [it.line for it in found] == [2, 5]
        assert found[0].article.published.year == 2023
        assert not warnings


def test_a_bad_row_is_reported_and_the_others_are_read(reading):
    rows = [
        b"title,text",
        b"a,One.",
        b"b,x,y",
        b"c,caf\xe9",
        "café,où ça".encode() + b",",
        b"d",
        b'e,"',
        b'caf\xe9"',
        b"f,a\rb",
        b"g,T\0.",
        b"",
        b"h,Last.",
    ]
    found, warnings = reading("a.csv", b"\n".join(rows))
    assert texts(found) == ["One.", "où ça", "T.", "Last."]
    assert sorted(it.line for it in warnings) == [3, 4, 6, 7, 9, 10]
    assert [it.line for it in warnings if not it.skipped] == [10]


def test_a_row_whose_quote_is_not_closed_does_not_take_the_next_one_along(reading):
    rows = [
        "title,date,text",
        'One,2023-04-18,"Never closed.',
        'Two,2023-04-19,"Closed, and quoted."',
        'Three,,"Last',
        'Four,,"W."',
    ]
    found, warnings = reading("a.csv", "\n".join(rows))
    assert [(it.line, it.article.title, it.article.text) for it in found] == [
        (2, "One", "Never closed."),
        (3, "Two", "Closed, and quoted."),
        (4, "Three", "Last"),
        (5, "Four", "W."),
    ]
    assert [it.line for it in warnings] == [2, 4]
    assert "a quotation mark is not closed" in warnings[0].reason


def test_cells_may_be_quoted_and_spaced_as_the_header_shows(reading):
    found, warnings = reading("a.csv", "'title','text'\n'One','First, and second.'")
    assert texts(found) == ["First, and second."]
    others, others_warnings = reading("b.csv", 'title, text\nOne, "First, and second."')
    assert texts(others) == ["First, and second."]
    assert not warnings + others_warnings


def test_a_line_that_rules_a_table_off_is_no_row(reading):
    found, warnings = reading("a.md.csv", "| title | text |\n|---|:---:|\n| One | W. |")
    assert [(it.article.title, it.article.text.strip()) for it in found] == [("One", "W.")]
    assert not warnings


def test_columns_of_one_name_are_told(reading):
    found, warnings = reading("a.csv", "title,text,text\nOne,A.,B.\nTwo,,C.")
    assert texts(found) == ["A.", "C."]
    assert [it.reason for it in warnings] == ["several columns are called text: the first that is filled counts"]


def test_a_cell_may_be_long(reading):
    text = "\n".join(["word " * 10_000] * 10)
    found, warnings = reading("a.csv", f'text\n"{text}"\nshort')
    assert texts(found) == [text, "short"]
    assert not warnings


def test_a_quote_that_is_never_closed_does_not_fill_the_memory(reading):
    content = 'text\none\n"never closed\n' + "line\n" * 10_000
    found, warnings = reading("a.csv", content, limits=ReadLimits(record_bytes=10_000))
    assert texts(found) == ["one"]
    assert "a closing quote is missing" in warnings[0].reason


def test_a_header_that_is_not_utf_8_in_a_file_that_is_ends_the_reading(reading):
    found, warnings = reading("a.csv", b"text,caf\xe9\n" + "où ça,b\n".encode())
    assert not found
    assert warnings[0].line == 1


def test_a_row_over_a_limit_is_passed_over_and_the_others_are_read(reading):
    rows = ["text", "one", "x" * 200, '"' + 'a""b' * 50 + '"', "," * 60, '"two', 'lines"', "", "three"]
    found, warnings = reading("a.csv", "\n".join(rows), limits=ReadLimits(record_bytes=100, values=50))
    assert texts(found) == ["one", "two\nlines", "three"]
    assert [it.line for it in found] == [2, 6, 9]
    assert [(it.line, it.reason, it.skipped) for it in warnings] == [
        (3, "the record is longer than 100 bytes", True),
        (4, "the record is longer than 100 bytes", True),
        (5, "the row has more than 50 cells", True),
    ]


def test_after_a_long_line_that_may_open_a_quote_the_rest_is_reported_as_unread(reading):
    content = 'text\none\n"' + "x" * 200 + '\nnot, a row"\nthree'
    found, (warning,) = reading("a.csv", content, limits=ReadLimits(record_bytes=100))
    assert texts(found) == ["one"]
    assert warning.line == 3
    assert warning.reason.endswith("the rest of the file was not read")


def test_a_header_over_a_limit_ends_the_reading(reading):
    for header in ("text" + ",x" * 60, "text,x" + "x" * 200):
        found, (warning,) = reading("a.csv", f"{header}\none\n", limits=ReadLimits(record_bytes=100, values=50))
        assert not found
        assert warning.line == 1
        assert warning.reason.startswith("the header: ")
