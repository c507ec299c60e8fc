"""Where the web page shows what tests look for."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit


def file_path(html, name):
    """The path of a file of the page below the page's own, as its HTML has it."""
    return re.search(r'"(page/\w+/)', html)[1] + name


def hits(page):
    return page.locator(".hit")


def titles(page):
    return page.locator(".hit h2").all_inner_texts()


def parameters(page):
    return parse_qs(urlsplit(page.url).query)


def outlet(page, name):
    return page.get_by_role("checkbox", name=re.compile(f"^{name}"))


def origins(page):
    return page.locator(".hit .origin").all_inner_texts()


def tab(page, name):
    return page.get_by_role("tab", name=name)


def histogram(page):
    return page.locator("#histogram.known")


def drag(page, start, end):
    plot = page.locator(".plot").bounding_box()
    page.mouse.move(plot["x"] + plot["width"] * start, plot["y"] + 20)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * end, plot["y"] + 20, steps=4)
    page.mouse.up()
