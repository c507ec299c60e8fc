"""The OpenAPI document: the routes as FastAPI describes them, with the server's address and its token."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute

from .middleware import WITHOUT_TOKEN

_SCHEMES = {"token": {"type": "http", "scheme": "bearer", "description": "The token that the operator has set."}}


def operation_id(route: APIRoute) -> str:
    """Return the name of a route's function, which importers show to people and to language models."""
    return route.name


def document(app: FastAPI, *, url: str, needs_token: bool) -> dict[str, Any]:
    """Return the document of `app`.

    Args:
        app: The app.
        url: The address of the server.
        needs_token: True where requests must have the token.
    """
    described = {**app.openapi(), "servers": [{"url": url}]}
    described["components"] = {**described["components"], "securitySchemes": _SCHEMES}
    if needs_token:
        described["security"] = [{"token": []}]
        described["paths"] = {
            path: {method: {**operation, "security": []} for method, operation in operations.items()}
            if WITHOUT_TOKEN.fullmatch(path)
            else operations
            for path, operations in described["paths"].items()
        }
    return described


def address_of(request: Request) -> str:
    """Return the address under which the client reaches the server, perhaps by a proxy, see `proxy`."""
    return str(request.base_url).rstrip("/")
