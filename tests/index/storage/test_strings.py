from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.storage.strings import StringTable, string_table

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.lists(texts))
def test_stored_strings_come_back_as_they_were(values):
    assert list(StringTable(string_table(values, "x"), "x")) == values


@given(st.sets(texts), texts)
def test_find_gives_the_number_of_a_string_that_is_there_and_none_for_any_other(values, other):
    strings = StringTable(string_table(sorted(values), "x"), "x")
    assert [strings.find(value) for value in sorted(values)] == list(range(len(values)))
    assert (strings.find(other) is not None) == (other in values)
