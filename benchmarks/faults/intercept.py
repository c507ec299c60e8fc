"""Intercept the calls by which a process opens, reads and changes files in one folder.

`os`, `io.open` and `mmap` are replaced by wrappers that tell an observer of each call, before and after it. The
observer may raise an error in place of the call, or kill the process. `tests/bad_days/test_fault_suite.py` compares
the calls that are seen with those that strace sees.
"""

from __future__ import annotations

import builtins
import io
import mmap
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

READS = frozenset({"open to read", "read", "mmap"})
"""The calls that change nothing."""
_CHANGES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


@dataclass(frozen=True)
class Call:
    """A call on a file of the folder.

    Attributes:
        name: Its name: that of the function in `os`, or ``open to read``.
        path: The file, relative to the folder; the new name of a rename or link.
        source: The old name of a rename or link.
        file: The file descriptor of a write, truncate or fsync, and after an open that of the new file.
        data, offset: The bytes of a write, and where they go; the size of a truncate.
        creates, truncates: True for an open that makes a missing file, or empties it.
    """

    name: str
    path: str
    source: str = ""
    file: int = -1
    data: bytes = b""
    offset: int = 0
    creates: bool = False
    truncates: bool = False

    @property
    def changes(self) -> bool:
        """True where the call changes the folder, or flushes a change."""
        return self.name not in READS


class Observer(Protocol):
    """Is told of each call; it may raise an error in `before`, and the call is then not made."""

    def before(self, call: Call) -> None:
        """The call is about to be made."""

    def after(self, call: Call) -> None:
        """The call was made without an error."""


def intercept(folder: Path, observer: Observer) -> None:
    """Tell `observer` of each call of this process, to its end, on files in `folder`; its own calls are not told."""
    _Interceptor(folder, observer).install()


class _Interceptor:
    def __init__(self, folder: Path, observer: Observer) -> None:
        self._root = f"{os.path.realpath(folder)}/"
        self._observer = observer
        self._is_told = False
        self._paths: dict[int, str] = {}  # of the open files in the folder, by descriptor

    def install(self) -> None:
        self._open, self._close = os.open, os.close
        os.open, os.close = self.open, self.close
        builtins.open = io.open = self.open_file
        for name in ("unlink", "remove", "rmdir", "mkdir", "truncate", "utime", "chmod"):
            setattr(os, name, self._by_path(name, getattr(os, name)))
        for name in ("rename", "replace", "link", "symlink"):
            setattr(os, name, self._by_two_paths(name, getattr(os, name)))
        for name in ("fsync", "fdatasync", "ftruncate", "pread", "read"):
            setattr(os, name, self._by_descriptor(name, getattr(os, name)))
        real_write = os.write
        os.write = lambda file, data: self.write(file, data, lambda: real_write(file, data))
        self._install_mmap()

    def tell(self, call: Call, real: Callable[[], Any]) -> Any:  # noqa: ANN401  # as the call
        """Make the call, and tell the observer before and after it."""
        if self._is_told:  # the observer's own call
            return real()
        self._aside(self._observer.before, call)
        result = real()
        if call.name in ("open", "open to read"):
            self._paths[result if isinstance(result, int) else result.fileno()] = call.path
            call = Call(**vars(call) | {"file": result if isinstance(result, int) else result.fileno()})
        self._aside(self._observer.after, call)
        return result

    def _aside(self, told: Callable[[Call], None], call: Call) -> None:
        self._is_told = True
        try:
            told(call)
        finally:
            self._is_told = False

    def relative(self, path: Any, folder: int | None = None) -> str | None:  # noqa: ANN401  # whatever os takes
        """The path from the folder on; None for a file elsewhere."""
        if isinstance(path, int):
            return self._paths.get(path)
        name = os.fsdecode(path)
        if folder is not None:
            parent = self._paths.get(folder)
            return None if parent is None else os.path.normpath(f"{parent}/{name}")
        parent, base = os.path.split(name)
        full = f"{os.path.realpath(parent or '.')}/{base}"
        if f"{full}/" == self._root:
            return "."
        return full.removeprefix(self._root) if full.startswith(self._root) else None

    # Calls on paths.

    def _by_path(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *arguments: Any, dir_fd: int | None = None, **options: Any) -> Any:  # noqa: ANN401
            place = {} if dir_fd is None else {"dir_fd": dir_fd}
            relative = self.relative(path, dir_fd)
            if relative is None:
                return real(path, *arguments, **place, **options)
            size = arguments[0] if name == "truncate" else 0
            told = Call("unlink" if name == "remove" else name, relative, offset=size)
            return self.tell(told, lambda: real(path, *arguments, **place, **options))

        return call

    def _by_two_paths(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(source: Any, target: Any, **options: Any) -> Any:  # noqa: ANN401
            old, new = self.relative(source), self.relative(target)
            if new is None:
                return real(source, target, **options)
            told = Call("rename" if name == "replace" else name, new, source=old or os.fspath(source))
            return self.tell(told, lambda: real(source, target, **options))

        return call

    def open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:  # noqa: ANN401
        """Stand in for `os.open`."""
        relative = self.relative(path, dir_fd)
        if relative is None:
            return self._open(path, flags, mode, dir_fd=dir_fd)
        call = Call(
            "open" if flags & _CHANGES else "open to read", relative,
            creates=bool(flags & os.O_CREAT), truncates=bool(flags & os.O_TRUNC),
        )  # fmt: skip
        file: int = self.tell(call, lambda: self._open(path, flags, mode, dir_fd=dir_fd))
        return file

    # Calls on open files.

    def _by_descriptor(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(file: Any, *arguments: Any) -> Any:  # noqa: ANN401
            number = file if isinstance(file, int) else file.fileno()
            if number not in self._paths:
                return real(file, *arguments)
            told = {"fdatasync": "fsync", "ftruncate": "truncate", "pread": "read"}.get(name, name)
            size = arguments[0] if told == "truncate" else 0
            return self.tell(Call(told, self._paths[number], file=number, offset=size), lambda: real(file, *arguments))

        return call

    def write(self, file: int, data: bytes | memoryview, real: Callable[[], Any]) -> Any:  # noqa: ANN401
        """Write `data` to an open file, which may be any."""
        if file not in self._paths:
            return real()
        offset = os.lseek(file, 0, os.SEEK_CUR)
        return self.tell(Call("write", self._paths[file], file=file, data=bytes(data), offset=offset), real)

    def close(self, file: int) -> None:
        """Stand in for `os.close`."""
        self._paths.pop(file, None)
        self._close(file)

    def open_file(
        self, file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, errors: Any = None,  # noqa: ANN401
        newline: Any = None, closefd: bool = True, opener: Any = None,  # noqa: ANN401
    ) -> Any:  # fmt: skip  # noqa: ANN401
        """Stand in for `open`: the same files, over a raw file that tells its calls."""
        relative = None if isinstance(file, int) else self.relative(file)
        if relative is None or self._is_told:
            return _OPEN(file, mode, buffering, encoding, errors, newline, closefd, opener)
        reads = "r" in mode and "+" not in mode
        call = Call("open to read" if reads else "open", relative, creates="r" not in mode, truncates="w" in mode)
        raw = self.tell(call, lambda: _TellingFile(self, file, mode.replace("b", "").replace("t", "")))
        if buffering == 0:
            return raw
        kind = io.BufferedRandom if "+" in mode else io.BufferedReader if reads else io.BufferedWriter
        buffer = kind(raw, raw._blksize)
        return buffer if "b" in mode else io.TextIOWrapper(buffer, encoding, errors, newline)

    def _install_mmap(self) -> None:
        tell, paths = self.tell, self._paths

        class TellingMap(mmap.mmap):
            def __new__(cls, file: int, *arguments: Any, **options: Any) -> TellingMap:  # noqa: ANN401
                made = super().__new__
                if file not in paths:
                    return made(cls, file, *arguments, **options)
                told: TellingMap = tell(
                    Call("mmap", paths[file], file=file), lambda: made(cls, file, *arguments, **options)
                )
                return told

        mmap.mmap = TellingMap  # type: ignore[misc]


_OPEN = open


class _TellingFile(io.FileIO):
    def __init__(self, interceptor: _Interceptor, path: Any, mode: str) -> None:  # noqa: ANN401
        self._interceptor = interceptor
        super().__init__(path, mode)

    def write(self, data: bytes | memoryview) -> int:
        number: int = self._interceptor.write(self.fileno(), data, lambda: super(_TellingFile, self).write(data))
        return number

    def truncate(self, size: int | None = None) -> int:
        size = self.tell() if size is None else size
        done: int = self._tell("truncate", lambda: super(_TellingFile, self).truncate(size), size)
        return done

    def readinto(self, buffer: Any) -> Any:  # noqa: ANN401  # any buffer
        return self._tell("read", lambda: super(_TellingFile, self).readinto(buffer))

    def readall(self) -> bytes:
        return self._tell("read", super().readall)

    def _tell(self, name: str, real: Callable[[], Any], size: int = 0) -> Any:  # noqa: ANN401
        number = self.fileno()
        path = self._interceptor._paths.get(number)
        return real() if path is None else self._interceptor.tell(Call(name, path, file=number, offset=size), real)

    def close(self) -> None:
        if not self.closed:
            self._interceptor._paths.pop(self.fileno(), None)
        super().close()
