"""The OpenAPI document: requests that it allows get the documented responses, others are refused, examples work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from nutgraf.corpus.article import Article
from nutgraf.search.servers.http import openapi
from nutgraf.search.servers.http.app import make_app
from running.servers import ServerProcess, serving
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from small_indexes.fakes import index_at

STORIES = [Article(id=f"s{number}", text=f"The mayor of town {number} spoke about the river.") for number in range(5)]
ADDRESSES = [
    ("get", "/search"),
    ("post", "/search"),
    ("post", "/context"),
    *(("get", f"/{name}") for name in ("timeline", "sources", "terms", "articles", "changes", "cite")),
    *(("get", f"/{name}/{{article_id}}") for name in ("like", "versions")),
    ("get", "/articles/{article_id}"),
    ("get", "/passages/{passage_id}"),
    ("post", "/v1/vector_stores/{vector_store_id}/search"),
    ("get", "/v1/vector_stores/{vector_store_id}"),
    ("get", "/v1/vector_stores"),
    ("get", "/v1/vector_stores/{vector_store_id}/files"),
    ("get", "/v1/vector_stores/{vector_store_id}/files/{file_id}"),
    ("get", "/v1/vector_stores/{vector_store_id}/files/{file_id}/content"),
]
KINDS = [(*address, mode) for address in ADDRESSES for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]
_FILE = "/v1/vector_stores/{vector_store_id}/files/{file_id}"
for any_text_is_an_id in (
    "/versions/{article_id}", "/v1/vector_stores/{vector_store_id}", "/v1/vector_stores", _FILE, f"{_FILE}/content",
):  # fmt: skip
    KINDS.remove(("get", any_text_is_an_id, GenerationMode.NEGATIVE))
EXAMPLES = settings.default.max_examples // 4
"""Requests of each kind, more in CI."""
UNSAID = ("question_refused", "filters: ", "there is no option")
"""Refusals that JSON Schema cannot express: invisible text, unsupported conditions, misspelt options."""


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[ServerProcess]:
    with serving(index_at(tmp_path_factory.mktemp("openapi") / "index", STORIES), "--workers", 1) as served:
        yield served


@pytest.fixture(scope="module")
def document(served) -> dict:
    return served.get("/openapi.json").json()


@pytest.fixture(scope="module")
def api(served):
    return schemathesis.openapi.from_url(f"{served.url}/openapi.json")


@pytest.mark.parametrize(("method", "path", "mode"), KINDS)
def test_every_address_responds_as_documented(api, method, path, mode):
    @settings(max_examples=EXAMPLES, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(case=api[path][method].as_strategy(generation_mode=mode))
    def responds_as_documented(case):
        answer = case.call()
        if answer.status_code == 431:  # a refusal that fits any request
            return
        unsaid = answer.status_code == 422 and any(each in answer.text for each in UNSAID)
        case.validate_response(answer, excluded_checks=[positive_data_acceptance] if unsaid else None)

    responds_as_documented()


def test_the_examples_of_the_document_are_answered(served, document):
    [example] = document["components"]["schemas"]["SearchBody"]["properties"]["query"]["examples"]
    with served.client() as client:
        assert client.post("/search", json={"query": example}).status_code == 200
        assert client.post("/context", json={"query": example}).status_code == 200
        assert client.post("/v1/vector_stores/any/search", json={"query": example}).status_code == 200
        assert client.get("/search", params={"q": example}).status_code == 200


def test_the_document_has_the_schema_of_every_response_and_every_error(document):
    for path, operations in document["paths"].items():
        for operation in operations.values():
            answers = operation["responses"]
            if path != "/metrics":
                assert "$ref" in answers["200"]["content"]["application/json"]["schema"], path
            for status in ("401", "403", "413", "422", "500", "503"):
                assert answers[status]["content"]["application/json"]["schema"] == {
                    "$ref": "#/components/schemas/Error"
                }


def test_the_document_lists_all_routes_but_that_of_the_command_line(document):
    documented = {(method, path) for path, operations in document["paths"].items() for method in operations}
    assert documented == {*ADDRESSES, ("get", "/healthz"), ("get", "/ready"), ("get", "/metrics"), ("get", "/status")}


def test_importers_learn_the_address_the_token_and_names_that_a_model_can_read(served, document):
    assert document["servers"] == [{"url": served.url}]
    assert document["components"]["securitySchemes"]["token"] == {
        "type": "http", "scheme": "bearer", "description": "The token that the operator has set."
    }  # fmt: skip
    assert "security" not in document
    names = [operation["operationId"] for operations in document["paths"].values() for operation in operations.values()]
    assert len({*names}) == len(names)
    assert {"search", "context", "article", "search_vector_store"} <= {*names}
    assert all(name.isidentifier() and len(name) <= 30 for name in names)


def test_behind_a_proxy_the_address_is_the_proxy_s(served):
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/news/"}
    with served.client() as client:
        [server] = client.get("/openapi.json", headers=told).json()["servers"]
        assert server["url"] == served.url.replace("http:", "https:") + "/news"
        hostile = {"X-Forwarded-Proto": "javascript", "X-Forwarded-Prefix": '//evil.example/"><b>'}
        assert client.get("/openapi.json", headers=hostile).json()["servers"] == [{"url": served.url}]


def test_with_a_token_every_route_but_the_open_ones_asks_for_it():
    app = make_app(None, None)
    described = openapi.document(app, url="https://a.example", needs_token=True)
    assert described["security"] == [{"token": []}]
    open_paths = {
        path for path, operations in described["paths"].items() if any("security" in it for it in operations.values())
    }
    assert open_paths == {"/healthz"}
