"""The stored line of an article, its digest, and the article cut into passages and windows."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import xxhash

from ...corpus.article import Article, Passage
from ...corpus.passages import cut, windows
from ..analysis.language import Term, language
from ..analysis.words import words

_NUMBER = re.compile(r"\d+")
_ID = re.compile(rb'\{"id":("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True, slots=True)
class AnalyzedArticle:
    """An article that is cut into passages and windows, ready to be written into a segment.

    Attributes:
        line: Its line in ``articles.jsonl``.
        digest: BLAKE2b-128 of the line. An article with an equal digest is unchanged.
        article: The article.
        origin: The file it came from.
        analyzer: The language whose analyzer makes its terms: the one it declares, or else the one detected.
        passages: Its paragraphs, in order.
        windows: ``(passage number, start, end)``, counted from the start of the passage.
    """

    line: bytes
    digest: bytes
    article: Article
    origin: str
    analyzer: str
    passages: tuple[Passage, ...]
    windows: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, article: Article, origin: str, line: bytes) -> AnalyzedArticle:
        """Cut `article`; `line` is its line, made by `to_line`."""
        from ..analysis.detector import detect  # a search, which reads lines, detects nothing

        passages, spoken = tuple(cut(article)), detect(article.title, article.text, article.language)
        spans = tuple((passage.number, *span) for passage in passages for span in windows(passage.text, spoken))
        return cls(line, text_digest(line), article, origin, spoken, passages, spans)

    @classmethod
    def stored(cls, line: bytes) -> AnalyzedArticle:
        """Read a line of ``articles.jsonl`` and cut its article again."""
        return cls.of(*from_line(line), line)

    def passage_keys(self) -> list[int]:
        """List the `passage_key` of each passage, in order."""
        return [passage_key(passage.text) for passage in self.passages]

    def title_terms(self) -> list[Term]:
        """List the terms of the headline."""
        return language(self.analyzer).terms(self.article.title)

    def window_terms(self) -> list[list[Term]]:
        """List the terms of each window."""
        return [language(self.analyzer).terms(text) for text in self.window_texts()]

    def window_texts(self) -> list[str]:
        """List the texts to embed, in order."""
        return [self.passages[number].text[start:end] for number, start, end in self.windows]


def to_line(article: Article, origin: str) -> bytes:
    """Serialize `article` as a line of ``articles.jsonl``; `from_line` reads it back."""
    record = {
        "id": article.id,
        "title": article.title,
        "published": article.published and article.published.isoformat(),
        "updated": article.updated and article.updated.isoformat(),
        "source": article.source,
        "categories": article.categories,
        "authors": article.authors,
        "url": article.url,
        "language": article.language,
        "extra": dict(article.extra),
        "origin": origin,
        "text": article.text,
    }
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def from_line(line: bytes, *, verified: bool = False) -> tuple[Article, str]:
    """Read the article of a line, and its origin.

    Args:
        line: The line.
        verified: True where its digest is known to be that of what `to_line` wrote, so that nothing is checked again.
    """
    record: dict[str, Any] = orjson.loads(line)
    origin = record.pop("origin")
    for name in ("published", "updated"):
        record[name] = datetime.fromisoformat(record[name]) if record[name] else None
    for name in ("categories", "authors"):
        record[name] = tuple(record[name])
    return Article.checked_before(record) if verified else Article(**record), origin


def id_at_start(line: bytes) -> str:
    """Read the id in a line's first bytes; empty where they hold no whole id, as those of a damaged line."""
    try:
        article_id: str = orjson.loads(found[1]) if (found := _ID.match(line)) else ""
    except orjson.JSONDecodeError:
        return ""
    return article_id


def text_digest(data: bytes | bytearray) -> bytes:
    """Compute the BLAKE2b-128 that identifies a text in the embedding cache, or an article's line."""
    return hashlib.blake2b(data, digest_size=16).digest()


def passage_key(text: str) -> int:
    """Hash a paragraph: xxh3 of its folded words, with each number masked, so that "12 May" and "13 May" are equal."""
    return xxhash.xxh3_64_intdigest(_NUMBER.sub("0", " ".join(words(text))).encode())
