"""A block: articles that are embedded into an index of their own. Its name says which, so that it counts once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...corpus.reader import EndNotes
from ...corpus.sourced import ReadWarning, SourcedArticle
from ..segments.stored_article import to_line

BLOCK_NAME = re.compile(r"\d{6,}-\d{5,}-[0-9a-f]{16}")
"""Name of a block's folder: number of the group, of the block in it, and a digest of the articles. Names sort in the
order of reading, in which `import` takes them."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some articles in the order of reading.

    Attributes:
        name: Name of its folder; the same articles have the same.
        articles: The articles.
    """

    name: str
    articles: tuple[SourcedArticle, ...]

    @classmethod
    def of(cls, group: int, number: int, articles: Sequence[SourcedArticle]) -> Block:
        """Make block `number` of a group."""
        digest = hashlib.blake2b(digest_size=8)
        for item in articles:
            digest.update(to_line(item.article, item.origin))
        return cls(f"{group:06d}-{number:05d}-{digest.hexdigest()}", tuple(articles))


@dataclass(frozen=True, slots=True)
class ReadEnd:
    """Marks the end of a group, with the warnings and notes of reading it.

    Attributes:
        group: Number of the group.
        warnings: What was not read, in order.
        notes: What is told at the end of a whole run.
    """

    group: int
    warnings: tuple[ReadWarning, ...]
    notes: EndNotes


@dataclass(frozen=True, slots=True)
class Built:
    """The outcome of a block.

    Attributes:
        name: Name of the block.
        articles: Articles in its index.
        embedded: Windows that were embedded for it.
        skipped: Articles that have the id of another one in the block, and are left out.
        warnings: These, one by one; none where the index was there before.
        is_new: False where it was.
    """

    name: str
    articles: int
    embedded: int
    skipped: int
    warnings: tuple[ReadWarning, ...]
    is_new: bool
