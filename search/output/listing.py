"""Lists of articles in every format, for programs and for people."""

from __future__ import annotations

from collections.abc import Iterable

from ...index.retrieval.protocol import PassageStore
from ..citation.csl import csl_of_json
from ..citation.markdown import as_markdown
from ..library.listing import ArticleList
from ..query.json_types.listing import ListedArticleJSON
from ..query.names.unknown_names import why_nothing
from .console import Format
from .counts import counted
from .formats import as_json, as_json_line
from .tables import as_csv_rows

_COLUMNS = tuple(ListedArticleJSON.__annotations__)


def rendered(found: ArticleList, output: Format, *, width: int, colour: bool) -> str:
    """Render a list: an article a line, or two where its title is long."""
    if output == "json":
        return as_json(found.to_dict())
    if output == "jsonl":
        return "".join(as_json_line(article) for article in found.articles)
    if output == "csv":
        return as_csv_rows(_COLUMNS, found.articles)
    if output == "md":
        return "".join(f"- {as_markdown(csl_of_json(article))}\n" for article in found.articles) or "Nothing found.\n"
    return _for_people(found.articles, width=width, colour=colour)


def _for_people(articles: Iterable[ListedArticleJSON], *, width: int, colour: bool) -> str:
    """Lay out articles for a terminal: the day, beside it headline, outlet, authors and id."""
    from .terminal_view import captured, console_of, headline, two_columns  # other formats do without

    console = console_of(width, colour)
    grid = two_columns(padding=(0, 2, 0, 0))
    for article in articles:
        about = (article["source"], ", ".join(article["authors"]), counted(article["passages"], "passage"))
        grid.add_row((article["published"] or "undated")[:10], headline(article, about))
    console.print(grid)
    return captured(console)


def nothing_found(found: ArticleList, store: PassageStore) -> str:
    """Tell that no article passes, and why, where a name or a day of the filters is the reason."""
    reason = why_nothing(found.filters, store)
    return f"nothing found{reason and f'; {reason}'}"
