"""Damaged and cut text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.text.repair import repaired, without_cut_mark


@pytest.mark.parametrize("text", ["The port’s “new” café", "Šárka žije v Plzni", "Привет, мир", "Zürich – Genève"])
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_mojibake_is_repaired_where_it_is_sure(text, encoding):
    broken = "".join(bytes([byte]).decode(encoding, errors="ignore") or chr(byte) for byte in text.encode())
    assert broken != text
    assert repaired(f"Sound.\n{broken}\nPlain.") == f"Sound.\n{text}\nPlain."


def test_a_quotation_mark_that_lost_a_byte_is_repaired():
    assert repaired("He said â€œnoâ€ to it") == "He said “no” to it"


def test_controls_that_were_characters_of_windows_are_these():
    assert repaired("Beijing\x92s envoy said \x93no\x94 \x96 for 5 \x80") == "Beijing’s envoy said “no” – for 5 €"


def test_what_an_old_mac_made_of_a_text_is_repaired():
    broken = "The port’s “new” café".encode().decode("mac-roman")
    assert repaired(broken) == "The port’s “new” café"


@pytest.mark.parametrize("text", ["√2 and √x", "L’État – Õhtu", "naïve café “x” ÄÖÜ", "Řeka Ńľ"])
def test_text_that_only_looks_odd_stays(text):
    assert repaired(text) == text


@given(st.text())
def test_a_text_in_ascii_stays_and_any_other_is_text(text):
    assert repaired(text) == text if text.isascii() else isinstance(repaired(text), str)


def test_the_mark_of_a_cut_is_no_part_of_the_text():
    assert without_cut_mark("Otters are ba… [+221 chars]") == "Otters are ba…"
    assert without_cut_mark("Otters are back [+1 characters]\n") == "Otters are back…"
    assert without_cut_mark("Otters [sic]") == "Otters [sic]"
