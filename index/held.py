"""What the writer stands on: a generation whose segments are opened once, however many commits they live through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .files import damaged
from .folder import IndexFolder
from .manifest import Manifest
from .segment import Segment, article_key
from .snapshot import Place


class Held:
    """A generation under the writer's hands.

    Args:
        folder: The index.
        manifest: The generation.
        known: Segments of the generation before: those that stay are not opened again.

    Attributes:
        manifest: The generation.
        segments: Its segments, in row order.

    Raises:
        IndexFormatError: A file is missing.
    """

    def __init__(self, folder: IndexFolder, manifest: Manifest, known: Sequence[Segment] = ()) -> None:
        self.manifest = manifest
        there = {it.entry.name: it for it in known}
        try:
            self.segments = [
                there[entry.name].with_entry(entry)
                if entry.name in there
                else Segment(folder.segments / entry.name, entry)
                for entry in manifest.segments
            ]
        except FileNotFoundError as error:
            raise damaged(error.filename, "is missing") from None

    def places(self, key: int) -> Iterator[Place]:
        """Where live articles stand whose id has that key (see `article_key`)."""
        for number, segment in enumerate(self.segments):
            for article in segment.keys("article_key").rows(key):
                if segment.live_articles[article]:
                    yield Place(number, article)

    def find(self, article_id: str) -> Place | None:
        """Where the live article of that id stands."""
        places = self.places(article_key(article_id))  # different ids may share 64 bits
        return next((it for it in places if self.segments[it.segment].article(it.article).id == article_id), None)
