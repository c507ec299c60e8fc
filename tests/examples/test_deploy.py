"""The files to deploy nutgraf with name commands, options and versions that there are."""

import json
import re
import shlex
import shutil
import subprocess

import pytest
import yaml
from house import ROOT

DEPLOY = ROOT / "examples" / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSED = [yaml.safe_load(path.read_text()) for path in sorted(DEPLOY.rglob("compose.yaml"))]
CLUSTER = [*yaml.safe_load_all((DEPLOY / "engine" / "kubernetes.yaml").read_text())]
UNITS = sorted(DEPLOY.glob("*.service"))


def _containers(tree):
    """All containers at any depth of what a cluster is told."""
    if isinstance(tree, list):
        for each in tree:
            yield from _containers(each)
    elif isinstance(tree, dict):
        yield from tree.get("containers", [])
        yield from _containers([*tree.values()])


def commands():
    for unit in UNITS:
        [start] = re.findall(r"^ExecStart=/opt/nutgraf/bin/nutgraf (.*)$", unit.read_text(), re.MULTILINE)
        yield unit.name, shlex.split(start)
    for services in (it["services"] for it in COMPOSED):
        for name, service in services.items():
            if service["image"] == "nutgraf":
                yield name, service["command"]
    for container in _containers(CLUSTER):
        if "args" in container:
            yield container["name"], container["args"]
    yield "Dockerfile", json.loads(re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[-1])


@pytest.mark.parametrize(("name", "arguments"), commands())
def test_each_command_is_one_that_nutgraf_knows(run, name, arguments):
    shown = run(arguments[0], "--help").stdout
    assert name
    assert all(it in shown for it in arguments if it.startswith("--"))


def test_all_name_the_torch_that_was_tested():
    [pin] = re.findall(r"^torch==.*$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    for page in ("README.md", "docs/installing.md", "docs/operating.md", "examples/deploy/Dockerfile"):
        assert {*re.findall(r"torch==[\d.]+", (ROOT / page).read_text())} == {pin}, page


def test_the_image_is_made_of_files_that_there_are_and_runs_as_nobody_special():
    patterns = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert all((ROOT / it.removeprefix("!")).exists() for it in patterns if it.startswith("!"))
    users = re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE)
    assert users == ["10001"]
    assert DOCKERFILE.index("USER 10001") < DOCKERFILE.index("RUN nutgraf warm")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd")
def test_systemd_understands_the_units(tmp_path):
    for path in (*UNITS, *DEPLOY.glob("*.timer")):
        text = path.read_text().replace("/opt/nutgraf/bin/nutgraf", "/bin/true").replace("=nutgraf\n", "=root\n")
        (tmp_path / path.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", *tmp_path.iterdir()], capture_output=True, text=True, check=False
    )
    told = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "nutgraf" in line]
    assert (done.returncode, told) == (0, [])
