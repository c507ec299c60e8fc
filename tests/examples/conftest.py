"""The examples run as they are: over a small index, with fakes in place of the packages that they need."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import nutgraf
import pytest
from small_indexes.fakes import FakeEmbedder

EXAMPLES = Path(nutgraf.__file__).parent / "examples"
FERRY = nutgraf.Article(
    id="ferry",
    title="Ferry crews walk out",
    source="Harbour Gazette",
    url="https://example.com/ferry",
    published="2023-04-18",
    text="The union of ferry crews wants a pay rise of nine per cent.\n\nNo ferry leaves before Wednesday.",
)
RIVER = nutgraf.Article(id="river", title="River clean", text="Otters are back in the river Luhe.")


@pytest.fixture
def quick_model(monkeypatch):
    monkeypatch.setattr("nutgraf.index.segments.model_choice.ModelEmbedder", lambda name, **_: FakeEmbedder(name))


@pytest.fixture
def index(tmp_path, monkeypatch, quick_model):  # noqa: ARG001
    """An index that the examples find by its variable."""
    nutgraf.add(tmp_path / "index", [FERRY, RIVER], embedder=FakeEmbedder())
    monkeypatch.setenv("NUTGRAF_INDEX", str(tmp_path / "index"))
    return tmp_path / "index"


@pytest.fixture
def fake(monkeypatch):
    """Puts a module of these names in place of a package."""

    def fake(name, **names):
        module = ModuleType(name)
        vars(module).update(names)
        monkeypatch.setitem(sys.modules, name, module)

    return fake


@pytest.fixture
def example():
    """Runs an example of that name, and returns its module."""

    def example(name):
        spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return example
