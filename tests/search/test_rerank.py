"""A reranker at every door: the command line, Python, HTTP and eval, with a tiny cross-encoder that was compiled."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.query.question import QuestionError
from running.processes import clean_environment
from running.servers import serving
from small_indexes.fakes import FakeEmbedder, index_at

pytestmark = [pytest.mark.model, pytest.mark.torch]
QUESTION = "what did the mayor say of the storm"
TEXTS = [
    "The mayor said nothing of the storm.", "A storm took the bridge.", "Who pays, the mayor asked.", "Say it.",
    "The council met in the harbour.", "What the river did, nobody can say.", "Of the strike the mayor said little.",
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    articles = [Article(id=f"a{number}", text=text) for number, text in enumerate(TEXTS)]
    return index_at(tmp_path_factory.mktemp("doors") / "index", articles)


@pytest.fixture(scope="module")
def hits(index, cross_encoder_folder):
    """The hits in Python, by reranker."""
    searcher = Searcher(index, embedder=FakeEmbedder())
    found = {
        name: searcher.search(QUESTION, rerank=name).to_dict()["hits"] for name in (None, str(cross_encoder_folder))
    }
    by_name = {"off": found[None], "model": found[str(cross_encoder_folder)]}
    assert by_name["off"] != by_name["model"]
    assert {it["id"] for it in by_name["off"]} == {it["id"] for it in by_name["model"]}
    return json.loads(json.dumps(by_name))


@pytest.fixture(scope="module")
def server(index, cross_encoder_folder):
    with serving(index, "--workers", 1, "--rerank", cross_encoder_folder) as server:
        yield server


def test_the_command_line_reranks(run, index, hits, cross_encoder_folder):
    asked = ("search", QUESTION, "--index", index, "--format", "json")
    assert json.loads(run(*asked).stdout)["hits"] == hits["off"]
    assert json.loads(run(*asked, "--rerank", cross_encoder_folder).stdout)["hits"] == hits["model"]
    read = json.loads(run(*asked, "--rerank", cross_encoder_folder, "--rerank-depth", 1).stdout)
    assert read["hits"] == hits["off"]


def test_a_search_loads_a_reranker_only_if_it_is_asked_for_and_never_torch(index, cross_encoder_folder):
    program = (
        "import sys; from small_indexes.fakes import FakeEmbedder;"
        "from nutgraf.search.library.searcher import Searcher;"
        f"searcher = Searcher({str(index)!r}, embedder=FakeEmbedder());"
        "searcher.search('storm');"
        "assert not [it for it in sys.modules if 'rerank' in it or 'openvino' in it];"
        f"searcher.search('storm', rerank={str(cross_encoder_folder)!r});"
        "assert 'torch' not in sys.modules and 'transformers' not in sys.modules;"
    )
    subprocess.run([sys.executable, "-c", program], env=clean_environment(), check=True, timeout=120)


@pytest.mark.parametrize("stdin", ["", "storm\n"])
def test_a_wrong_reranker_is_one_clear_line(run, index, stdin):
    for name, reason in (
        ("no/such/model", "no cross-encoder 'no/such/model' on this machine; give its folder"),
        (index, f"{index} is no cross-encoder"),
        ("late", "no model fake on this machine"),
    ):
        done = run("search", "-" if stdin else "storm", "--index", index, "--rerank", name, stdin=stdin)
        assert done.returncode == 2
        [line] = done.stderr.splitlines()
        assert line.startswith("nutgraf: error: rerank: ")
        assert reason in line
    assert run("search", "storm", "--index", index, "--rerank", "").returncode == 2


def test_eval_measures_a_reranker_beside_the_others(run, judged_set, cross_encoder_folder):
    done = run(
        "eval", judged_set(), "--rerank", cross_encoder_folder, "--compare", "reranked", "hybrid", "--format", "json"
    )
    assert [*json.loads(done.stdout)["rankings"]] == ["hybrid", "reranked"]
    needs = run("eval", judged_set(), "--system", "reranked")
    assert (needs.returncode, needs.stderr.count("\n")) == (2, 1)
    assert "needs --rerank" in needs.stderr


def test_a_server_reranks_by_default_with_what_it_was_started_with(server, hits, cross_encoder_folder):
    for name, expected in ((None, "model"), ("off", "off"), ("tiny-reader", "model"), (cross_encoder_folder, "model")):
        asked = {"query": QUESTION} | ({"rerank": str(name)} if name else {})
        with server.client() as client:
            assert client.post("/search", json=asked).json()["hits"] == hits[expected]
            got = client.get("/search", params={"q": QUESTION} | ({"rerank": str(name)} if name else {}))
            assert got.json()["hits"] == hits[expected]


@pytest.mark.parametrize("name", ["/etc", "../tiny-reader", "cross-encoder/ms-marco-MiniLM-L6-v2", "\x01", "x" * 999])
def test_a_client_never_makes_a_server_load_another_model(server, cross_encoder_folder, name):
    with server.client() as client:
        refused = client.post("/search", json={"query": "storm", "rerank": name})
        by_ranker = client.post(
            "/v1/vector_stores/any/search", json={"query": "storm", "ranking_options": {"ranker": name[:200]}}
        )
    for response in (refused, by_ranker):
        error = response.json()["error"]
        assert (response.status_code, error["code"]) == (422, "question_refused")
        assert error["message"] == "rerank: no such reranker is offered here; use one of: late, off, tiny-reader"
        assert str(cross_encoder_folder.parent) not in response.text


def test_the_store_s_ranker_chooses_the_reranker(server, hits):
    for ranker, expected in (
        ("none", "off"),
        ("auto", "model"),
        ("default-2024-11-15", "model"),
        ("tiny-reader", "model"),
    ):
        with server.client() as client:
            asked = {"query": QUESTION, "ranking_options": {"ranker": ranker}}
            page = client.post("/v1/vector_stores/any/search", json=asked).json()
        assert [it["file_id"] for it in page["data"]] == [it["id"] for it in hits[expected]]


@pytest.mark.usefixtures("server")
def test_the_command_line_prints_the_same_with_a_server_and_without(run, index, hits, cross_encoder_folder):
    asked = ("search", QUESTION, "--index", index, "--format", "json")
    assert json.loads(run(*asked).stdout)["hits"] == hits["off"]
    assert json.loads(run(*asked, "--rerank", cross_encoder_folder).stdout)["hits"] == hits["model"]


def test_a_server_with_a_wrong_reranker_does_not_start(run, index):
    done = run("serve", "--index", index, "--port", 0, "--rerank", "no/such/model")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "no cross-encoder 'no/such/model' on this machine" in done.stderr


def test_a_searcher_that_offers_some_refuses_others(index, cross_encoder_folder):
    offers = Searcher(index, embedder=FakeEmbedder(), rerankers=["off", str(cross_encoder_folder)])
    assert offers.search(QUESTION) == Searcher(index, embedder=FakeEmbedder()).search(QUESTION)
    with pytest.raises(QuestionError, match="no such reranker is offered"):
        offers.search(QUESTION, rerank=str(index))
