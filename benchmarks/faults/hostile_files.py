"""Files that were made to be slow to read, or to take much memory: a content for any size, by kind."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

MIB = 1 << 20

GOOD = '{"id": "good", "text": "The ferry was late."}\n'
_PAGE = "<html><head><title>T</title></head><body><article><h1>T</h1>{}</article></body></html>"
_FEED = '<?xml version="1.0"?>{}<rss version="2.0"><channel><title>C</title>{}</channel></rss>'
_ITEM = "<item><title>T{0}</title><guid>g{0}</guid><description>{1}</description></item>"
_SENTENCE = "The ferry of the harbour was late again, said the mayor of Veldhaven on Monday. "


def _record(value: str) -> str:
    return f'{{"id": "r", "text": "x", "x": {value}}}\n{GOOD}'


def _members(count: int, content: bytes) -> bytes:
    return gzip.compress(content, 1) * count


def _filled(pattern: str, size: int) -> str:
    return pattern * (size // len(pattern))


KINDS: dict[str, tuple[str, Callable[[int], str | bytes], int]] = {
    "json: many small objects": (".jsonl", lambda n: _record("[" + _filled('{"":0},', n) + "0]"), 14 * MIB),
    "json: many empty lists": (".jsonl", lambda n: _record("[" + _filled("[],", n) + "0]"), 14 * MIB),
    "json: many numbers": (".jsonl", lambda n: _record("[" + _filled("1.5,", n) + "0]"), 14 * MIB),
    "json: many keys": (
        ".jsonl",
        lambda n: _record("{" + ",".join(f'"{i:x}":0' for i in range(n // 10)) + "}"),
        14 * MIB,
    ),
    "json: many fields": (
        ".jsonl",
        lambda n: '{"text": "x", ' + ",".join(f'"{i:x}":0' for i in range(n // 10)) + "}\n" + GOOD,
        14 * MIB,
    ),
    "json: deep lists": (".jsonl", lambda n: _record("[" * (n // 2) + "]" * (n // 2)), 14 * MIB),
    "json: deep objects": (".jsonl", lambda n: _record('{"":' * (n // 5) + "0" + "}" * (n // 5)), 14 * MIB),
    "json: one long number": (".jsonl", lambda n: _record("1" * n), 14 * MIB),
    "json: one long string": (".jsonl", lambda n: _record('"' + "x" * n + '"'), 14 * MIB),
    "json: one string of wide characters": (".jsonl", lambda n: _record('"😀' + "x" * n + '"'), 14 * MIB),
    "json: one string of escapes": (".jsonl", lambda n: _record('"' + "\\u00e9" * (n // 6) + '"'), 14 * MIB),
    "json: a text of one letter a line": (
        ".jsonl",
        lambda n: json.dumps({"text": "x\n" * (n // 3)}) + "\n" + GOOD,
        14 * MIB,
    ),
    "json: a text of blank lines": (
        ".jsonl",
        lambda n: json.dumps({"text": "x" + "\n" * (n // 2)}) + "\n" + GOOD,
        14 * MIB,
    ),
    "json: a text of zero widths": (
        ".jsonl",
        lambda n: json.dumps({"text": "\u200b" * (n // 3)}, ensure_ascii=False) + "\n" + GOOD,
        14 * MIB,
    ),
    "json: a text of sentences": (
        ".jsonl",
        lambda n: json.dumps({"text": (_SENTENCE * 5 + "\n\n") * (n // 405)}) + "\n" + GOOD,
        14 * MIB,
    ),
    "json: a broken record": (".jsonl", lambda n: _record("[" + _filled("0,", n)), 14 * MIB),
    "json: a long line of spaces": (".jsonl", lambda n: " " * n + "\n" + GOOD, 70 * MIB),
    "json: no line feed": (".jsonl", lambda n: "x" * n, 70 * MIB),
    "json: many line feeds": (".jsonl", lambda n: "\n" * n + GOOD, 14 * MIB),
    "json: many broken lines": (".jsonl", lambda n: "{\n" * (n // 2) + GOOD, MIB),
    "json: authors by the million": (
        ".jsonl",
        lambda n: '{"text": "x", "authors": [' + _filled('"a",', n) + '"a"]}\n' + GOOD,
        14 * MIB,
    ),
    "array: many records": (
        ".json",
        lambda n: "[" + ",".join([GOOD.strip().replace("good", f"g{i}") for i in range(n // 45)]) + "]",
        4 * MIB,
    ),
    "array: tiny values": (".json", lambda n: "[" + _filled("0,", n) + GOOD.strip() + "]", MIB),
    "array: a huge record": (
        ".json",
        lambda n: f"[{_record('[' + _filled('[],', n) + '0]').splitlines()[0]}, {GOOD.strip()}]",
        14 * MIB,
    ),
    "array: deep lists": (".json", lambda n: "[" * n, 14 * MIB),
    "array: a record without an end": (".json", lambda n: '[{"text": "' + "x" * n, 14 * MIB),
    "array: one long number": (".json", lambda n: "[" + "1" * n + "]", 14 * MIB),
    "array: spaces": (".json", lambda n: "[" + " " * n + GOOD + "]", 14 * MIB),
    "objects: one after another": (".json", lambda n: '{"text":\n"x"}\n' * (n // 14), 4 * MIB),
    "gzip: members of one letter": (".jsonl.gz", lambda n: _members(n, b"a"), 40_000),
    "gzip: empty members": (".jsonl.gz", lambda n: _members(n, b""), 200_000),
    "gzip: members of one line": (".jsonl.gz", lambda n: _members(n, GOOD.encode()), 40_000),
    "gzip: zeros": (".jsonl.gz", lambda n: gzip.compress(bytes(n)), 150 * MIB),
    "gzip: zeros, many members": (".jsonl.gz", lambda n: gzip.compress(bytes(100_000)) * n, 500),
    "gzip: zeros after the end": (".jsonl.gz", lambda n: gzip.compress(GOOD.encode()) + bytes(n), 70 * MIB),
    "gzip: a long name in the head": (".jsonl.gz", lambda n: b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * n, 70 * MIB),
    "gzip: line feeds": (".jsonl.gz", lambda n: gzip.compress(b"\n" * n), 14 * MIB),
    "table: a long cell": (".csv", lambda n: "id,text\na," + "x" * n + "\ng,The ferry.\n", 14 * MIB),
    "table: many columns": (".csv", lambda n: "text" + _filled(",a", n) + "\nx" + "," * (n // 2) + "\n", 7 * MIB),
    "table: many cells in a row": (".csv", lambda n: "id,text\n" + "," * n + "\ng,The ferry.\n", 14 * MIB),
    "table: a wide header, many short rows": (
        ".csv",
        lambda n: "text," + ",".join(map(str, range(n))) + "\n" + "x\n" * n,
        5_000,
    ),
    "table: a wide header, many full rows": (
        ".csv",
        lambda n: "text," + ",".join(map(str, range(1_000))) + "\n" + ("x" + ",a" * 1_000 + "\n") * n,
        500,
    ),
    "table: a quote without an end": (".csv", lambda n: 'id,text\na,"' + "x\n" * (n // 2), 14 * MIB),
    "table: cells of wide characters": (".csv", lambda n: "id,text\na,😀" + "x" * n + "\n", 14 * MIB),
    "table: many quotes": (".csv", lambda n: 'id,text\na,"' + '""' * (n // 2) + '"\n', 14 * MIB),
    "feed: many entries": (
        ".xml",
        lambda n: _FEED.format("", "".join(_ITEM.format(i, _SENTENCE) for i in range(n))),
        2_000,
    ),
    "feed: one long entry": (".xml", lambda n: _FEED.format("", _ITEM.format(1, _filled(_SENTENCE, n))), 4 * MIB),
    "feed: laughs": (
        ".xml",
        lambda n: _FEED.format(
            '<!DOCTYPE x [<!ENTITY a "ha">'
            + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(n))
            + "]>",
            _ITEM.format(1, f"&{chr(97 + n)};"),
        ),
        3,
    ),
    "feed: quadratic entity": (
        ".xml",
        lambda n: _FEED.format(f'<!DOCTYPE x [<!ENTITY a "{"h" * n}">]>', _ITEM.format(1, "&a;" * (n // 3))),
        50_000,
    ),
    "feed: many entities": (".xml", lambda n: _FEED.format("", _ITEM.format(1, "&amp;" * n)), 100_000),
    "feed: nested elements": (".xml", lambda n: _FEED.format("", _ITEM.format(1, "<a>" * n + "</a>" * n)), 20_000),
    "feed: nested entries": (".xml", lambda n: _FEED.format("", "<item>" * n + "</item>" * n), 5_000),
    "feed: nested channels": (".xml", lambda n: _FEED.format("", "<channel>" * n + "</channel>" * n), 5_000),
    "feed: a long attribute": (
        ".xml",
        lambda n: _FEED.format("<!-- --><?x y?>", f'<link href="{"x" * n}"/>' + _ITEM.format(1, "x")),
        14 * MIB,
    ),
    "feed: many attributes": (
        ".xml",
        lambda n: _FEED.format("", "<link " + " ".join(f'a{i}="x"' for i in range(n)) + "/>" + _ITEM.format(1, "x")),
        20_000,
    ),
    "feed: many categories": (
        ".xml",
        lambda n: _FEED.format("", "<item>" + "<category>x</category>" * n + "</item>"),
        5_000,
    ),
    "feed: many links": (".xml", lambda n: _FEED.format("", "<item>" + '<link href="x"/>' * n + "</item>"), 5_000),
    "feed: many namespaces": (
        ".xml",
        lambda n: _FEED.format("", "".join(f'<x xmlns:a{i}="u{i}"/>' for i in range(n)) + _ITEM.format(1, "x")),
        5_000,
    ),
    "feed: markup in an entry": (".xml", lambda n: _FEED.format("", _ITEM.format(1, "&lt;div&gt;" * n)), 50_000),
    "feed: less-than signs": (".xml", lambda n: _FEED.format("", _ITEM.format(1, "&lt;" * n)), 100_000),
    "feed: broken": (".xml", lambda n: _FEED.format("", ("<item><title>T</title>" + "<" * 50) * n), 5_000),
    "feed: less-than signs raw": (".xml", lambda n: "<rss>" + "<" * n, 100_000),
    "feed: doctype": (".xml", lambda n: "<!DOCTYPE " + "<!ENTITY " * n, 50_000),
    "feed: text that is no XML": (".xml", lambda n: "x" * n, 14 * MIB),
    "markdown: aliases": (
        ".md",
        lambda n: "---\na: &a [x,x]\n" + "".join(f"k{i}: &k{i} [*a,*a]\n" for i in range(n)) + "---\nText.\n",
        500,
    ),
    "markdown: deep lists in the front matter": (
        ".md",
        lambda n: "---\na: " + "[" * n + "]" * n + "\n---\nText.\n",
        200,
    ),
    "markdown: flat list in the front matter": (".md", lambda n: "---\na: [" + "x," * n + "]\n---\nText.\n", 10_000),
    "markdown: keys in the front matter": (
        ".md",
        lambda n: "---\n" + "".join(f"? {i}\n" for i in range(n)) + "---\nText.\n",
        4_000,
    ),
    "markdown: merge keys": (
        ".md",
        lambda n: "---\n" + "".join(f"a{i}: {{<<: [{{a: b}}]}}\n" for i in range(n)) + "---\nx\n",
        1_000,
    ),
    "markdown: no end of the front matter": (".md", lambda n: "---\n" + "a: b\n" * n, 200_000),
    "markdown: dashes": (".md", lambda n: "---\n" * n, 200_000),
    "markdown: quotes in the front matter": (".md", lambda n: '---\na: "' + "\\\n" * n + '"\n---\nx\n', 10_000),
    "markdown: many paragraphs": (".md", lambda n: "x\n\n" * n, 20_000),
    "markdown: block quotes": (".md", lambda n: ">" * n + "x", 20_000),
    "markdown: nested lists": (".md", lambda n: "".join("  " * i + "- x\n" for i in range(n)), 200),
    "markdown: list marks on a line": (".md", lambda n: "- " * n + "x", 10_000),
    "markdown: brackets": (".md", lambda n: ("[" * 90_000 + "\n\n") * n, 1),
    "markdown: closing brackets": (".md", lambda n: ("[a](" * 20_000 + "\n\n") * n, 1),
    "markdown: stars": (".md", lambda n: ("*a **a " * 12_000 + "\n\n") * n, 1),
    "markdown: stars and underscores": (".md", lambda n: ("a**b" + "c* " * 30_000 + "\n\n") * n, 1),
    "markdown: ticks": (".md", lambda n: ("".join("e" + "`" * i for i in range(400)) + "\n\n") * n, 1),
    "markdown: less-than signs": (".md", lambda n: ("<a " * 30_000 + "\n\n") * n, 1),
    "markdown: comments": (".md", lambda n: ("a <!-- " * 12_000 + "\n\n") * n, 1),
    "markdown: html blocks": (".md", lambda n: "<div>\n" + "<" * n + "\n", 50_000),
    "markdown: references": (".md", lambda n: "".join(f"[a{i}]: u\n" for i in range(n)) + "\n" + "[a1] " * n, 10_000),
    "markdown: a reference used often": (".md", lambda n: f"[a]: {'u' * n}\n\n" + "[a] " * n, 5_000),
    "markdown: entities": (".md", lambda n: ("&" * 90_000 + "\n\n") * n, 1),
    "markdown: blank lines": (".md", lambda n: "a" + "\n \n" * n + "b", 200_000),
    "markdown: spaces": (".md", lambda n: "a\n" + " " * n + "b", 50_000),
    "markdown: a table of pipes": (".md", lambda n: "|" * n, 50_000),
    "markdown: line by line": (".md", lambda n: "x\n" * n, 50_000),
    "text: one paragraph": (".txt", lambda n: "x" * n, 14 * MIB),
    "text: one paragraph of wide characters": (".txt", lambda n: "😀" + "x" * n, 14 * MIB),
    "text: a date and spaces": (".txt", lambda n: "date 1" + " " * n + "\nT\nx", 14 * MIB),
    "text: a date and many words": (".txt", lambda n: "date 1 " + "x " * n + "\nT\nx", 4 * MIB),
    "text: letters by line": (".txt", lambda n: "x\n" * n, 4 * MIB),
    "text: paragraphs of a letter": (".txt", lambda n: "x\n\n" * n, 4 * MIB),
    "text: blank lines": (".txt", lambda n: "x" + "\n" * n, 14 * MIB),
    "text: blank lines with spaces": (".txt", lambda n: "x" + "\n \t" * n + "y", 4 * MIB),
    "text: zeros": (".txt", lambda n: bytes(n), 14 * MIB),
    "text: UTF-16": (
        ".txt",
        lambda n: "\ufeff".encode("utf-16-le") + ("x y\n" * (n // 8)).encode("utf-16-le"),
        14 * MIB,
    ),
    "text: sentences": (".txt", lambda n: (_SENTENCE * 5 + "\n\n") * (n // 405), 4 * MIB),
    "html: nested divs": (".html", lambda n: _PAGE.format("<div>" * n + "x"), 20_000),
    "html: nested bold": (".html", lambda n: _PAGE.format("<b>" * n + "x"), 20_000),
    "html: nested fonts": (".html", lambda n: _PAGE.format("<font>" * n + "x"), 20_000),
    "html: nested quotes": (".html", lambda n: _PAGE.format("<blockquote>" * n + _SENTENCE * 10), 200),
    "html: nested lists": (".html", lambda n: _PAGE.format("<ul><li>x" * n + _SENTENCE * 10), 120),
    "html: nested tables": (".html", lambda n: _PAGE.format("<table><tr><td>x" * n + _SENTENCE * 10), 80),
    "html: paragraphs of a letter": (".html", lambda n: _PAGE.format("<p>x" * n), 20_000),
    "html: paragraphs": (".html", lambda n: _PAGE.format(f"<p>{_SENTENCE}</p>" * n), 5_000),
    "html: paragraphs, all different": (
        ".html",
        lambda n: _PAGE.format("".join(f"<p>{i} {_SENTENCE}</p>" for i in range(n))),
        5_000,
    ),
    "html: flat breaks": (".html", lambda n: _PAGE.format("x<br>" * n), 20_000),
    "html: flat spans": (".html", lambda n: _PAGE.format("<span>x</span>" * n), 20_000),
    "html: flat links": (".html", lambda n: _PAGE.format('<p><a href="/x">x</a></p>' * n), 20_000),
    "html: unclosed links": (".html", lambda n: _PAGE.format("<a href=x>" * n), 20_000),
    "html: flat divs": (".html", lambda n: _PAGE.format("<div>x</div>" * n), 20_000),
    "html: a table of cells": (
        ".html",
        lambda n: _PAGE.format("<table>" + "<tr><td>x</td></tr>" * n + "</table>"),
        20_000,
    ),
    "html: lists": (".html", lambda n: _PAGE.format("<ul>" + "<li>x</li>" * n + "</ul>"), 20_000),
    "html: a long attribute": (".html", lambda n: _PAGE.format(f'<p class="{"x " * n}">{_SENTENCE * 5}</p>'), 2 * MIB),
    "html: many attributes": (
        ".html",
        lambda n: _PAGE.format("<p " + " ".join(f"a{i}=x" for i in range(n)) + f">{_SENTENCE * 5}</p>"),
        10_000,
    ),
    "html: a long paragraph": (".html", lambda n: _PAGE.format("<p>" + _SENTENCE * n), 50_000),
    "html: one word": (".html", lambda n: _PAGE.format("<p>" + "x" * n), 2 * MIB),
    "html: comments": (".html", lambda n: _PAGE.format("<!-- " * n), 50_000),
    "html: many comments": (".html", lambda n: _PAGE.format("<!-- x -->" * n), 20_000),
    "html: a script": (".html", lambda n: _PAGE.format("<script>" + "x=1;" * n + "</script>"), MIB),
    "html: JSON-LD": (
        ".html",
        lambda n: _PAGE.format(
            '<script type="application/ld+json">{"a": ' + "[" * n + "]" * n + "}</script>" + _SENTENCE
        ),
        20_000,
    ),
    "html: JSON-LD authors": (
        ".html",
        lambda n: _PAGE.format(
            '<script type="application/ld+json">{"@type": "Article", "author": "'
            + "x, " * n
            + '"}</script>'
            + _SENTENCE
        ),
        20_000,
    ),
    "html: meta fields": (
        ".html",
        lambda n: f"<html><head>{'<meta name=author content=x>' * n}</head><body><p>{_SENTENCE * 5}</p></body></html>",
        20_000,
    ),
    "html: times": (
        ".html",
        lambda n: _PAGE.format("<time datetime=2023>x</time>" * n + f"<p>{_SENTENCE * 5}"),
        20_000,
    ),
    "html: less-than signs": (".html", lambda n: _PAGE.format("<" * n), 200_000),
    "html: entities": (".html", lambda n: _PAGE.format("&amp;" * n), 200_000),
    "html: no markup": (".html", lambda n: "x" * n, 2 * MIB),
    "html: zeros": (".html", lambda n: bytes(n), 2 * MIB),
}
"""By name: the file's ending, a function that makes its content at a size, and the first size."""
