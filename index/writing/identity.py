"""Identity: tells whether two articles with one id are the same article, so that none is replaced by mistake."""

from __future__ import annotations

from dataclasses import dataclass

from ...corpus.article import Article
from ...corpus.files.walk import STDIN
from ..segments.stored_article import from_line, text_digest, to_line


@dataclass(frozen=True, slots=True)
class Identity:
    """The features that tell an article from another one with its id.

    Attributes:
        origin: The file it came from.
        source: Its outlet.
        url: Its web address.
        text: Digest of its text.
        content: Digest of all of it but its origin.
    """

    origin: str
    source: str
    url: str
    text: bytes
    content: bytes

    @classmethod
    def of(cls, article: Article, origin: str) -> Identity:
        """The identity of an article from a file."""
        text = text_digest(article.text.encode())
        return cls(origin, article.source, article.url, text, text_digest(to_line(article, "")))

    @classmethod
    def stored(cls, line: bytes) -> Identity:
        """The identity of a stored article."""
        return cls.of(*from_line(line))

    def is_same_article(self, other: Identity) -> bool:
        """True for articles of one file, one outlet or one web address, given that their ids are equal.

        Standard input is one file for all that comes through it: there two outlets tell articles apart.
        """
        is_told_by_outlet = self.origin == STDIN and self.source and other.source
        if self.origin == other.origin and not is_told_by_outlet:
            return True
        is_of_one_outlet = self.source and self.source.casefold() == other.source.casefold()
        return bool(is_of_one_outlet or (self.url and self.url == other.url))

    def __str__(self) -> str:
        place = {"": "memory", STDIN: "standard input"}.get(self.origin, self.origin)
        return f"an article of {self.source!r} in {place}" if self.source else f"an article in {place}"
