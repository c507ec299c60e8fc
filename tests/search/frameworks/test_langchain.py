"""The retriever for LangChain, through LangChain."""

import asyncio
import pickle
import re
from copy import deepcopy
from datetime import date

import nutgraf
import pytest
from nutgraf.corpus.errors import ExtraMissingError
from nutgraf.search.query.options import SearchOptions, declared_options

QUESTION = "when will a ferry leave?"


@pytest.fixture(scope="module", autouse=True)
def _langchain():
    """Import LangChain when the first of these tests runs: else it would take every worker seconds to collect them."""
    global Document, PromptTemplate, ChatPromptTemplate, format_document
    global ConfigurableField, RunnablePassthrough, NutgrafRetriever
    from langchain_core.documents import Document
    from langchain_core.prompts import ChatPromptTemplate, PromptTemplate, format_document
    from langchain_core.runnables import ConfigurableField, RunnablePassthrough
    from nutgraf.search.frameworks.langchain import NutgrafRetriever


@pytest.fixture
def ledger():
    """Callbacks that record their events."""
    from langchain_core.callbacks import BaseCallbackHandler

    class Ledger(BaseCallbackHandler):
        def __init__(self):
            self.events = []

        def on_retriever_start(self, serialized, query, **_):  # noqa: ARG002
            self.events.append(query)

        def on_retriever_end(self, documents, **_):
            self.events.append(documents)

        def on_retriever_error(self, error, **_):
            self.events.append(error)

    return Ledger()


@pytest.fixture
def retriever(archive):
    return NutgrafRetriever(searcher=archive)


def ids(documents):
    return [document.id for document in documents]


def test_documents_are_the_passages_that_a_search_finds_in_order_with_all_that_is_known(retriever, archive):
    documents = retriever.invoke(QUESTION)
    result = archive.search(QUESTION)
    hit = result.hits[0]

    assert ids(documents) == [hit.id for hit in result.hits]
    assert [document.page_content for document in documents] == [hit.passage.text for hit in result.hits]
    assert documents[0] == Document(
        id="ferry#p0",
        page_content="No ferry will leave before Wednesday. Tickets are refunded.",
        metadata={
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
        },
    )
    assert (documents[0].hit, documents[0].verdict) == (hit, result.verdict)


def test_every_key_is_always_there_so_that_no_prompt_breaks(retriever):
    ferry, cat = retriever.invoke("a ferry", k=1)[0], retriever.invoke("a cat on a mat", mode="bm25")[0]
    assert cat.id == "note#p0"
    assert set(cat.metadata) == set(ferry.metadata)
    prompt = PromptTemplate.from_template("{page_content} ({source}, {published}, {author})")
    assert format_document(cat, prompt) == "A cat sat on a mat. (, , )"


@pytest.mark.parametrize("fence", [False, True])
def test_a_passage_is_the_same_document_for_every_question_and_beside_plain_ones(archive, fence):
    retriever = NutgrafRetriever(searcher=archive, fence=fence)
    one = {document.id: document for document in retriever.invoke(QUESTION)}
    other = {document.id: document for document in retriever.invoke("otters in the river", mode="bm25")}
    [(name, again)] = other.items()
    assert again == one[name] == Document(id=name, page_content=again.page_content, metadata=again.metadata)
    assert again.hit != one[name].hit
    assert one["ferry#p0"] != one["ferry#p1"]
    assert again in [Document(id=name, page_content=again.page_content, metadata=again.metadata)]


def test_it_is_copied_and_what_it_finds_too(retriever):
    assert deepcopy(retriever).invoke(QUESTION) == retriever.invoke(QUESTION)
    [document] = retriever.invoke(QUESTION, k=1)
    assert deepcopy(document).hit == document.hit
    assert pickle.loads(pickle.dumps(document)).hit == document.hit


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["k_constructor_param", "invoke_with_k_kwarg", "invoke_returns_documents", "ainvoke_returns_documents"]
)
def test_the_standard_tests_of_langchain_pass(archive, name):
    """They are in langchain-tests, which brings plugins of pytest that the other tests do without."""
    suites = pytest.importorskip("langchain_tests.integration_tests")

    class Ours(suites.RetrieversIntegrationTests):
        retriever_constructor = NutgrafRetriever
        retriever_constructor_params = {"searcher": archive}  # noqa: RUF012
        retriever_query_example = QUESTION

    if name == "k_constructor_param":
        Ours().test_k_constructor_param()
        return
    outcome = getattr(Ours(), f"test_{name}")(NutgrafRetriever(searcher=archive))
    if asyncio.iscoroutine(outcome):
        asyncio.run(outcome)


def test_surroundings_are_the_passage_among_its_neighbours_and_only_there_if_asked_for(archive):
    retriever = NutgrafRetriever(searcher=archive, neighbours=1)
    by_id = {document.id: document.metadata for document in retriever.invoke(QUESTION)}
    assert by_id["ferry#p0"]["surroundings"] == by_id["ferry#p1"]["surroundings"]
    assert by_id["ferry#p1"]["surroundings"] == (
        "No ferry will leave before Wednesday. Tickets are refunded.\n\nThe union wants nine per cent."
    )
    assert by_id["note#p0"]["surroundings"] == "A cat sat on a mat."
    assert "surroundings" not in NutgrafRetriever(searcher=archive).invoke(QUESTION)[0].metadata


def test_documents_survive_being_saved(retriever):
    documents = retriever.invoke(QUESTION)
    assert [Document.model_validate_json(document.model_dump_json()) for document in documents] == documents


def test_all_four_ways_to_ask_give_the_same(retriever):
    questions = [QUESTION, "otters", "a cat on a mat"]
    alone = [retriever.invoke(question) for question in questions]

    async def awaited():
        return [await retriever.ainvoke(question) for question in questions], await retriever.abatch(questions)

    assert retriever.batch(questions) == alone
    assert asyncio.run(awaited()) == (alone, alone)


def test_a_question_that_is_awaited_does_not_hold_up_the_event_loop(slow_archive, slow_model):
    async def awaited():
        asking = asyncio.create_task(NutgrafRetriever(searcher=slow_archive).ainvoke(QUESTION))
        await asyncio.to_thread(slow_model.started.wait, 60)
        assert not asking.done()
        slow_model.go.set()
        return await asking

    assert ids(asyncio.run(awaited()))[0] == "ferry#p0"


def test_it_is_a_link_of_a_chain(retriever):
    prompt = ChatPromptTemplate.from_template("{question}\n{passages}")
    formatted = retriever | (lambda documents: "\n".join(f"[{each.id}] {each.page_content}" for each in documents))
    chain = {"question": RunnablePassthrough(), "passages": formatted} | prompt
    assert chain.invoke(QUESTION).to_string().startswith(f"Human: {QUESTION}\n[ferry#p0] No ferry will leave")


def test_options_hold_for_every_question_and_may_be_given_with_one(archive):
    gazette = nutgraf.Filter(source=("harbour gazette",))
    retriever = NutgrafRetriever(searcher=archive, k=1, filters=gazette)
    assert ids(retriever.invoke("otters in the river")) == ids(retriever.invoke("otters in the river", k=2))[:1]
    assert set(ids(retriever.invoke("otters in the river", k=9))) == {"ferry#p0", "ferry#p1"}
    assert ids(retriever.batch(["otters in the river"], filters=nutgraf.Filter())[0]) == ["river#p0"]
    assert ids(asyncio.run(retriever.ainvoke("otters", mode="bm25", filters=nutgraf.Filter()))) == ["river#p0"]
    assert len(retriever.invoke("otters in the river")) == 1


def test_every_option_reaches_the_search(archive, monkeypatch):
    given = {
        "k": 3,
        "filters": nutgraf.Filter(category=("Business",)),
        "mode": "dense",
        "neighbours": 2,
        "literal": True,
        "ignore": "newest",
        "collapse": False,
        "max_per_article": 1,
        "as_of": date(2023, 4, 18),
        "rerank": "off",
        "rerank_depth": 7,
        "min_relevance": 0.1,
        "sort": "newest",
        "facets": True,
    }
    search, seen = nutgraf.Searcher.search, []

    def watched(self, question, **options):
        seen.append(options)
        return search(self, question, **options)

    monkeypatch.setattr(nutgraf.Searcher, "search", watched)
    retriever = NutgrafRetriever(searcher=archive, **given)
    retriever.invoke(QUESTION)
    asyncio.run(retriever.ainvoke(QUESTION))
    assert seen == [given, given]


def test_fields_can_be_made_configurable(retriever):
    configurable = retriever.configurable_fields(k=ConfigurableField(id="k"))
    assert len(configurable.invoke(QUESTION, config={"configurable": {"k": 2}})) == 2
    assert len(configurable.invoke(QUESTION)) == 4


def test_the_defaults_are_those_of_a_search(retriever):
    defaults = SearchOptions()
    names = set(NutgrafRetriever.model_fields) - {"searcher", "fence", "name", "tags", "metadata"}
    assert names == {"filters", *declared_options()}
    assert all(getattr(retriever, name) == getattr(defaults, name) for name in names)


@pytest.mark.parametrize("wrong", [{"top_k": 5}, {"k": 0}, {"mode": "sparse"}, {"filters": "Gazette"}])
def test_wrong_options_are_refused_when_it_is_made(archive, wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        NutgrafRetriever(searcher=archive, **wrong)


def test_wrong_options_and_questions_are_refused_with_the_question(retriever):
    with pytest.raises(nutgraf.QuestionError, match="the question is empty"):
        retriever.invoke(" ")
    with pytest.raises(nutgraf.QuestionError, match="k must be at least 1"):
        retriever.invoke(QUESTION, k=0)
    with pytest.raises(TypeError, match="top_k"):
        retriever.invoke(QUESTION, top_k=3)


def test_callbacks_are_told_of_questions_documents_and_errors(retriever, ledger):
    documents = retriever.invoke(QUESTION, config={"callbacks": [ledger]})
    asyncio.run(retriever.ainvoke(QUESTION, config={"callbacks": [ledger]}))
    assert ledger.events == [QUESTION, documents, QUESTION, documents]

    with pytest.raises(nutgraf.QuestionError) as refused:
        retriever.invoke(" ", config={"callbacks": [ledger]})
    assert ledger.events[-2:] == [" ", refused.value]


def test_with_a_fence_a_prompt_holds_nothing_of_an_article_that_looks_like_a_citation_or_a_marker(hostile):
    prompt = ChatPromptTemplate.from_template("{documents}")
    chain = NutgrafRetriever(searcher=hostile, fence=True) | (
        lambda documents: "".join(f"{document.metadata['title']}\n{document.page_content}" for document in documents)
    )
    shown = ({"documents": chain} | prompt).invoke("zebra").to_messages()[0].content
    ours = re.compile(r"<<<[0-9a-f]{8} (?:end of )?passage>>>")
    assert len(ours.findall(shown)) == 4
    assert not re.search(r"[\[\]【】<>≪≫]", ours.sub("", shown))


def test_the_fence_is_of_one_call_or_of_all_and_quotes_from_it_are_found(hostile):
    plain, fenced = NutgrafRetriever(searcher=hostile), NutgrafRetriever(searcher=hostile, fence=True)
    assert [each.page_content for each in fenced.invoke("zebra", fence=False)] == [
        each.page_content for each in plain.invoke("zebra")
    ]
    document = plain.invoke("zebra", fence=True)[0]
    assert document.page_content.startswith("<<<")
    assert asyncio.run(plain.ainvoke("zebra", fence=True))[0].page_content.startswith("<<<")
    assert hostile.verify(document.page_content.splitlines()[2], document.id)
    assert (document.id, document.metadata["article_id"]) == ("zebra#p0", "zebra")
    assert document.metadata["url"] == ""


def test_what_is_around_a_passage_is_fenced_too(hostile):
    around = NutgrafRetriever(searcher=hostile, fence=True, neighbours=1).invoke("zebra")[0].metadata["surroundings"]
    assert around.startswith("<<<")
    assert "Obey (7)." in around


def test_without_langchain_the_import_says_how_to_get_it(import_without):
    message = import_without("langchain_core", "nutgraf.search.frameworks.langchain")
    assert message == (
        "nutgraf.corpus.errors.ExtraMissingError: the retriever for LangChain needs an optional library; "
        f"install it with: {ExtraMissingError('', 'langchain').command}"
    )
