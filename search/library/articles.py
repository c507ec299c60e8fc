"""The functions of the library that add and remove articles. The command line calls the same ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal, Unpack

from ...corpus.article import Article
from ...corpus.errors import CorpusError
from ...corpus.files.walk import STDIN, origin_of
from ...corpus.reader import belongs_to, read
from ...corpus.settings.places import concerned, remembered, settings_of
from ...corpus.settings.read_settings import ReadKeywords, ReadSettings
from ...corpus.sourced import ReadWarning, SourcedArticle
from ...index.embedding.protocol import Embedder
from ...index.segments.folder import IndexFolder
from ...index.segments.model_choice import embedder_for
from ...index.writing import build
from ...index.writing.erase import erase as erase_articles
from ...index.writing.preview import preview
from ...index.writing.rebuild import rebuild as rebuild_index
from ...index.writing.report import Report


def add(
    index: Path | str,
    articles: Iterable[Article],
    *,
    language: str | None = None,
    keep_both: bool = False,
    embedder: Embedder | None = None,
) -> Report:
    """Index articles from memory: new and changed ones; unchanged ones are skipped.

    Args:
        index: The folder of the index, created if it does not exist.
        articles: The articles; read once, in order, and committed in batches.
        language: The language of articles that declare none, a BCP 47 tag; by default it is detected.
        keep_both: True to keep an article whose id is that of a different one beside it, under an id with its outlet or
            its file in front. By default it is refused.
        embedder: The model; by default the one that built the index, or all-MiniLM-L6-v2 for a new index.

    Raises:
        ValueError: An item of `articles` is not an `Article`, or `language` is no tag.
        CorpusError: An article has the id of a different one, of these or of the index. Earlier articles may be
            committed.
        ModelMismatchError, IndexLockedError, IndexFormatError, OSError: See `index.build.add`.
    """
    if isinstance(articles, Article) or not isinstance(articles, Iterable):
        raise ValueError(f"articles must be a list of articles, not {articles!r}")

    def refuse(warning: ReadWarning) -> None:
        raise CorpusError(str(warning))

    spoken, folder = ReadSettings(language=language).language or "", IndexFolder(index)
    items = (_sourced(article, number, spoken) for number, article in enumerate(articles, start=1))
    return build.add(folder, items, embedder or embedder_for(folder), keep_both=keep_both, on_warning=refuse)


def add_files(
    index: Path | str,
    paths: Sequence[Path | str],
    *,
    prune: bool | Literal["force"] = False,
    keep_both: bool = False,
    dry_run: bool = False,
    forget_settings: bool = False,
    embedder: Embedder | None = None,
    on_warning: Callable[[ReadWarning], None] = lambda _: None,
    on_bytes: Callable[[int], None] = lambda _: None,
    on_progress: Callable[[int, int], None] = lambda *_: None,
    **settings: Unpack[ReadKeywords],
) -> Report:
    """Index the articles in files and folders: new and changed ones; unchanged ones are skipped.

    The index remembers `settings` for each of `paths` but ``-``: later runs over it, or over a path below it, read the
    files so until another value is given. The report tells which settings a run used.

    Args:
        index: The folder of the index, created if it does not exist.
        paths: Files, folders, or ``-`` for JSON lines on standard input.
        prune: True to remove articles that these paths held before and no longer hold; "force" to remove them even if
            they are more than a fifth of what lay below a path.
        keep_both: As for `add`; by default, an article with the id of a different one is skipped with a warning.
        dry_run: True to read everything and write nothing: the result is a `Preview`, and no model is needed.
        forget_settings: True to forget first what earlier runs were told about these paths and those below them.
        embedder: As for `add`.
        on_warning: Called for each record that is skipped, or kept only in part.
        on_bytes: Called with the number of bytes just read.
        on_progress: Called with the number of articles that were read so far, and of those that are done, when the
            latter grows; not in a dry run.
        settings: How to read the files: `mapping`, the key to read each field from, by field, where its usual names do
            not apply; `language`, as for `add`; `drafts`, True to index drafts and other unpublished posts too;
            `day_first`, the order of day and month in dates such as 04/05/2023, by default read off each file;
            `encoding`, that of text, tables, Markdown and JSON, by default as the bytes show.

    Raises:
        CorpusError: One of `paths` does not exist; or `prune` would remove more than a fifth of what lay below one of
            them. In that case what is new or changed was indexed, and nothing was removed.
        ValueError: `paths` is a single path instead of a list, `prune` is another word, or `language` is no tag.
        ModelMismatchError, IndexLockedError, IndexFormatError, OSError: See `index.build.add`.
    """
    if isinstance(paths, str | Path):  # a string would be split into letters
        raise ValueError(f"paths must be a list of paths, not {paths!r}")
    if prune not in (False, True, "force"):
        raise ValueError(f'prune must be True, False or "force", not {prune!r}')
    folder, base = IndexFolder(index), Path(index).absolute().parent
    told = ReadSettings.of(**settings)
    places = [origin_of(os.fspath(path), base) for path in paths]
    learn = partial(remembered, places=places, typed=told, forget=forget_settings)
    known = learn(folder.upcoming().settings if folder.exists else {})
    items = read(
        paths, base=base, settings=lambda origin: told if origin == STDIN else settings_of(known, origin),
        skip=folder.path, on_bytes=on_bytes,
    )  # fmt: skip
    removable = belongs_to(paths, base=base) if prune else None
    guarded = {} if prune == "force" else {str(path): belongs_to([path], base=base) for path in paths}
    if dry_run:
        report: Report = preview(
            folder, items, prune=removable, guarded=guarded, keep_both=keep_both, on_warning=on_warning
        )
    else:
        report = build.add(
            folder, items, embedder or embedder_for(folder), prune=removable, guarded=guarded, keep_both=keep_both,
            learn=learn, places=places, on_warning=on_warning, on_progress=on_progress,
        )  # fmt: skip
    report.settings = concerned(known, places)
    return report


def remove(index: Path | str, article_ids: Iterable[str], *, lasting: bool = True, erase: bool = False) -> list[str]:
    """Remove articles by id, in one commit. It needs no model.

    Args:
        index: The folder of the index.
        article_ids: The ids.
        lasting: True to take the articles down: `add` and `add_files` do not bring them back until `restore`. False to
            remove them until they come again.
        erase: True to leave no byte of their text, earlier versions and vectors in the index on return. It lasts.

    Returns:
        The ids that the index did not have.

    Raises:
        IndexMissingError, IndexLockedError, IndexFormatError, OSError: See `index.build.add`.
    """
    names = _ids(article_ids)
    if erase:
        return erase_articles(IndexFolder(index), names)
    return build.remove(IndexFolder(index), names, lasting=lasting)


def restore(index: Path | str, article_ids: Iterable[str]) -> list[str]:
    """Let `add` and `add_files` bring back articles that were removed for good, in one commit. It needs no model.

    Returns:
        The ids of which nothing was taken down.

    Raises:
        IndexMissingError, IndexLockedError, IndexFormatError, OSError: See `index.build.add`.
    """
    return build.restore(IndexFolder(index), _ids(article_ids))


def rebuild(index: Path | str, *, embedder: Embedder | None = None) -> Report:
    """Rebuild an index from its stored text, with another model if one is given; the new one replaces it at the end.

    Raises:
        IndexMissingError, IndexLockedError, IndexFormatError, OSError: See `index.rebuild.rebuild`.
    """
    folder = IndexFolder(index)
    return rebuild_index(folder, embedder or embedder_for(folder))


def _ids(given: Iterable[str]) -> list[str]:
    names = [] if isinstance(given, str) else [*given]  # a string would be split into letters
    if isinstance(given, str) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"article_ids must be a list of ids, not {given!r}")
    return names


def _sourced(article: object, number: int, language: str) -> SourcedArticle:
    """Name the place of an article in a list, and give it `language` if it declares none."""
    if not isinstance(article, Article):
        raise ValueError(f"item {number} must be an Article, not {type(article).__name__}")
    return SourcedArticle(replace(article, language=article.language or language), "", "articles", number)
