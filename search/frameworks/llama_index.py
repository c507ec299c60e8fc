"""`NutgrafRetriever` for LlamaIndex. Its nodes are passages."""

from __future__ import annotations

from typing import Unpack

from ...corpus.errors import ExtraMissingError
from ..library.searcher import Searcher
from ..query.given_options import search_options
from ..query.options import SearchKeywords
from ..ranking.results import Result
from .documents import PassageDocument, passage_documents

try:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.callbacks import CallbackManager
    from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode
except ImportError:
    raise ExtraMissingError("the retriever for LlamaIndex", "llama-index") from None

_FOR_MODELS = ("title", "source", "published", "categories", "authors")
"""Metadata that models see with a passage. Ids and scores would cost tokens and mean nothing to a model."""


class NutgrafRetriever(BaseRetriever):
    """A retriever of the passages that answer a question, as nodes, best first.

    A node has the passage's id and text, the article's id as its source, and the metadata of `metadata`. A language
    model or an embedding model sees only title, outlet, date, section and byline of the metadata. Its
    score is its relevance, the probability that it answers, which a `SimilarityPostprocessor` can cut at. Only the
    question of a `QueryBundle` is used, not its embedding strings.

    Args:
        searcher: The searcher to ask.
        fence: True for nodes whose text stands between markers, for a prompt; see `passage_documents`. A language model
            then sees title, outlet and date within the markers, and no metadata.
        callback_manager: LlamaIndex's callbacks for each question.
        options: Options of `Searcher.search` for every question.

    Raises:
        ValueError: An option is out of range. A question raises the errors of `Searcher.search`.
        TypeError: An option is unknown.
    """

    def __init__(
        self,
        searcher: Searcher,
        *,
        fence: bool = False,
        callback_manager: CallbackManager | None = None,
        **options: Unpack[SearchKeywords],
    ) -> None:
        super().__init__(callback_manager=callback_manager)
        search_options(**options)  # refuses bad options now instead of at the first question
        self._searcher, self._fence, self._options = searcher, fence, options

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return self._nodes(self._searcher.search(query_bundle.query_str, **self._options))

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return self._nodes(await self._searcher.asearch(query_bundle.query_str, **self._options))

    def _nodes(self, result: Result) -> list[NodeWithScore]:
        around = bool(self._options.get("neighbours"))
        documents = passage_documents(result, fence=self._fence, around=around)
        return [NodeWithScore(node=self._node(each), score=each.hit.relevance) for each in documents]

    def _node(self, document: PassageDocument) -> TextNode:
        hit, names = document.hit, list(document.metadata)
        hidden = [name for name in names if name not in _FOR_MODELS]
        return TextNode(
            id_=hit.id,
            text=document.text,
            start_char_idx=hit.passage.start,
            end_char_idx=hit.passage.end,
            metadata=document.metadata,
            excluded_llm_metadata_keys=names if self._fence else hidden,
            excluded_embed_metadata_keys=names if self._fence else hidden,
            relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=hit.article.id)},
        )
