"""A test collection in a folder: articles, queries, and relevance judgements (qrels).

The folder holds ``articles.jsonl``, ``queries.jsonl`` (``id``, ``text``, and
``as_of``, ``asked`` or ``date`` for the day of asking, if it is known) and ``qrels.tsv`` (``query-id``,
``corpus-id``, ``score``, with a header row), each also as ``.gz``. A corpus id names a passage
(``<article>#p<number>``) or, in all rows of a collection, an article, which then takes the rank of its best passage.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import orjson

from ...corpus.article import LONGEST_PARAGRAPH
from ...corpus.errors import CorpusError
from ...corpus.files.walk import ARTICLES, QRELS, QUERIES, origin_of
from ...corpus.reader import read
from ...corpus.sourced import ReadWarning, SourcedArticle
from ...corpus.text.characters import has_visible_text
from ...index.embedding.protocol import Embedder
from ...index.retrieval.protocol import PassageStore
from ...index.segments.folder import IndexFolder
from ...index.writing.build import add
from ...index.writing.write_policy import DEFAULT_POLICY, WritePolicy

_T = TypeVar("_T")

_ASKED = ("as_of", "asked", "date")
"""Keys of the day of asking, the first that a query has."""
_DAY = len("2023-04-18")
_PASSAGE_ID = re.compile(r"#p\d+$")


@dataclass(frozen=True, slots=True)
class TestCollection:
    """Queries with their relevance judgements.

    Attributes:
        queries: Text by query id, of judged queries only.
        qrels: By query id, the grade of each judged passage or article.
        by_article: True where the qrels judge articles.
        unanswered: Text by query id, of queries without judgements, which are taken to have no answer.
        asked: By query id, the day on which it was asked; queries whose day is not known are not in it.
    """

    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]
    by_article: bool
    unanswered: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, date] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        """Number of passages to retrieve: 20, for the deepest measure, or 100, which usually hold 20 articles."""
        return 100 if self.by_article else 20

    def first(self, count: int) -> TestCollection:
        """Keep the first `count` queries in the order of their ids, and as many of those without judgements."""
        kept = sorted(self.queries)[:count]
        return replace(
            self,
            queries={query: self.queries[query] for query in kept},
            qrels={query: self.qrels[query] for query in kept},
            unanswered={query: self.unanswered[query] for query in sorted(self.unanswered)[:count]},
        )

    def asked_on(self, day: date) -> TestCollection:
        """Set the day of asking of the queries that have none."""
        return replace(self, asked=dict.fromkeys([*self.queries, *self.unanswered], day) | dict(self.asked))

    def judged_ids(self, passages: Iterable[str]) -> list[str]:
        """Convert ids of passages to the ids that the qrels use, each once and in the same order."""
        ids = (_PASSAGE_ID.sub("", passage) for passage in passages) if self.by_article else passages
        return list(dict.fromkeys(ids))


def load(folder: Path) -> TestCollection:
    """Read the queries and qrels of `folder`.

    Raises:
        CorpusError: A file is missing or malformed.
    """
    qrels: dict[str, dict[str, int]] = {}
    for query, name, grade in read_lines(find_file(folder, QRELS), _qrels_row, "query-id, corpus-id and score"):
        qrels.setdefault(query, {})[name] = grade
    rows = read_lines(
        find_file(folder, QUERIES), _query, "JSON with id and text, and a day such as 2023-04-18 where it has one"
    )
    queries: dict[str, str] = {}
    unanswered: dict[str, str] = {}
    asked: dict[str, date] = {}
    for query, text, day in rows:
        (queries if query in qrels else unanswered)[query] = text
        if day:
            asked[query] = day
    if not queries:
        raise CorpusError(
            f"{folder}: no query has a relevance judgement; its id must stand in both queries.jsonl and qrels.tsv"
        )
    qrels = {query: qrels[query] for query in queries}
    on_passages = {bool(_PASSAGE_ID.search(name)) for grades in qrels.values() for name in grades}
    if len(on_passages) > 1:
        raise CorpusError(
            f"{folder}: qrels.tsv judges passages in some rows and articles in others; use one of the two in all rows"
        )
    return TestCollection(queries, qrels, on_passages == {False}, unanswered, asked)


def index_articles(
    folder: Path, index: Path, embedder: Embedder, *, titles: bool = True, policy: WritePolicy = DEFAULT_POLICY
) -> None:
    """Index the articles of `folder`, with or without their titles.

    Raises:
        CorpusError: A record cannot be read, and measures would mean nothing with articles missing. Or the index holds
            other articles, which this would remove.
    """

    def refuse(warning: ReadWarning) -> None:
        if warning.skipped:
            raise CorpusError(str(warning))

    path, base = find_file(folder, ARTICLES), folder.resolve().parent
    if holds_others(index, folder):
        raise CorpusError(f"{index} holds articles that are not from {path}; choose another folder with --index")
    items = read([path], base=base)
    if not titles:
        items = (
            replace(item, article=replace(item.article, title="")) if isinstance(item, SourcedArticle) else item
            for item in items
        )
    add(IndexFolder(index), items, embedder, prune=lambda _: True, on_warning=refuse, policy=policy)


def holds_others(index: Path, folder: Path) -> bool:
    """True where `index` holds articles that are not from `folder`: it was built by `nutgraf index`, for example.

    Raises:
        IndexFormatError: The index is damaged, or of another format.
        CorpusError: `folder` has no articles.
    """
    kept = IndexFolder(index)
    if not kept.exists:
        return False
    try:
        own = {origin_of(str(find_file(folder, ARTICLES)), folder.resolve().parent)}
    except CorpusError:  # judgements alone, on an archive that is indexed already
        own = set()
    return not kept.open().counts("origin").keys() <= own


def refuse_missing_articles(collection: TestCollection, folder: Path, store: PassageStore) -> None:
    """Refuse judgements of articles that an index does not hold, as they would count as not found.

    Raises:
        CorpusError: An article is missing; the message names it.
    """
    for query, grades in collection.qrels.items():
        for name in grades:
            if store.article(_PASSAGE_ID.sub("", name)) is None:
                raise CorpusError(f"{folder}: the index does not hold {name}, which {query} is judged by")


def find_file(folder: Path, name: str) -> Path:
    """Find the file `name` in `folder`, plain or as ``.gz``.

    Raises:
        CorpusError: Neither exists.
    """
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise CorpusError(
        f"{folder} has no {name} (or {name}.gz); a test collection needs articles.jsonl, queries.jsonl and qrels.tsv"
    )


def read_lines(path: Path, parse: Callable[[str], _T | None], expected: str) -> Iterator[_T]:
    """Parse each line that is not blank, and yield what `parse` returns unless it is None.

    Raises:
        CorpusError: A line is not `expected`, as the message says, or the file cannot be read.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    parsed = parse(line.decode("utf-8-sig").rstrip("\r\n")) if line.strip() else None
                except (ValueError, KeyError, TypeError) as error:  # bad UTF-8 and bad JSON are ValueErrors
                    raise CorpusError(f"{path}:{number}: not {expected}: {error!r}") from None
                if parsed:
                    yield parsed
    except (OSError, EOFError, zlib.error) as error:
        raise CorpusError(f"{path}: cannot be read: {error}") from None


def _qrels_row(line: str) -> tuple[str, str, int] | None:
    query, name, grade = line.split("\t")
    return None if grade == "score" else (query, name, int(grade))  # the header row


def _query(line: str) -> tuple[str, str, date | None]:
    record = orjson.loads(line)
    query, text = record["id"], record["text"]
    if not (isinstance(query, str) and isinstance(text, str) and has_visible_text(text)):
        raise TypeError("id and text must be strings, and text must not be empty")
    if len(text) > LONGEST_PARAGRAPH:  # search refuses longer questions
        raise ValueError(f"the text is longer than {LONGEST_PARAGRAPH:,} characters")
    day = next((record[key] for key in _ASKED if record.get(key)), None)
    return query, text, None if day is None else date.fromisoformat(day[:_DAY])
