"""Output: results, articles and status as text, JSON, CSV and Markdown."""
