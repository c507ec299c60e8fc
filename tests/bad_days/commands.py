"""Ways to start the real command: as a process of its own, or, for hundreds of them, as forks of one that has imported
everything. Either way, stderr is checked: no user may see a traceback."""

from __future__ import annotations

import gc
import json
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from threading import RLock
from typing import Any

import typer.main
from running.processes import QUICK_COMMAND, clean_environment, wait_until

_DOUBTS = re.compile(r"nutgraf: (this may not answer the question|there is probably no answer): .*\n")


@dataclass(frozen=True)
class CommandResult:
    """The result of a command: its exit code (minus the signal that killed it) and its output."""

    code: int
    stdout: str
    stderr: str

    def __post_init__(self) -> None:
        assert "Traceback" not in self.stderr, self.stderr
        assert "Exception ignored" not in self.stderr, self.stderr

    @property
    def line(self) -> str:
        """The one line of a command that failed."""
        assert self.stderr.startswith("nutgraf: error: "), self
        assert self.stderr.count("\n") == 1, self
        assert self.stderr.endswith("\n"), self
        return self.stderr.removeprefix("nutgraf: error: ")[:-1]

    @property
    def complaints(self) -> str:
        """Its stderr, less the doubts of a search about its answer."""
        return _DOUBTS.sub("", self.stderr)


def command_result(done: subprocess.CompletedProcess[str]) -> CommandResult:
    return CommandResult(done.returncode, done.stdout, done.stderr)


class Process:
    """A running command in its own process. Its output goes to pipes, so keep it short."""

    def __init__(self, *arguments: object, cwd: Path, stdout: Any = subprocess.PIPE, **environment: object) -> None:
        variables = {name: str(value) for name, value in environment.items()}
        self._process = subprocess.Popen(
            [sys.executable, "-c", QUICK_COMMAND, *map(str, arguments)],
            stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
            cwd=cwd, env=clean_environment() | variables, text=True,
        )  # fmt: skip

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def wait(self, timeout: float = 60) -> CommandResult:
        with self._process:
            try:
                out, err = self._process.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                self._process.kill()
                raise
        return CommandResult(self._process.returncode, out or "", err)


class Fork:
    """A running command, forked from the server's process; `stderr` is a descriptor in place of the job's file."""

    def __init__(self, address: Path, job: dict[str, object], stderr: int | None = None) -> None:
        self._out, self._err = Path(str(job["stdout"])), Path(str(job["stderr"]))
        self._out.touch()  # it may be killed before it gets there
        self._err.touch()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(60)
        self._socket.connect(str(address))
        socket.send_fds(self._socket, [json.dumps(job).encode() + b"\n"], [] if stderr is None else [stderr])
        self._answers = self._socket.makefile()
        self.pid = int(self._answers.readline())

    def send(self, number: signal.Signals) -> None:
        """Send a signal; it has no effect on an ended command, whose process stays until its code is read."""
        os.kill(self.pid, number)

    @property
    def has_ended(self) -> bool:
        """True where there is nothing left to kill."""
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"

    def code(self) -> int:
        """Wait for its end, and return its exit code."""
        with self._socket, self._answers:
            self._socket.sendall(b"wait\n")
            return int(self._answers.readline())

    def wait(self) -> CommandResult:
        code, out = self.code(), self._out.read_bytes() if self._out.is_file() else b""
        return CommandResult(code, out.decode(), self._err.read_bytes().decode())


QUICK_TO_FORK = {"OMP_NUM_THREADS": 1, "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
"""A thread that spins on a busy core only costs, and memory in large pages has fewer of them to copy for a fork."""


class Forks:
    """Starts commands in a few milliseconds each. Use it in a ``with`` block.

    Args:
        scratch: An empty folder.
        fake: True for the quick model.
        prepare: The full name of a function without arguments, called before the first fork.
    """

    def __init__(self, scratch: Path, *, fake: bool, prepare: str = "builtins.bool") -> None:
        self._scratch, self._fake, self._prepare = scratch, fake, prepare
        self._address = scratch / "socket"
        self._numbers = count()

    def __enter__(self) -> Forks:
        program = "import sys; from bad_days import commands; commands.serve(*sys.argv[1:])"
        self._server = subprocess.Popen(
            [sys.executable, "-c", program, str(self._address), "fake" * self._fake, self._prepare],
            env=clean_environment(**QUICK_TO_FORK),
            stdin=subprocess.DEVNULL,
        )
        try:
            wait_until(self._address.exists, 120)  # on a busy machine, once a run
        except AssertionError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with self._server:
            self._server.terminate()

    def start(
        self,
        *arguments: object,
        cwd: Path,
        stdin: bytes = b"",
        stdout: str = "",
        stderr: int | None = None,
        **environment: object,
    ) -> Fork:
        """Start a command; `stdout` is a device in place of a file of its own."""
        number = next(self._numbers)
        given = self._scratch / f"{number}.in"
        if stdin:
            given.write_bytes(stdin)
        job = {
            "arguments": [*map(str, arguments)],
            "cwd": str(cwd),
            "environment": clean_environment(**environment),
            "stdin": str(given) if stdin else os.devnull,
            "stdout": stdout or str(self._scratch / f"{number}.out"),
            "stderr": str(self._scratch / f"{number}.err"),
        }
        return Fork(self._address, job, stderr)

    def run(self, *arguments: object, cwd: Path, **environment: object) -> CommandResult:
        return self.start(*arguments, cwd=cwd, **environment).wait()


# The server's side of the forks.


MODELLESS = (("check",),)
"""Commands to run in advance with a real model, which starts threads: a process with threads must not fork."""
QUICK = (
    *(("index", "a.jsonl"), ("search", "storm", "--min-relevance", "0.1"), ("search", "Ada Berk hit by storm")),
    *(("terms", "storm"), ("timeline", "storm"), ("rebuild", "--model", "unknown"), ("show", "a"), ("status",)),
    *MODELLESS,
)
"""What the forks of most tests need first: a hit, a name that is misspelt, and a model that is not on this machine."""


def serve(address: str, fake: str, prepare: str) -> None:
    """Import what commands import, then fork for each connection until somebody ends us, or who started us is gone."""
    starter = os.getppid()
    from pkgutil import resolve_name

    from running import quick_command

    if fake:
        quick_command.swap_model()  # before anybody imports the real one by its name
        quick_command.fork_embedders()

    warm_up(Path(f"{address}.warm"), quick_command.prepare_and_run, QUICK if fake else MODELLESS)
    resolve_name(prepare)()
    gc.freeze()  # or each fork's first collection would copy all our memory

    ready = Path(f"{address}.new")
    with socket.socket(socket.AF_UNIX) as listener, selectors.DefaultSelector() as events:
        listener.bind(str(ready))
        listener.listen(50)
        ready.rename(address)
        events.register(listener, selectors.EVENT_READ, None)
        while os.getppid() == starter:
            for key, _ in events.select(5):
                if key.fileobj is listener:
                    _start_one(listener.accept()[0], events, quick_command.prepare_and_run)
                else:
                    events.unregister(key.fileobj)
                    key.data()


def _start_one(client: socket.socket, events: selectors.BaseSelector, main: Callable[[], None]) -> None:
    """Fork for the job that `client` sends, and tell its process id; when it asks, its exit code."""
    sent, descriptors, _, _ = socket.recv_fds(client, 1 << 16, 1)
    while not sent.endswith(b"\n"):
        sent += client.recv(1 << 16)
    job = json.loads(sent)
    for descriptor in descriptors:
        job["stderr"] = f"/proc/self/fd/{descriptor}"
    if not (child := os.fork()):
        become(job, main)
    for descriptor in descriptors:
        os.close(descriptor)
    client.sendall(b"%d\n" % child)

    def wait() -> None:
        client.recv(16)  # it stays a zombie until somebody asks, or hangs up
        ended = os.pidfd_open(child)
        events.register(ended, selectors.EVENT_READ, lambda: end(ended))

    def end(descriptor: int) -> None:
        os.close(descriptor)
        _, status = os.waitpid(child, 0)
        with client, suppress(OSError):
            client.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))

    events.register(client, selectors.EVENT_READ, wait)


def warm_up(scratch: Path, main: Callable[[], None], commands: tuple[tuple[str, ...], ...]) -> None:
    """Run `commands`: they import what each fork would import for itself."""
    from tqdm import tqdm

    typer.main.get_command = cache(typer.main.get_command)  # to make all commands anew takes as long as a fork
    tqdm.set_lock(RLock())  # its own is one for all forks, and stays locked when its holder is killed
    usual, tqdm.monitor_interval = tqdm.monitor_interval, 0  # it is a thread
    before = Path.cwd()
    scratch.mkdir()
    os.chdir(scratch)
    Path("a.jsonl").write_text('{"id": "a", "text": "A storm.", "author": "Ada Berg"}')
    for command in commands:
        sys.argv = ["nutgraf", *command]
        with Path(os.devnull).open("w") as no, redirect_stdout(no), redirect_stderr(no), suppress(SystemExit):
            main()
    os.chdir(before)
    tqdm.monitor_interval = usual
    gc.unfreeze()  # what commands leave to the system at their end
    gc.collect()


def become(job: dict, main: Callable[[], None]) -> None:
    """Be the command: streams, folder, environment, arguments; then its end. Does not return."""
    code = 1
    try:
        for descriptor, name in ((0, job.get("stdin", os.devnull)), (1, job["stdout"]), (2, job["stderr"])):
            opened = os.open(name, os.O_RDWR | os.O_CREAT, 0o666)
            os.dup2(opened, descriptor)
            os.close(opened)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", 1)  # noqa: SIM115
        os.chdir(job["cwd"])
        os.environ.update(job["environment"])
        sys.argv = ["nutgraf", *job["arguments"]]
        main()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:  # as Python does at its end
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
