"""A system without what Windows lacks: the names are there for Python and for libraries, but not for our code.

With NUTGRAF_TESTS_PORTABLE in the environment, the tests run on it, and so does each process that they start (see
`sitecustomize`): ``make test-portable``.
"""

from __future__ import annotations

import builtins
from types import ModuleType
from typing import Any

MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "termios", "tty"}
NAMES = {
    "mmap": {"MADV_DONTNEED", "MAP_PRIVATE", "MAP_SHARED", "PROT_READ"},
    "os": {
        "O_ASYNC", "O_CLOEXEC", "O_DIRECTORY", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "chown", "fchmod", "fork",
        "getpgid", "getuid", "killpg", "mkfifo", "posix_fadvise", "pread", "preadv", "pwrite", "sched_getaffinity",
        "sendfile", "setsid", "statvfs", "sysconf", "uname",
    },
    "signal": {
        "SIGALRM", "SIGBUS", "SIGHUP", "SIGIO", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1", "SIGUSR2", "alarm",
        "pthread_kill", "pthread_sigmask", "setitimer", "sigwait",
    },
    "socket": {"AF_UNIX"},
    "time": {"tzset"},
}  # fmt: skip


class _Poorer(ModuleType):
    """A module without some of its names."""

    def __init__(self, module: ModuleType) -> None:
        super().__init__(module.__name__)
        self._whole = module

    def __getattr__(self, name: str) -> Any:
        if name in NAMES[self.__name__]:
            raise AttributeError(f"this system has no {self.__name__}.{name}")
        return getattr(self._whole, name)


def take_away() -> None:
    """Take the names away from modules of nutgraf that are imported from now on."""
    whole_import, poorer = builtins.__import__, {}

    def poorer_import(name, globals=None, locals=None, fromlist=(), level=0):  # noqa: A002
        package = (globals or {}).get("__package__") or ""
        top = name.partition(".")[0]
        if level or package.partition(".")[0] != "nutgraf" or top not in MODULES | NAMES.keys():
            return whole_import(name, globals, locals, fromlist, level)
        if top in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}: this system has none", name=name)
        module = whole_import(name, globals, locals, fromlist, level)
        return poorer.setdefault(top, _Poorer(module)) if module.__name__ == top else module

    builtins.__import__ = poorer_import
