"""Lists of articles in every format."""

from __future__ import annotations

from ...index.retrieval.protocol import PassageStore
from ..citation.csl import csl_of_json
from ..citation.markdown import as_markdown
from ..library.listing import ArticleList
from ..query.json_types.listing import ListedArticleJSON
from ..query.names.unknown_names import why_nothing
from .console import Format
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
    from .desk_view import render_articles

    return render_articles(found.articles, width=width, colour=colour)


def nothing_found(found: ArticleList, store: PassageStore) -> str:
    """Tell that no article passes, and why, where a name or a day of the filters is the reason."""
    reason = why_nothing(found.filters, store)
    return f"nothing found{reason and f'; {reason}'}"
