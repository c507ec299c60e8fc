"""The house as a program sees it: which module imports which, in which order the folders stand, what is wrong with it.

python tests/house.py          draws it on one screen
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Set
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOPS = ("corpus", "index", "search")

ORDER: Mapping[str, tuple[Set[str], ...]] = {
    "": ({"corpus"}, {"index"}, {"search"}),
    "corpus": (
        {"errors", "sample", "text", "times"},
        {"article", "record"},
        {"fields", "passages", "sourced"},
        {"files", "shapes"},
        {"formats", "sandbox", "settings"},
        {"archives", "conversion"},
        {"kinds", "reader"},
    ),
    "index": (
        {"types", "filter", "machine", "profile", "ragged"},
        {"storage", "analysis"},
        {"columns", "embedding", "history"},
        {"segments"},
        {"retrieval", "reranking", "writing"},
        {"repairing", "engine", "blocks"},
    ),
    "search": (
        {"query"},
        {"citation", "ranking"},
        {"coverage"},
        {"library"},
        {"output", "frameworks"},
        {"evaluation", "servers"},
        {"cli"},
    ),
    "search/servers": (
        {"json_models", "jobs", "limits", "refusals", "local_socket", "validation_errors"},
        {"mcp"},
        {"http"},
    ),
}
"""The floors of each folder, the lowest first. A room imports only from floors below its own."""

SEAM = {
    "index/filter",
    "index/profile",
    "index/ragged",
    "index/reranking/protocol",
    "index/types",
    "index/embedding/cosine_scale",
    "index/analysis/language",
    "index/analysis/query",
    "index/analysis/words",
    "index/embedding/protocol",
    "index/retrieval/evidence",
    "index/retrieval/mentions",
    "index/retrieval/protocol",
    "index/retrieval/selection",
    "index/retrieval/dense",
    "index/retrieval/lexical",
}
"""All that query and ranking know of the index: protocols, values, and pure functions of evidence."""

MOST_MODULES, MOST_FLOORS = 7, 7
"""Modules that lie directly in ``corpus/``, ``index/`` and ``search/``, and floors of each."""
LONGEST_FILE = 300
"""Lines of a module, and of a file of the tests."""

Imports = dict[str, set[str]]
"""By module the modules that it imports, as paths without ``.py``, from the root."""


def modules(root: Path = ROOT) -> dict[str, Path]:
    """Every module of ours, by its path from the root without ``.py``."""
    files = (path for top in TOPS for path in sorted((root / top).rglob("*.py")))
    return {path.relative_to(root).with_suffix("").as_posix(): path for path in files}


def imports(root: Path = ROOT) -> Imports:
    """Who imports whom, wherever in the file, for types alone or not."""
    known = modules(root)
    return {name: set(_imported(name, path, known)) for name, path in known.items()}


@cache
def nodes(text: str) -> tuple[ast.Import | ast.ImportFrom | ast.ClassDef, ...]:
    """The imports and the classes of a module, read once: a test plants a line into one of them and asks for all."""
    return tuple(it for it in ast.walk(ast.parse(text)) if isinstance(it, ast.Import | ast.ImportFrom | ast.ClassDef))


def _imported(name: str, path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    package = name.split("/")[:-1]
    for node in nodes(path.read_text()):
        if not (isinstance(node, ast.ImportFrom) and node.level):
            continue
        base = [*package[: len(package) - node.level + 1], *(node.module or "").split(".")]
        module = "/".join(filter(None, base))
        for alias in node.names:
            candidates = (f"{module}/{alias.name}", module, f"{module}/__init__")
            yield from (it for it in candidates if it in known and it != name)


def circles(graph: Imports) -> list[str]:
    """Modules that import each other in a circle, one circle if there are any."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [" -> ".join(error.args[1])]
    return []


def climbs(graph: Imports) -> list[str]:
    """Imports that go up, or from one room to another on the same floor."""
    return [
        f"{importer} imports {imported}"
        for importer, others in sorted(graph.items())
        for imported in sorted(others)
        if _goes_up(importer, imported)
    ]


def _goes_up(importer: str, imported: str) -> bool:
    here, there = importer.split("/"), imported.split("/")
    depth = next(at for at, (a, b) in enumerate(zip(here, there, strict=False)) if a != b)
    folder = "/".join(here[:depth])
    if folder not in ORDER or "__init__" in (here[depth], there[depth]):
        return False
    mine, other = (_floor(folder, name) for name in (here[depth], there[depth]))
    return other > mine or (other == mine and len(here) + len(there) > 2 * depth + 2)


def _floor(folder: str, name: str) -> int:
    """The floor of `name` in `folder`; a room that `ORDER` does not know stands above the roof."""
    return next((number for number, floor in enumerate(ORDER[folder]) if name in floor), len(ORDER[folder]))


def crowded(root: Path = ROOT) -> list[str]:
    """Folders with too many modules or floors, and files that are too long."""
    found = []
    for top in TOPS:
        flat = [path.stem for path in (root / top).glob("*.py") if path.stem != "__init__"]
        if len(flat) > MOST_MODULES:
            found.append(f"{top}/ holds {len(flat)} modules: {', '.join(sorted(flat))}")
        if len(ORDER[top]) > MOST_FLOORS:
            found.append(f"{top}/ has {len(ORDER[top])} floors")
    tests = {path.relative_to(root).with_suffix("").as_posix(): path for path in (root / "tests").rglob("*.py")}
    for name, path in {**modules(root), **tests}.items():
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE:
            found.append(f"{name}.py has {lines} lines")
    return found


def behind_the_seam(graph: Imports) -> list[str]:
    """Imports of query and ranking that go round the protocols of the index."""
    return [
        f"{importer} imports {imported}"
        for importer, others in sorted(graph.items())
        for imported in sorted(others)
        if importer.startswith(("search/query/", "search/ranking/"))
        and imported.startswith("index/")
        and imported not in SEAM
    ]


def masks_in_protocols(root: Path = ROOT) -> list[str]:
    """Protocols of the index that speak of a mask over local rows: another store could not keep them."""
    found = []
    for name, path in modules(root).items():
        for node in nodes(path.read_text()):
            if isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases):
                said = [ast.unparse(it) for it in _annotations(node)]
                found += [f"{name}: {node.name} takes {it}" for it in said if "Mask" in it or "bool_" in it]
    return found


def _annotations(node: ast.ClassDef) -> Iterator[ast.expr]:
    for it in ast.walk(node):
        if isinstance(it, ast.arg | ast.AnnAssign) and it.annotation:
            yield it.annotation
        if isinstance(it, ast.FunctionDef) and it.returns:
            yield it.returns


def drawn(root: Path = ROOT) -> str:
    """The house on one screen: floors from the roof down, the files of each room, and the arrows out of it."""
    graph, lines = imports(root), []
    for folder in ("search", "search/servers", "index", "corpus"):
        lines.append(f"{folder}/")
        for number, floor in reversed(list(enumerate(ORDER[folder], start=1))):
            rooms = {name for name in floor if f"{folder}/{name}" not in graph}
            for name in sorted(rooms):
                inside = [it for it in graph if it.startswith(f"{folder}/{name}/")]
                below = {_room(other, folder) for it in inside for other in graph[it]} - {name, ""}
                count = sum(not it.endswith("__init__") for it in inside)
                lines.append(f"  {number}  {name:11}{count:3} files <- {', '.join(sorted(below)) or '-'}")
            if files := sorted(floor - rooms):
                lines.append(f"  {number}  {', '.join(files)}")
    return "\n".join(lines)


def _room(module: str, folder: str) -> str:
    return module.removeprefix(f"{folder}/").split("/")[0] if module.startswith(f"{folder}/") else ""


if __name__ == "__main__":
    print(drawn())  # noqa: T201  # what it is started for
