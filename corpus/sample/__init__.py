"""The sample corpus that ships with nutgraf: short articles of our own writing, in invented outlets.

Most of it stands alone. The affair of the Hallin Dam runs for six weeks, from 3 September to 15 October 2024: a first
report, wire copies, denials, a correction, an edit that nobody owned up to, and outlets that never mention it.
"""

from __future__ import annotations

from pathlib import Path

ARTICLES = Path(__file__).with_name("articles.jsonl")
"""The archive as of 14 October 2024, one article a line."""
UPDATES = Path(__file__).with_name("updates.jsonl")
"""The morning after: three of those articles as they read then, and three new ones. Index it after `ARTICLES`."""
