"""An article is cut along its paragraphs, and a paragraph into windows: its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from .article import Article, Passage
from .characters import has_visible_text

WINDOW_BYTES = 1_000
"""A window's length in UTF-8 bytes: near 230 tokens of English and of scripts that fall apart into more tokens alike,
so inside the 256 tokens past which MiniLM reads nothing."""

SMALL_WINDOW_DIVISOR = 32
"""Neighbours that have together no more than this part of a passage's bytes are one window. So a passage of up to
32,000 bytes has fewer than twice as many; a longer one may have more, since no window is over `WINDOW_BYTES`."""

CUT = f"paragraphs-1 sentences-{WINDOW_BYTES}-{SMALL_WINDOW_DIVISOR}"
"""How text is cut, as the manifest names it. Change the cutting and this name together."""

_SPLIT_BLOCK = 4_000
"""Characters. The sentence splitter takes quadratic time on Chinese and on quotes that are never closed."""

# Possessive, since "\r\n" is one line end: given back, its "\n" would look like a blank line.
_BLANK_LINES = re.compile(r"(?:\r\n?+|\n)(?:[^\S\r\n]*+(?:\r\n?+|\n))+")
_LINE_END = re.compile(r"\r\n?|\n")
_WHITE = re.compile(r"\s")

Span = tuple[int, int]


def cut(article: Article) -> list[Passage]:
    """The article's paragraphs in order, numbered from 0.

    Blank lines separate them; a text without blank lines has one paragraph a line. Paragraphs in which nothing is
    visible are not counted.
    """
    text = article.text
    separator = _BLANK_LINES if _BLANK_LINES.search(text.strip()) else _LINE_END
    spans = (_trim(text, start, end) for start, end in _spans_between(separator, text))
    seen = [(start, end) for start, end in spans if has_visible_text(text[start:end])]
    return [Passage(article.id, number, start, end, text[start:end]) for number, (start, end) in enumerate(seen)]


def windows(passage: str) -> list[Span]:
    """The spans of `passage` to embed: its sentences, none longer than `WINDOW_BYTES`.

    A sentence is the unit, for what answers a question is seldom a whole paragraph: the rest would blur the vector. One
    that is too long is cut between words, a word that is too long between characters; tiny ones of a long passage go
    together. The spans cover every visible character, in order, without overlap.
    """
    bearable = (piece for span in sentences(passage) for piece in _split_long(passage, span))
    seen = (piece for piece in bearable if has_visible_text(passage[slice(*piece)]))
    return _merge_short(passage, seen, min(len(passage.encode()) // SMALL_WINDOW_DIVISOR, WINDOW_BYTES))


def sentences(passage: str) -> list[Span]:
    """The spans of the sentences of `passage`, trimmed, in order; always at least one for visible text."""
    # All white space is alike to the splitter but the space: others it changes, and on some it panics.
    flat = _WHITE.sub(" ", passage)
    found: list[Span] = []
    at = 0
    while at < len(flat):
        block = flat[at : at + _SPLIT_BLOCK]
        lengths = _sentence_lengths(block)
        if at + len(block) < len(flat):  # the last one goes on; one that fills the block is cut at a space
            lengths = lengths[:-1] or [block.rfind(" ") + 1 or len(block)]
        for length in lengths:
            found.append(_trim(passage, at, at + length))
            at += length
    return [(start, end) for start, end in found if start < end]


def _sentence_lengths(text: str) -> list[int]:
    """The lengths of the sentences of `text`, white space after them included."""
    import sentencex  # a rule-based splitter that knows "Gen.", "U.S." and "p.m."

    try:
        pieces = sentencex.segment("en", text)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how Rust's panics arrive: no Exception, and not to be imported
            raise
        return [len(text)]
    return [len(piece) for piece in pieces] if "".join(pieces) == text else [len(text)]


def _split_long(passage: str, sentence: Span) -> list[Span]:
    """`sentence`, cut between words if it is over `WINDOW_BYTES`."""
    start, end = sentence
    if len(passage[start:end].encode()) <= WINDOW_BYTES:
        return [sentence]
    words = re.finditer(r"\S+", passage[start:end])
    pieces = (piece for word in words for piece in _split_word(passage, start + word.start(), start + word.end()))
    return _merge_short(passage, pieces, WINDOW_BYTES)


def _merge_short(passage: str, spans: Iterable[Span], room: int) -> list[Span]:
    """`spans`, neighbours joined while they fit into so many bytes."""
    found: list[Span] = []
    for start, end in spans:
        if found and len(passage[found[-1][0] : end].encode()) <= room:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _split_word(passage: str, start: int, end: int) -> Iterator[Span]:
    """A word whole, or in equal parts where it is too long (four bytes a character at most)."""
    if len(passage[start:end].encode()) <= WINDOW_BYTES:
        yield start, end
    else:
        yield from pairwise([*range(start, end, WINDOW_BYTES // 4), end])


def _spans_between(separator: re.Pattern[str], text: str) -> Iterator[Span]:
    at = 0
    for match in separator.finditer(text):
        yield at, match.start()
        at = match.end()
    yield at, len(text)


def _trim(text: str, start: int, end: int) -> Span:
    body = text[start:end]
    start += len(body) - len(body.lstrip())
    return start, start + len(body.strip())
