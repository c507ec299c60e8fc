"""An article's way in: what reading brings is compared with what is there, cut, embedded, and committed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ...corpus.sourced import ReadWarning, SourcedArticle
from ..embedding.fingerprint import Fingerprint
from ..embedding.protocol import Embedder
from ..segments.folder import IndexFolder
from ..types import Vectors
from .writer import Report, Writer


def add(
    folder: IndexFolder,
    items: Iterable[SourcedArticle | ReadWarning],
    embedder: Embedder,
    *,
    prune: Callable[[str], bool] | None = None,
    on_notice: Callable[[ReadWarning], None] = lambda _: None,
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
            notice = item if isinstance(item, ReadWarning) else writer.take(item)
            if notice:
                writer.note(notice)
                on_notice(notice)
        if prune:
            writer.prune(prune)
        writer.commit()
    return writer.report


def remove(folder: IndexFolder, article_ids: Sequence[str]) -> list[str]:
    """Remove articles by id, in one commit. The model is not needed.

    Returns:
        The ids that are not there.

    Raises:
        IndexMissingError: There is no index.
        IndexLockedError, IndexFormatError, OSError: As for `add`.
    """
    folder.refuse_missing()
    with Writer(folder, _NoEmbedder(folder.manifest().model)) as writer:
        unknown = writer.remove(article_ids)
        writer.commit()
    return unknown


@dataclass(frozen=True)
class _NoEmbedder:
    """Stands in for the model where nothing is embedded."""

    fingerprint: Fingerprint

    def passages(self, texts: Sequence[str]) -> Vectors:  # noqa: ARG002  # the seam's
        raise AssertionError("nothing is embedded here")

    def queries(self, texts: Sequence[str]) -> Vectors:  # noqa: ARG002
        raise AssertionError("nothing is embedded here")
