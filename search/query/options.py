"""The options of a search, each declared once: type, default, bounds, help, and its name in every interface.

To add one, write it into `SearchOptions` and into the keywords beside it. The command line, HTTP, MCP and the
frameworks take it from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from itertools import chain
from numbers import Integral, Real
from types import NoneType
from typing import Annotated, Any, Literal, TypedDict, get_args, get_type_hints

from ...index.filter import Filter
from .option import Option
from .question import QuestionError, refuse_broken

Mode = Literal["hybrid", "dense", "bm25"]
MODES: tuple[Mode, ...] = get_args(Mode)
Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = get_args(Sort)
LISTED, TERMS, SIMILAR = 20, 20, 10
"""Articles of a list, words of a report, and articles of one story, where no other number is asked for."""
_LONGEST_NAME = 4_000
"""Characters of a reranker's name or path, and of the names to ignore."""


class OptionKeywords(TypedDict, total=False):
    """Keyword arguments of a search, less `k` and `filters`, which frameworks name and take in their own way."""

    mode: Mode
    neighbours: int
    literal: bool
    ignore: str | None
    collapse: bool
    max_per_article: int | None
    as_of: date | str | None
    rerank: str | None
    rerank_depth: int
    min_relevance: float | None
    sort: Sort
    facets: bool


class SearchKeywords(OptionKeywords, total=False):
    """Keyword arguments of a search; `SearchOptions` says what each means."""

    k: int
    filters: Filter


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """The options of a search, with their defaults.

    Attributes:
        k: The most hits. Above `fusion.pool` a search takes more candidates, which changes the scale of the scores.
        filters: Conditions that an article must meet to be searched.
        mode: ``hybrid`` searches by meaning and by words, ``dense`` and ``bm25`` by one of them. ``bm25`` finds only
            passages that share a word with the question, and needs no model.
        neighbours: The number of passages before and after each hit to return with it.
        literal: True to give no preference to the outlets, dates and quotations in the question.
        ignore: Parts of the question to take as plain words, by the values that a result gives as `understood`,
            separated by ``|``: outlets, authors, sections, quotations, exclusions, ``2023-05-01/2023-05-31``.
        collapse: True to fold near copies of a hit into it, and to leave boilerplate out; else every passage is a hit.
        max_per_article: The most hits from one article; None for any number.
        as_of: The day of asking, to which "last week" or "now" in the question refer; text is read as by
            ``--as-of``. By default today, if the newest article of the archive is at most a month old, or else the last
            day of the archive. But for the latter, questions that name no time prefer what was published shortly
            before it.
        rerank: The reranker: ``late`` for late interaction by the index's own model, ``off`` for none, else the folder
            or the name of a cross-encoder; None for the searcher's default.
        rerank_depth: The best passages that the reranker puts into a new order; the rest keeps its order behind them.
        min_relevance: The least relevance of a hit, 0 to 1. By default there is none, but for an order by time 0.3.
        sort: ``relevance``, or among what is relevant ``newest`` or ``oldest`` first, articles without a date last.
        facets: True to count the articles that bear on the question by outlet, section, author and day, too.

    Raises:
        QuestionError: An option has no valid value.
    """

    k: Annotated[
        int,
        Option(
            help="The most passages to return.",
            least=1,
            most=100,
            most_by_tool=50,
            flags=("-k",),
            metavar="K",
            argument="limit",
            covers=False,
        ),
    ] = 10
    filters: Filter = Filter()  # noqa: RUF009  # frozen, so it may be shared
    mode: Annotated[
        Mode,
        Option(
            help="dense: by meaning alone. bm25: by words alone, without a model. hybrid: by both.", argument="mode"
        ),
    ] = "hybrid"
    literal: Annotated[
        bool,
        Option(help="Give no preference to outlets, dates and quotations in the question.", flags=("--literal",)),
    ] = False
    ignore: Annotated[
        str | None,
        Option(
            help="Parts of what was understood to take as plain words, separated by |.",
            metavar="NAME|...",
            unset="none",
        ),
    ] = None
    collapse: Annotated[bool, Option(help="Fold near copies into one hit, and leave boilerplate out.")] = True
    max_per_article: Annotated[
        int | None,
        Option(
            help="The most hits from one article.", least=1, most=100, metavar="N", unset="any number", covers=False
        ),
    ] = None
    rerank: Annotated[
        str | None,
        Option(
            help="Read the best passages again, more closely: late, by the index's own model; or a cross-encoder; off.",
            metavar="late|MODEL",
            unset="off, or what the server was started with",
            argument="rerank",
            covers=False,
        ),
    ] = None
    rerank_depth: Annotated[
        int, Option(help="The number of best passages to read again.", least=1, most=50, metavar="N", covers=False)
    ] = 25
    neighbours: Annotated[
        int,
        Option(
            help="The number of passages before and after each hit.",
            least=0,
            most=10,
            most_by_tool=5,
            flags=("--context", "-C"),
            metavar="N",
            argument="context",
            covers=False,
        ),
    ] = 0
    min_relevance: Annotated[
        float | None,
        Option(
            help="Only passages that bear on the question with this probability, 0 to 1.",
            least=0,
            most=1,
            metavar="P",
            unset="any; 0.3 where hits are sorted by time",
        ),
    ] = None
    sort: Annotated[
        Sort,
        Option(help="The order of the hits: newest and oldest sort all that is relevant.", covers=False),
    ] = "relevance"
    facets: Annotated[
        bool,
        Option(help="Count the articles that bear on the question by outlet, section, author and day.", covers=False),
    ] = False
    as_of: Annotated[
        date | None,
        Option(
            help='The day of asking, for words such as "last week" or "now" in the question.',
            metavar="DAY",
            unset="today, or the archive's last day if its newest article is over a month old",
            argument="as_of",
        ),
    ] = None

    @property
    def covers(self) -> bool:
        """True where the answer needs all that bears on the question, not the best only."""
        return self.min_relevance is not None or self.sort != "relevance" or self.facets

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise QuestionError(f"there is no mode {self.mode!r}; use one of: {', '.join(MODES)}")
        if not isinstance(self.filters, Filter):
            raise QuestionError(f"filters must be a Filter, not {self.filters!r}")
        for name, declared in declared_options().items():
            object.__setattr__(self, name, declared.checked(getattr(self, name)))
        if self.as_of is not None:
            object.__setattr__(self, "as_of", moment("as_of", self.as_of, _one_day, kind="a date"))
        if self.sort not in SORTS:
            raise QuestionError(f"there is no order {self.sort!r}; use one of: {', '.join(SORTS)}")
        _refuse_reranker(self.rerank, idle=self.sort != "relevance" or self.min_relevance is not None)
        _refuse_no_names(self.ignore)
        for text in chain(
            [self.ignore or ""], *(names for it in self.filters.parts() for names in it.facets().values())
        ):
            refuse_broken(text)


@dataclass(frozen=True, slots=True)
class DeclaredOption:
    """A field of `SearchOptions`, read from its declaration.

    Attributes:
        name: The field's name.
        type: Its type, for example ``int | None``.
        default: Its default.
        option: Its declaration.
        kinds: The types that its type is a union of, or itself.
    """

    name: str
    type: Any
    default: Any
    option: Option
    kinds: frozenset[Any]

    def checked(self, value: object) -> object:
        """Return a number, which may be numpy's, as Python's own; any other value as it is.

        Raises:
            QuestionError: It is no number of its type, or not within its bounds.
        """
        least, most = self.option.least or 0, self.option.most
        if self.kinds.isdisjoint((int, float)) or (value is None and NoneType in self.kinds):
            return value
        if float in self.kinds:
            if not isinstance(value, Real) or not least <= value <= most:  # type: ignore[operator]  # of reals
                raise QuestionError(f"{self.name} must be at least {least} and at most {most}, not {value!r}")
            return float(value)
        if isinstance(value, bool) or not isinstance(value, Integral):
            raise QuestionError(f"{self.name} must be a whole number, not {value!r}")
        if value < least:
            raise QuestionError(f"{self.name} must be at least {least}, not {value}")
        return int(value)


@cache
def declared_options() -> Mapping[str, DeclaredOption]:
    """Return the options by name, in order, less `filters`, which each interface takes in its own way."""
    hints = get_type_hints(SearchOptions, include_extras=True)
    declared_by_name = {}
    for field in fields(SearchOptions):
        kind, *declared = get_args(hints[field.name]) or [None]
        if declared and isinstance(declared[0], Option):
            kinds = frozenset(get_args(kind) or [kind])
            declared_by_name[field.name] = DeclaredOption(field.name, kind, field.default, declared[0], kinds)
    return declared_by_name


@cache
def coverage_options() -> frozenset[str]:
    """Return the names of the options that make a difference to a coverage."""
    return frozenset(name for name, declared in declared_options().items() if declared.option.covers)


def refuse_without_effect(given: Iterable[str]) -> None:
    """Raise QuestionError for an option that makes no difference to a coverage."""
    idle = sorted({*given} - coverage_options() - {"filters"})
    if idle:
        raise QuestionError(f"a coverage has all that bears on a question, so leave out {', '.join(idle)}")


def moment(name: str, given: object, read: Callable[[str], date], *, kind: str = "a day or a time") -> date:
    """Return a day or a time as it is; `read` one that is text, which programs without types may give."""
    if isinstance(given, date):
        return given
    if not isinstance(given, str):
        raise QuestionError(f"{name} must be {kind}, not {given!r}")
    try:
        return read(given)
    except ValueError as error:
        raise QuestionError(f"{name}: {error}") from None


def _one_day(text: str) -> date:
    from .timing.typed import one_day  # its patterns are not needed where no date is typed

    return one_day(text)


def _refuse_reranker(name: object, *, idle: bool) -> None:
    if idle and name not in (None, "off"):
        raise QuestionError("a reranker orders the best passages only: leave out rerank, or sort and min_relevance")
    if name is not None:
        if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME or "\0" in name:
            raise QuestionError("rerank must be late, off, or the folder or the name of a cross-encoder")
        refuse_broken(name)


def _refuse_no_names(ignore: object) -> None:
    if ignore is not None and (not isinstance(ignore, str) or len(ignore) > _LONGEST_NAME):
        raise QuestionError(f"ignore must be names separated by |, {_LONGEST_NAME:,} characters at most")
