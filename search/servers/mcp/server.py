"""The server of MCP: it lists the tools, checks what they are called with, and words what goes wrong."""

from __future__ import annotations

from typing import Any

from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as Listed
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .... import __version__
from ....corpus.characters import one_line
from ..refusals import refusal_of
from .archive import Archive
from .tools import INSTRUCTIONS, TOOLS, Tool

_LONGEST_SAID = 80
"""Characters of what a client got wrong, when it is told so."""
_MOST_WRONG = 5


def mcp_server(archive: Archive) -> Server:
    """A server with `TOOLS` over `archive`. It has nothing else: no resources, no prompts, nothing that changes."""
    # The SDK's MCPServer would pass over arguments that do not exist, tell in many lines what is wrong with others, and
    # set up logging.
    by_name = {tool.name: tool for tool in TOOLS}
    listed = [_listed(tool) for tool in TOOLS]

    async def list_tools(*_: object) -> ListToolsResult:
        return ListToolsResult(tools=listed)

    async def call_tool(_: object, asked: CallToolRequestParams) -> CallToolResult:
        tool = by_name.get(asked.name)
        if not tool:
            there_are = f"there is no tool {asked.name[:_LONGEST_SAID]!r}; there are {', '.join(by_name)}"
            raise MCPError(INVALID_PARAMS, there_are)
        return await _called(tool, archive, asked.arguments or {})

    return Server(
        "nutgraf",
        version=__version__,
        title="nutgraf, a news archive",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        get_tool_input_schema={tool.name: tool.input_schema for tool in listed}.get,
    )


def _listed(tool: Tool) -> Listed:
    return Listed(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.arguments.model_json_schema(),
        output_schema=tool.answer.model_json_schema(),
        annotations=ToolAnnotations(
            title=tool.title,
            read_only_hint=True,
            destructive_hint=False,
            idempotent_hint=True,
            open_world_hint=False,
        ),
    )


async def _called(tool: Tool, archive: Archive, given: dict[str, Any]) -> CallToolResult:
    try:
        arguments = tool.arguments.model_validate(given)
    except ValidationError as error:
        return _failed(_complaint(tool, error))
    try:
        answer = await tool.call(archive, arguments)
    except Exception as error:
        return _failed(refusal_of(error).message)
    return CallToolResult(
        content=[TextContent(type="text", text=answer.model_dump_json(exclude_unset=True))],
        structured_content=answer.model_dump(mode="json", exclude_unset=True),
    )


def _failed(why: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=one_line(why))], is_error=True)


def _complaint(tool: Tool, error: ValidationError) -> str:
    """What is wrong with arguments; without their values, which may be long."""
    wrong = [
        f"{'.'.join(map(str, it['loc']))[:_LONGEST_SAID]}: {_message(it)}"
        for it in error.errors(include_input=False, include_url=False)[:_MOST_WRONG]
    ]
    return f"{'; '.join(wrong)} ({tool.name} takes {', '.join(tool.arguments.model_fields)})"


def _message(error: ErrorDetails) -> str:
    """Our own words as they are, pydantic's without a capital."""
    return str(error["ctx"]["error"]) if error["type"] == "value_error" else error["msg"].lower()
