"""The retriever for Haystack, through Haystack."""

import asyncio
import pickle
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy

import nutgraf
import pytest
from nutgraf.corpus.errors import ExtraMissingError
from nutgraf.search.query.options import SearchOptions

QUESTION = "when will a ferry leave?"
OF_THE_WIRE = {"field": "meta.source", "operator": "==", "value": "Northern Wire"}
OF_THE_GAZETTE = {"field": "meta.source", "operator": "in", "value": ["Harbour Gazette"]}


@pytest.fixture(scope="module", autouse=True)
def _haystack():
    """Import Haystack when the first of these tests runs: else it would take every worker seconds to collect them."""
    global Document, Pipeline, PromptBuilder, DeserializationError, SerializationError, NutgrafRetriever
    from haystack import Document, Pipeline
    from haystack.components.builders import PromptBuilder
    from haystack.core.errors import DeserializationError, SerializationError
    from nutgraf.search.frameworks.haystack import NutgrafRetriever


@pytest.fixture
def retriever(archive, folder, embedder):  # noqa: ARG001  # the archive has to be there
    return NutgrafRetriever(folder.path, embedder=embedder)


@pytest.fixture
def prompting(retriever):
    """A pipeline that writes a prompt with the documents."""
    template = "{{ question }}{% for it in documents %}\n[{{ it.id }}] {{ it.content }}{% endfor %}"
    pipeline = Pipeline()
    pipeline.add_component("retriever", retriever)
    pipeline.add_component("prompt", PromptBuilder(template, required_variables="*"))
    pipeline.connect("retriever.documents", "prompt.documents")
    return pipeline


def ids(output):
    return [document.id for document in output["documents"]]


def test_documents_are_the_passages_that_a_search_finds_in_order_with_all_that_is_known(retriever, archive):
    documents = retriever.run(query=QUESTION)["documents"]
    result = archive.search(QUESTION)
    assert [(document.id, document.content, document.score) for document in documents] == [
        (hit.id, hit.passage.text, hit.relevance) for hit in result.hits
    ]
    assert documents[0].meta == {
        "article_id": "ferry",
        "paragraph": 0,
        "title": "Ferry crews walk out",
        "source": "Harbour Gazette",
        "published": "2023-04-18T06:30:00Z",
        "updated": "",
        "categories": "Business",
        "authors": "Ada Berg",
        "author": "Ada Berg",
        "url": "https://gazette.example/ferry",
        "language": "",
    }


def test_documents_survive_being_saved(retriever):
    documents = retriever.run(query=QUESTION)["documents"]
    assert [Document.from_dict(document.to_dict()) for document in documents] == documents


def test_it_is_a_part_of_a_pipeline(prompting):
    inputs = {"retriever": {"query": QUESTION, "top_k": 1}, "prompt": {"question": QUESTION}}
    prompt = f"{QUESTION}\n[ferry#p0] No ferry will leave before Wednesday. Tickets are refunded."
    assert prompting.run(inputs) == {"prompt": {"prompt": prompt}}
    assert asyncio.run(prompting.run_async(inputs)) == {"prompt": {"prompt": prompt}}


def test_what_is_awaited_is_the_same(retriever):
    assert asyncio.run(retriever.run_async(query=QUESTION)) == retriever.run(query=QUESTION)


@pytest.mark.parametrize("piped", [True, False])
def test_neither_opening_the_index_nor_a_question_holds_up_the_event_loop(archive, folder, slow_model, piped):  # noqa: ARG001
    retriever, pipeline = NutgrafRetriever(folder.path, embedder=slow_model), Pipeline()
    pipeline.add_component("retriever", retriever)

    async def awaited():
        output = (
            pipeline.run_async({"retriever": {"query": QUESTION}}) if piped else retriever.run_async(query=QUESTION)
        )
        asking = asyncio.create_task(output)
        await asyncio.to_thread(slow_model.started.wait, 60)
        assert not asking.done()
        slow_model.go.set()
        return await asking

    output = asyncio.run(awaited())
    assert ids(output["retriever"] if piped else output)[0] == "ferry#p0"


@pytest.mark.filterwarnings("ignore:'MultiRetriever' is an experimental component")
def test_it_can_be_one_of_several_retrievers(archive, folder):  # noqa: ARG001
    from haystack.components.retrievers import MultiRetriever

    words = NutgrafRetriever(folder.path, mode="bm25")
    several = MultiRetriever(retrievers={"words": words}, top_k_per_retriever=1, filters=OF_THE_WIRE)
    assert ids(several.run(query="the river and the ferry")) == ["river#p0"]


def test_nothing_is_opened_before_it_is_warm_and_then_once(archive, folder, embedder):
    retriever = NutgrafRetriever(folder.path, embedder=embedder)
    assert embedder.questions == []
    retriever.warm_up()
    retriever.warm_up()
    assert len(embedder.questions) == 1  # the model is there
    retriever.run(query=QUESTION)
    assert embedder.questions[1:] == [QUESTION]
    assert archive.generation == 1


def test_two_threads_open_it_once(archive, folder, slow_model):  # noqa: ARG001
    retriever = NutgrafRetriever(folder.path, embedder=slow_model)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(retriever.warm_up)
        slow_model.started.wait(60)
        slow_model.started.clear()
        second = pool.submit(retriever.warm_up)
        searched_again = slow_model.started.wait(0.3)
        slow_model.go.set()
    assert (first.result(), second.result(), searched_again) == (None, None, False)


def test_it_is_copied_and_pickled_open_or_not(archive, folder):  # noqa: ARG001
    retriever = NutgrafRetriever(folder.path, mode="bm25")
    for _ in range(2):
        for copied in (deepcopy(retriever), pickle.loads(pickle.dumps(retriever))):
            assert copied.run(QUESTION) == retriever.run(QUESTION)


def test_a_copy_shares_the_model(retriever, embedder):
    assert deepcopy(retriever).embedder is embedder


def test_an_index_that_is_not_there_is_missed_when_it_is_warmed_up(tmp_path):
    retriever = NutgrafRetriever(tmp_path / "nowhere")
    with pytest.raises(nutgraf.IndexMissingError, match="nowhere"):
        retriever.warm_up()


def test_options_hold_for_every_question_and_may_be_given_with_one(archive, folder, embedder):  # noqa: ARG001
    retriever = NutgrafRetriever(folder.path, embedder=embedder, top_k=1, filters=OF_THE_GAZETTE, neighbours=1)
    (document,) = retriever.run(query=QUESTION)["documents"]
    assert document.meta["surroundings"].endswith("Tickets are refunded.\n\nThe union wants nine per cent.")
    assert set(ids(retriever.run(query="otters in the river", top_k=9))) == {"ferry#p0", "ferry#p1"}
    assert ids(retriever.run(query="otters in the river", filters=OF_THE_WIRE)) == ["river#p0"]
    assert ids(asyncio.run(retriever.run_async(query="otters", filters=OF_THE_WIRE))) == ["river#p0"]


def test_the_defaults_are_those_of_a_search(retriever):
    assert SearchOptions(k=retriever.top_k, **retriever.options) == SearchOptions()


def test_wrong_options_are_refused_when_it_is_made_and_others_with_the_question(retriever, folder):
    for wrong in ({"top_k": 0}, {"mode": "sparse"}, {"filters": {"operator": "XOR", "conditions": []}}):
        with pytest.raises(ValueError, match=r"at least 1|no mode 'sparse'|'XOR'"):
            NutgrafRetriever(folder.path, **wrong)
    with pytest.raises(nutgraf.QuestionError, match="the question is empty"):
        retriever.run(query=" ")
    with pytest.raises(ValueError, match=r"meta\.rating"):
        retriever.run(query=QUESTION, filters={"field": "meta.rating", "operator": ">=", "value": 3})


def test_a_pipeline_survives_being_saved(archive, folder):  # noqa: ARG001
    dated = {"field": "meta.published", "operator": "<=", "value": "2023-04-30T00:00:00Z"}
    options = {
        "mode": "bm25",
        "neighbours": 1,
        "literal": True,
        "ignore": "newest",
        "collapse": False,
        "max_per_article": 1,
        "as_of": None,
    }
    pipeline = Pipeline()
    pipeline.add_component("retriever", NutgrafRetriever(folder.path, filters=dated, top_k=3, **options))
    inputs = {"retriever": {"query": "the ferry and the union"}}
    saved, answered = pipeline.dumps(), pipeline.run(inputs)

    loaded = Pipeline.loads(saved, allowed_modules=["nutgraf"])

    assert loaded == pipeline
    assert loaded.to_dict()["components"]["retriever"] == {
        "type": "nutgraf.search.frameworks.haystack.NutgrafRetriever",
        "init_parameters": {"index": str(folder.path), "filters": dated, "top_k": 3, "fence": False, **options},
    }
    assert loaded.run(inputs) == answered
    assert len(ids(answered["retriever"])) == 1


def test_a_saved_pipeline_is_loaded_by_who_trusts_it_only(prompting, folder):
    bm25 = Pipeline()
    bm25.add_component("retriever", NutgrafRetriever(folder.path))
    with pytest.raises(DeserializationError, match=r"allowed_modules=\['nutgraf"):
        Pipeline.loads(bm25.dumps())
    with pytest.raises(SerializationError, match="with an embedder of its own cannot be saved"):
        prompting.dumps()


@pytest.mark.model
def test_a_loaded_retriever_takes_the_model_that_the_index_names(tmp_path):
    nutgraf.add(tmp_path / "archive", [nutgraf.Article(id="a", text="No ferry will leave before Wednesday.")])
    retriever = NutgrafRetriever(tmp_path / "archive")
    loaded = NutgrafRetriever.from_dict(retriever.to_dict())
    loaded.warm_up()
    assert loaded.run(query="when do boats go?") == retriever.run(query="when do boats go?")


def test_with_a_fence_the_content_stands_between_markers_in_a_loaded_pipeline_too(hostile, folder, embedder):  # noqa: ARG001
    retriever = NutgrafRetriever(folder.path, fence=True, mode="bm25")
    loaded = NutgrafRetriever.from_dict(retriever.to_dict())
    for documents in (loaded.run("zebra")["documents"], asyncio.run(loaded.run_async("zebra"))["documents"]):
        assert documents[0].content.startswith("<<<")
        assert "A zebra (^1) said" in documents[0].content
        assert documents[0].meta["source"] == "Wire (3"


def test_without_haystack_the_import_says_how_to_get_it(import_without):
    message = import_without("haystack", "nutgraf.search.frameworks.haystack")
    assert message == (
        "nutgraf.corpus.errors.ExtraMissingError: the retriever for Haystack needs an optional library; "
        f"install it with: {ExtraMissingError('', 'haystack').command}"
    )
