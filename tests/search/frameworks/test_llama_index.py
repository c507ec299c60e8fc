"""The retriever for LlamaIndex, through LlamaIndex."""

import asyncio
from copy import deepcopy

import nutgraf
import pytest
from nutgraf.corpus.errors import ExtraMissingError

QUESTION = "when will a ferry leave?"


@pytest.fixture(scope="module", autouse=True)
def _llama_index():
    """Import LlamaIndex when the first of these tests runs: else it would take every worker seconds to collect them."""
    global CallbackManager, CBEventType, EventPayload, LlamaDebugHandler, get_response_synthesizer, MockLLM
    global MetadataMode, MetadataReplacementPostProcessor, QueryBundle, QueryFusionRetriever, RetrieverQueryEngine
    global TextNode, NutgrafRetriever
    from llama_index.core import get_response_synthesizer
    from llama_index.core.callbacks import CallbackManager, CBEventType, EventPayload, LlamaDebugHandler
    from llama_index.core.llms import MockLLM
    from llama_index.core.postprocessor import MetadataReplacementPostProcessor
    from llama_index.core.query_engine import RetrieverQueryEngine
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.core.schema import MetadataMode, QueryBundle, TextNode
    from nutgraf.search.frameworks.llama_index import NutgrafRetriever


@pytest.fixture
def retriever(archive):
    return NutgrafRetriever(archive)


@pytest.fixture
def events():
    """Records the retrievals that LlamaIndex's instrumentation reports."""
    from llama_index.core.instrumentation import get_dispatcher
    from llama_index.core.instrumentation.event_handlers import BaseEventHandler
    from llama_index.core.instrumentation.events.retrieval import RetrievalEndEvent

    class Ledger(BaseEventHandler):
        retrieved: list = []  # noqa: RUF012  # pydantic gives each its own

        def handle(self, event, **_):
            if isinstance(event, RetrievalEndEvent):
                self.retrieved.append(event.nodes)

    ledger, root = Ledger(), get_dispatcher()
    root.add_event_handler(ledger)
    yield ledger.retrieved
    root.event_handlers.remove(ledger)


def ids(nodes):
    return [node.node.node_id for node in nodes]


def test_nodes_are_the_passages_that_a_search_finds_in_order_with_their_scores(retriever, archive):
    nodes = retriever.retrieve(QUESTION)
    hits = archive.search(QUESTION).hits
    assert ids(nodes) == [hit.id for hit in hits]
    assert [node.score for node in nodes] == [hit.relevance for hit in hits]
    assert [node.node.text for node in nodes] == [hit.passage.text for hit in hits]
    assert retriever.retrieve(QueryBundle(QUESTION)) == nodes


def test_a_node_says_what_is_known_of_its_passage_and_where_it_stands_in_its_source(retriever, archive):
    by_id = {node.node.node_id: node.node for node in retriever.retrieve(QUESTION)}
    ferry, note = by_id["ferry#p1"], by_id["note#p0"]
    assert list(ferry.metadata) == [
        *("article_id", "title", "published", "updated", "source", "categories", "authors", "url", "language"),
        *("author", "paragraph"),
    ]
    assert (ferry.metadata["published"], ferry.metadata["paragraph"]) == ("2023-04-18T06:30:00Z", 1)
    assert list(note.metadata) == list(ferry.metadata)
    assert (note.metadata["title"], note.metadata["published"]) == ("", "")

    assert ferry.ref_doc_id == "ferry"
    assert archive.article("ferry").text[ferry.start_char_idx : ferry.end_char_idx] == ferry.text


def test_a_model_is_shown_where_a_passage_is_from_and_no_ids_or_scores(retriever):
    node = retriever.retrieve(QUESTION)[0].node
    shown = (
        "title: Ferry crews walk out\npublished: 2023-04-18T06:30:00Z\nsource: Harbour Gazette\n"
        "categories: Business\nauthors: Ada Berg\n\nNo ferry will leave before Wednesday. Tickets are refunded."
    )
    assert node.get_content(MetadataMode.LLM) == shown
    assert node.get_content(MetadataMode.EMBED) == shown


def test_nodes_survive_being_saved(retriever):
    nodes = [node.node for node in retriever.retrieve(QUESTION)]
    assert [TextNode.from_json(node.to_json()) for node in nodes] == nodes


def test_what_is_awaited_is_the_same(retriever):
    assert asyncio.run(retriever.aretrieve(QUESTION)) == retriever.retrieve(QUESTION)


def test_a_question_that_is_awaited_does_not_hold_up_the_event_loop(slow_archive, slow_model):
    async def awaited():
        asking = asyncio.create_task(NutgrafRetriever(slow_archive).aretrieve(QUESTION))
        await asyncio.to_thread(slow_model.started.wait, 60)
        assert not asking.done()
        slow_model.go.set()
        return await asking

    assert ids(asyncio.run(awaited()))[0] == "ferry#p0"


def test_a_query_engine_answers_from_its_nodes(archive):
    retriever = NutgrafRetriever(archive, k=2)
    engine = RetrieverQueryEngine(retriever, get_response_synthesizer(llm=MockLLM()))
    for response in (engine.query(QUESTION), asyncio.run(engine.aquery(QUESTION))):
        assert ids(response.source_nodes) == ids(retriever.retrieve(QUESTION))
        # This model says what it was given.
        assert "source: Harbour Gazette" in str(response)
        assert "No ferry will leave before Wednesday." in str(response)


def test_it_can_be_fused_with_other_retrievers(archive):
    legs = [NutgrafRetriever(archive, mode="dense"), NutgrafRetriever(archive, mode="bm25")]
    fusion = QueryFusionRetriever(legs, llm=MockLLM(), num_queries=1, mode="reciprocal_rerank", use_async=False)
    nodes = fusion.retrieve("No ferry will leave before Wednesday")
    assert ids(nodes)[0] == "ferry#p0"
    assert nodes[0].score == pytest.approx(2 / 60)  # both put it first
    assert len(set(ids(nodes))) == len(nodes)


def test_it_is_copied(retriever):
    assert deepcopy(retriever).retrieve(QUESTION) == retriever.retrieve(QUESTION)


def test_a_passage_can_be_replaced_by_its_surroundings(archive):
    nodes = NutgrafRetriever(archive, k=1, neighbours=1).retrieve("No ferry will leave before Wednesday")
    (node,) = MetadataReplacementPostProcessor(target_metadata_key="surroundings").postprocess_nodes(nodes)
    assert node.node.text.endswith("Tickets are refunded.\n\nThe union wants nine per cent.")


def test_options_hold_for_every_question(archive):
    retriever = NutgrafRetriever(archive, k=9, filters=nutgraf.Filter(source=("harbour gazette",)), mode="dense")
    nodes = retriever.retrieve("otters in the river")
    assert set(ids(nodes)) == {"ferry#p0", "ferry#p1"}
    assert asyncio.run(retriever.aretrieve("otters in the river")) == nodes


def test_wrong_options_are_refused_when_it_is_made_and_wrong_questions_when_asked(archive, retriever):
    with pytest.raises(TypeError, match="similarity_top_k"):
        NutgrafRetriever(archive, similarity_top_k=3)
    with pytest.raises(nutgraf.QuestionError, match="there is no mode 'sparse'"):
        NutgrafRetriever(archive, mode="sparse")
    with pytest.raises(nutgraf.QuestionError, match="the question is empty"):
        retriever.retrieve(" ")


def test_callbacks_and_events_get_the_retrieved_nodes(archive, events):
    handler = LlamaDebugHandler(print_trace_on_end=False)
    retriever = NutgrafRetriever(archive, callback_manager=CallbackManager([handler]))
    nodes = retriever.retrieve(QUESTION)
    asyncio.run(retriever.aretrieve(QUESTION))

    pairs = handler.get_event_pairs(CBEventType.RETRIEVE)
    assert [start.payload[EventPayload.QUERY_STR] for start, _ in pairs] == [QUESTION, QUESTION]
    assert [end.payload[EventPayload.NODES] for _, end in pairs] == [nodes, nodes]
    assert events == [nodes, nodes]


def test_with_a_fence_a_model_sees_the_fenced_text_and_no_metadata(hostile):
    nodes = NutgrafRetriever(hostile, fence=True).retrieve("zebra")
    shown = nodes[0].node.get_content(MetadataMode.LLM)
    assert shown == nodes[0].node.text
    assert shown.startswith("<<<")
    assert '"title":"Zebras (1, 2)' in shown
    assert "A zebra (^1) said" in shown
    assert asyncio.run(NutgrafRetriever(hostile, fence=True).aretrieve("zebra"))[0].node.text.startswith("<<<")
    engine = RetrieverQueryEngine(NutgrafRetriever(hostile, fence=True), get_response_synthesizer(llm=MockLLM()))
    assert "A zebra (^1) said" in str(engine.query("zebra"))


def test_without_llama_index_the_import_says_how_to_get_it(import_without):
    message = import_without("llama_index.core", "nutgraf.search.frameworks.llama_index")
    assert message == (
        "nutgraf.corpus.errors.ExtraMissingError: the retriever for LlamaIndex needs an optional library; "
        f"install it with: {ExtraMissingError('', 'llama-index').command}"
    )
