"""What a run tells, kept in a file, so that the next run tells only what is new."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ...corpus.text.characters import one_line
from ...index.storage import durable

if TYPE_CHECKING:
    from ...corpus.sourced import ReadWarning

_FIRST_LINE = "# What nutgraf index told, for its next run with --told."


class ToldBefore:
    """Knows what the run before told.

    Args:
        file: Where it wrote that, and where `save` writes what this run tells; None to know and to keep nothing.
        paths: What is indexed: the file is none of it.

    Attributes:
        lines: How many warnings of this run were told before.
        skipped: How many of them are about records that were skipped.

    Raises:
        typer.BadParameter: The file is another one, cannot be read, or would be indexed.
    """

    def __init__(self, file: Path | None, paths: Iterable[str]) -> None:
        self.lines = self.skipped = 0
        self._file = file
        self._now: list[str] = []
        self._before = frozenset(_read(file, paths)) if file else frozenset[str]()

    def is_new(self, warning: ReadWarning) -> bool:
        """Take a warning; True where the run before did not tell the same."""
        line = one_line(str(warning))
        self._now.append(line)
        if line not in self._before:
            return True
        self.lines += 1
        self.skipped += warning.skipped
        return False

    def summary(self) -> list[str]:
        """Say in one line how many warnings were told before; nothing where there are none."""
        if not self.lines:
            return []
        about = f", {self.skipped:,} of them about what was skipped" if self.skipped else ""
        return [f"{self.lines:,} told before{about}; all are in {self._file}"]

    def save(self) -> None:
        """Write what this run told; a run that stops halfway leaves the file as it was.

        Raises:
            OSError: It cannot be written.
        """
        if self._file:
            durable.replace(self._file, "".join(f"{line}\n" for line in (_FIRST_LINE, *self._now)).encode())


def _read(file: Path, paths: Iterable[str]) -> list[str]:
    folders = [Path(path).resolve() for path in paths if Path(path).is_dir()]
    if not file.name.startswith(".") and any(file.resolve().is_relative_to(folder) for folder in folders):
        raise _refusal(f"{file} would be indexed; keep it elsewhere, or begin its name with a dot")
    if not file.parent.is_dir():
        raise _refusal(f"{file.parent} is no folder")
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise _refusal(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}") from None
    if lines and lines[0] != _FIRST_LINE:
        raise _refusal(f"{file} was not written by --told, and is left as it is")
    return lines[1:]


def _refusal(reason: str) -> typer.BadParameter:
    return typer.BadParameter(reason, param_hint="--told")
