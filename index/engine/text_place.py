"""The place of an article's text in a store of texts: a part of a segment's file."""

from __future__ import annotations

from dataclasses import dataclass

from ..segments.segment import ARTICLES, Segment
from .generation import partition_of

_MARK = "@"
"""No base64 begins so, as a line in the engine does."""


@dataclass(frozen=True, slots=True)
class TextPlace:
    """The place of an article's line.

    Attributes:
        file: The file in the store.
        start: The first byte of the line.
        end: The byte after its last.
        digest: BLAKE2b-128 of the line, hex.
    """

    file: str
    start: int
    end: int
    digest: str

    @classmethod
    def of(cls, segment: Segment, segment_number: int, article: int) -> TextPlace:
        """The place of an article of a segment whose file `text_file` names."""
        start, end = segment.rows["article_start"][article : article + 2].tolist()
        return cls(text_file(segment_number), start, end, segment.rows["article_digest"][article].tobytes().hex())

    @classmethod
    def read(cls, field: str) -> TextPlace | None:
        """Read what `str` wrote; None for a field that is something else."""
        if not field.startswith(_MARK):
            return None
        file, start, end, digest = field.removeprefix(_MARK).split()
        return cls(file, int(start), int(end), digest)

    def __str__(self) -> str:
        return f"{_MARK}{self.file} {self.start} {self.end} {self.digest}"


def text_file(segment_number: int) -> str:
    """The name in a store of the articles of a segment."""
    return text_file_of(partition_of(segment_number))


def text_file_of(partition: str) -> str:
    """The name in a store of the articles of the segment in a partition."""
    return f"{partition}/{ARTICLES}"
