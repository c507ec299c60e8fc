"""The example backend, with a model that is a few lines of Python behind a real socket."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from fastapi.testclient import TestClient

from .conftest import FERRY


class Model(BaseHTTPRequestHandler):
    """A model that answers with `says`, and records its requests."""

    def do_POST(self):  # the name that http.server calls
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append((self.path, dict(self.headers), body))
        completion = {"choices": [{"message": {"role": "assistant", "content": self.server.says}}]}
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(completion).encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def model():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    server.requests, server.status, server.says = [], 200, ""
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # else it ends half a second late
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def chatbot(example, index, monkeypatch, model):  # noqa: ARG001
    monkeypatch.setenv("LLM_URL", f"http://127.0.0.1:{model.server_port}/v1")
    monkeypatch.setenv("LLM_KEY", "a key")
    with TestClient(example("chatbot").app) as client:
        yield client


def ask(chatbot, question="what pay rise of per cent does the union of ferry crews want?"):
    return chatbot.post("/ask", json={"question": question})


def test_an_answer_comes_with_the_passages_that_it_cites(chatbot, model):
    model.says = 'They want "a pay rise of nine per cent" [1].'
    answer = ask(chatbot).json()
    assert answer["answer"] == model.says
    [citation] = answer["citations"]
    assert citation["passage"] == "ferry#p0"
    assert (citation["title"], citation["source"], citation["url"]) == (FERRY.title, FERRY.source, FERRY.url)
    assert answer["misquoted"] == []


def test_the_model_is_given_the_question_and_fenced_passages(chatbot, model):
    ask(chatbot)
    [(path, headers, body)] = model.requests
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer a key"
    prompt = body["messages"][-1]["content"]
    assert "nine per cent" in prompt
    assert re.search(r"<<<[0-9a-f]{8} passage 1>>>", prompt)
    assert prompt.endswith("the union of ferry crews want?")


def test_what_is_misquoted_or_cited_without_being_there_is_told(chatbot, model):
    model.says = 'They want "a pay rise of nineteen per cent" [1][7].'
    answer = ask(chatbot).json()
    assert answer["misquoted"] == ["a pay rise of nineteen per cent"]
    assert [citation["number"] for citation in answer["citations"]] == [1]


def test_the_archive_that_does_not_tell_asks_no_model(chatbot, model):
    assert ask(chatbot, "who won the chess match in Reykjavik?").json()["citations"] == []
    assert model.requests == []


def test_a_blank_question_is_a_400_with_a_line(chatbot, model):
    refused = ask(chatbot, "  ")
    assert (refused.status_code, refused.json()) == (400, {"detail": "the question is empty"})
    assert model.requests == []


def test_a_model_that_fails_is_a_502(chatbot, model):
    model.status = 500
    assert ask(chatbot).status_code == 502
