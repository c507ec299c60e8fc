"""An agent that looks things up in a news archive before it answers, with OpenAI's Agents SDK.

    pip install -c constraints.txt . openai-agents    # in a checkout of nutgraf
    nutgraf index articles/
    OPENAI_API_KEY=... python examples/agent.py "is China supplying lethal aid?"

`look_up` is a plain function: LangChain's `create_agent(model, [look_up])` takes it as it is, and so does any
framework that makes tools of functions.
"""

import asyncio
import os
import sys

import nutgraf
from agents import Agent, Runner, function_tool

archive = nutgraf.open(os.environ.get("NUTGRAF_INDEX", ".nutgraf"))  # follows the index as it is updated


async def look_up(question: str, since: str = "", until: str = "") -> str:
    """Find passages of the news archive that answer a question, numbered, each with its source and date.

    Args:
        question: One question in plain words.
        since: The first day of publication, such as 2023-04-18, 2023-04 or 2023; empty for any.
        until: The last day, likewise.
    """
    try:
        filters = nutgraf.Filter(since=since or None, until=until or None)
        context = await archive.acontext(question, max_tokens=2_000, filters=filters)
    except ValueError as error:  # a model can mend what it is told
        return f"The archive cannot look that up: {error}"
    return context.text


agent = Agent(
    name="Archivist",
    instructions="Answer from the passages that look_up returns, and from nothing else. After each statement name the "
    "outlet and the date it rests on. If they do not hold the answer, say that the archive does not tell.",
    tools=[function_tool(look_up)],
)

if __name__ == "__main__":
    print(asyncio.run(Runner.run(agent, " ".join(sys.argv[1:]))).final_output)
