"""The rules of the house that a program can check."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import nutgraf
import pytest

ROOT = Path(nutgraf.__file__).parent
FOLDERS = ("corpus", "index", "search")
FILES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
LONGEST_FILE = 300


def imported(path: Path) -> set[str]:
    """The folders of ours that a file imports from, wherever in the file."""
    package = path.relative_to(ROOT).parent.parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            module = (node.module or "").split(".") if node.module else []
            found |= {(*base, *module, it.name)[0] for it in node.names}
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [it.name for it in node.names]
            assert not any(name.split(".")[0] == "nutgraf" for name in names), f"{path} imports nutgraf by name"
    return found & {*FOLDERS}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_from_search_to_index_to_corpus_and_never_back(path):
    mine = FOLDERS.index(path.relative_to(ROOT).parts[0])
    assert all(FOLDERS.index(other) <= mine for other in imported(path))


def test_the_import_test_sees_imports():
    assert imported(ROOT / "search" / "searcher.py") == {"corpus", "index", "search"}
    assert imported(ROOT / "index" / "build.py") == {"corpus", "index"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_fills_its_folder(path):
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


def test_every_public_name_can_be_had():
    assert "Searcher" in nutgraf.__all__
    for name in nutgraf.__all__:
        assert getattr(nutgraf, name) is not None


def modules_after(statement: str) -> set[str]:
    program = f"import sys; {statement}; print(*sys.modules)"
    return set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout.split()
    )


def test_importing_nutgraf_is_cheap():
    loaded = modules_after("import nutgraf")
    assert not loaded & {"numpy", "faiss", "torch", "typer", "orjson", "nutgraf.search.searcher"}


def test_help_imports_no_library_that_takes_time():
    loaded = modules_after("import nutgraf.search.cli")
    assert not loaded & {"numpy", "faiss", "torch", "rich.console", "tqdm", "sentence_transformers", "Stemmer"}


def test_who_does_not_serve_imports_nothing_of_a_server():
    loaded = modules_after("import nutgraf.search.cli, nutgraf.search.searcher")
    heavy = ("asyncio", "fastapi", "http.client", "mcp", "multiprocessing.connection", "prometheus_client", "uvicorn")
    assert not loaded & {*heavy, "nutgraf.search.context", "nutgraf.search.mcp", "nutgraf.search.serve"}
    assert not any(name.startswith("nutgraf.search.frameworks") for name in loaded)


def test_the_searcher_is_imported_without_torch():
    loaded = modules_after("import nutgraf.search.searcher")
    assert "faiss" in loaded
    assert not loaded & {"torch", "sentence_transformers", "transformers"}
