"""For LlamaIndex: `NutgrafRetriever`, whose nodes are passages."""

from __future__ import annotations

from typing import Unpack

from ...corpus.errors import ExtraMissingError
from ..library.searcher import Searcher
from ..query.options import SearchKeywords, SearchOptions
from ..ranking.answerability import Verdict
from ..ranking.results import Hit, Result
from .metadata import metadata

try:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.callbacks import CallbackManager
    from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode
except ImportError:
    raise ExtraMissingError("the retriever for LlamaIndex", "llama-index") from None

_FOR_MODELS = ("title", "source", "published", "categories", "authors")
"""Metadata that helps to understand a passage. Ids and scores would cost tokens, and mean nothing to a model."""


class NutgrafRetriever(BaseRetriever):
    """The passages of an index that answer a question best, as nodes, best first.

    A node's id and text are the passage's, its source is the article's id, its metadata what `metadata` says. A
    language model or an embedding model is shown only title, outlet, date, section and byline of that. In hybrid mode a
    score is relative to what else was found: to cut off at a similarity, look at ``metadata["cosine"]``. Of a
    `QueryBundle` only the question itself is asked, not what it would have embedded.

    Args:
        searcher: The index to ask.
        callback_manager: Told of every question, as LlamaIndex does it.
        options: Those of `Searcher.search`, for every question.

    Raises:
        ValueError: An option is out of range. A question raises what `Searcher.search` does.
        TypeError: There is no such option.
    """

    def __init__(
        self, searcher: Searcher, *, callback_manager: CallbackManager | None = None, **options: Unpack[SearchKeywords]
    ) -> None:
        super().__init__(callback_manager=callback_manager)
        SearchOptions(**options)  # refuses now what would be refused with the first question
        self._searcher, self._options = searcher, options

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return _nodes(self._searcher.search(query_bundle.query_str, **self._options))

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return _nodes(await self._searcher.asearch(query_bundle.query_str, **self._options))


def _nodes(result: Result) -> list[NodeWithScore]:
    return [NodeWithScore(node=_node(hit, result.verdict), score=hit.score) for hit in result.hits]


def _node(hit: Hit, verdict: Verdict) -> TextNode:
    known = metadata(hit, verdict)
    hidden = [name for name in known if name not in _FOR_MODELS]
    return TextNode(
        id_=hit.id,
        text=hit.passage.text,
        start_char_idx=hit.passage.start,
        end_char_idx=hit.passage.end,
        metadata=known,
        excluded_llm_metadata_keys=hidden,
        excluded_embed_metadata_keys=hidden,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=hit.article.id)},
    )
