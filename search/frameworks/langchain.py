"""`NutgrafRetriever` for LangChain. Its documents are passages."""

from __future__ import annotations

from typing import Any, Self, Unpack, cast

from ...corpus.errors import ExtraMissingError
from ...index.filter import Filter
from ..library.searcher import Searcher
from ..query.given_options import search_options
from ..query.options import SearchKeywords, declared_options
from ..ranking.relevance.verdict import Verdict
from ..ranking.results import Hit, Result
from .documents import PassageDocument, passage_documents

try:
    from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
    from pydantic import ConfigDict, PrivateAttr, model_validator

    from ..query.pydantic_fields import plain_fields, with_fields
except ImportError:
    raise ExtraMissingError("the retriever for LangChain", "langchain") from None


class HitDocument(Document):
    """A passage as a document. What one question said of it stands beside it, and is neither compared nor saved.

    Two of the same passage are equal, whatever they were found by: retrievers that ask in several ways rely on it.

    Attributes:
        hit: The hit, with its rank, relevance and highlight.
        verdict: The verdict of the result.
    """

    _hit: Hit = PrivateAttr()
    _verdict: Verdict = PrivateAttr()

    @classmethod
    def of(cls, document: PassageDocument, verdict: Verdict) -> HitDocument:
        """Make the document of a passage."""
        made = cls(id=document.hit.id, page_content=document.text, metadata=document.metadata)
        made._hit, made._verdict = document.hit, verdict
        return made

    @property
    def hit(self) -> Hit:
        """The hit, with its rank, relevance and highlight."""
        return self._hit

    @property
    def verdict(self) -> Verdict:
        """The verdict of the result."""
        return self._verdict

    def __eq__(self, other: object) -> bool:
        """Compare id, text and metadata, also with a plain document."""
        return isinstance(other, Document) and all(
            getattr(self, name) == getattr(other, name) for name in ("id", "page_content", "metadata")
        )

    __hash__ = None  # type: ignore[assignment]  # as of every document

    @classmethod
    def lc_id(cls) -> list[str]:
        """Name the class that it is loaded as: a plain document."""
        return Document.lc_id()


@with_fields(plain_fields())
class NutgrafRetriever(BaseRetriever):
    """A retriever of the passages that answer a question, as documents, best first.

    A `HitDocument` has the passage's id and text, the metadata of `metadata`, and the hit and the verdict. Options are
    those of `Searcher.search`; options and `fence` given to ``invoke``, ``ainvoke`` or ``batch`` hold for that call.

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
        search_options(**self._options())
        return self

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  # the base class reports to it
        fence: bool | None = None,
        **options: Unpack[SearchKeywords],
    ) -> list[Document]:
        given = self._options() | options
        return self._documents(self.searcher.search(query, **given), given, fence=fence)

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,  # noqa: ARG002
        fence: bool | None = None,
        **options: Unpack[SearchKeywords],
    ) -> list[Document]:
        given = self._options() | options
        return self._documents(await self.searcher.asearch(query, **given), given, fence=fence)

    def _options(self) -> SearchKeywords:
        return cast("SearchKeywords", {name: getattr(self, name) for name in ("filters", *declared_options())})

    def _documents(self, result: Result, options: SearchKeywords, *, fence: bool | None) -> list[Document]:
        is_fenced, around = self.fence if fence is None else fence, bool(options["neighbours"])
        return [
            HitDocument.of(each, result.verdict) for each in passage_documents(result, fence=is_fenced, around=around)
        ]
