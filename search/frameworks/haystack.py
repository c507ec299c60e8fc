"""For Haystack: `NutgrafRetriever`, whose documents are passages.

Haystack reports usage to its makers. Once imported it keeps an id in ``~/.haystack/config.yaml``; when a pipeline runs
it sends that, the names and classes of the components, this one's among them, and what machine it runs on, but neither
questions nor documents. ``HAYSTACK_TELEMETRY_ENABLED=False``, set before the import, turns it off. We add nothing.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Lock
from typing import Any, Unpack

from ...corpus.errors import ExtraMissingError
from ...index.embedding.protocol import Embedder
from ..library.searcher import Searcher
from ..query.options import OptionKeywords, SearchKeywords, SearchOptions
from ..ranking.results import Result
from .haystack_filter import as_filter
from .metadata import metadata

try:
    from haystack import Document, component, default_from_dict, default_to_dict
    from haystack.core.errors import SerializationError
except ImportError:
    raise ExtraMissingError("the retriever for Haystack", "haystack") from None


@component
class NutgrafRetriever:
    """The passages of an index that answer a question best, as documents, best first.

    A document's id is the passage's, its content the passage's text, its meta what `metadata` says. The index is opened
    and its model loaded by `warm_up` or the first question. A pipeline that was saved is loaded with
    ``Pipeline.loads(text, allowed_modules=["nutgraf"])``, as Haystack trusts no module but its own; the index that it
    names is to be trusted like code.

    Args:
        index: The folder of the index.
        filters: Haystack's dicts of conditions, as `as_filter` takes them, for questions that bring none.
        top_k: How many documents at most, for questions that do not say.
        embedder: The model that built the index, if it is not the one that the index names; it cannot be saved.
        options: The other options of `SearchOptions`: `mode`, `neighbours` and so on.

    Raises:
        ValueError: An option is out of range, or `filters` cannot be said as a `Filter`.
        TypeError: There is no such option.
    """

    def __init__(
        self,
        index: Path | str,
        *,
        filters: dict[str, Any] | None = None,
        top_k: int = SearchOptions().k,
        embedder: Embedder | None = None,
        **options: Unpack[OptionKeywords],
    ) -> None:
        self.index, self.filters, self.top_k, self.embedder = str(index), filters, top_k, embedder
        self.options = options
        SearchOptions(**self._asked(None, None))  # refuses now what would be refused with the first question
        self._opening = Lock()
        self._searcher: Searcher | None = None

    def warm_up(self) -> None:
        """Open the index and load its model, once.

        Raises:
            IndexMissingError, IndexFormatError, ModelMismatchError: See `Searcher`.
        """
        self._opened()

    async def warm_up_async(self) -> None:
        """`warm_up`, awaited."""
        await asyncio.to_thread(self.warm_up)

    @component.output_types(documents=list[Document])
    def run(
        self, query: str, filters: dict[str, Any] | None = None, top_k: int | None = None
    ) -> dict[str, list[Document]]:
        """What answers `query`, as ``documents``.

        Args:
            query: The question.
            filters: In place of those of the component, if there are any.
            top_k: In place of that of the component.

        Raises:
            ValueError: `filters` cannot be said as a `Filter`, or `top_k` is less than 1.
            QuestionError and what else `Searcher.search` raises.
        """
        return {"documents": _documents(self._opened().search(query, **self._asked(filters, top_k)))}

    @component.output_types(documents=list[Document])
    async def run_async(
        self, query: str, filters: dict[str, Any] | None = None, top_k: int | None = None
    ) -> dict[str, list[Document]]:
        """`run`, awaited."""
        searcher = await asyncio.to_thread(self._opened)
        return {"documents": _documents(await searcher.asearch(query, **self._asked(filters, top_k)))}

    def to_dict(self) -> dict[str, Any]:
        """As Haystack saves it: the path of the index, and the options.

        Raises:
            SerializationError: It has an embedder of its own.
        """
        if self.embedder is not None:
            raise SerializationError(
                "a NutgrafRetriever with an embedder of its own cannot be saved; without one, the index names its model"
            )
        return default_to_dict(self, index=self.index, filters=self.filters, top_k=self.top_k, **self.options)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> NutgrafRetriever:
        """What `to_dict` saved."""
        return default_from_dict(cls, data)

    def _asked(self, filters: dict[str, Any] | None, top_k: int | None) -> SearchKeywords:
        wanted = as_filter(filters or self.filters)
        return SearchKeywords(k=self.top_k if top_k is None else top_k, filters=wanted, **self.options)

    def _opened(self) -> Searcher:
        with self._opening:  # two threads would load the model twice
            if self._searcher is None:
                searcher = Searcher(self.index, embedder=self.embedder)
                searcher.search("warm-up", **self.options)  # a question loads what questions need
                self._searcher = searcher
            return self._searcher


def _documents(result: Result) -> list[Document]:
    return [
        Document(id=hit.id, content=hit.passage.text, meta=metadata(hit, result.verdict), score=hit.score)
        for hit in result.hits
    ]
