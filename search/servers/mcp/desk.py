"""The tools of the desk: what the archive holds. The tools in `tools` answer questions."""

from __future__ import annotations

from pydantic import BaseModel, Field

from ..jobs import Job
from .archive import Archive
from .arguments import Arguments
from .responses import short_name
from .tool import QUOTED, Tool

_MOST_NAMES = 100
"""Outlets, and sections, that an answer lists."""


class DescribeArchive(Arguments):
    """The arguments of `describe_archive`: none."""


class Count(BaseModel):
    """A name, and how many articles have it."""

    name: str = Field(description="Empty for articles without one.")
    articles: int


class ArchiveDescription(BaseModel):
    """What the archive holds."""

    articles: int
    first: str | None = Field(description="The earliest day of publication, ISO 8601.")
    last: str | None = Field(description="The latest day of publication.")
    sources: list[Count] = Field(description="The outlets, as the argument `source` takes them; most articles first.")
    categories: list[Count] = Field(description="The sections, as the argument `category` takes them.")
    languages: list[Count] = Field(description="By language, as BCP 47 tags.")
    left_out: int = Field(description="Number of further outlets and sections, left out because there are too many.")


async def _describe(archive: Archive, arguments: DescribeArchive) -> ArchiveDescription:  # noqa: ARG001  # there are none
    status = await archive.ask(Job(to="status"))
    counted = {
        key: [Count(name=short_name(name), articles=count) for name, count in status[key].items()]
        for key in ("sources", "categories", "languages")
    }
    return ArchiveDescription.model_validate(
        {key: status[key] for key in ("articles", "first", "last")}
        | {key: counts[:_MOST_NAMES] for key, counts in counted.items()}
        | {"left_out": sum(max(0, len(counts) - _MOST_NAMES) for counts in counted.values())}
    )


DESK_TOOLS = (
    Tool(
        "describe_archive",
        "What the archive holds",
        "Get the outlets, sections and languages of the archive with the number of articles of each, and the first and "
        f"last day. Use it to learn which names the filters take. {QUOTED}",
        DescribeArchive,
        ArchiveDescription,
        _describe,
    ),
)
"""The tools of the desk."""
