"""Split an article into passages, its paragraphs, and a passage into windows, its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from .article import Article, Passage
from .errors import CorpusError
from .text.characters import has_visible_text

WINDOW_BYTES = 1_000
"""Longest window in UTF-8 bytes. This is about 230 tokens, in English as well as in scripts that have more tokens
per character, and so below the 256 tokens at which MiniLM truncates."""

SMALL_WINDOW_DIVISOR = 32
"""Neighbouring windows are merged while together they have at most a 32nd of the passage's bytes. A passage of up to
32,000 bytes therefore has fewer than 64 windows; a longer one may have more, because no window exceeds
`WINDOW_BYTES`."""

CUT = f"paragraphs-2 sentences-2-{WINDOW_BYTES}-{SMALL_WINDOW_DIVISOR}"
"""Name of the way text is cut, as stored in the manifest. Change it whenever the cutting changes."""

MOST_WINDOWS = 50_000
"""Windows of an article from a file. They are embedded and committed together, in up to 200 MB of memory. A novel of
3.2 million characters has about 35,000."""
_CERTAINLY_FEWER = 100_000
"""Characters. A shorter text has fewer windows, and they need not be counted."""

_SPLIT_BLOCK = 4_000
"""Characters. The sentence splitter takes quadratic time on Chinese and on quotes that are never closed."""

# Possessive, because "\r\n" is one line end: after backtracking, its "\n" would look like a blank line.
_BLANK_LINES = re.compile(r"(?:\r\n?+|\n)(?:[^\S\r\n]*+(?:\r\n?+|\n))+")
_LINE_END = re.compile(r"\r\n?|\n")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।]['\"”’»)\]」』]*\s*\Z")
_FEWEST_LINES = 3
"""Lines of a block that may be its paragraphs; two are a paragraph with a line break in it."""
_LAST_CHARACTERS = 20
"""Characters at the end of a line in which the end of a sentence is looked for."""
_WHITE = re.compile(r"\s")

Span = tuple[int, int]


def cut(article: Article) -> list[Passage]:
    """Split the article into its paragraphs, in order, numbered from 0.

    Blank lines separate paragraphs; in a text without blank lines, each line is a paragraph. So it is between two blank
    lines where most lines end with a sentence: then a single blank line, below the dateline say, is not the rule of the
    text. Paragraphs without visible text are left out and not numbered.
    """
    text = article.text
    if _BLANK_LINES.search(text.strip()):
        blocks = _spans_between(_BLANK_LINES, text)
        spans = (_trim(text, *span) for block in blocks for span in _lines_of_sentences(text, *block))
    else:
        spans = (_trim(text, start, end) for start, end in _spans_between(_LINE_END, text))
    visible = [(start, end) for start, end in spans if has_visible_text(text[start:end])]
    return [Passage(article.id, number, start, end, text[start:end]) for number, (start, end) in enumerate(visible)]


def windows(passage: str, language: str = "en") -> list[Span]:
    """Return the spans of `passage` to embed: its sentences, none longer than `WINDOW_BYTES`.

    The unit is a sentence, because the answer to a question is seldom a whole paragraph, and the rest would blur the
    vector. A sentence that is too long is split between words, and a word that is too long between characters. Tiny
    sentences of a long passage are merged. The spans cover every visible character, in order, without overlap.

    Args:
        passage: The paragraph.
        language: Its language, a BCP 47 tag, for the abbreviations after which no sentence ends.
    """
    parts = (part for span in sentences(passage, language) for part in _split_long(passage, span))
    visible = (part for part in parts if has_visible_text(passage[slice(*part)]))
    return _merge_short(passage, visible, min(len(passage.encode()) // SMALL_WINDOW_DIVISOR, WINDOW_BYTES))


def refuse_too_many_windows(article: Article) -> None:
    """Refuse an article that would take too much memory to index.

    Raises:
        CorpusError: It has more than `MOST_WINDOWS`.
    """
    if len(article.text) > _CERTAINLY_FEWER:
        count = 0
        for passage in cut(article):
            count += len(windows(passage.text))
            if count > MOST_WINDOWS:
                raise CorpusError(f"the text has more than {MOST_WINDOWS:,} sentences")


def sentences(passage: str, language: str = "en") -> list[Span]:
    """Return the spans of the sentences of `passage`, trimmed, in order; at least one where there is visible text."""
    # The splitter is safe on U+0020 only: it alters other white space, and panics on some.
    flat = _WHITE.sub(" ", passage)
    spans: list[Span] = []
    at = 0
    while at < len(flat):
        block = flat[at : at + _SPLIT_BLOCK]
        lengths = _sentence_lengths(block, language)
        if at + len(block) < len(flat):  # the last sentence may continue; one that fills the block is split at a space
            lengths = lengths[:-1] or [block.rfind(" ") + 1 or len(block)]
        for length in lengths:
            spans.append(_trim(passage, at, at + length))
            at += length
    return [(start, end) for start, end in spans if start < end]


def _sentence_lengths(text: str, language: str) -> list[int]:
    """Return the lengths of the sentences of `text`, including the white space after each."""
    import sentencex  # a rule-based splitter that knows "Gen.", "U.S." and "p.m.", "z. B." and "。"

    try:
        pieces = sentencex.segment(language, text)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a Rust panic: not an Exception, and its class cannot be imported
            raise
        return [len(text)]
    return [len(piece) for piece in pieces] if "".join(pieces) == text else [len(text)]


def _split_long(passage: str, sentence: Span) -> list[Span]:
    """Split a sentence longer than `WINDOW_BYTES` between words."""
    start, end = sentence
    if len(passage[start:end].encode()) <= WINDOW_BYTES:
        return [sentence]
    words = re.finditer(r"\S+", passage[start:end])
    parts = (part for word in words for part in _split_word(passage, start + word.start(), start + word.end()))
    return _merge_short(passage, parts, WINDOW_BYTES)


def _merge_short(passage: str, spans: Iterable[Span], max_bytes: int) -> list[Span]:
    """Merge neighbouring spans while they fit into `max_bytes`."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and len(passage[merged[-1][0] : end].encode()) <= max_bytes:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _split_word(passage: str, start: int, end: int) -> Iterator[Span]:
    """Split a word longer than `WINDOW_BYTES` into equal parts (a character has at most four bytes)."""
    if len(passage[start:end].encode()) <= WINDOW_BYTES:
        yield start, end
    else:
        yield from pairwise([*range(start, end, WINDOW_BYTES // 4), end])


def _lines_of_sentences(text: str, start: int, end: int) -> list[Span]:
    """Split a block of lines into its lines if most of them end with a sentence: wrapped prose and verse seldom do."""
    lines = [(start + at, start + stop) for at, stop in _spans_between(_LINE_END, text[start:end])]
    whole = sum(bool(_SENTENCE_END.search(text, max(at, stop - _LAST_CHARACTERS), stop)) for at, stop in lines)
    return lines if len(lines) >= _FEWEST_LINES and whole > len(lines) / 2 else [(start, end)]


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
