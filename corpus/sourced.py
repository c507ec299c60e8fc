"""Results of reading: an article, or a warning about a part that was not read."""

from __future__ import annotations

from dataclasses import dataclass

from .article import Article


@dataclass(frozen=True, slots=True)
class SourcedArticle:
    """An article and the place it was read from.

    Attributes:
        article: The article.
        origin: The file's path relative to the reader's `base` ("-" for standard input), used by `--prune`.
        path: The file's path as the user gave it, for warnings.
        line: The record's first line in that file, from 1.
    """

    article: Article
    origin: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """One line for the person who builds the index: ``path:line: reason``.

    Attributes:
        path: The file's path as the user gave it.
        line: The record's first line, from 1; None for the whole file or folder.
        reason: The problem, without a full stop.
        skipped: True where a record was skipped; False where it was kept in part (for example, without its date).
        origin: Origin as in `SourcedArticle`: while a record from there is skipped, nothing from there is pruned.
        unread: The origins of the files that were skipped, where the warning is about some of a folder: then nothing
            from these is pruned, in place of all that is from `origin`.
    """

    path: str
    line: int | None
    reason: str
    skipped: bool
    origin: str
    unread: frozenset[str] = frozenset()

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.reason}"
