"""README's road for Linux, with indexes of our own in place of PyPI and PyTorch's: which build of torch it brings."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from house import ROOT

OFFICIAL = "https://download.pytorch.org/whl/cpu"
PINS = dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE))
UV = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
CUDA = ("nvidia-cublas", "nvidia-cudnn-cu13", "triton")


def write_wheel(folder, name, version, needs=()):
    """A wheel of nothing but its name and its requirements."""
    stem = f"{name.replace('-', '_').replace('.', '_')}-{version}"
    (folder / name.lower().replace("_", "-").replace(".", "-")).mkdir(parents=True, exist_ok=True)
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {it}" for it in needs)]
    info = f"{stem}.dist-info"
    path = folder / name.lower().replace("_", "-").replace(".", "-") / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{info}/METADATA", "\n".join([*lines, ""]))
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections, or each of some hundred requests would wait for one of its own

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def indexes(tmp_path_factory):
    """The addresses of PyPI and of PyTorch's CPU index, which have the pinned versions without their requirements."""
    root = tmp_path_factory.mktemp("indexes")
    for name, version in PINS.items():
        needs = {
            "torch": [f'{it}==1.0; platform_system == "Linux"' for it in CUDA],
            "sentence-transformers": ["torch>=1.11"],
        }.get(name, ())
        write_wheel(root / "pypi", name, version, needs)
    for name in CUDA:
        write_wheel(root / "pypi", name, "1.0")
    write_wheel(root / "cpu", "torch", f"{PINS['torch']}+cpu")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=root))
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # else it ends half a second late
    address = f"http://127.0.0.1:{server.server_port}"
    yield f"{address}/pypi", f"{address}/cpu"
    server.shutdown()
    server.server_close()


@pytest.fixture
def checkout(tmp_path):
    """A project with our dependencies, its lock and its settings of uv, and no code."""
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    lines = text.splitlines(keepends=True)
    start = lines.index("[tool.uv.sources]\n")
    uv = "".join(lines[start:]).partition("# The repository root")[0]
    (tmp_path / "pyproject.toml").write_text(
        f'[project]\nname = "{project["name"]}"\nversion = "0.1"\nrequires-python = "==3.11.*"\n'
        f"dependencies = {json.dumps(project['dependencies'])}\n{uv}"
    )
    shutil.copy(ROOT / "constraints.txt", tmp_path)
    return tmp_path


def readme_road():
    """The commands of README that install on Linux, in order."""
    page = (ROOT / "README.md").read_text()
    block = page[page.index("python3 -m venv") :].partition("```")[0]
    return re.findall(r"pip install ([^#\n]*)", block)


@pytest.mark.skipif(sys.platform != "linux", reason="CUDA comes with torch on Linux alone")
@pytest.mark.parametrize(("answers", "brings_cuda"), [(True, False), (False, True)])
def test_readme_brings_no_cuda_where_the_cpu_index_answers(indexes, checkout, answers, brings_cuda):
    pypi, cpu = indexes
    torch, rest = readme_road()
    assert torch.split() == [f"torch=={PINS['torch']}", "--index-url", OFFICIAL]
    assert rest.split()[:2] == ["-c", "constraints.txt"]
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", ".venv"], cwd=checkout, check=True)

    def pip(*arguments):
        command = [sys.executable, "-m", "pip", "--python", ".venv", "--isolated", "install", "-q", *arguments]
        return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)

    first = pip(f"torch=={PINS['torch']}", "--retries", "0", "--index-url", cpu if answers else f"{cpu}/gone")
    assert (first.returncode == 0) is answers, first.stderr
    project = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]  # all of it: see the test with uv
    needs = [it for it in project["dependencies"] if it.startswith(("torch", "sentence-transformers"))]
    assert len(needs) == 2
    done = pip("--dry-run", "--report", "report.json", "-c", "constraints.txt", "--index-url", pypi, *needs)
    assert done.returncode == 0, done.stderr
    report = json.loads((checkout / "report.json").read_text())
    names = {it["metadata"]["name"] for it in report["install"]}
    assert ("torch" in names, names & {*CUDA} == {*CUDA}) == (brings_cuda, brings_cuda)
    assert "sentence-transformers" in names


@pytest.mark.skipif(not UV, reason="no uv")
def test_uv_takes_torch_from_the_cpu_index(indexes, checkout):
    pypi, cpu = indexes
    settings = checkout / "pyproject.toml"
    settings.write_text(settings.read_text().replace(OFFICIAL, cpu))

    def uv(*arguments):
        command = [UV, "pip", "compile", "--no-config", "-q", "pyproject.toml", "-c", "constraints.txt", *arguments]
        return subprocess.run(
            [*command, "--index-url", pypi], cwd=checkout, capture_output=True, text=True, check=False
        )

    found = uv()
    assert found.returncode == 0, found.stderr
    assert f"torch=={PINS['torch']}+cpu" in found.stdout
    assert not any(name in found.stdout for name in CUDA)
    with_gpu = uv("--no-sources")
    assert all(name in with_gpu.stdout for name in CUDA)
    settings.write_text(settings.read_text().replace(cpu, f"{cpu}/gone"))
    assert uv().returncode != 0


def test_the_wheel_holds_nutgraf_and_nothing_else(tmp_path):
    root = tmp_path / "checkout"  # setuptools would find what an older build left in ours
    unwanted = shutil.ignore_patterns(".*", "build", "*.egg-info", "__pycache__")
    shutil.copytree(ROOT, root, ignore=unwanted)
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        str(root),
        "--no-deps",
        "--no-build-isolation",
        "-q",
        "-w",
        str(tmp_path),
    ]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    about = f"{wheel.name.split('-py3')[0]}.dist-info/"
    shipped = {name.removeprefix("nutgraf/") for name in names if not name.startswith(about)}
    inside = [path for room in root.glob("*/__init__.py") for path in room.parent.rglob("*") if path.is_file()]
    ours = {path.relative_to(root).as_posix() for path in inside} | {"__init__.py", "__init__.pyi", "py.typed"}
    lost = sorted(ours - shipped)
    rooms = [name.removesuffix("/__init__.py").replace("/", ".") for name in lost if name.endswith("/__init__.py")]
    assert rooms == [], "add them to `packages` in pyproject.toml, each after nutgraf."
    assert lost == [], "each wants an __init__.py beside it, or a line of `package-data` in pyproject.toml"
    assert shipped == ours
