"""Lists that a program wrote into a cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.fields.written_lists import as_list, as_names

LISTS = [
    ("['a', \"b\"]", ["a", "b"]),
    ('["a"]', ["a"]),
    (" [] ", []),
    ("['Ada Vond' 'Kit Marr']", ["Ada Vond", "Kit Marr"]),
    ("['a'\n \"it's\"]", ["a", "it's"]),
]


@pytest.mark.parametrize(("text", "items"), LISTS)
def test_a_list_that_a_program_wrote_into_a_cell_is_a_list(text, items):
    assert as_list(text) == items
    assert as_names(text) == items


@pytest.mark.parametrize("text", ["[sic]", "[" * 9_000 + "]" * 9_000, "a", "", "[", "{'a'}", "['a' b]"])
def test_anything_else_is_none(text):
    assert as_list(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{ports,"local news"}', ["ports", "local news"]),
        ("{'b', 'a'}", ["a", "b"]),
        ("('a', 'b')", ["a", "b"]),
        ("{'name': 'Ada', 'id': 3}", [{"name": "Ada", "id": 3}]),
        ('a:2:{i:0;s:8:"Ada Vond";i:1;s:3:"Kit";}', ["Ada Vond", "Kit"]),
        ("[Ada Vond, Kit Marr]", ["Ada Vond", "Kit Marr"]),
        ("{name: Ada}", None),
        ("(Ada Vond)", None),
        ("{a\nb}", None),
    ],
)
def test_names_may_stand_in_other_brackets(text, names):
    assert as_names(text) == names


@given(st.text(alphabet="[]{}()'\",: \\\nai:0s1;", max_size=60))
def test_any_string_can_be_asked(text):
    assert as_names(text) is None or isinstance(as_names(text), list)
