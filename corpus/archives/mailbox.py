"""Mailboxes (mbox): each message in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from ..files.source import LongLine, Source, too_long
from ..formats.text.mail import mail
from ..record import Fault
from .member import Member
from .stream import in_memory

_QUOTED = re.compile(rb"^>(>*From )")


def mailbox(source: Source) -> Iterator[Member | Fault]:
    """Give the messages of a mailbox, which begin with a line ``From `` after a blank line."""
    message: list[bytes] = []
    start, size, blank = 1, 0, True
    for number, line in source.lines():
        if blank and not isinstance(line, LongLine) and line.startswith(b"From "):
            yield from _message(message, start, size, source)
            message, start, size = [], number + 1, 0
            continue
        if isinstance(line, LongLine):
            size = source.limits.record_bytes + 1
            blank = False
            continue
        blank = not line.strip()
        size += len(line) + 1
        if size <= source.limits.record_bytes:
            message.append(_QUOTED.sub(rb"\1", line))
        else:
            message.clear()
    yield from _message(message, start, size, source)


def _message(lines: list[bytes], start: int, size: int, source: Source) -> Iterator[Member | Fault]:
    if size > source.limits.record_bytes:
        yield Fault(start, too_long(source.limits))
    elif any(lines):
        content = Source(partial(in_memory, b"\n".join(lines)), limits=source.limits)
        yield Member("", content, read=mail, line=start)
