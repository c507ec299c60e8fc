"""`NutgrafRetriever` for LangChain. Its documents are passages."""

from __future__ import annotations

from typing import Any, Self, Unpack, cast

from ...corpus.errors import ExtraMissingError
from ...index.filter import Filter
from ..library.searcher import Searcher
from ..query.declared_options import declared_options
from ..query.options import SearchKeywords, SearchOptions
from ..ranking.results import Result
from .documents import passage_documents

try:
    from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
    from pydantic import ConfigDict, model_validator

    from ..query.pydantic_fields import plain_fields, with_fields
except ImportError:
    raise ExtraMissingError("the retriever for LangChain", "langchain") from None


@with_fields(plain_fields())
class NutgrafRetriever(BaseRetriever):
    """A retriever of the passages that answer a question, as documents, best first.

    A document has the passage's id and text, and the metadata of `metadata`. The options are those of
    `Searcher.search`; options and `fence` given to ``invoke``, ``ainvoke`` or ``batch`` hold for that call.

    Attributes:
        searcher: The searcher to ask.
        fence: True for documents whose text stands between markers, for a prompt; see `passage_documents`.
        filters, k, mode and so on: The options of `SearchOptions`.

    Raises:
        ValueError: An option is unknown or out of range. Each call raises it too, and the errors of `Searcher.search`.
    """

    # Without "forbid" a misspelt option would be ignored silently.
    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    searcher: Searcher
    fence: bool = False
    filters: Filter = Filter()

    def __init__(
        self,
        *,
        searcher: Searcher,
        fence: bool = False,
        name: str | None = None,
        tags: list[str] | None = None,
        metadata: dict[str, Any] | None = None,
        **options: Unpack[SearchKeywords],
    ) -> None:
        own: dict[str, Any] = {
            "searcher": searcher,
            "fence": fence,
            **options,
        }  # fields that BaseRetriever does not know
        super().__init__(name=name, tags=tags, metadata=metadata, **own)

    @model_validator(mode="after")
    def _check_options(self) -> Self:
        SearchOptions(**self._options())
        return self

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  # the base class reports to it
        fence: bool | None = None,
        **options: Unpack[SearchKeywords],
    ) -> list[Document]:
        return self._documents(self.searcher.search(query, **self._options() | options), fence=fence)

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,  # noqa: ARG002
        fence: bool | None = None,
        **options: Unpack[SearchKeywords],
    ) -> list[Document]:
        return self._documents(await self.searcher.asearch(query, **self._options() | options), fence=fence)

    def _options(self) -> SearchKeywords:
        return cast("SearchKeywords", {name: getattr(self, name) for name in ("filters", *declared_options())})

    def _documents(self, result: Result, *, fence: bool | None) -> list[Document]:
        return [
            Document(id=each.hit.id, page_content=each.text, metadata=each.metadata)
            for each in passage_documents(result, fence=self.fence if fence is None else fence)
        ]
