"""The address of an engine, and the name of an archive in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...corpus.errors import EngineError

_URI = re.compile(
    r"(?P<server>(?:https?|tcp)://[^/]+)(?:/(?P<name>[A-Za-z][A-Za-z0-9_]{0,63})?)?|(?P<file>[^:?#]+\.db)"
)


@dataclass(frozen=True, slots=True)
class Address:
    """The address of an engine, with the name of the archive in it.

    Attributes:
        server: The address of the server, or the file of Milvus Lite.
        name: The beginning of the names of its collections.
    """

    server: str
    name: str

    @classmethod
    def of(cls, uri: str) -> Address:
        """Read ``http://HOST:PORT[/NAME]``, or a file of Milvus Lite that ends in ``.db``.

        Raises:
            EngineError: It is neither.
        """
        found = _URI.fullmatch(uri)
        if not found:
            raise EngineError(
                f"{uri!r} is no address of an engine; give http://HOST:PORT, or http://HOST:PORT/NAME for one of "
                "several archives, or a file of Milvus Lite such as archive.db"
            )
        return cls(found["server"] or found["file"], found["name"] or "nutgraf")

    def __str__(self) -> str:
        return self.server if self.name == "nutgraf" else f"{self.server}/{self.name}"
