"""The agent, with a fake of the SDK."""

import asyncio
import inspect
from types import SimpleNamespace

import pytest


@pytest.fixture
def agent(example, fake, index):  # noqa: ARG001
    fake("agents", Agent=SimpleNamespace, Runner=None, function_tool=lambda function: function)
    return example("agent").agent


def test_its_tool_returns_numbered_passages_with_their_sources(agent):
    [look_up] = agent.tools
    found = asyncio.run(look_up("what pay rise does the union of ferry crews want?", since="2023-04", until="2023"))
    assert "passage 1>>>" in found
    assert "Harbour Gazette" in found
    assert "nine per cent" in found
    assert "nine per cent" not in asyncio.run(look_up("the union of ferry crews", until="2022"))


def test_a_model_is_told_what_it_asked_wrongly(agent):
    [look_up] = agent.tools
    assert "'soon' is not a date" in asyncio.run(look_up("ferry", since="soon"))
    assert "the question is empty" in asyncio.run(look_up(" "))


def test_its_tool_is_described(agent):
    [look_up] = agent.tools
    described = inspect.getdoc(look_up)
    assert all(f"    {name}: " in described for name in inspect.signature(look_up).parameters)
