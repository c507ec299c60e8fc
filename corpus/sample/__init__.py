"""The sample corpus that ships with nutgraf: short articles of our own writing, in invented outlets."""

from __future__ import annotations

from pathlib import Path

ARTICLES = Path(__file__).with_name("articles.jsonl")
"""One article a line."""
