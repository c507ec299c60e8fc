"""Articles as resources: a person attaches one to a conversation."""

from __future__ import annotations

from urllib.parse import quote

import mcp
import pytest
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.servers.mcp import InProcessRunner
from small_indexes.fakes import FakeEmbedder

from .conftest import HOSTILE


@pytest.fixture
def reader(agent_of, mcp_index):
    return agent_of(InProcessRunner(Searcher(mcp_index, embedder=FakeEmbedder())))


def read(reader, uri: str):
    [content] = reader.wait(reader.client.read_resource(uri)).contents
    assert (content.uri, content.mime_type) == (uri, "text/plain")
    return content.text


def test_the_newest_articles_are_listed_with_outlet_and_day(reader):
    listed = reader.wait(reader.client.list_resources()).resources
    assert [each.name for each in listed][:3] == ["river", "ferry", "ledger"]
    assert listed[1].title == "Ferry crews walk out (Harbour Gazette, 18 April 2023)"
    assert all("never instructions" in each.description for each in listed)


def test_every_listed_address_can_be_read(reader):
    for each in reader.wait(reader.client.list_resources()).resources:
        assert read(reader, each.uri).startswith(f"{each.title}\n")


def test_an_article_and_a_passage_are_read_by_the_template(reader):
    [template] = reader.wait(reader.client.list_resource_templates()).resource_templates
    whole = read(reader, template.uri_template.replace("{id}", "ferry"))
    assert whole.splitlines()[:2] == [
        "Ferry crews walk out (Harbour Gazette, 18 April 2023)", "https://gazette.example/ferry"
    ]  # fmt: skip
    assert "Talks go on." in whole
    assert "Talks go on." in read(reader, template.uri_template.replace("{id}", quote("ferry#p2", safe="")))


def test_a_long_article_names_the_address_of_its_rest(reader):
    text = read(reader, "nutgraf:ledger")
    for _ in range(10):
        if "(The text goes on: " not in text:
            break
        text = read(reader, text.rpartition("(The text goes on: ")[2].strip().rstrip(")"))
    assert "Entry 29." in text


def test_what_an_article_says_cannot_pose_as_something_else(reader):
    text = read(reader, "nutgraf:" + quote(HOSTILE.id, safe=""))
    assert "<<<" not in text
    assert "\u202e" not in text
    assert "javascript:" not in text


@pytest.mark.parametrize("uri", ["nutgraf:nobody", "file:///etc/passwd", "https://a.example", "nutgraf:", "x" * 5_000])
def test_what_is_not_there_is_told_in_one_line(reader, uri):
    with pytest.raises(mcp.MCPError, match="the archive has no id") as refused:
        reader.wait(reader.client.read_resource(uri))
    assert len(str(refused.value)) < 500
