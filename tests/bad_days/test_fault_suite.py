"""A sample of the suite of faults in benchmarks/faults, and what its faults rest on: that no call escapes it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bad_days import news
from bad_days.commands import QUICK_TO_FORK
from hypothesis import settings
from running.processes import TESTS, clean_environment

SUITE = TESTS.parent / "benchmarks" / "faults"
CHANGES = (
    "openat,write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,"
    "unlinkat,rmdir,mkdir,mkdirat,truncate,ftruncate,fallocate,copy_file_range,sendfile,utimensat,fchmod,fchmodat,chmod"
)
SAME = {
    "openat": "open",
    "renameat2": "rename",
    "linkat": "link",
    "ftruncate": "truncate",
    "mkdirat": "mkdir",
    "fdatasync": "fsync",
}
SYSTEM_CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)\) += -?\d", re.MULTILINE)
NAMED = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"([^"]*)"')
OPEN_FILE = re.compile(r"^\d+<([^>]*)>")
WATCHED = """
import sys
from contextlib import suppress
from pathlib import Path
from running import quick_command
from intercept import intercept

class Teller:
    def before(self, call):
        if call.changes:
            print(call.name, call.path, file=seen)

    def after(self, call):
        pass

with Path("seen").open("w") as seen:
    intercept(Path("index"), Teller())
    for command in (["index", "news"], ["remove", "s1", "s2", "s3", "s4", "s5"], ["rebuild"]):
        sys.argv = ["nutgraf", *command, "--index", "index"]
        with suppress(SystemExit):
            quick_command.main()
"""


IS_POORER = "NUTGRAF_TESTS_PORTABLE" in os.environ or sys.platform == "win32"
PARTS = ["calls", "disk"]
if not IS_POORER:
    PARTS.append("power")  # without a flush of a folder, a power cut may take what was promised
if settings.default.max_examples > 30:
    PARTS.append("rot")  # in CI: half the time of this test, for an index that is large; `test_rot` has a small one


def test_a_sample_of_the_faults_is_survived():
    done = subprocess.run(  # one for all parts, as each command is first run undisturbed
        [sys.executable, SUITE, *PARTS, "--sample", "1", "--jobs", "1"],
        env=clean_environment(**QUICK_TO_FORK), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_every_change_of_the_index_that_the_kernel_sees_is_one_that_the_suite_can_disturb(tmp_path):
    news.first_edition(tmp_path / "news")
    environment = clean_environment(PYTHONPATH=f"{TESTS}:{SUITE}", FAKE_BATCHES="30,15,2")
    done = subprocess.run(
        ["strace", "-f", "-y", "-o", "trace", "-e", f"trace={CHANGES}",
         sys.executable, "-c", WATCHED],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "PTRACE" in done.stderr:
        pytest.skip(f"strace may trace nothing here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    seen = (tmp_path / "seen").read_text().splitlines()
    assert {it.split()[0] for it in seen} >= {"write", "fsync", "rename", "link", "unlink", "rmdir", "truncate"}
    assert seen == [*seen_by_the_kernel((tmp_path / "trace").read_text(), tmp_path)]


def seen_by_the_kernel(trace: str, place: Path):
    index = f"{place}/index"
    for name, arguments in SYSTEM_CALL.findall(trace):
        if name == "openat" and not re.search("O_WRONLY|O_RDWR|O_CREAT", arguments):
            continue
        if (file := OPEN_FILE.match(arguments)) and not name.endswith("at"):
            path = file[1]
        else:
            folder, relative = NAMED.findall(arguments)[-1]
            path = os.path.normpath(place / folder / relative)
        if f"{path}/".startswith(f"{index}/"):
            kind = "rmdir" if "AT_REMOVEDIR" in arguments else SAME.get(name, name.removesuffix("at"))
            yield f"{kind} {os.path.relpath(path, index)}"
