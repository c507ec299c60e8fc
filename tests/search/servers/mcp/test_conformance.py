"""The conformance suite of MCP, where it is installed: `make test-mcp` brings it, with a Node for it.

What it asks of a server in general is here; its other scenarios want tools and resources of the suite's own.
"""

from __future__ import annotations

import shutil
import subprocess

import pytest
from running.servers import serving

SUITE = shutil.which("conformance")
GENERAL = ("server-initialize", "ping", "tools-list", "resources-list", "dns-rebinding-protection")


@pytest.fixture(scope="module")
def url(mcp_index):
    with serving(mcp_index, "--workers", 1) as served:
        yield f"{served.url}/mcp"


@pytest.mark.skipif(not SUITE, reason="no conformance suite on PATH: `make test-mcp` brings it")
@pytest.mark.parametrize("scenario", GENERAL)
def test_the_suite_s_general_scenarios_pass(url, scenario):
    command = [SUITE, "server", "--url", url, "--scenario", scenario]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
