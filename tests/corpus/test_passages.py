"""Splitting articles into passages and windows, and the laws that spans obey."""

import time
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import CorpusError
from nutgraf.corpus.passages import (
    MOST_WINDOWS,
    SMALL_WINDOW_DIVISOR,
    WINDOW_BYTES,
    cut,
    refuse_too_many_windows,
    sentences,
    windows,
)
from nutgraf.corpus.text.characters import has_visible_text

PIECES = [
    *(
        "Gen. Li met U.S. aides.",
        "“Yes.”",
        "A. B.",
        "J.\u00a0K. Rowling",
        "¿Qué?",
        "漢字。",
        "😀",
        "e\u0301",
        "x" * 300,
    ),
    *(" ", "\n", "\u00a0", "\u2028", "\x85", "\u200b"),
]
PROSE = st.lists(st.sampled_from(PIECES)).map("".join)
TEXT = st.text() | PROSE
TOLD = ["No. ", "He left! ", "\u200b. ", "The mayor of the river city spoke to them at length. ", "x" * 1_200 + ". "]
LONG_PROSE = st.lists(st.sampled_from([*TOLD[:2] * 10, *TOLD]), min_size=60, max_size=200).map("".join)

LONG = {
    "no full stop": "word " * 20_000,
    "one token": "a" * 100_000,
    "emoji": "😀" * 100_000,
    "Chinese": "漢字。" * 33_333,
    "Chinese without stops": "漢字" * 50_000,
    "open quotes": "“" * 100_000,
    "one-letter words": "a " * 50_000,
    "combining marks": "e" + "\u0301" * 99_999,
    "initials": "W.\u00a0B. " * 14_000,
}


def texts(body):
    return [passage.text for passage in cut(Article("a", body))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blank_lines_separate_paragraphs_with_any_line_end(end):
    assert texts(f"a{end}b{end}{end}c") == [f"a{end}b", "c"]
    assert texts(f"a{end}b{end}c") == ["a", "b", "c"]


def test_one_blank_line_does_not_merge_the_rest_of_a_story():
    lines = [
        "No ferry leaves.",
        "“The union wants nine per cent.”",
        "THE TALKS",
        "Talks go on (on Friday).",
        "灯台守は数えた。",
    ]
    assert texts("ESTMARK, 18 April\n\n" + "\n".join(lines)) == ["ESTMARK, 18 April", *lines]
    verse = "Nine seals upon the rocks below,\nThe keeper sees them come and go.\nAnd where they go\nNobody knows"
    assert texts(f"{verse}\n\n{verse}") == [verse, verse]
    assert texts("Closed.\nOpen on Monday.\n\nWords.") == ["Closed.\nOpen on Monday.", "Words."]


def test_only_passages_with_visible_text_are_numbered():
    assert [(passage.number, passage.text) for passage in cut(Article("a", " a \n\n\u200b\n\n\n b"))] == [
        (0, "a"),
        (1, "b"),
    ]


@given(TEXT)
def test_a_passage_is_the_text_of_its_span(body):
    assume("\0" not in body and has_visible_text(body))
    found = cut(Article("a", body))
    assert found
    at = 0
    for passage in found:
        assert at <= passage.start < passage.end
        assert passage.text == body[passage.start : passage.end] == passage.text.strip()
        at = passage.end
    assert not has_visible_text("".join(body[a:b] for a, b in gaps([(p.start, p.end) for p in found], len(body))))


def gaps(spans, length):
    ends = [0, *(end for _, end in spans)]
    return zip(ends, [*(start for start, _ in spans), length], strict=True)


def size(text):
    return len(text.encode())


def check_spans(spans, text):
    at = 0
    for start, end in spans:
        assert at <= start < end
        at = end
    assert not has_visible_text("".join(text[start:end] for start, end in gaps(spans, len(text))))


@given(TEXT)
def test_windows_cover_everything_in_order_and_are_short(text):
    assume(has_visible_text(text))
    found = windows(text)
    check_spans(found, text)
    assert all(len(text[start:end].encode()) <= WINDOW_BYTES for start, end in found)


@given(TEXT)
def test_sentences_cover_everything_in_order(text):
    check_spans(sentences(text), text)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_long_paragraph_is_cut_in_linear_time(text):
    start = time.process_time()
    check_spans(sentences(text), text)
    check_spans(windows(text), text)
    assert time.process_time() - start < 2
    assert max(len(text[start:end].encode()) for start, end in windows(text)) <= WINDOW_BYTES
    assert len(windows(text)) <= max(2 * SMALL_WINDOW_DIVISOR, 2 * len(text.encode()) // WINDOW_BYTES)


def test_long_lines_below_the_limit_are_checked_in_linear_time():
    start = time.process_time()
    Article("a", ("x" * 90_000 + "\n") * 50)
    assert time.process_time() - start < 2


@given(LONG_PROSE)
def test_windows_are_whole_sentences_unless_one_is_too_long_and_together_only_where_they_are_tiny(text):
    found, whole = windows(text), [it for it in sentences(text) if has_visible_text(text[slice(*it)])]
    part = min(size(text) // SMALL_WINDOW_DIVISOR, WINDOW_BYTES)
    too_long = [it for it in whole if size(text[slice(*it)]) > WINDOW_BYTES]
    for start, end in found:
        assert start in {it[0] for it in whole} or any(it[0] < start < it[1] for it in too_long)
        assert end in {it[1] for it in whole} or any(it[0] < end < it[1] for it in too_long)
        assert size(text[start:end]) <= part or any(it[0] <= start < end <= it[1] for it in whole)
    assert all(size(text[one[0] : other[1]]) > part for one, other in pairwise(found))


def test_a_window_is_a_sentence():
    text = "Gen. Li met U.S. aides at 3 p.m. on Sunday. He left. \u200b"
    assert [text[start:end] for start, end in windows(text)] == [text[:43], "He left."]


def test_sentences_know_abbreviations():
    text = "Gen. Li met U.S. aides at 3 p.m. on Sunday. He left."
    assert [text[start:end] for start, end in sentences(text)] == [text[:43], "He left."]


def test_white_space_on_which_the_splitter_panics_is_white_space():
    assert sentences("S\u00a0./.[😀")


def test_a_panic_of_the_splitter_leaves_the_text_whole(monkeypatch):
    class PanicException(BaseException):  # the name that Rust's panics have
        pass

    def panics(_language, text):
        raise PanicException(text)

    monkeypatch.setattr("sentencex.segment", panics)
    assert sentences(" One. Two.") == [(1, 10)]


def test_an_article_of_too_many_windows_is_refused():
    refuse_too_many_windows(Article("a", "It rains.\n" * 20_000))
    with pytest.raises(CorpusError, match="more than 50,000 sentences"):
        refuse_too_many_windows(Article("a", "a.\n" * (MOST_WINDOWS + 1)))
