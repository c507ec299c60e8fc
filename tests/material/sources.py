"""Parts of the sources of judged sets, in their form."""

from __future__ import annotations

import json


def evidence(outlet: str, fact: str) -> dict[str, str]:
    return {
        "author": "A. Writer",
        "category": "business",
        "fact": fact,
        "published_at": "2023-01-02T03:04:05+00:00",
        "source": outlet,
        "title": f"Of {outlet}",
        "url": f"https://{outlet}.example.org/1",
    }


def lines(*rows: dict) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)
