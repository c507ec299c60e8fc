"""A folder to evaluate: articles, questions, and judgements of what answers them.

The folder holds ``articles.jsonl``, ``queries.jsonl`` (``id``, ``text``) and ``qrels.tsv`` (``query-id``,
``corpus-id``, ``score``, with a header row), each also as ``.gz``. A corpus id is a passage's (``<article>#p<number>``)
or, in all rows of a set, an article's: then an article ranks where its best passage does.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import orjson

from ...corpus.article import LONGEST_PARAGRAPH
from ...corpus.characters import visible
from ...corpus.errors import CorpusError
from ...corpus.reader import read
from ...corpus.sourced import ReadWarning, SourcedArticle
from ...corpus.walk import ARTICLES, QRELS, QUERIES, origin_of
from ...index.embedding.protocol import Embedder
from ...index.segments.folder import IndexFolder
from ...index.writing.build import add

_T = TypeVar("_T")

_PASSAGE_ID = re.compile(r"#p\d+$")


@dataclass(frozen=True, slots=True)
class TestCollection:
    """Questions, and what answers them.

    Attributes:
        queries: Text by query id, only of those that have judgements.
        judgements: By query id, the grade of each relevant passage or article.
        by_article: Whether the judgements are on articles.
    """

    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]
    by_article: bool

    @property
    def depth(self) -> int:
        """How many passages to ask for: 20, the deepest measure of `evaluate`, or enough to meet 20 articles."""
        return 100 if self.by_article else 20

    def first(self, count: int) -> TestCollection:
        """The first `count` questions in the order of their ids."""
        kept = sorted(self.queries)[:count]
        queries = {query: self.queries[query] for query in kept}
        return TestCollection(queries, {query: self.qrels[query] for query in kept}, self.by_article)

    def judged_ids(self, passages: Iterable[str]) -> list[str]:
        """Ids of passages as the judgements name them, each once and in the same order."""
        ids = (_PASSAGE_ID.sub("", it) for it in passages) if self.by_article else passages
        return list(dict.fromkeys(ids))


def load(folder: Path) -> TestCollection:
    """Read the questions and judgements of `folder`.

    Raises:
        CorpusError: A file is missing, or is not what it should be.
    """
    qrels: dict[str, dict[str, int]] = {}
    for query, collection, grade in read_lines(find_file(folder, QRELS), _judgement, "query-id, corpus-id and score"):
        qrels.setdefault(query, {})[collection] = grade
    questions = read_lines(find_file(folder, QUERIES), _question, "JSON with id and text")
    queries = {query: text for query, text in questions if query in qrels}
    if not queries:
        raise CorpusError(
            f"{folder}: no query has a relevance judgement; its id must stand in both queries.jsonl and qrels.tsv"
        )
    qrels = {query: qrels[query] for query in queries}
    on_passages = {bool(_PASSAGE_ID.search(it)) for grades in qrels.values() for it in grades}
    if len(on_passages) > 1:
        raise CorpusError(
            f"{folder}: qrels.tsv judges passages in some rows and articles in others; use one of the two in all rows"
        )
    return TestCollection(queries, qrels, by_article=on_passages == {False})


def index_articles(folder: Path, index: Path, embedder: Embedder, *, titles: bool = True) -> None:
    """Index the articles of `folder`, with or without their titles.

    Raises:
        CorpusError: A record cannot be taken: measuring with articles missing would mean nothing. Or the index holds
            other articles, which would have to go.
    """

    def refuse(notice: ReadWarning) -> None:
        if notice.skipped:
            raise CorpusError(str(notice))

    path, base = find_file(folder, ARTICLES), folder.resolve().parent
    kept = IndexFolder(index)
    if kept.exists and not kept.open().counts("origin").keys() <= {origin_of(str(path), base)}:
        raise CorpusError(f"{index} holds articles that are not from {path}; choose another folder with --index")
    items = read([path], base=base)
    if not titles:
        items = (
            replace(it, article=replace(it.article, title="")) if isinstance(it, SourcedArticle) else it for it in items
        )
    add(kept, items, embedder, prune=lambda _: True, on_notice=refuse)


def find_file(folder: Path, name: str) -> Path:
    """The file `name` of `folder`, or its ``.gz``.

    Raises:
        CorpusError: There is neither.
    """
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise CorpusError(
        f"{folder} has no {name} (or {name}.gz); a test collection needs articles.jsonl, queries.jsonl and qrels.tsv"
    )


def read_lines(path: Path, parse: Callable[[str], _T | None], what: str) -> Iterator[_T]:
    """What `parse` makes of each line that is not blank, where it makes anything.

    Raises:
        CorpusError: A line is not `what` it should be, or the file cannot be read.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    parsed = parse(line.decode("utf-8-sig").rstrip("\r\n")) if line.strip() else None
                except (ValueError, KeyError, TypeError) as error:  # of bad UTF-8 and bad JSON, too
                    raise CorpusError(f"{path}:{number}: not {what}: {error!r}") from None
                if parsed:
                    yield parsed
    except (OSError, EOFError, zlib.error) as error:
        raise CorpusError(f"{path}: cannot be read: {error}") from None


def _judgement(line: str) -> tuple[str, str, int] | None:
    query, collection, grade = line.split("\t")
    return None if grade == "score" else (query, collection, int(grade))  # the header row


def _question(line: str) -> tuple[str, str]:
    record = orjson.loads(line)
    query, text = record["id"], record["text"]
    if not (isinstance(query, str) and isinstance(text, str) and visible(text)):
        raise TypeError("id and text must be strings, and text must not be empty")
    if len(text) > LONGEST_PARAGRAPH:  # no search takes it
        raise ValueError(f"the text is longer than {LONGEST_PARAGRAPH:,} characters")
    return query, text
