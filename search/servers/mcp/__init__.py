"""The archive for language models: an MCP `server` with its `tools`, over `stdio` or `http`."""

from __future__ import annotations

from ....corpus.errors import ExtraMissingError

try:
    from .http import mount
    from .job_runner import InProcessRunner, JobRunner
    from .server import mcp_server
    from .stdio import run_stdio
except ImportError as error:
    raise ExtraMissingError("the server for MCP", "mcp") from error

__all__ = ["InProcessRunner", "JobRunner", "mcp_server", "mount", "run_stdio"]
