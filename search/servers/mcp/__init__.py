"""The archive for language models: a `server` of MCP, with `tools` that answer in `shapes`, by `stdio` or `http`."""

from __future__ import annotations

from ....corpus.errors import ExtraMissingError

try:
    from .archive import Archive, Direct
    from .http import mount
    from .server import mcp_server
    from .stdio import run_stdio
except ImportError as error:
    raise ExtraMissingError("the server for MCP", "mcp") from error

__all__ = ["Archive", "Direct", "mcp_server", "mount", "run_stdio"]
