"""The archive for language models: an MCP `server` with its `tools`, over `stdio` or `http`."""

from __future__ import annotations

from ....corpus.errors import ExtraMissingError

try:
    from .archive import Archive, InProcessArchive
    from .http import mount
    from .server import mcp_server
    from .stdio import run_stdio
except ImportError as error:
    raise ExtraMissingError("the server for MCP", "mcp") from error

__all__ = ["Archive", "InProcessArchive", "mcp_server", "mount", "run_stdio"]
