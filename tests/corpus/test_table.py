"""Tables: what is good is read, what is bad is named by its line."""


def texts(found):
    return [it.article.text for it in found]


def test_a_table_is_read_by_its_header(reading):
    for name, delimiter in [("a.csv", ","), ("b.csv", ";"), ("c.tsv", "\t")]:
        rows = [
            ["Headline", "Body", "Date"],
            ["One", '"First\n\nsecond, and; third\tone"', "2023-04-18"],
            ["Two", "W.", ""],
        ]
        found, notices = reading(name, "\r\n".join(delimiter.join(row) for row in rows))
        assert texts(found) == ["First\n\nsecond, and; third\tone", "W."]
        assert [it.line for it in found] == [2, 5]
        assert found[0].article.published.year == 2023
        assert not notices


def test_a_bad_row_is_named_and_the_others_are_read(reading):
    rows = [
        b"title,text",
        b"a,One.",
        b"b,x,y",
        b"c,caf\xe9",
        b"d",
        b'e,"',
        b'caf\xe9"',
        b"f,a\rb",
        b"g,T\0.",
        b"",
        b"h,Last.",
    ]
    found, notices = reading("a.csv", b"\n".join(rows))
    assert texts(found) == ["One.", "Last."]
    assert [line for line, _ in [(it.line, it.reason) for it in notices]] == [3, 4, 5, 6, 8, 9]
    assert all(it.skipped for it in notices)


def test_a_cell_may_be_long(reading):
    text = "\n".join(["word " * 10_000] * 10)
    found, notices = reading("a.csv", f'text\n"{text}"\nshort')
    assert texts(found) == [text, "short"]
    assert not notices


def test_a_quote_that_is_never_closed_does_not_fill_the_memory(reading, monkeypatch):
    monkeypatch.setattr("nutgraf.corpus.formats.table.LONGEST", 10_000)
    found, notices = reading("a.csv", 'text\none\n"never closed\n' + "line\n" * 10_000)
    assert texts(found) == ["one"]
    assert "a closing quote is missing" in notices[0].reason


def test_a_header_that_is_not_utf_8_ends_the_reading(reading):
    found, notices = reading("a.csv", b"text,caf\xe9\na,b\n")
    assert not found
    assert notices[0].line == 1
