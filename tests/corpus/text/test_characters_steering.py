import json
import unicodedata

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.text.characters import json_safe, one_line, terminal_safe

# The rule, written independently of the code under test.
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
STEERING = {
    *(chr(it) for it in range(0x20) if chr(it) not in "\t\n"),
    *(chr(it) for it in range(0x7F, 0xA0)),
    *(chr(it) for it in range(0xD800, 0xE000)),
    *(chr(it) for it in range(0xE0000, 0xE0080)),
    *BIDI,
    *"\u2028\u2029\ufeff\ufff9\ufffa\ufffb",
}
texts = st.text(st.one_of(st.characters(), st.sampled_from(sorted(STEERING)), st.sampled_from("\\ux\"' \n\t")))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=12,
)


def spoken(value):
    """`value` as JSON can express it: without half surrogate pairs."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))


@given(texts)
def test_no_character_that_controls_a_terminal_gets_through(text):
    assert not STEERING & set(terminal_safe(text))
    assert not STEERING & set(one_line(text))
    terminal_safe(text).encode()


@given(texts)
def test_all_other_characters_stay(text):
    kept = "".join(it for it in text if it not in STEERING)
    assert terminal_safe(kept) == kept
    rest = iter(terminal_safe(text))
    assert all(char in rest for char in kept)  # in this order


@given(texts)
def test_safe_text_is_safe_already(text):
    assert terminal_safe(terminal_safe(text)) == terminal_safe(text)


@given(texts)
def test_one_line_is_one_line(text):
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert not set(line) & set("\n\t\r")
    assert one_line(line) == line


def test_every_control_and_every_half_pair_counts_as_steering():
    for code in range(0x110000):
        if unicodedata.category(chr(code)) in ("Cc", "Cs") and chr(code) not in "\t\n":
            assert chr(code) in STEERING


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]52;c;cm0gLXJm\x07", r"\x1b]52;c;cm0gLXJm\x07"),
        ("\x9b31m and \x9d0;title\x9c", r"\x9b31m and \x9d0;title\x9c"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\ud83d", r"\ud83d"),
        ("\U000e0041", r"\U000e0041"),
        ("carriage\rreturn\b\x7f", r"carriage\x0dreturn\x08\x7f"),
        ("emoji 👩‍👩‍👧 and 雪 and é and e\u0301", "emoji 👩‍👩‍👧 and 雪 and é and e\u0301"),
        ("tab\tand\nnewline", "tab\tand\nnewline"),
    ],
)
def test_control_characters_are_shown_as_escapes(text, shown):
    assert terminal_safe(text) == shown


def test_one_line_makes_every_kind_of_space_one_space():
    assert one_line("a\r\n b\u2028c\x0bd\u3000\xa0e\x85f") == "a b c d e f"


@given(values)
def test_safe_json_has_the_same_meaning(value):
    value = spoken(value)
    shown = json_safe(orjson.dumps(value))
    assert not STEERING & set(shown.decode())
    assert json.loads(shown) == value == orjson.loads(shown)
    assert json.loads(json_safe(orjson.dumps(value, option=orjson.OPT_INDENT_2))) == value


def test_astral_characters_are_escaped_as_pairs_in_json_and_only_where_they_steer():
    assert json_safe('"\U000e0041 \U0001f600"'.encode()) == '"\\udb40\\udc41 \U0001f600"'.encode()
