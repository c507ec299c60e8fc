"""`NutgrafRetriever` for Haystack. Its documents are passages.

Haystack itself reports usage to its makers. Once imported, it keeps an id in ``~/.haystack/config.yaml``. When a
pipeline runs, it sends this id, the names and classes of the components, this one included, and a description of the
machine, but neither questions nor documents. Set ``HAYSTACK_TELEMETRY_ENABLED=False`` before the import to turn it off.
Nutgraf adds nothing to these reports.
"""

from __future__ import annotations

import asyncio
from copy import deepcopy
from pathlib import Path
from threading import Lock
from typing import Any, Unpack

from ...corpus.errors import ExtraMissingError
from ...index.embedding.protocol import Embedder
from ..library.searcher import Searcher
from ..query.given_options import search_options
from ..query.options import OptionKeywords, SearchKeywords, SearchOptions
from ..ranking.results import Result
from .documents import passage_documents
from .haystack_filter import as_filter

try:
    from haystack import Document, component, default_from_dict, default_to_dict
    from haystack.core.errors import SerializationError
except ImportError:
    raise ExtraMissingError("the retriever for Haystack", "haystack") from None


@component
class NutgrafRetriever:
    """A retriever of the passages that answer a question, as documents, best first.

    A document has the passage's id, its text as content, and `metadata` as meta. `warm_up` or the first question opens
    the index and loads its model. Load a saved pipeline with ``Pipeline.loads(text, allowed_modules=["nutgraf"])``, as
    Haystack trusts only its own modules; treat the index that the pipeline names like code, and load only trusted ones.

    Args:
        index: The folder of the index.
        filters: Haystack's dicts of conditions, as `as_filter` takes them; the default for questions without filters.
        top_k: The most documents; the default for questions without a number.
        fence: True for documents whose content stands between markers, for a prompt; see `passage_documents`.
        embedder: The model that built the index, if it is not the one that the index names; it cannot be saved.
        options: The other options of `SearchOptions`: `mode`, `neighbours` and so on.

    Raises:
        ValueError: An option is out of range, or `filters` cannot be translated to a `Filter`.
        TypeError: An option is unknown.
    """

    def __init__(
        self,
        index: Path | str,
        *,
        filters: dict[str, Any] | None = None,
        top_k: int = SearchOptions().k,
        fence: bool = False,
        embedder: Embedder | None = None,
        **options: Unpack[OptionKeywords],
    ) -> None:
        self.index, self.filters, self.top_k, self.embedder = str(index), filters, top_k, embedder
        self.fence, self.options = fence, options
        search_options(**self._keywords(None, None))  # refuses bad options now instead of at the first question
        self._lock = Lock()
        self._searcher: Searcher | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Copy and pickle all but the open index."""
        return vars(self) | {"_lock": None, "_searcher": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Open the index again when it is needed."""
        vars(self).update(state, _lock=Lock())

    def __deepcopy__(self, memo: dict[int, Any]) -> NutgrafRetriever:
        """Copy the options; the open index and the embedder are shared, as any number of threads may."""
        memo[id(self.embedder)] = self.embedder
        copied = object.__new__(type(self))
        copied.__setstate__(deepcopy(self.__getstate__(), memo))
        copied._searcher = self._searcher
        return copied

    def warm_up(self) -> None:
        """Open the index and load its model, once.

        Raises:
            IndexMissingError, IndexFormatError, ModelMismatchError: See `Searcher`.
        """
        self._open()

    async def warm_up_async(self) -> None:
        """Call `warm_up` in a thread, and await it."""
        await asyncio.to_thread(self.warm_up)

    @component.output_types(documents=list[Document])
    def run(
        self, query: str, filters: dict[str, Any] | None = None, top_k: int | None = None
    ) -> dict[str, list[Document]]:
        """Search for `query` and return the passages as ``documents``.

        Args:
            query: The question.
            filters: Conditions that replace those of the component, if there are any.
            top_k: A number that replaces that of the component.

        Raises:
            ValueError: `filters` cannot be translated to a `Filter`, or `top_k` is less than 1.
            QuestionError and the other errors of `Searcher.search`.
        """
        return {"documents": self._documents(self._open().search(query, **self._keywords(filters, top_k)))}

    @component.output_types(documents=list[Document])
    async def run_async(
        self, query: str, filters: dict[str, Any] | None = None, top_k: int | None = None
    ) -> dict[str, list[Document]]:
        """Search like `run`, in a thread, and await the result."""
        searcher = await asyncio.to_thread(self._open)
        return {"documents": self._documents(await searcher.asearch(query, **self._keywords(filters, top_k)))}

    def to_dict(self) -> dict[str, Any]:
        """Return the path of the index and the options, as Haystack saves them.

        Raises:
            SerializationError: The retriever has an embedder of its own.
        """
        if self.embedder is not None:
            raise SerializationError(
                "a NutgrafRetriever with an embedder of its own cannot be saved; without one, the index names its model"
            )
        own = {"index": self.index, "filters": self.filters, "top_k": self.top_k, "fence": self.fence}
        return default_to_dict(self, **own, **self.options)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> NutgrafRetriever:
        """Make a retriever from the values of `to_dict`."""
        return default_from_dict(cls, data)

    def _keywords(self, filters: dict[str, Any] | None, top_k: int | None) -> SearchKeywords:
        k = self.top_k if top_k is None else top_k
        return SearchKeywords(k=k, filters=as_filter(filters or self.filters), **self.options)

    def _open(self) -> Searcher:
        with self._lock:  # two threads would load the model twice
            if self._searcher is None:
                searcher = Searcher(self.index, embedder=self.embedder)
                searcher.search("warm-up", **self.options)  # a question loads all that questions need
                self._searcher = searcher
            return self._searcher

    def _documents(self, result: Result) -> list[Document]:
        return [
            Document(id=each.hit.id, content=each.text, meta=each.metadata, score=each.hit.relevance)
            for each in passage_documents(result, fence=self.fence, around=bool(self.options.get("neighbours")))
        ]
