"""The files of the web page: a browser fetches each once, and a changed page has none of the old."""

from __future__ import annotations

import shutil

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from nutgraf.search.servers.http.page import FOLDER, add_page
from running.pages import file_path

FILES = sorted(file.name for file in FOLDER.iterdir())


def test_a_browser_keeps_the_files_and_asks_for_the_html_each_time(client):
    html = client.get("/")
    assert html.headers["cache-control"] == "no-store"
    for name in FILES:
        answer = client.get(file_path(html.text, name))
        assert answer.content == (FOLDER / name).read_bytes()
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["index.html", "text.js", "media.css"])
def test_where_one_file_is_another_all_have_another_address(name, tmp_path):
    changed = shutil.copytree(FOLDER, tmp_path / "page")
    (changed / name).write_text((changed / name).read_text() + "\n")
    addresses = set()
    for folder in (FOLDER, changed, FOLDER):
        add_page(app := FastAPI(), folder)
        client = TestClient(app)
        addresses.add(address := file_path(client.get("/").text, "page.js"))
        assert client.get(address).status_code == 200
    assert len(addresses) == 2
