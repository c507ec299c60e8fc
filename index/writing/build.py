"""Adds articles to an index and removes them: new and changed articles are cut, embedded and committed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ...corpus.settings.read_settings import ReadSettings
from ...corpus.sourced import ReadWarning, SourcedArticle
from ..embedding.fingerprint import Fingerprint
from ..embedding.protocol import Embedder
from ..segments.folder import IndexFolder
from ..types import Vectors
from .prune_guard import PruneGuard
from .report import Report
from .write_policy import DEFAULT_POLICY, WritePolicy
from .writer import Writer


def add(
    folder: IndexFolder,
    items: Iterable[SourcedArticle | ReadWarning],
    embedder: Embedder,
    *,
    prune: Callable[[str], bool] | None = None,
    guarded: Mapping[str, Callable[[str], bool]] = MappingProxyType({}),
    keep_both: bool = False,
    learn: Callable[[Mapping[str, ReadSettings]], dict[str, ReadSettings]] = dict,
    places: Sequence[str] = (),
    on_warning: Callable[[ReadWarning], None] = lambda _: None,
    on_progress: Callable[[int, int], None] = lambda *_: None,
    policy: WritePolicy = DEFAULT_POLICY,
) -> Report:
    """Index the articles among `items`; an unchanged article costs nothing, and no text is embedded twice.

    Args:
        folder: The index; it is made if it does not exist.
        items: Articles and warnings, from `corpus.reader.read` or made in memory.
        embedder: The model; an existing index takes only the model it was built with.
        prune: Takes an article's origin. An indexed article that is not among `items` is removed where this is true.
        guarded: Paths of which `prune` may not remove most, as in `PruneGuard.places`.
        keep_both: True to keep an article whose id is that of another one beside it, see `Intake`.
        learn: Makes the settings that are remembered with the index of those that were; by default they stay.
        places: Origins of the paths that are read, for `LastRun`; none for articles that were made in memory.
        on_warning: Called with each warning as it comes.
        on_progress: Called with the number of articles that were read so far, and of those that wait for nothing more.
        policy: Batch sizes and limits.

    Raises:
        CorpusError: `prune` would remove most of what lay below one of `guarded`. What was added is committed.
        ModelMismatchError: The index was built with another model.
        IndexLockedError, IndexFormatError: See `IndexFolder.writing`.
        OSError: The disk does not take the new files; the generations committed so far stay.
    """
    with Writer(folder, embedder, keep_both=keep_both, policy=policy) as writer:
        writer.remember(learn)
        guard = PruneGuard(writer.origins(), guarded) if prune and guarded else None

        def tell(warnings: Iterable[ReadWarning]) -> None:
            for warning in warnings:
                writer.count_warning(warning)
                on_warning(warning)

        read = 0
        for item in items:
            tell([item] if isinstance(item, ReadWarning) else writer.add(item))
            read += not isinstance(item, ReadWarning)
            on_progress(read, read - writer.unembedded)
        tell(writer.settle())
        if prune:
            writer.prune(prune, guard)
        if places:
            writer.end_run(places)
        writer.commit()
        on_progress(read, read)
    return writer.report


def remove(
    folder: IndexFolder, article_ids: Sequence[str], *, lasting: bool = False, policy: WritePolicy = DEFAULT_POLICY
) -> list[str]:
    """Remove articles by id, in one commit; no model is needed.

    Args:
        folder: The index.
        article_ids: The ids.
        lasting: True to take the articles down: `add` does not bring them back until they are restored.
        policy: Batch sizes and limits.

    Returns:
        The ids that the index does not hold.

    Raises:
        IndexMissingError: There is no index.
        IndexLockedError, IndexFormatError, OSError: As for `add`.
    """
    with Writer(folder, _NoEmbedder(folder.upcoming().model), policy=policy) as writer:
        unknown = writer.remove(article_ids, lasting=lasting)
        writer.commit()
    return unknown


def restore(folder: IndexFolder, article_ids: Sequence[str]) -> list[str]:
    """Let `add` bring articles back that were taken down, in one commit; no model is needed.

    Returns:
        The ids of which nothing was taken down.

    Raises:
        IndexMissingError: There is no index.
        IndexLockedError, IndexFormatError, OSError: As for `add`.
    """
    with folder.changing() as manifest:
        left = {name: text for name, text in manifest.taken_down.items() if name not in article_ids}
        if len(left) < len(manifest.taken_down):
            erased = tuple(name for name in manifest.erased if name in left)
            folder.commit(replace(manifest.next(manifest.segments), taken_down=left, erased=erased))
    return [name for name in article_ids if name not in manifest.taken_down]


@dataclass(frozen=True)
class _NoEmbedder:
    """Stands in for the model in a run that embeds nothing."""

    fingerprint: Fingerprint

    def passages(self, texts: Sequence[str]) -> Vectors:  # noqa: ARG002  # the seam's
        raise AssertionError("nothing is embedded here")

    def queries(self, texts: Sequence[str]) -> Vectors:  # noqa: ARG002
        raise AssertionError("nothing is embedded here")
