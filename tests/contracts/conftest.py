"""The engine that stores are tested on."""

from __future__ import annotations

import pytest
from stores.every_store import ENGINE
from systems.milvus_lite import HAS_ENGINE


@pytest.fixture(scope="module")
def server(request):
    """An engine for all tests of this module."""
    with pytest.MonkeyPatch.context() as patch:
        if HAS_ENGINE:
            patch.setenv(ENGINE, request.getfixturevalue("engine_server_uri"))
        yield
