"""The commands that run a server: serve, mcp."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ...output.console import notice
from ...output.status_line import is_watched, status_line
from .. import parameters
from ..archive import Archive

DEFAULT_PORT = 8765

Offered = Annotated[
    list[str] | None,
    typer.Option(
        "--rerank",
        metavar="late|MODEL",
        help="A reranker that questions may ask for; repeat for several. The first is the default; off for none.",
    ),
]


@parameters.with_archive
def serve(
    *,
    archive: Archive,
    host: Annotated[str, typer.Option(metavar="HOST", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="PORT", min=0, max=65535, help="Port to listen on; 0 picks a free one.")
    ] = DEFAULT_PORT,
    token_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File with the token that every request must send; or set NUTGRAF_TOKEN."),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Another host name to accept in requests; repeat for several."),
    ] = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="A site whose web pages may send requests; repeat for several."),
    ] = None,
    root_path: Annotated[
        str, typer.Option(metavar="PATH", help="Path under which a proxy shows the server, such as /news.")
    ] = "",
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS",
            help="Proxy whose X-Forwarded-Proto and -Prefix are believed, or a network; repeat for several.",
            show_default="this machine",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=64, help="Number of worker processes.", show_default="one per CPU core"),
    ] = None,
    rerank: Offered = None,
) -> None:
    """Serve a web page, a JSON API and MCP over HTTP."""
    from ....corpus.errors import ExtraMissingError
    from ....index.machine import cores

    try:
        from ...servers.http.proxy import THIS_MACHINE
        from ...servers.http.server import Address
        from ...servers.http.server import serve as run_server
        from ...servers.limits import Limits
    except ModuleNotFoundError as error:
        raise ExtraMissingError("nutgraf serve", "serve") from error

    token = token_file.read_text(encoding="utf-8").strip() if token_file else os.environ.get("NUTGRAF_TOKEN") or None
    status_line.end()  # the server forks workers, which a thread does not survive
    if is_watched():
        notice(f"opening {archive}")
    hosts, origins, proxies = tuple(allow_host or ()), tuple(allow_origin or ()), tuple(trusted_proxy or THIS_MACHINE)
    address = Address(host, port, hosts, origins, token, root_path, proxies)
    run_server(
        None if archive.engine else archive.folder, partial(archive.open, rerank or ()), address,
        workers=workers or cores(), limits=Limits(),
        on_ready=lambda url: notice(f"serving {archive} on {url} (press Ctrl-C to stop)"),
    )  # fmt: skip


@parameters.with_archive
def mcp(*, archive: Archive, rerank: Offered = None) -> None:
    """Serve a language model over stdio, by MCP.

    MCP is the Model Context Protocol; see the documentation of your client for how to add a server.
    """
    from ...servers.mcp import run_stdio

    searcher = archive.open(rerank or ())
    status_line.end()
    searcher.scrub_in_background()  # the process may live for days
    run_stdio(searcher)
