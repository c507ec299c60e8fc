"""What reading brings: an article, or a notice about what could not be taken."""

from __future__ import annotations

from dataclasses import dataclass

from .article import Article


@dataclass(frozen=True, slots=True)
class SourcedArticle:
    """An article and where it stood.

    Attributes:
        article: The article.
        origin: The file's path relative to the reader's `base` ("-" for standard input): what `--prune` goes by.
        path: The file as a person would name it, for notices.
        line: The record's first line in that file, from 1.
    """

    article: Article
    origin: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """One line for the person who runs the index: ``path:line: reason``.

    Attributes:
        path: The file as a person would name it.
        line: The record's first line, from 1; None where the whole file or folder is meant.
        reason: What is wrong, without full stop.
        skipped: Whether a record was left out; False where it was kept in part (say, without its date).
        origin: The origin as in `SourcedArticle`: nothing from there is pruned while it has skipped records.
    """

    path: str
    line: int | None
    reason: str
    skipped: bool
    origin: str

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.reason}"
