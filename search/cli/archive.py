"""The archive that a command reads: an index on this machine, or an engine to which one was published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..library.searcher import Searcher


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive that the options ``--index`` and ``--engine`` name.

    Attributes:
        folder: The folder of the index.
        engine: The address of the engine, which is asked instead; None for none.
    """

    folder: Path
    engine: str | None = None

    def __str__(self) -> str:
        return self.engine or str(self.folder)

    def open(self, rerankers: Sequence[str] | None = None) -> Searcher:
        """Open it for searching.

        Raises:
            IndexMissingError, IndexFormatError, EngineError: See `Searcher`.
        """
        from ..library.searcher import Searcher

        if self.engine:
            return Searcher(engine=self.engine, rerankers=rerankers)
        return Searcher(self.folder, rerankers=rerankers)
