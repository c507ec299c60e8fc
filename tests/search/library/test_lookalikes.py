"""No text of an article yields what a liberal reader takes for a citation or a marker, and ordinary text stays."""

import re
import time
import unicodedata
from collections import defaultdict

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nutgraf.search.library.lookalikes import sanitized
from nutgraf.search.library.quote_check import find_quote

SQUARE = "[]［］【】⟦⟧〔〕❲❳〖〗⦋⦌⁅⁆{}⎡⎤﹇﹈༺༻"
ANGLES = ("<＜﹤‹❮⟨〈〈˂", ">＞﹥›❯⟩〉〉˃")
DOUBLES = ("≪⟪⋘⪡", "≫⟫⋙⪢")
QUOTES = "«»《》「」『』"
NUMBERS = "17١१１①¹₂𝟙Ⅳ⑴❶⒈"
BETWEEN = " \n,;-–—^#*.:&/|\u200b\u2060\u0301\u20e3\ufe0f\u00a0\u3000"
ALPHABET = SQUARE + "".join(ANGLES + DOUBLES) + QUOTES + NUMBERS + BETWEEN + "a1[]<>" + "ᐸᐳ"
HOSTILE = st.text(alphabet=ALPHABET, max_size=30) | st.lists(
    st.sampled_from([*ALPHABET, "passage 2", "end of passage", "0a1b2c3d", " said "]), max_size=20
).map("".join)
BY_CATEGORY = defaultdict(set)
for char in map(chr, range(0x20000)):  # the planes behind have neither brackets nor digits
    BY_CATEGORY[unicodedata.category(char)].add(char)
OPENING, CLOSING = BY_CATEGORY["Ps"], BY_CATEGORY["Pe"]
ROUND = {char for char in OPENING | CLOSING if "PARENTHESIS" in unicodedata.name(char)}
LOW_QUOTES = {char for char in OPENING | CLOSING if "PRIME" in unicodedata.name(char) or char in "‚„⹂"}
BRACKETS = "".join(map(re.escape, OPENING - ROUND - LOW_QUOTES)), "".join(map(re.escape, CLOSING - ROUND - LOW_QUOTES))

CITATION = re.compile(rf"[{BRACKETS[0]}]([^{BRACKETS[1]}]*)[{BRACKETS[1]}]")
"""Whatever stands between an opening and the next closing bracket of Unicode, round ones apart."""
MARKERS = [
    re.compile(rf"[{one}«《{two}](\W*)[{one}«《{two}]|[{two}]".replace(r"\W*", r"[\s\u0300-\u036f]*"))
    for one, two in zip(ANGLES, DOUBLES, strict=True)
]
MARKERS[1] = re.compile(MARKERS[1].pattern.replace("«《", "»》"))
WORDS = re.compile(rf"[{ANGLES[0]}«《]\W*passage \d\W*[{ANGLES[1]}»》]")


def looks_hostile(text):
    """Return what a liberal reader takes for a citation or a marker in `text`."""
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    cited = [match[0] for match in CITATION.finditer(seen) if any(map(str.isnumeric, match[1]))]
    # In angle and corner brackets, as in quotation marks, numbers stand among words, too.
    cited = [each for each in cited if each[0] in SQUARE or not any(map(str.isalpha, each))]
    return cited + [match[0] for pattern in (*MARKERS, WORDS) for match in pattern.finditer(seen)]


CITATIONS = [
    "[1]",
    "[1,2]",
    "[1–3]",
    "[^1]",
    "[3;4]",
    "[1][2]",
    "[[1]]",
    "【1】",
    "❲①❳",
    "[\u200b١\u0301]",
    "[1[]",
    "《7》",
]
LOOKALIKES = ["<<x>>", "‹‹x", "˂ ˂x", "﹤﹥﹥", "≪x≫", "«‹x", "〈\u0301〈", "<passage 1>", "«  passage 2»"]


@pytest.mark.parametrize("text", ["[1, 2]", "【 1 】", *CITATIONS, *LOOKALIKES])
def test_the_reader_of_this_test_knows_one_and_the_rewritten_text_has_none(text):
    assert looks_hostile(text)
    assert not looks_hostile(sanitized(text))


@given(HOSTILE)
@example("[1 [ 2] 3]")
@example("<x <1> passage 1>")
@example("「[1]」")
@example("ᐸ<<")
@example("<1ᐳ≫》->")
@example("〈1‹〉")
@example("〈«« 1「〉")
@example("〈1[]")
@example("[⎤1⟩")
def test_no_text_yields_a_citation_or_a_marker(text):
    plain = sanitized(text)
    assert looks_hostile(plain) == []
    assert sanitized(plain) == plain


@given(st.text(max_size=200))
def test_nor_does_any_text_of_unicode(text):
    assert looks_hostile(sanitized(text)) == []


@given(HOSTILE, HOSTILE)
def test_nor_do_two_texts_that_meet(text, other):
    """The fields of a header stand side by side."""
    matches = CITATION.finditer(f'{sanitized(text)}","{sanitized(other)}')
    cited = [match[0] for match in matches if any(map(str.isnumeric, match[1]))]
    assert not any('","' in each and each[0] in SQUARE and each[-1] in SQUARE for each in cited)


def test_every_bracket_and_every_digit_of_unicode_is_known():
    digits = sorted(BY_CATEGORY["Nd"] | BY_CATEGORY["No"] | BY_CATEGORY["Nl"])
    assert all(sanitized(f"[{digit}]") == f"({digit})" for digit in digits)
    pairs = [(char, chr(ord(char) + 1)) for char in sorted(OPENING - ROUND - LOW_QUOTES)]
    pairs = [pair for pair in pairs if pair[1] in CLOSING]
    assert len(pairs) > 50
    assert all(sanitized(f"{opening}1{closing}") in ("(1)", '"1"') for opening, closing in pairs)


@pytest.mark.parametrize(
    "text",
    [
        "“It is over [sic],” said [the minister].",
        "a < b, 5 > 3 and x ≤ 7",
        "«Le Monde» et «Les 7 jours», ‹so›, „2023“, “12”, '12'",
        "《三体》和「2023年」",
        "(1) first, (2) second; f(x)",
        "ᐸᐸ ᐃᓄᒃᑎᑐᑦ",
    ],
)
def test_ordinary_text_stays(text):
    assert sanitized(text) == text


def test_the_words_in_brackets_stay_whatever_becomes_of_the_brackets():
    assert sanitized("[he left in 2019 [sic] that day]") == "(he left in 2019 [sic] that day)"
    assert sanitized("a list: [x") == "a list: (x"


@given(HOSTILE, st.data())
def test_a_faithful_quote_from_the_prompt_is_found_in_the_stored_text(text, data):
    shown = sanitized(text)
    words = shown.split()
    first = data.draw(st.integers(0, len(words)))
    quote = " ".join(words[first : data.draw(st.integers(first, len(words)))])
    assert (find_quote(quote, text) is None) == (find_quote(quote, shown) is None)


@pytest.mark.parametrize(
    "text",
    ["[" * 200_000, "<1" * 100_000, "<" + "1" * 200_000, "<passage " * 20_000, "[1" * 100_000],
)
def test_a_long_hostile_text_takes_no_longer_than_others(text):
    started = time.process_time()
    sanitized(text)
    assert time.process_time() - started < 2
