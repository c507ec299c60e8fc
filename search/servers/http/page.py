"""The web page: a browser keeps its files, as their address changes with them, and fetches its HTML alone again."""

from __future__ import annotations

from pathlib import Path

import xxhash
from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent.parent / "page"


def add_page(app: FastAPI, folder: Path = FOLDER) -> None:
    """Add the page in `folder` at ``/``, and its files below ``/page``."""
    files = f"page/{_digest(folder)}/"
    html = (folder / "index.html").read_text("utf-8").replace('"page/', f'"{files}')

    @app.get("/", include_in_schema=False)
    async def page() -> Response:
        return HTMLResponse(html)

    app.mount(f"/{files}", _KeptFiles(directory=folder))


def _digest(folder: Path) -> str:
    """Return a digest of all files, which import one another: none may be older than the others."""
    digest = xxhash.xxh3_64()
    for file in sorted(folder.iterdir()):
        digest.update(file.read_bytes())
    return digest.hexdigest()


class _KeptFiles(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "max-age=31536000, immutable"
        return response
