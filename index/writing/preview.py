"""A dry run: what indexing would do, found out without a model and without writing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields

from ...corpus.article import Article
from ...corpus.errors import CorpusError
from ...corpus.passages import CUT
from ...corpus.sourced import ReadWarning, SourcedArticle
from ..embedding.fingerprint import Fingerprint
from ..segments.folder import IndexFolder
from ..segments.manifest import Manifest
from .held import HeldArticles
from .intake import Decision, Intake
from .prune_guard import PruneGuard
from .report import Report

FIELDS = tuple(each.name for each in fields(Article) if each.name not in ("id", "text", "extra"))
_MOST_KEYS = 1_000
"""Distinct keys that are counted: a file may have a new one in each record."""


@dataclass(slots=True)
class Preview(Report):
    """The outcome that a run would have: the counts of its report, and what its articles have and lack.

    Attributes:
        articles: Articles read.
        fields: Articles that have each field of `Article`, by its name.
        other_keys: Articles that have each key that is no field and is kept as `extra`.
    """

    articles: int = 0
    fields: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    other_keys: Counter[str] = field(default_factory=Counter)

    def look_at(self, article: Article) -> None:
        """Count the fields of an article."""
        self.articles += 1
        for name in FIELDS:
            self.fields[name] += bool(getattr(article, name))
        known = len(self.other_keys) < _MOST_KEYS
        self.other_keys.update(key for key in article.extra if known or key in self.other_keys)


def preview(
    folder: IndexFolder,
    items: Iterable[SourcedArticle | ReadWarning],
    *,
    prune: Callable[[str], bool] | None,
    guarded: Mapping[str, Callable[[str], bool]],
    keep_both: bool,
    on_warning: Callable[[ReadWarning], None],
) -> Preview:
    """Find out what `build.add` would do with `items`; its arguments are the same. Nothing is written or locked.

    Raises:
        CorpusError: `prune` would remove most of what lay below one of its paths.
        IndexFormatError: The index is damaged, has another format, or must be rebuilt first.
    """
    snapshot = folder.open() if folder.exists else folder.snapshot(Manifest(0, Fingerprint("", "", "", 0, "", 0), CUT))
    held = HeldArticles(snapshot, folder.path.absolute().parent)
    manifest, report = snapshot.manifest, Preview(generation=snapshot.manifest.generation)
    manifest.refuse_other_rules(folder.path)
    intake = Intake(held, moved=manifest.moved, taken_down=manifest.taken_down, keep_both=keep_both)

    def note(found: Iterable[Decision | ReadWarning]) -> None:
        for it in found:
            if isinstance(it, ReadWarning):
                report.count_warning(it)
                intake.warned(it)
                on_warning(it)
            else:
                report.count(it.kind)

    for item in items:
        if isinstance(item, SourcedArticle):
            report.look_at(item.article)
        note(intake.take(item) if isinstance(item, SourcedArticle) else [item])
    note(intake.settle())
    if prune:
        doomed = list(intake.unmet(prune))
        lost = Counter(origin for _, origin in doomed)
        guard = PruneGuard(snapshot.counts("origin"), guarded)
        if refusal := guard.refusal(lost, intake.moves, "none would be removed"):
            raise CorpusError(refusal)
        report.removed += len(doomed)
    return report
