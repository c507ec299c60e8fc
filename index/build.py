"""An article's way in: what reading brings is compared with what is there, cut, embedded, and committed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..corpus.found import Found, Notice
from .folder import IndexFolder
from .protocols import Embedder
from .writer import Report, Writer


def add(
    folder: IndexFolder,
    items: Iterable[Found | Notice],
    embedder: Embedder,
    *,
    prune: Callable[[str], bool] | None = None,
    on_notice: Callable[[Notice], None] = lambda _: None,
) -> Report:
    """Index what `items` bring, doing the least work.

    Args:
        folder: The index, which need not exist.
        items: From `corpus.reader.read`, or made in memory.
        embedder: The model; an existing index takes only the one it was built with.
        prune: Given an article's origin, whether it should have been among `items`: if it was not, it is removed.
        on_notice: Called with every notice as it comes.

    Raises:
        ModelMismatchError: The index was built with another model.
        IndexLockedError, IndexFormatError: See `IndexFolder.writing`.
        OSError: The disk does not take it; the generations committed so far stay.
    """
    with Writer(folder, embedder) as writer:
        for item in items:
            notice = item if isinstance(item, Notice) else writer.take(item)
            if notice:
                writer.note(notice)
                on_notice(notice)
        if prune:
            writer.prune(prune)
        writer.commit()
    return writer.report
