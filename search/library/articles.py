"""What a program calls: articles in, a `Searcher` out. The commands `index` and `remove` take the same road."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from ...corpus.article import Article
from ...corpus.errors import CorpusError
from ...corpus.reader import belongs_to, read
from ...corpus.sourced import ReadWarning, SourcedArticle
from ...index.embedding.protocol import Embedder
from ...index.profile import RankingProfile
from ...index.segments.folder import IndexFolder
from ...index.segments.model_choice import embedder_for
from ...index.writing import build
from ...index.writing.rebuild import rebuild as rebuild_index
from ...index.writing.writer import Report
from .searcher import Searcher


def open(  # noqa: A001  # as in gzip.open
    index: Path | str,
    *,
    embedder: Embedder | None = None,
    follow: bool = True,
    profile: RankingProfile | None = None,
) -> Searcher:
    """Open an index to ask it; see `Searcher`."""
    return Searcher(index, embedder=embedder, follow=follow, profile=profile)


def add(index: Path | str, articles: Iterable[Article], *, embedder: Embedder | None = None) -> Report:
    """Index articles that are in memory: new and changed ones, skipping the unchanged.

    Args:
        index: The folder of the index, which is made if need be.
        articles: Read once, in order, and committed in batches.
        embedder: The model; by default the one the index was built with, or for a new index all-MiniLM-L6-v2.

    Raises:
        ValueError: One of `articles` is no `Article`.
        CorpusError: Two of the articles have one id and different texts. What came before them may be committed.
        ModelMismatchError, IndexLockedError, IndexFormatError, OSError: See `index.build.add`.
    """

    def refuse(warning: ReadWarning) -> None:
        raise CorpusError(str(warning))

    items = (_sourced(article, number) for number, article in enumerate(articles, start=1))
    folder = IndexFolder(index)
    return build.add(folder, items, embedder or embedder_for(folder), on_warning=refuse)


def add_files(
    index: Path | str,
    paths: Sequence[Path | str],
    *,
    mapping: Mapping[str, str] | None = None,
    prune: bool = False,
    embedder: Embedder | None = None,
    on_warning: Callable[[ReadWarning], None] = lambda _: None,
    on_bytes: Callable[[int], None] = lambda _: None,
) -> Report:
    """Index the articles in files and folders: new and changed ones, skipping the unchanged.

    Args:
        index: The folder of the index, which is made if need be.
        paths: Files, folders, or ``-`` for JSON lines on standard input.
        mapping: The key under which a field is found, by field, where its usual names do not tell.
        prune: Remove the articles that these paths held before and no longer hold.
        embedder: As for `add`.
        on_warning: Called for each record that is skipped, or kept in part.
        on_bytes: Called with the number of bytes just read.

    Raises:
        CorpusError: One of `paths` is not there.
        ValueError: `paths` is one path and no list.
        ModelMismatchError, IndexLockedError, IndexFormatError, OSError: See `index.build.add`.
    """
    if isinstance(paths, str | Path):  # a string would be taken apart into letters
        raise ValueError(f"paths takes a list of them, not {paths!r}")
    folder, base = IndexFolder(index), Path(index).absolute().parent
    items = read(paths, base=base, mapping=mapping or {}, skip=folder.path, on_bytes=on_bytes)
    gone = belongs_to(paths, base=base) if prune else None
    return build.add(folder, items, embedder or embedder_for(folder), prune=gone, on_warning=on_warning)


def remove(index: Path | str, article_ids: Sequence[str]) -> list[str]:
    """Remove articles by id, in one commit. The model is not needed.

    Returns:
        The ids that were not there.

    Raises:
        IndexMissingError, IndexLockedError, IndexFormatError, OSError: See `index.build.add`.
    """
    if isinstance(article_ids, str):
        raise ValueError(f"article_ids takes a list of them, not {article_ids!r}")
    return build.remove(IndexFolder(index), article_ids)


def rebuild(index: Path | str, *, embedder: Embedder | None = None) -> Report:
    """Make an index anew from its stored text, with another model if one is given, and swap it in at the end.

    Raises:
        IndexMissingError, IndexLockedError, IndexFormatError, OSError: See `index.rebuild.rebuild`.
    """
    folder = IndexFolder(index)
    return rebuild_index(folder, embedder or embedder_for(folder))


def _sourced(article: object, number: int) -> SourcedArticle:
    if not isinstance(article, Article):
        raise ValueError(f"item {number} is no Article but {type(article).__name__}")
    return SourcedArticle(article, "", "articles", number)
