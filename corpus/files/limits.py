"""The limits of reading: what one record, one file and one parser may take, whatever a file holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """Bounds that keep reading under 300 MiB of memory, and its time linear in the size of a file.

    Attributes:
        record_bytes: Bytes of a line, of a record, and of a page or a text. "War and Peace" has 3.2 MB.
        feed_bytes: Bytes of a feed, which is read whole, with many records in it.
        values: Values in a record of JSON, cells in a row. 200,000 take up to 50 MB as Python objects.
        expansion: A gzip file is a bomb if it decompresses to more than this many times its size, and to more than
            `feed_bytes`.
        parser_seconds: Seconds that the parser of a page, a feed or a Markdown file may take.
        parser_bytes: Bytes of memory that its process may have.

    Raises:
        ValueError: A limit is not positive.
    """

    record_bytes: int = 16 << 20
    feed_bytes: int = 64 << 20
    values: int = 200_000
    expansion: int = 200
    parser_seconds: float = 30
    parser_bytes: int = 512 << 20

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be positive, not {getattr(self, name)}")


DEFAULT_LIMITS = ReadLimits()
"""The limits of every reader that is given no others."""
