"""What an operator sees of a server, and what nobody does: numbers, metrics and the log."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families
from running.processes import wait_until
from running.servers import code_of, request

BROKEN = request("POST", "/search", "Content-Type: application/json", "Transfer-Encoding: chunked", body=b"zz\r\n")
"""A request whose Content-Length cannot be read."""


def test_every_answer_bears_its_number_and_what_keeps_a_browser_from_harm(client):
    for path in ("/", "/healthz", "/search?q=river", "/search?q=", "/nowhere", "/page/page.js", "/metrics"):
        answer = client.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers
        number = answer.headers["x-request-id"]
        if answer.status_code >= 400:
            assert answer.json()["error"]["request_id"] == number


def counted(client) -> dict[str, float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        " ".join([sample.name, *(value for name, value in sorted(sample.labels.items()) if name != "le")]): sample.value
        for family in families
        for sample in family.samples
        if sample.labels.get("le", "+Inf") == "+Inf"
    }


def test_metrics_count_what_they_say_and_tell_nothing_that_was_asked(client):
    before = counted(client)
    client.get("/search", params={"q": "a secret question"})
    client.get("/search", params={"q": ""})
    client.get("/articles/secret")
    client.get("/a secret place")
    after = counted(client)
    growth = {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name)}
    assert growth["nutgraf_requests_total /search 200"] == 1
    assert growth["nutgraf_requests_total /search 422"] == 1
    assert growth["nutgraf_requests_total /articles/{article_id:path} 404"] == 1
    assert growth["nutgraf_requests_total other 404"] == 1
    assert growth["nutgraf_request_seconds_count /search"] == 2
    assert growth["nutgraf_questions_together_count"] == 2
    assert after["nutgraf_questions_waiting"] == 0
    assert after["nutgraf_index_generation"] == 1
    assert "secret" not in client.get("/metrics").text


def test_the_log_tells_neither_questions_nor_what_clients_send(served, client):
    before = len(served.lines)
    client.get("/search", params={"q": "a secret \x1b[31mquestion"})
    assert client.post("/search", json={"query": "a buggy secret \x1b[31mquestion"}).status_code == 500
    served.exchange(b"secret \x1b[31m / HTTP/9\r\n\r\n")
    served.exchange(request("GET", "/secret%1b%0a", "Upgrade: websocket", "X-Secret: a"))
    served.exchange(BROKEN)
    client.get("/healthz")
    wait_until(lambda: len(served.lines) > before)
    logged = "\n".join(served.lines[before:])
    assert "RuntimeError in quick_command.py" in logged
    assert len(served.lines) == before + 1
    for unwanted in ("secret", "\x1b", "Traceback", "HTTP"):
        assert unwanted not in logged


def test_an_internal_error_can_be_found_in_the_log(served, client):
    answer = client.post("/search", json={"query": "another buggy question"})
    assert (answer.status_code, code_of(answer)) == (500, "internal")
    mark = answer.json()["error"]["message"].split()[-1]
    wait_until(lambda: any(f"internal error {mark}: " in line for line in served.lines))
