import pytest
from nutgraf.corpus.text.characters import is_invisible, strip_invisible

HIDDEN = {
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "soft hyphen": "\xad",
    "byte order mark": "\ufeff",
    "tag letter": "\U000e0041",
    "variation selector": "\ufe01",
    "variation selector that carries a byte": "\U000e0120",
    "hangul filler": "\u3164",
    "combining grapheme joiner": "\u034f",
    "escape": "\x1b",
    "NUL": "\x00",
    "private use": "\ue000",
}


@pytest.mark.parametrize("char", HIDDEN.values(), ids=HIDDEN.keys())
def test_invisible_characters_are_removed(char):
    assert is_invisible(char)
    assert strip_invisible(f"a{char}b") == "ab"


@pytest.mark.parametrize("text", ["", "plain", "zwölf “Kühe”\n\tin Łódź", "北京", "न", "e\u0301", "🗞", "a\u00a0b"])
def test_visible_text_stays(text):
    assert strip_invisible(text) == text
