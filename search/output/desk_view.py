"""Lists and reports for people, laid out for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from ...corpus.text.characters import one_line
from ..query.json_types.listing import ListedArticleJSON
from .counts import counted
from .terminal_view import captured, console_of, two_columns


def render_articles(articles: Iterable[ListedArticleJSON], *, width: int, colour: bool) -> str:
    """Render articles: the day, beside it headline, outlet, authors and id."""
    console = console_of(width, colour)
    grid = two_columns(padding=(0, 2, 0, 0))
    for article in articles:
        about = [article["source"], ", ".join(article["authors"]), counted(article["passages"], "passage")]
        told = Text(one_line(article["title"] or article["id"]), "bold")
        told.append("\n" + " · ".join(one_line(part) for part in about if part), "not bold cyan")
        told.append(f"\n{one_line(article['id'])}", "not bold dim")
        grid.add_row((article["published"] or "undated")[:10], told)
    console.print(grid)
    return captured(console)
