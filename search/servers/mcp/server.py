"""The MCP server: lists the tools, validates their arguments, and reports errors in words."""

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
from mcp_types import Tool as ToolListing
from pydantic import ValidationError

from .... import __version__
from ....corpus.text.characters import one_line
from ..refusals import refusal_of
from ..validation_errors import misspelt_first, told
from .job_runner import JobRunner
from .resources import list_resources, list_templates, read_resource
from .tool import Tool
from .tools import INSTRUCTIONS, TOOLS

_LONGEST_QUOTED = 80
"""Characters of a wrong name that an error message repeats."""
_MOST_PROBLEMS = 5
"""Problems that an error message lists."""


def mcp_server(runner: JobRunner) -> Server:
    """Make a server with `TOOLS` over `archive`, and its articles as resources: no prompts, no writing."""
    # The SDK's MCPServer would ignore unknown arguments, report errors in many lines, and configure logging.
    by_name = {tool.name: tool for tool in TOOLS}
    listed = [_listing(tool) for tool in TOOLS]

    async def list_tools(*_: object) -> ListToolsResult:
        return ListToolsResult(tools=listed)

    async def call_tool(_: object, request: CallToolRequestParams) -> CallToolResult:
        tool = by_name.get(request.name)
        if not tool:
            message = f"there is no tool {request.name[:_LONGEST_QUOTED]!r}; the tools are {', '.join(by_name)}"
            raise MCPError(INVALID_PARAMS, message)
        return await _call(tool, runner, request.arguments or {})

    return Server(
        "nutgraf",
        version=__version__,
        title="nutgraf, a news archive",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=lambda *_: list_resources(runner),
        on_list_resource_templates=lambda *_: list_templates(),
        on_read_resource=lambda _, request: read_resource(runner, request),
        get_tool_input_schema={tool.name: tool.input_schema for tool in listed}.get,
    )


def _listing(tool: Tool) -> ToolListing:
    return ToolListing(
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


async def _call(tool: Tool, runner: JobRunner, raw: dict[str, Any]) -> CallToolResult:
    try:
        arguments = tool.arguments.model_validate(raw)
    except ValidationError as error:
        return _failed(_complaint(tool, error))
    try:
        answer = await tool.call(runner, arguments)
    except Exception as error:
        return _failed(refusal_of(error).message)
    return CallToolResult(
        content=[TextContent(type="text", text=answer.model_dump_json(exclude_unset=True))],
        structured_content=answer.model_dump(mode="json", exclude_unset=True),
    )


def _failed(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=one_line(message))], is_error=True)


def _complaint(tool: Tool, error: ValidationError) -> str:
    problems = misspelt_first(error.errors(include_input=False, include_url=False))[:_MOST_PROBLEMS]
    told_of_each = "; ".join(told(problem, problem["loc"]) for problem in problems)
    return f"{told_of_each} ({tool.name} takes {', '.join(tool.arguments.model_fields)})"
