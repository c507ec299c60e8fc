"""Texts with fields at their head: plain text, Markdown, wikitext, mails, and exports of blogs."""
