"""The rules of the house that a program can check."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from functools import cache

import house
import nutgraf
import pytest
from house import ROOT
from nutgraf.search.cli.app import HEADINGS


def test_no_module_imports_in_a_circle_not_even_for_types():
    assert house.circles(house.imports()) == []


def test_imports_run_down_the_floors_and_never_up(record_property):
    record_property("house", house.drawn())
    assert house.climbs(house.imports()) == [], f"\n{house.drawn()}"


def test_every_module_has_its_floor():
    for folder, floors in house.ORDER.items():
        there = {it.stem for it in (ROOT / folder).iterdir() if it.suffix == ".py" or (it / "__init__.py").exists()}
        if folder:
            assert there - {"__init__"} == set().union(*floors), folder


def test_no_folder_and_no_file_is_crowded():
    assert house.crowded() == []


def test_the_house_is_drawn_on_one_screen():
    lines = house.drawn().splitlines()
    assert len(lines) <= 50
    assert max(map(len, lines)) <= 120
    assert "  5  retrieval" in house.drawn()


def test_no_protocol_speaks_of_a_mask():
    assert house.masks_in_protocols() == []


def test_the_search_reads_the_index_through_protocols():
    assert house.behind_the_seam(house.imports()) == []


@pytest.fixture
def planted(tmp_path):
    """A copy of the house, to plant faults in."""
    for top in house.TOPS:
        shutil.copytree(ROOT / top, tmp_path / top, ignore=shutil.ignore_patterns("__pycache__"))

    def plant(module: str, line: str):
        path = tmp_path / f"{module}.py"
        path.write_text(f"{path.read_text()}\n{line}\n")
        return tmp_path

    return plant


def test_a_planted_circle_is_seen_even_for_types(planted):
    root = planted("index/segments/segment", "if TYPE_CHECKING:\n    from .snapshot import Snapshot")
    [circle] = house.circles(house.imports(root))
    assert "index/segments/snapshot" in circle


@pytest.mark.parametrize(
    ("module", "line", "told"),
    [
        ("index/storage/arrays", "from ..columns import inverted", "index/columns/inverted"),
        ("corpus/article", "from ..index.types import Rows", "index/types"),
        ("search/output/reply", "def f():\n    from ..cli.app import main", "search/cli/app"),
        ("index/writing/writer", "from ..retrieval import bm25", "index/retrieval/bm25"),
        ("search/servers/mcp/tools", "from ..http import app", "search/servers/http/app"),
    ],
)
def test_a_planted_import_upwards_is_seen(planted, module, line, told):
    assert f"{module} imports {told}" in house.climbs(house.imports(planted(module, line)))


def test_a_planted_mask_in_a_protocol_is_seen(planted):
    root = planted("index/types", "class Leg(Protocol):\n    def best(self, k: int, mask: Mask) -> Ranking: ...")
    assert house.masks_in_protocols(root) == ["index/types: Leg takes Mask"]


def test_a_planted_way_round_the_protocols_is_seen(planted):
    root = planted("search/ranking/boosts", "from ...index.segments.snapshot import Snapshot")
    assert house.behind_the_seam(house.imports(root)) == ["search/ranking/boosts imports index/segments/snapshot"]


def test_a_crowded_folder_is_seen(planted):
    root = planted("index/types", "pass\n" * house.LONGEST_FILE)
    for number in range(house.MOST_MODULES):
        (root / "index" / f"more_{number}.py").touch()
    assert [it.split(" ")[0] for it in house.crowded(root)] == ["index/", "index/types.py"]


def test_no_module_imports_nutgraf_by_name():
    for name, path in house.modules().items():
        for node in house.nodes(path.read_text()):
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [it.name for it in node.names]
                assert not any(it.split(".")[0] == "nutgraf" for it in names), name


@pytest.mark.parametrize("folder", ["benchmarks", "docs", "examples"])
def test_scripts_import_only_what_there_is(folder):
    """No type checker reads them."""
    missing = []
    for path in (ROOT / folder).rglob("*.py"):
        for node in house.nodes(path.read_text("utf-8")):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nutgraf"):
                names = [alias.name for alias in node.names]
                module = __import__(node.module, fromlist=names)  # imports modules among the names, too
                missing += [f"{path}: {node.module}.{name}" for name in names if not hasattr(module, name)]
    assert missing == []


def test_type_checkers_follow_the_face_to_no_library_that_runs_models():
    imported, known = house.imports(), house.modules()
    stub = ast.parse((ROOT / "__init__.pyi").read_text())
    reached = {node.module.replace(".", "/") for node in stub.body if isinstance(node, ast.ImportFrom) and node.module}
    ahead = [*reached]
    while ahead:
        found = imported[ahead.pop()] - reached
        reached |= found
        ahead += found
    assert "index/embedding/openvino_export" in reached  # also what is imported late, in a function
    # The stub of FAISS imports torch, too.
    heavy = re.compile(r"^ *(?:from|import) (torch|sentence_transformers|transformers|faiss|pandas)\b", re.MULTILINE)
    assert {name: heavy.findall(known[name].read_text()) for name in reached} == {name: [] for name in reached}


def test_every_public_name_can_be_had():
    assert "Searcher" in nutgraf.__all__
    for name in nutgraf.__all__:
        assert getattr(nutgraf, name) is not None


SEARCHING = (
    "import nutgraf; nutgraf.open; import nutgraf.search.cli.app, nutgraf.search.cli.commands.search,"
    " nutgraf.search.ranking.relevance.roles, nutgraf.search.output.terminal_view,"
    " nutgraf.index.embedding.openvino_cache"
)
"""What a search by the command or by the library imports."""


@cache
def modules_after(statement: str) -> set[str]:
    program = f"import sys; {statement}; print(*sys.modules)"
    return set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout.split()
    )


def test_importing_nutgraf_is_cheap():
    loaded = modules_after("import nutgraf")
    assert not loaded & {"numpy", "faiss", "torch", "typer", "orjson", "nutgraf.search.library.searcher"}


def test_help_imports_no_library_that_takes_time():
    loaded = modules_after("import nutgraf.search.cli.app")
    assert not loaded & {"numpy", "faiss", "torch", "rich.console", "tqdm", "sentence_transformers", "Stemmer"}


def test_who_does_not_index_imports_no_reader_of_files():
    loaded = modules_after(SEARCHING)
    readers = {"archives", "conversion", "fields", "formats", "kinds", "reader", "shapes", "times"}
    assert not {name.split(".")[2] for name in loaded if name.startswith("nutgraf.corpus.")} & readers
    assert not loaded & {"charset_normalizer", "dateparser", "ftfy", "lxml", "tarfile", "trafilatura"}


def test_a_search_imports_no_other_command_and_compiles_no_model():
    loaded = modules_after(SEARCHING)
    assert not loaded & {"numpy.ma", "yaml", "nutgraf.index.embedding.bert_graph"}
    commands = {place.split(".")[0] for named in HEADINGS.values() for place in named.values()} - {"search"}
    assert not loaded & {f"nutgraf.search.cli.commands.{module}" for module in commands}


def test_who_does_not_serve_imports_nothing_of_a_server():
    loaded = modules_after(SEARCHING)
    heavy = ("asyncio", "fastapi", "http.client", "mcp", "multiprocessing.connection", "prometheus_client", "uvicorn")
    assert not loaded & {
        *heavy,
        "nutgraf.search.library.context",
        "nutgraf.search.servers.mcp",
        "nutgraf.search.servers.http",
    }
    assert not any(name.startswith("nutgraf.search.frameworks") for name in loaded)


def test_the_searcher_is_imported_without_torch():
    loaded = modules_after(SEARCHING)
    assert "faiss" in loaded
    assert not loaded & {"torch", "sentence_transformers", "transformers"}
